"""Messages as the code has them: in English, translated only where it is known who reads them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Label:
    """What something is called, in each language: a parameter of messages."""

    vi: str
    en: str

    def __str__(self) -> str:
        return self.en


class Term(str):
    """A marked message that stands within others as one of their parameters, and is translated with them."""

    __slots__ = ()


class Size(int):
    """Of data, in bytes: a parameter of messages, told in the unit that people count it in."""

    __slots__ = ()


def mark(message: str) -> str:
    """Mark a message for the catalogue where it is defined; it is translated where it is shown."""
    return message
