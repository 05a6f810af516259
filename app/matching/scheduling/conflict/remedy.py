"""The smallest change of pins that leaves none in contradiction: the fewest to let go, and where their meetings may go.

Which pins to let go is a maximum satisfiability problem, or the minimum cover of the irreducible infeasible sets
(Chinneck, Feasibility and Infeasibility in Optimization, 2008). Where others fill breaks, its bound comes from the
parties whose breaks the pins tear, its answer from the pins and what these parties may fill them with; only if the two
differ is all that there is looked at.
"""

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from ortools.sat.python import cp_model

from app.matching.scheduling.budget import Budget
from app.matching.scheduling.checker import violations
from app.matching.scheduling.conflict.pins import PinModel
from app.matching.scheduling.conflict.scope import Scope, filling, lone, pinned, torn, watching, whole
from app.matching.scheduling.problem import Meeting, MeetingId, Problem, Spot
from app.matching.scheduling.timetable import Placement

SHARE, PATIENCE, LARGEST, TOLERANCE = 0.5, 1.5, 200_000, 1e-6
SOLVED = (cp_model.OPTIMAL, cp_model.FEASIBLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A pin to let go; `to` is where its meeting may be pinned instead.

    It is None if the meeting has no place beside the others, which is proven if `settled`.
    """

    meeting: MeetingId
    pin: Spot
    to: Spot | None
    settled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """Pins to let go, after which all others can be kept; `fewest` if fewer are proven not to do."""

    releases: tuple[Release, ...]
    fewest: bool


class Mender:
    """Looks for the remedy of one infeasible problem."""

    def __init__(self, problem: Problem, budget: Budget, seed: int) -> None:
        self._problem = problem
        self._budget = budget
        self._seed = seed

    def remedy(self, involved: Collection[MeetingId]) -> Remedy | None:
        """The fewest pins to let go, of those `involved` in the conflict where that makes no difference.

        None if the time ends before any is found.
        """
        bound, found = 1, None
        for scope, bounds, answers in self._scopes():
            if self._budget.over:
                break
            released, least = self._release(PinModel(scope))
            bound = max(bound, least) if bounds else bound
            if answers and released is not None and (found is None or len(released) < len(found[1])):
                found = scope, released
            if found is not None and len(found[1]) <= bound:
                break
        if found is None:
            return None
        return self._placed(*found, involved, fewest=len(found[1]) <= bound)

    def _scopes(self) -> Iterator[tuple[Scope, bool, bool]]:
        """Where to look; whether the fewest there are a bound for the whole problem; whether they do for it, too."""
        problem = self._problem
        if problem.policy.max_break_spread is None:
            yield lone(problem, pinned(problem)), True, True
            return
        yield lone(problem, pinned(problem)), True, False
        parties = torn(problem)
        if parties:
            yield watching(problem, parties), True, False
        yield filling(problem), False, True
        if whole(problem).size <= LARGEST:
            yield whole(problem), True, True

    def _release(self, model: PinModel) -> tuple[list[MeetingId] | None, int]:
        """The pins let go in the best answer, and how many must be let go at least."""
        literals = {pin: literal for (_, (pin,)), literal in model.literals.items()}
        model.context.model.minimize(cp_model.LinearExpr.sum([~literal for literal in literals.values()]))
        solver, status = self._solve(model, cores=True)
        if status not in SOLVED:
            solver, status = self._solve(model)
        if status not in SOLVED:
            return None, 0
        released = [pin for pin, literal in literals.items() if not solver.boolean_value(literal)]
        return released, max(0, math.ceil(solver.best_objective_bound - TOLERANCE))

    def _placed(
        self, scope: Scope, released: Sequence[MeetingId], involved: Collection[MeetingId], *, fewest: bool
    ) -> Remedy | None:
        """As many pins let go, chosen so that as many of their meetings as possible find a place, close by."""
        free = {*released, *involved}
        model = PinModel(scope, free=free)
        for (_, (pin,)), literal in model.literals.items():
            if pin not in free:
                model.context.model.add_bool_or([literal])
        let_go = [~literal for (_, (pin,)), literal in model.literals.items() if pin in free]
        model.context.model.add(sum(let_go) <= len(released))
        model.context.model.minimize(sum(self._cost(model, self._problem.meeting_by_id[pin]) for pin in sorted(free)))
        solver, status = self._solve(model)
        solved = status in SOLVED
        placements = model.context.choices.placements(solver) if solved else ()
        chosen = [pin for pin in pinned(self._problem) if pin in (free if solved else released)]
        # Where breaks do not matter, a meeting that is not held here can't be held in the whole problem either.
        settled = status == cp_model.OPTIMAL and scope.narrow
        held = {placement.meeting: placement for placement in placements}
        releases = tuple(
            Release(meeting=pin, pin=spot, to=to, settled=settled or not model.context.choices.holding(pin))
            for pin, spot, to in ((pin, *self._moved(pin, held.get(pin))) for pin in chosen)
            if spot != to
        )
        # The referee passes what is promised, or nothing is.
        sound = not solved or not violations(mended(self._problem, releases), placements)
        return Remedy(releases=releases, fewest=fewest) if sound else None

    def _cost(self, model: PinModel, meeting: Meeting) -> cp_model.LinearExpr:
        """How far the meeting is from its pin, in slots first; more than anything if it is not held."""
        assert meeting.pin is not None, "only pinned meetings are let go"
        problem, choices = self._problem, model.context.choices
        start, table = problem.slot_index[meeting.pin.slot], meeting.pin.table
        unheld = 2 * len(problem.slots) * (len(model.literals) + 1)
        terms: list[cp_model.LinearExprT] = [unheld]
        for way in choices.ways[meeting.id]:
            here = set(choices.holding(meeting.id, way.start, table)) if table is not None else None
            for literal in choices.holding(meeting.id, way.start):
                distance = 2 * abs(way.start - start) + (here is not None and literal not in here)
                terms.append((distance - unheld) * literal)
        return cp_model.LinearExpr.sum(terms)

    def _moved(self, meeting: MeetingId, placement: Placement | None) -> tuple[Spot, Spot | None]:
        """The pin, and where the meeting is placed, as precisely as the pin said it."""
        pin = self._problem.meeting_by_id[meeting].pin
        assert pin is not None, "only pins are let go"
        if placement is None:
            return pin, None
        return pin, Spot(slot=placement.slot, table=None if pin.table is None else placement.table)

    def _solve(self, model: PinModel, *, cores: bool = False) -> tuple[cp_model.CpSolver, cp_model.CpSolverStatus]:
        """By cores it is mostly quicker, but there may be no answer at all before the best one."""
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = self._seed
        solver.parameters.linearization_level = 0
        solver.parameters.cp_model_probing_level = 0
        solver.parameters.optimize_with_core = cores
        with self._budget.limit(solver, min(SHARE, PATIENCE / max(self._budget.left, PATIENCE)), lambda: False):
            status = solver.solve(model.context.model)
        return solver, status


def mended(problem: Problem, releases: Sequence[Release]) -> Problem:
    """The problem with these pins moved or taken away."""
    to = {release.meeting: release.to for release in releases}
    moved = (replace(m, pin=to[m.id]) if m.id in to else m for m in problem.meetings)
    return replace(problem, meetings=tuple(moved))
