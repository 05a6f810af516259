"""First stage: what forgetting time proves of the goals about which meetings to hold, and which it would hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

import numpy as np

from app.matching.scheduling.bounds import flow
from app.matching.scheduling.bounds.linear import Linear
from app.matching.scheduling.bounds.shapes import Shapes
from app.matching.scheduling.bounds.walking import Walking
from app.matching.scheduling.engine.state import State
from app.matching.scheduling.problem import Goal
from app.matching.scheduling.timetable import Placement

LEAST_SHARE = 0.01
"""What a meeting must at least be held of in the linear programme, 0 to 1, to be wished for."""
PRICE_SCALES = (1000, 100, 10, 1)
"""Prices are rounded to so many parts of a break, the most that the numbers of the flow can hold."""
FEW_MEETINGS = 150
"""Up to so many meetings an exact search over the selection is quicker than a linear programme."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Which meetings to try to hold first, and what each would profit the goals, where a linear programme said so.

    `ideal` has the value of each leading goal that no timetable can better without losing on an earlier one.
    """

    meetings: Sequence[int]
    profits: Sequence[float] | None = None
    ideal: Mapping[Goal, int] = field(default_factory=dict)


class Bounding:
    """Bounds of the leading goals by flow where that is the right model, else by linear programme."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._leading = tuple(takewhile(flow.SELECTION.__contains__, state.problem.policy.goals))
        self._selection: flow.Selection | None = None
        pinned = [i for i, meeting in enumerate(state.problem.meetings) if meeting.pin is not None]
        self._pinned = [meeting for meeting in pinned if state.compact.starts[meeting]]
        self._linear: Linear | None = None

    def run(self, *, near: Sequence[Placement] = ()) -> Wish:
        """Find the best selection, which the construction tries to hold, and prove what can be proven yet.

        Of several that are as good it is the one nearest to what a timetable holds, if one is given.
        """
        state = self._state
        wish = Wish([meeting for meeting, starts in enumerate(state.compact.starts) if starts])
        self._selection = self._nearest(near) if near else flow.select(state.compact, self._leading)
        if self._selection is not None:
            wish = Wish(sorted({*self._selection.meetings, *self._pinned}), ideal=self._selection.values)
        elif len(wish.meetings) > FEW_MEETINGS and self._leading:
            wish = self._ask_linear() or wish
        self.prove(early=True)
        return wish

    def _nearest(self, near: Sequence[Placement]) -> flow.Selection | None:
        compact = self._state.compact
        costs = np.ones(len(compact.value), np.int64)
        costs[[compact.meeting_index[placement.meeting] for placement in near]] = -1
        return flow.select(compact, self._leading, costs) or flow.select(compact, self._leading)

    def _ask_linear(self) -> Wish | None:
        """The meetings that the linear programme holds, at least in part, by what they profit."""
        state = self._state
        self._linear = Linear(state.compact)
        prospect = self._linear.select(self._leading, over=lambda: state.budget.over)
        if prospect is None:
            return None
        held = [meeting for meeting, share in enumerate(prospect.shares.tolist()) if share > LEAST_SHARE]
        return Wish(sorted({*held, *self._pinned}), prospect.profits.tolist(), prospect.bounds)

    def prove(self, *, early: bool = False) -> None:
        """Note the bounds that hold for all timetables as good as the best one now on the goals before each.

        As long as it is `early` for the best timetable, no flow is solved for the sake of what that one lacks.
        """
        for goal in self._leading if self._state.best is not None else ():
            if self._state.is_open(goal):
                self._prove(goal, early=early)

    def tighten(self, goal: Goal) -> None:
        """Ask the linear programme, where the flow may have been too kind."""
        state = self._state
        if len(state.problem.meetings) <= FEW_MEETINGS:
            return
        if self._linear is None:
            self._linear = Linear(state.compact)
        reached = state.reached(goal)
        state.prove(goal, self._linear.bound(goal, reached, over=lambda: state.budget.over), reached)

    def shape(self, goal: Goal) -> Wish | None:
        """Bound breaks or idle slots by the shape of days; a selection that is as good, and makes people wait less.

        Moves are bounded by where people must walk, which tells of no selection.
        """
        state, reached = self._state, self._state.reached(goal)
        if goal is Goal.MOVES:
            state.prove(goal, Walking(state.compact).moves(reached, over=lambda: state.budget.over), reached)
            return None
        shapes = Shapes(state.compact)
        state.prove(goal, shapes.bound(goal, reached, over=lambda: state.budget.over), reached)
        prices = shapes.prices()
        if prices is None or self._selection is None or not prices.any():
            return None
        for scale in PRICE_SCALES:
            costs = np.rint(prices * scale).astype(np.int64)
            cheaper = flow.select(state.compact, self._leading, costs)
            if cheaper is not None:
                return Wish(sorted({*cheaper.meetings, *self._pinned}))
        return None

    def _prove(self, goal: Goal, *, early: bool) -> None:
        state, reached = self._state, self._state.reached(goal)
        if self._linear is not None:
            state.prove(goal, self._linear.bound(goal, reached, over=lambda: state.budget.over), reached)
        elif self._selection is not None:
            if all(self._selection.values.get(earlier, value) == value for earlier, value in reached):
                state.prove(goal, self._selection.values[goal], reached)
            elif not early:
                # The timetable is worse on an earlier goal than the flow: only a bound that ignores it is certain.
                alone = flow.select(state.compact, (goal,))
                state.prove(goal, None if alone is None else alone.values[goal])
