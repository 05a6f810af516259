"""JSON files as people like to look at them: a line for each member of the document and each record of its lists."""

import json
from collections.abc import Mapping
from typing import Any


def lines(document: Mapping[str, Any]) -> str:
    """The text of a JSON object that is to be written to a file."""
    members = (f" {json.dumps(name, ensure_ascii=False)}: {_member(value)}" for name, value in document.items())
    return "{\n" + ",\n".join(members) + "\n}\n"


def _member(value: Any) -> str:
    """The standard library is slow wherever it has to indent, but it can put a line break behind every comma.

    In JSON no string has a line break or a zero byte in it, so what is replaced here stands between items.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",\n", ": "))
    text = text.replace("},\n{", "}\0{").replace(",\n", ", ").replace("\0", ",\n  ")
    return f"[\n  {text[1:-1]}\n ]" if isinstance(value, list) and value and isinstance(value[0], dict) else text
