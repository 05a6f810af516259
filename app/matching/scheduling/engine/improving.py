"""Stages that better a timetable by exchanges: annealing where the same meetings stay held, admissions, tables."""

import random
import time
from collections.abc import Callable
from functools import cached_property
from math import inf

from app.matching.scheduling.bounds import flow
from app.matching.scheduling.draft import Draft
from app.matching.scheduling.engine.bounding import Wish
from app.matching.scheduling.engine.state import State
from app.matching.scheduling.improve.admissions import Admissions
from app.matching.scheduling.improve.exchanges import HOTTEST, STEPS_A_LOOK, Exchanges
from app.matching.scheduling.improve.neighbourhoods import Neighbourhoods
from app.matching.scheduling.improve.seats import Seats
from app.matching.scheduling.improve.waiting import Waiting, breaks_of, idle_of
from app.matching.scheduling.problem import Goal
from app.matching.scheduling.standing import Standing

WEIGHTS = {Goal.BREAKS: (1.0, 0.3), Goal.IDLE: (0.0, 1.0)}
"""What a break and an idle slot weigh: idle slots lead the way to fewer breaks."""
FIRST_SECONDS, GROWTH = 1.0, 1.8
WARM = 0.45
STEP_SECONDS = 1.2e-5
"""What a step counts for on the deterministic clock."""
SEATED_SECONDS = 1e-3
"""What seating those who meet at one time counts for on that clock."""
VAIN_SHAKES = 50
"""After so many in a row from which nobody moves less, tables are left as they are."""
MOST_CANDIDATES, ADMISSION_SHARE = 20_000, 0.5
"""How many unheld meetings are tried in a round, and the share of the time left that must remain after them."""


class Annealing:
    """Rounds of annealing for a goal that only depends on when parties are busy, each longer than the one before.

    `improved` says whether the last round found a better timetable.
    """

    def __init__(self, state: State, goal: Goal) -> None:
        self._state, self._goal = state, goal
        self.seconds = FIRST_SECONDS
        self._hottest = HOTTEST
        self._rounds = 0
        self._fresh: Draft | None = None
        self.improved = True

    @cached_property
    def neighbourhoods(self) -> Neighbourhoods:
        """What may be planned anew around those that wait."""
        state = self._state
        breaks, idle = (1.0, 0.0) if self._goal is Goal.BREAKS else (0.0, 1.0)
        waiting = Waiting(state.compact, breaks=breaks, idle=idle)
        return Neighbourhoods(state.compact, waiting, random.Random(state.seed))

    @staticmethod
    def serves(state: State, goal: Goal) -> bool:
        """Whether exchanges may help the goal: it is about waiting, and no goal before it about where people sit."""
        earlier = {before for before, _ in state.reached(goal)}
        return goal in WEIGHTS and not earlier & {Goal.CHANGES, Goal.MOVES}

    def begin_with(self, draft: Draft) -> None:
        """Anneal this draft, as good on the goals before, instead of the best timetable until it is better."""
        self._fresh = draft

    def round(self, share: float, standing: Standing | None, enough: Callable[[], bool]) -> None:
        """One round, as a rule from the best timetable: at most this share (0 to 1) of the time that is left."""
        state, budget = self._state, self._state.budget
        rng = random.Random(state.seed * 1_000 + self._rounds)
        draft = self._fresh or Draft.of(state.compact, state.best or ())
        breaks, idle = WEIGHTS[self._goal]
        if Goal.BREAKS in dict(state.reached(self._goal)):
            breaks = 10.0
        spread = state.problem.policy.max_break_spread
        cost = Waiting(state.compact, breaks=breaks, idle=idle, spread=spread)
        exchanges = Exchanges(draft, cost, rng)
        best = before = state.value(self._goal)

        def better() -> None:
            nonlocal best
            value = self._measure(draft)
            if value < best and state.take_checked(draft.placements()):
                best, self._fresh = value, None
                if standing is not None:
                    standing.found(value)

        with state.stage("exchanges", self._goal):
            clock = _Clock(state, min(self.seconds, share * budget.left), enough)
            exchanges.anneal(clock, better, hottest=self._hottest)
        self.improved = best < before
        self._rounds += 1
        self.seconds *= GROWTH
        self._hottest = WARM if self._rounds % 3 else HOTTEST

    def _measure(self, draft: Draft) -> int:
        """The goal's value in the draft."""
        measure = breaks_of if self._goal is Goal.BREAKS else idle_of
        compact = self._state.compact
        return sum(measure(compact.periods, busy) for busy in draft.busy[: len(compact.teams)])


class _Clock:
    """How much of a round has passed, 0 to 1; at once 1 when it is to end early."""

    def __init__(self, state: State, seconds: float, enough: Callable[[], bool]) -> None:
        self._budget, self._seconds, self._enough = state.budget, max(seconds, 1e-3), enough
        self._began, self._looks = time.monotonic(), -1

    def __call__(self) -> float:
        if self._enough() or self._budget.over:
            return 1.0
        self._looks += 1
        if not self._budget.deterministic:
            return (time.monotonic() - self._began) / self._seconds
        self._budget.spend(STEPS_A_LOOK * STEP_SECONDS if self._looks else 0.0)
        return self._looks * STEPS_A_LOOK * STEP_SECONDS / self._seconds


def admit(state: State, draft: Draft, wish: Wish) -> None:
    """Exchange held and unheld meetings, those wished for first, until that gains nothing more."""
    if not state.offers("admissions"):
        return
    goals, compact = state.first_goals, state.compact
    admissions = Admissions(draft, goals, random.Random(state.seed))
    wishes = set(wish.meetings)

    def candidates() -> list[int]:
        gains = [
            (meeting not in wishes, -gain, meeting)
            for meeting, start in enumerate(draft.start)
            if start < 0 and compact.starts[meeting] and (gain := admissions.worth.gain(meeting)) > 0
        ]
        return [meeting for *_, meeting in sorted(gains)[:MOST_CANDIDATES]]

    wanting = _wanting(state, draft, wish, admissions.worth.weights)
    with state.stage("admissions"):
        clock = _Clock(state, ADMISSION_SHARE * state.budget.left, lambda: admissions.gained >= wanting)
        admissions.search(candidates, lambda: clock() >= 1)


def reseat(state: State, share: float, standing: Standing) -> None:
    """Let those who meet sit elsewhere, until for a while nobody moves less, or this share of the time is used."""
    budget, ends = state.budget, (1 - share) * state.budget.left

    def over() -> bool:
        return budget.over or budget.left <= ends

    with state.stage("seats", Goal.MOVES):
        seats, least, vain = Seats(state.compact, state.best or (), state.seed), state.value(Goal.MOVES), 0
        kept, seated = seats.tables.copy(), seats.settle(over)
        while True:
            budget.spend(seated * SEATED_SECONDS)
            vain = 0 if seats.moves < least else vain + 1
            if seats.moves <= least:
                least, kept = seats.moves, seats.tables.copy()
            standing.found(least)
            if standing.settled() or vain >= VAIN_SHAKES or over():
                break
            seats.tables = kept.copy()
            seated = seats.shake() + seats.settle(over)
        seats.tables = kept
        state.take_checked(seats.placements())


def _wanting(state: State, draft: Draft, wish: Wish, weights: flow.Weights) -> float:
    """What the leading goals may gain, in their weights, before they are close to the ideal; infinite if unknown."""
    values = flow.values(state.compact, list(draft.held()))
    deficit = sum(weights.of.get(goal, 0) * abs(ideal - values[goal]) for goal, ideal in wish.ideal.items())
    tolerated = [state.close_enough * abs(ideal) * weights.of.get(goal, 0) for goal, ideal in wish.ideal.items()]
    return deficit - tolerated[-1] if tolerated else inf


def even_out(state: State, draft: Draft) -> None:
    """Exchange meetings of a draft until no two parties' breaks differ too much, for some seconds at most."""
    spread = state.problem.policy.max_break_spread
    if spread is None:
        return
    cost = Waiting(state.compact, breaks=0.05, idle=0.0, spread=spread)
    exchanges = Exchanges(draft, cost, random.Random(state.seed))
    compact = state.compact

    def even() -> bool:
        breaks = [breaks_of(compact.periods, busy) for busy in draft.busy[: len(compact.teams)]]
        return max(breaks, default=0) - min(breaks, default=0) <= spread

    with state.stage("even out"):
        clock = _Clock(state, min(5.0, 0.2 * state.budget.left), even)
        exchanges.anneal(clock, lambda: None)
