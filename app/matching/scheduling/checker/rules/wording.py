"""Small pieces of the sentences in which violations are told."""

from collections.abc import Iterable


def listed(ids: Iterable[str]) -> str:
    """'a', 'a and b', 'a, b and c'."""
    *others, last = ids
    return f"{', '.join(others)} and {last}" if others else last


def counted(number: int, noun: str) -> str:
    """'1 slot', '2 slots'."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
