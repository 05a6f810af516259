"""Ending a solver's search early, from a thread beside it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

LOOK_SECONDS = 0.02


@contextmanager
def interrupted(interrupt: Callable[[], object], over: Callable[[], bool]) -> Iterator[None]:
    """Call `interrupt` as soon as `over`, from a thread of its own: the solver lets go of the interpreter's lock."""
    done = threading.Event()

    def watch() -> None:
        while not done.wait(LOOK_SECONDS):
            if over():
                interrupt()  # again and again: the first call may come before the solver has begun

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()
