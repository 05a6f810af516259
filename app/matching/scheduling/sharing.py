"""Several searches for one problem at the same time: what each tells the others, and how it goes about it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from app.matching.scheduling.timetable import GoalValue, Placement


class Strategy(StrEnum):
    """What a search does with the goals about when to hold meetings; all do the same for which ones to hold.

    `BALANCED` looks for better timetables and for proofs. `SEEKING` leaves the proofs to others, and `PROVING` looks
    among all timetables instead of in neighbourhoods of the best one.
    """

    BALANCED = "balanced"
    SEEKING = "seeking"
    PROVING = "proving"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A timetable, with its values and what is proven: each bound over all timetables as good on the goals before."""

    placements: tuple[Placement, ...]
    goals: tuple[GoalValue, ...]

    @property
    def proven(self) -> bool:
        """Whether no timetable is better."""
        return all(goal.value == goal.bound for goal in self.goals)


class Exchange:
    """Between a search and whoever passes on what others know; may be used from any thread, at any time."""

    def __init__(self) -> None:
        self._known: Callable[[], Known | None] = lambda: None
        self._early: list[Known] = []
        self._hear: Callable[[Known], None] = self._early.append

    def join(self, known: Callable[[], Known | None], hear: Callable[[Known], None]) -> None:
        """The search has begun; it is told what was said before."""
        self._known, self._hear = known, hear
        for told in self._early:
            hear(told)

    def known(self) -> Known | None:
        """What this search knows now, from others, too; None before it has a timetable."""
        return self._known()

    def hear(self, known: Known) -> None:
        """What another search knows. It is judged as if nobody had done so yet; hearing it twice changes nothing."""
        self._hear(known)
