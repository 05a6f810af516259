"""The fewest people told, proven, and every set of so few people whose being told is enough."""

from dataclasses import dataclass

from ortools.sat.python import cp_model

from app.matching.scheduling.model.choices import Literal
from app.matching.scheduling.model.rules import build
from app.matching.scheduling.optimise import Effort, Objective, Style, optimise
from app.matching.scheduling.problem import Goal, PartyId, Problem
from app.matching.scheduling.repair.confined import announced
from app.matching.scheduling.repair.telling import Told, Telling
from app.matching.scheduling.timetable import Placement

MOST_SETS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Fewest:
    """A timetable that misses as few required meetings as any, and of those tells as few people.

    `sets` are all sets of so few people whose being told is enough; None if there are too many to find them all.
    """

    placements: tuple[Placement, ...]
    missing: int
    told: int
    sets: tuple[Told, ...] | None


class Search:
    """The model of what the fewest people told depend on.

    Each required meeting that is missed and each party that is told is one literal, so that a core is a set of people
    of whom one must be told, or of meetings of which one can't be held.
    """

    def __init__(self, problem: Problem, effort: Effort) -> None:
        self._effort = effort
        self._context = build(announced(problem))
        self._telling = Telling(self._context)
        self._missing = self._missed() if Goal.REQUIRED in problem.policy.goals else []

    def run(self, hint: tuple[Placement, ...]) -> Fewest | None:
        """The fewest, from a timetable to start with; None if they were not found and proven in the time."""
        model, weight = self._context.model, len(self._telling.literals) + 1
        missing = cp_model.LinearExpr.sum(self._missing)
        self._context.choices.hint(model, hint)
        cost = Objective(expression=weight * missing + self._telling.number, maximised=False)
        found = optimise(model, cost, self._effort, style=Style.CORES)
        if not found.solved or round(found.solver.objective_value) != found.bound:
            return None
        placements = self._context.choices.placements(found.solver)
        missed, told = divmod(found.bound, weight)
        model.clear_objective()
        model.add(missing <= missed)
        model.add(self._telling.number <= told)
        sets = self._sets(self._telling.told(found.solver))
        return Fewest(placements=placements, missing=missed, told=told, sets=sets)

    def _missed(self) -> list[Literal]:
        missed = []
        for meeting in self._context.problem.meetings:
            if meeting.required:
                missed.append(self._context.model.new_bool_var(f"miss {meeting.id}"))
                self._context.model.add_bool_or([missed[-1], *self._context.choices.holding(meeting.id)])
        return missed

    def _sets(self, told: Told) -> tuple[Told, ...] | None:
        """All sets of so few people: each is forbidden once it is found, until there is no other."""
        sets = [told]
        if told <= self._forced():
            return tuple(sets)
        while len(sets) <= MOST_SETS:
            self._telling.exclude(sets[-1])
            found = optimise(self._context.model, None, self._effort, style=Style.CLAUSES)
            if found.infeasible:
                return tuple(sets)
            if not found.solved:
                return None
            sets.append(self._telling.told(found.solver))
        return None

    def _forced(self) -> set[PartyId]:
        """Those with a published meeting that can't be held there any more."""
        problem, choices = self._context.problem, self._context.choices
        return {
            party
            for meeting, spot in (problem.published or {}).items()
            if not choices.holding(meeting, problem.slot_index[spot.slot], spot.table)
            for party in problem.meeting_by_id[meeting].parties
        }
