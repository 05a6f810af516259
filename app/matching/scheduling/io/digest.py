"""The name by which a timetable knows its instance: SHA-256 over canonical JSON (RFC 8785)."""

import hashlib
import json
from typing import Any


def sha256(value: Any) -> str:
    """The digest of a JSON value in lower-case hex."""
    return hashlib.sha256(canonical(value)).hexdigest()


def canonical(value: Any) -> bytes:
    """`value` in canonical JSON: null, booleans, integers below 2^53, strings, lists and objects; no file has others."""
    return json.dumps(_in_order(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def _in_order(value: Any) -> Any:
    """`value` with the keys of its objects sorted by UTF-16 code units, as JSON's own home, JavaScript, sorts them."""
    if isinstance(value, dict):
        # Only keys beyond ASCII can be ordered differently by code units and by code points.
        names = sorted(value) if "".join(value).isascii() else sorted(value, key=_code_units)
        return {name: _in_order(value[name]) for name in names}
    if isinstance(value, list):
        return [_in_order(item) for item in value]
    return value


def _code_units(name: str) -> bytes:
    return name.encode("utf-16-be")
