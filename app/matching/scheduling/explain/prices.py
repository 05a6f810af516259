"""What it would cost to hold a meeting: exact where a proven bound is attained by a timetable that is really made.

Between two sides the bound is that of the flow with the meeting forced in (`exchange`), and the exchange that attains
it is carried out in a draft of the timetable (`attempts`). Where that fails, or where a flow is not the right model,
the best that was found is the price, and it is exact only if a small instance, solved outright (`whole`), proves it.
"""

from collections.abc import Callable

from app.matching.scheduling import checker
from app.matching.scheduling.checker.admission import admit
from app.matching.scheduling.draft import Draft
from app.matching.scheduling.explain import whole
from app.matching.scheduling.explain.attempts import Attempts
from app.matching.scheduling.explain.desk import Desk
from app.matching.scheduling.explain.ground import Ground
from app.matching.scheduling.explain.scope import UNKNOWN, Price, Values, difference, rank
from app.matching.scheduling.problem import MeetingId, Problem
from app.matching.scheduling.timetable import Timetable


def price_all(
    problem: Problem, timetable: Timetable, *, over: Callable[[], bool] = lambda: False
) -> dict[MeetingId, Price | None]:
    """The price of each meeting that the timetable does not hold, in the order of the instance; None where none can.

    Ends early when `over` says so: the meetings that are left have no entry then.
    """
    prices = Prices(Desk(Ground(problem), timetable.placements))
    held = admit(problem, timetable.placements)[0].held
    found: dict[MeetingId, Price | None] = {}
    for number, meeting in enumerate(problem.meetings):
        if meeting.id in held:
            continue
        if over():
            break
        found[meeting.id] = prices.of(number)
    return found


class Prices:
    """Prices beside one timetable; what is shared between meetings is worked out once."""

    def __init__(self, desk: Desk) -> None:
        self._desk, self._compact = desk, desk.compact
        self.attempts = Attempts(desk)
        self.empty = Draft(self._compact)
        self._best: dict[int, tuple[Values | None, bool]] = {}

    def of(self, meeting: int) -> Price | None:
        """The price of a meeting, by number, that is not held; None if no timetable can hold it."""
        if not self.empty.legal(meeting) or self.attempts.excluded(meeting):
            return None
        best: Values | None = None
        bound = self.attempts.bound(meeting)
        for found in self.attempts.found(meeting):
            if best is None or rank(found) < rank(best):
                best = found
            if best == bound:
                return difference(best, self._desk.here, exact=True)
        return self._outright(meeting, best)

    def least(self, meeting: int) -> Values | None:
        """Values that no timetable with the meeting is better than; in a small instance those of the best."""
        if not whole.small(self._compact):
            return self.attempts.bound(meeting)
        if meeting not in self._best:
            self._best[meeting] = self._solved(meeting)
        values, proven = self._best[meeting]
        return values if proven else None

    def _outright(self, meeting: int, best: Values | None) -> Price | None:
        """The price by solving a small problem; `best` was found without."""
        problem, here = self._desk.problem, self._desk.here
        name = problem.meetings[meeting].id
        if (
            best is None
            and self._desk.pinned
            and whole.best(whole.with_pinned_only(problem, name), (), name) == whole.NONE
        ):
            return None
        if whole.small(self._compact):
            found, proven = self._best[meeting] = self._solved(meeting)
            if proven:
                return None if found is None else difference(found, here, exact=True)
            if best is None or (found is not None and rank(found) < rank(best)):
                best = found
        return UNKNOWN if best is None else difference(best, here, exact=False)

    def _solved(self, meeting: int) -> tuple[Values | None, bool]:
        """The values of the best timetable that holds the meeting, if one was found, and whether that is proven."""
        problem, goals = self._desk.problem, self._desk.goals
        answer = whole.best(problem, goals, problem.meetings[meeting].id)
        if answer.placements is None:
            return None, answer.proven
        values = checker.goal_values(problem, answer.placements)
        return {goal: values[goal] for goal in goals}, answer.proven
