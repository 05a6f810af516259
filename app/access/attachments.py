"""Files that are taken along: what they are called."""

import re
import unicodedata
from urllib.parse import quote

# What a file's name can't have on one system or another.
_NOT_IN_NAMES = re.compile(r'[\s-]*[<>:"/\\|?*\x00-\x1f\x7f]+[\s-]*')
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9._]+")


def attachment(name: str, plain: str | None = None) -> dict[str, str]:
    """The name of a file in full for whoever reads RFC 6266, and a plain one for the others: else its plain letters.

    What can't be in a name is a dash: a short code is as people write it, like `FAC 2026/2`.
    """
    name = _NOT_IN_NAMES.sub("-", name)
    plain = _plain(name) if plain is None else plain
    return {"Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"}


def _plain(name: str) -> str:
    """`Phiên-Đà Nẵng.json` as `Phien-Da-Nang.json`."""
    letters = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
    return _NOT_PLAIN.sub("-", "".join(letter for letter in letters if not unicodedata.combining(letter)))
