"""Why no timetable exists: pins and rules that contradict each other, no part of which can be left out.

A deletion filter (Chinneck, Feasibility and Infeasibility in Optimization, 2008) that tries large chunks first, as
delta debugging does (Zeller and Hildebrandt, 2002). A part is one place of a rule, named by its subjects. The pins are
reduced first, under all rules, then the rules that concern the pins left: the union is minimal, for a pin that can't be
left out under all rules can't be left out under fewer.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import chain

from ortools.sat.python import cp_model

from app.matching.scheduling.budget import Budget
from app.matching.scheduling.model.rules import build
from app.matching.scheduling.problem import Meeting, Problem
from app.matching.scheduling.timetable import Conflict, Rule

Part = tuple[Rule, tuple[str, ...]]


def find(problem: Problem, budget: Budget, *, seed: int = 0) -> tuple[tuple[Conflict, ...], bool]:
    """The parts of a conflict, pins first, and whether it is known that none of them can be left out.

    `problem` must be infeasible. When the time of `budget` is over, what is left by then is returned.
    """
    finder = _Finder(budget, seed)
    pinned = [meeting for meeting in problem.meetings if meeting.pin is not None]
    pins: list[Part] = [(Rule.PINS, (meeting.id,)) for meeting in pinned]
    pins = finder.reduce(pins, lambda parts: _with_pins(problem, parts), lambda _: None)
    stripped = _with_pins(problem, pins)
    rules = finder.reduce(_places(stripped), lambda _: stripped, frozenset)
    return tuple(Conflict(rule=rule, subjects=subjects) for rule, subjects in chain(pins, rules)), finder.sure


class _Finder:
    """Reduces lists of parts; `sure` turns false once the time was too short to know something."""

    def __init__(self, budget: Budget, seed: int) -> None:
        self.sure = True
        self._budget = budget
        self._seed = seed

    def reduce(
        self,
        parts: Sequence[Part],
        problem: Callable[[Sequence[Part]], Problem],
        rules: Callable[[Sequence[Part]], frozenset[Part] | None],
    ) -> list[Part]:
        """A minimal list of parts of which `problem`, under `rules` (None: all of them), is still infeasible."""
        left = list(parts)
        chunk = max(1, len(left) // 2)
        while True:
            position = 0
            while position < len(left):
                without = left[:position] + left[position + chunk :]
                if self._infeasible(problem(without), rules(without)):
                    left = without
                else:
                    position += chunk
            if chunk == 1:
                return left
            chunk //= 2

    def _infeasible(self, problem: Problem, rules: frozenset[Part] | None) -> bool:
        if self._budget.over:
            self.sure = False
            return False
        context = build(problem, lambda rule, subjects: rules is None or rule is Rule.PINS or (rule, subjects) in rules)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = self._seed
        with self._budget.limit(solver, 1.0, lambda: False):
            status = solver.solve(context.model)
        self.sure &= status != cp_model.UNKNOWN
        return status == cp_model.INFEASIBLE


def _with_pins(problem: Problem, pins: Sequence[Part]) -> Problem:
    """The problem with these pins only; a meeting without one helps nobody, unless it may fill a break."""
    pinned = {subjects[0] for _, subjects in pins}
    spread = problem.policy.max_break_spread is not None
    kept = {meeting.id for meeting in problem.meetings if spread or meeting.id in pinned}
    meetings = tuple(_stripped(m, pinned, kept) for m in problem.meetings if m.id in kept)
    return replace(problem, meetings=meetings, published=None, policy=replace(problem.policy, goals=()))


def _stripped(meeting: Meeting, pinned: set[str], kept: set[str]) -> Meeting:
    after = tuple(earlier for earlier in meeting.after if earlier in kept)
    return replace(meeting, after=after, pin=meeting.pin if meeting.id in pinned else None)


def _places(problem: Problem) -> list[Part]:
    """Every place of every rule but the pins, in the order in which the model posts them."""
    places: dict[Part, None] = {}

    def note(rule: Rule, subjects: tuple[str, ...]) -> bool:
        if rule is not Rule.PINS:
            places[rule, subjects] = None
        return False

    build(problem, note)
    return list(places)
