"""The name by which a timetable knows its instance: SHA-256 over canonical JSON (RFC 8785)."""

import hashlib
import json
from typing import Any


def sha256(value: Any) -> str:
    """The digest of a JSON value in lower-case hex."""
    return hashlib.sha256(canonical(value)).hexdigest()


def canonical(value: Any) -> bytes:
    """`value`, which may have no numbers but integers below 2^53, in canonical JSON."""
    text = _compact(value)
    # Python sorts keys by code points. UTF-16 code units have another order only beyond the Basic Multilingual Plane,
    # whose characters take two units each.
    beyond = not text.isascii() and len(text.encode("utf-16-le")) > 2 * len(text)
    return (_compact(_in_order(value), sort_keys=False) if beyond else text).encode()


def _compact(value: Any, *, sort_keys: bool = True) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=sort_keys)


def _in_order(value: Any) -> Any:
    """`value` with the keys of its objects sorted by UTF-16 code units."""
    if isinstance(value, dict):
        return {name: _in_order(value[name]) for name in sorted(value, key=_code_units)}
    if isinstance(value, list):
        return [_in_order(item) for item in value]
    return value


def _code_units(name: str) -> bytes:
    return name.encode("utf-16-be")
