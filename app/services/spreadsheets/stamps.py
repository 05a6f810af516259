"""Whether two rows say the same; and a short mark that a row carries to show later whether anybody has edited it."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from app.services.spreadsheets.sheet import Column, Values

LENGTH = 16


def essence(columns: Sequence[Column], values: Values) -> dict[str, Any]:
    """What the columns say, without what makes no difference: spaces, the order of most lists, what is left empty."""
    in_order = {column.name: column.is_in_order for column in columns}
    said = {name: _plain(value, in_order[name]) for name, value in values.items() if name in in_order}
    return {name: value for name, value in said.items() if value is not False and value not in (None, "", [])}


def stamp(columns: Sequence[Column], values: Values) -> str:
    """The mark of a row with these values."""
    said = json.dumps(essence(columns, values), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()[:LENGTH]


def _plain(value: Any, is_in_order: bool) -> Any:
    if isinstance(value, list):
        return [str(each) for each in value] if is_in_order else sorted(str(each) for each in value)
    if isinstance(value, str):
        return " ".join(value.split())
    return value if value is None or isinstance(value, int) else str(value)
