"""Bounds and prices of what to hold, by linear programming, for whatever a flow can't say.

Meetings of three or more, or within one side, long meetings, shared tables, interpreters, resources, alternatives: each
meeting is a column between 0 and 1, and what limits a selection is a row. A party's first, second, … meeting have steps
for its floor and bonus, of which it has as many as it has meetings. When meetings take place is forgotten, except that
those of a window fit into the window. Every timetable is a solution, so what is proven of the programme is true of all
timetables. Between two sides, where only parties and tables are scarce, the bound is that of the flow.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby, takewhile

import numpy as np

from app.matching.scheduling.bounds import capacity
from app.matching.scheduling.bounds.flow import SELECTION
from app.matching.scheduling.bounds.programme import FREE, SCALE, Draft, Integers, Programme, Reals, Solution
from app.matching.scheduling.bounds.scopes import Limit, Scope, limits, open_starts, scopes
from app.matching.scheduling.bounds.serving import serve
from app.matching.scheduling.bounds.timed import at_once, in_order, split
from app.matching.scheduling.compact import Compact
from app.matching.scheduling.problem import Goal

Reached = Sequence[tuple[Goal, int]]


def never() -> bool:
    """No time limit."""
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospect:
    """The best solution of the programme, and what it says of meetings and of whatever is scarce.

    `bounds` has a proven bound of each goal, with the bounds of those before it reached. `shares` says how much of each
    meeting is held, 0 to 1. `profits` are what each meeting adds to the last goal beyond the price of what it takes:
    positive for meetings that belong in, negative for those that don't, 0 for those in between. `prices` give, by place
    (see `Compact`), what one more slot of a party, table, interpreter or resource would add at first; where none is
    given, nothing. Only `bounds` are proven.
    """

    bounds: dict[Goal, int]
    shares: Reals
    profits: Reals
    prices: dict[int, float]


class Linear:
    """The programme of a problem; its rows are written once, and every question solves it anew.

    With `timed` it also says when meetings are held (see `timed`): a tighter bound, where there are not too many
    starts. Ten thousand of them take seconds.
    """

    def __init__(self, compact: Compact, *, timed: bool = False) -> None:
        self._compact = compact
        self._draft = Draft()
        self._payers: list[tuple[int, tuple[int, ...]]] = []
        self._ideal = {Goal.REQUIRED: sum(compact.required), Goal.FLOORS: sum(compact.floor)}
        self._gains: dict[Goal, list[tuple[int, int]]] = {goal: [] for goal in SELECTION}
        starts = open_starts(compact)
        self._add_meetings(starts)
        self._most = capacity.of_parties(compact)
        for party in range(len(compact.teams)):
            self._add_party(party, [meeting for meeting in compact.mine[party] if starts[meeting]])
        reach = list(map(capacity.covered, starts, compact.length))
        for scope in scopes(compact, starts):
            for limit in limits(compact, reach, scope):
                self._add_limit(scope, limit)
        self._payers.extend(serve(compact, self._draft, [meeting for meeting, slots in enumerate(starts) if slots]))
        if timed:
            self._add_times(starts)
        self._add_exclusions(starts)
        self._programme = self._draft.done()

    def bound(self, goal: Goal, reached: Reached = (), *, over: Callable[[], bool] = never) -> int | None:
        """A proven bound of a goal about which meetings to hold, over all timetables as good as `reached` on others.

        Goals of `reached` that are not about which meetings to hold are ignored. None if `over` came first, or if the
        programme has no solution: then no timetable is as good as `reached`.
        """
        programme = self._limited(reached)
        gain = self._gain(goal)
        solution = programme.solve(gain, over)
        return None if solution is None else self._proven(goal, programme, gain, solution)

    def select(self, goals: Sequence[Goal], *, over: Callable[[], bool] = never) -> Prospect | None:
        """The best solution for those of `goals` that are about which meetings to hold, in strict order.

        First it is hoped that no required meeting and no floor need be missed: then one solution settles everything.
        None if `over` came first, or if there is no solution: then there is no timetable either.
        """
        about = [goal for goal in goals if goal in SELECTION]
        costs = len(list(takewhile(lambda goal: not goal.maximised, about[:-1])))
        for hoped in range(costs, -1, -1):
            prospect = self._in_turn(about, hoped, over)
            if prospect is not None:
                return prospect
        return None

    def _in_turn(self, goals: Sequence[Goal], hoped: int, over: Callable[[], bool]) -> Prospect | None:
        """Solve for one goal after another, once the first `hoped` of them are at 0."""
        bounds: dict[Goal, int] = dict.fromkeys(goals[:hoped], 0)
        programme, gain, solution = self._programme, self._gain(None), None
        for goal in goals[hoped:]:
            programme, gain = self._limited(tuple(bounds.items())), self._gain(goal)
            solution = programme.solve(gain, over)
            if solution is None:
                return None
            bounds[goal] = self._proven(goal, programme, gain, solution)
        if solution is None:
            return None
        number = len(self._compact.value)
        margins = programme.margins(gain, programme.multipliers(gain, solution.prices))
        return Prospect(
            bounds=bounds,
            shares=solution.shares[:number],
            profits=margins[:number] / SCALE,
            prices=self._prices(solution),
        )

    def _proven(self, goal: Goal, programme: Programme, gain: Integers, solution: Solution) -> int:
        most = programme.bound(gain, programme.multipliers(gain, solution.prices))
        return most if goal.maximised else max(0, self._ideal[goal] - most)

    def _limited(self, reached: Reached) -> Programme:
        programme = self._programme
        for goal, value in reached:
            if goal in SELECTION:
                target = value if goal.maximised else self._ideal[goal] - value
                programme = programme.at_least(self._gain(goal), target)
        return programme

    def _gain(self, goal: Goal | None) -> Integers:
        """What each column adds to a goal; for a cost, what it spares."""
        gain = np.zeros(len(self._programme.lower), np.int64)
        if goal is not None and self._gains[goal]:
            columns, points = zip(*self._gains[goal], strict=True)
            gain[list(columns)] = points
        return gain

    def _prices(self, solution: Solution) -> dict[int, float]:
        prices: dict[int, float] = {}
        for row, places in self._payers:
            price = max(0.0, float(solution.prices[row]))
            for place in places if price else ():
                prices[place] = prices.get(place, 0.0) + price
        return prices

    def _add_meetings(self, starts: Sequence[int]) -> None:
        for meeting, data in enumerate(self._compact.problem.meetings):
            self._draft.column(upper=starts[meeting] > 0, lower=data.pin is not None)
            self._gains[Goal.REQUIRED].append((meeting, int(data.required)))
            self._gains[Goal.WELFARE].append((meeting, data.value))
            self._gains[Goal.HELD].append((meeting, 1))

    def _add_party(self, party: int, meetings: Sequence[int]) -> None:
        """The party's steps, runs of equal ones together, and a row that gives it as many as it holds meetings."""
        most = min(self._most[party], len(meetings))
        floor, bonus = self._compact.floor[party], self._compact.bonus[party]
        height = min(max(floor, len(bonus)), most)
        worth = [(int(step < floor), bonus[step] if step < len(bonus) else 0) for step in range(height)]
        steps = []
        for (promised, points), run in groupby(worth):
            steps.append(self._draft.column(upper=len(list(run))))
            self._gains[Goal.FLOORS].append((steps[-1], promised))
            self._gains[Goal.WELFARE].append((steps[-1], points))
        if steps or most < len(meetings):
            factors = [1] * len(meetings) + [-1] * len(steps)
            limit = most - height if most < len(meetings) else FREE
            row = self._draft.row([*meetings, *steps], factors, least=0, most=limit)
            self._payers.append((row, (party,)))

    def _add_limit(self, scope: Scope, limit: Limit) -> None:
        """A row, unless it only says again what a party's steps say."""
        party = scope.places[0]
        counted = party < self._compact.first_class and set(limit.factors) == {1}
        if not (counted and limit.most >= self._most[party]):
            row = self._draft.row(limit.meetings, limit.factors, most=limit.most)
            self._payers.append((row, scope.places))

    def _add_times(self, starts: Sequence[int]) -> None:
        begun = split(self._compact, self._draft, starts)
        for scope in scopes(self._compact, starts):
            for row in at_once(self._compact, self._draft, begun, scope):
                self._payers.append((row, scope.places))
        in_order(self._compact, self._draft, begun)

    def _add_exclusions(self, starts: Sequence[int]) -> None:
        """One of several alternatives at most, and not both of two meetings whose order leaves no time for both."""
        labels: dict[str, list[int]] = {}
        for meeting, data in enumerate(self._compact.problem.meetings):
            if starts[meeting]:
                if data.alternative is not None:
                    labels.setdefault(data.alternative, []).append(meeting)
                for earlier in self._compact.before[meeting]:
                    ended = self._compact.lowest(starts[earlier]) + self._compact.length[earlier]
                    if starts[earlier] and ended >= starts[meeting].bit_length():
                        self._draft.row([earlier, meeting], most=1)
        for meetings in labels.values():
            if len(meetings) > 1:
                self._draft.row(meetings, most=1)
