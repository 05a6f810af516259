"""Text as a search compares it."""

import unicodedata
from collections.abc import Iterable
from typing import Any
from uuid import UUID


def folded(text: str) -> str:
    """Without accents and case: `Đà Nẵng` and `da nang` are the same to who searches."""
    letters = unicodedata.normalize("NFD", text.casefold().replace("đ", "d").replace("ð", "d"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def words(text: str | None) -> tuple[str, ...]:
    """What a search looks for: each of these, in whatever order; nothing looks for everything."""
    return tuple(dict.fromkeys(folded(text or "").split()))


def ids_with(rows: Iterable[Any], text: str) -> list[UUID]:
    """Of rows of an id and texts the ids of those with each word; folded here, as databases differ in it."""
    wanted = words(text)
    return [row[0] for row in rows if has_words(wanted, *row[1:])]


def has_words(wanted: Iterable[str], *texts: str | None) -> bool:
    """Whether each of the folded words is part of one of the texts."""
    said = folded("\n".join(filter(None, texts)))
    return all(word in said for word in wanted)
