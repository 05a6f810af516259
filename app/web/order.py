"""Putting a list in order, by one step."""

from collections.abc import Sequence
from uuid import UUID


def moved(ids: Sequence[UUID], up: str | None = None, down: str | None = None) -> list[UUID]:
    """The same with one of them a place up or down; one that is not there moves nothing."""
    order = list(ids)
    for text, step in ((up, -1), (down, 1)):
        at = next((i for i, each in enumerate(order) if str(each) == text), None)
        if at is not None and 0 <= at + step < len(order):
            order[at], order[at + step] = order[at + step], order[at]
    return order
