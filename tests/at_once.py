"""Doing several things at the same moment, each in a thread of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from app.errors import AppError


def all_at_once(*works: Callable[[], object]) -> list[type]:
    """What each of the works came to: the class of its failure, or of what it returned."""
    start = Barrier(len(works))

    def begin(work: Callable[[], object]) -> type:
        start.wait()
        try:
            return type(work())
        except AppError as exc:
            return type(exc)

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(begin, works))
