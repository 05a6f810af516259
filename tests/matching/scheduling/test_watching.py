"""Ending a search early."""

import threading

from app.matching.scheduling.watching import interrupted


def test_whoever_works_is_interrupted_when_time_is_over() -> None:
    told = threading.Event()

    with interrupted(told.set, lambda: True):
        assert told.wait(timeout=30)


def test_nobody_is_interrupted_before() -> None:
    told, asked = threading.Event(), threading.Event()

    def over() -> bool:
        asked.set()
        return False

    with interrupted(told.set, over):
        assert asked.wait(timeout=30)
    assert not told.is_set()
