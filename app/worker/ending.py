"""How a search is told to end before its time."""

import threading


class Ending:
    """`search` is what the solver looks at; `given_up` says that what it then returns is not wanted from here."""

    def __init__(self) -> None:
        self.search = threading.Event()
        self.given_up = False

    def stop(self) -> None:
        """The best timetable so far is the result."""
        self.search.set()

    def give_up(self) -> None:
        """Somebody else goes on, or nobody."""
        self.given_up = True
        self.search.set()
