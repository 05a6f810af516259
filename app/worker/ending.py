"""How a search is told to end before its time."""

import os
import threading
from collections.abc import Callable
from typing import NoReturn


class Ending:
    """`search` is what the solver looks at; `given_up` says that what it then returns is not wanted from here."""

    def __init__(self) -> None:
        self.search = threading.Event()
        self.given_up = False
        self.last_words: Callable[[], None] | None = None

    def stop(self) -> None:
        """The best timetable so far is the result."""
        self.search.set()

    def give_up(self) -> None:
        """Somebody else goes on, or nobody."""
        self.given_up = True
        self.search.set()

    def leave(self) -> NoReturn:
        """End this process, though its main thread may be deep in the solver."""
        if self.last_words is not None:
            self.last_words()
        os._exit(os.EX_OK)
