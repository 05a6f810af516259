"""Text as a search compares it."""

import unicodedata


def folded(text: str) -> str:
    """Without accents and case: `Đà Nẵng` and `da nang` are the same to who searches."""
    letters = unicodedata.normalize("NFD", text.casefold().replace("đ", "d").replace("ð", "d"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
