"""Tables of who may do what, as the documents state them: a row for each thing, a column for each role."""

import re
from functools import cache
from pathlib import Path

# Who asks, in the order of the columns.
ROLES = (
    "administrator",
    "owner",
    "editor",
    "desk",
    "viewer",
    "head",
    "member",
    "other delegation",
    "elsewhere",
    "nobody",
)
DOCUMENTS = Path(__file__).parents[1] / "docs"
ROW = re.compile(r"^\| `((?:GET|POST|PUT|PATCH|DELETE) \S+)` \| (.+) \|$", re.MULTILINE)


@cache
def text_of(document: str) -> str:
    return (DOCUMENTS / document).read_text(encoding="utf-8")


@cache
def table(document: str) -> dict[str, dict[str, str]]:
    """What each row answers to each role, as the document says."""
    rows = ROW.findall(text_of(document))
    return {name: dict(zip(ROLES, cells.split(" | "), strict=True)) for name, cells in rows}
