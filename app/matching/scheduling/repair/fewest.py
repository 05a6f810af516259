"""The fewest people told, proven, and all who may be among them.

Cores prove the fewest. Who may be among them is found by asking for somebody else again and again, until there is
nobody else: of the parties that are left out it is then proven that nothing changes for them.
"""

from dataclasses import dataclass

from ortools.sat.python import cp_model

from app.matching.scheduling import checker
from app.matching.scheduling.model.choices import Literal
from app.matching.scheduling.model.rules import build
from app.matching.scheduling.optimise import Effort, Objective, Style, optimise
from app.matching.scheduling.problem import Goal, Meeting, Problem, Spot
from app.matching.scheduling.repair.confined import announced
from app.matching.scheduling.repair.telling import Telling, Told
from app.matching.scheduling.timetable import Placement

ASKING_SHARE = 0.05
"""Of the time that is left: for each question who else may be told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fewest:
    """A timetable that misses as few required meetings as any, and of those tells as few people.

    Whoever is told in any such timetable is one of `candidates`; all `certain` are told in each of them.
    """

    placements: tuple[Placement, ...]
    missing: int
    told: int
    certain: Told
    candidates: Told

    def may_change(self, meeting: Meeting) -> bool:
        """Whether all parties of the meeting may be told together."""
        parties = self.candidates.intersection(meeting.parties)
        return len(parties) == len(meeting.parties) and len(parties - self.certain) <= self.told - len(self.certain)

    def reached_by(self, problem: Problem, placements: tuple[Placement, ...]) -> bool:
        """Whether a legal timetable misses no more required meetings either, and tells no more people."""
        values = checker.goal_values(problem, placements)
        missing = values[Goal.REQUIRED] if Goal.REQUIRED in problem.policy.goals else self.missing
        return missing <= self.missing and values[Goal.CHANGES] <= self.told


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
        model.clear_objective()  # type: ignore[no-untyped-call]  # OR-Tools leaves it unannotated.
        model.clear_hints()  # type: ignore[no-untyped-call]  # OR-Tools leaves it unannotated.
        model.add(missing <= missed)
        model.add(self._telling.number <= told)
        certain = self._certain(missed)
        candidates = self._candidates(self._telling.told(found.solver), certain)
        return Fewest(placements=placements, missing=missed, told=told, certain=certain, candidates=candidates)

    def _missed(self) -> list[Literal]:
        missed = []
        for meeting in self._context.problem.meetings:
            if meeting.required:
                missed.append(self._context.model.new_bool_var(f"miss {meeting.id}"))
                self._context.model.add_bool_or([missed[-1], *self._context.choices.holding(meeting.id)])
        return missed

    def _certain(self, missed: int) -> Told:
        """Those with a published meeting that can't be held there any more, or with a new one that must be held."""
        problem, choices = self._context.problem, self._context.choices
        published = problem.published or {}

        def changes(meeting: Meeting) -> bool:
            spot = published.get(meeting.id)
            if spot is None:
                return meeting.pin is not None or (meeting.required and not missed and bool(self._missing))
            elsewhere = meeting.pin is not None and not _agree(meeting.pin, spot)
            return elsewhere or not choices.holding(meeting.id, problem.slot_index[spot.slot], spot.table)

        return frozenset(party for meeting in problem.meetings if changes(meeting) for party in meeting.parties)

    def _candidates(self, told: Told, certain: Told) -> Told:
        """All who are told in some timetable that tells so few; everybody if there is no time to ask for all."""
        literals, candidates = self._telling.literals, told
        while len(certain) < len(told):
            self._context.model.add_bool_or([other for party, other in literals.items() if party not in candidates])
            solver = cp_model.CpSolver()
            solver.parameters.num_workers = 1
            solver.parameters.linearization_level = 0
            solver.parameters.cp_model_presolve = False  # It would take longer than the search.
            with self._effort.budget.limit(solver, ASKING_SHARE, self._effort.enough):
                status = solver.solve(self._context.model)
            if status == cp_model.INFEASIBLE:
                break
            candidates = self._telling.told(solver) | candidates if status == cp_model.OPTIMAL else frozenset(literals)
        return candidates


def _agree(one: Spot, other: Spot) -> bool:
    """Whether a meeting can be held at both."""
    return one.slot == other.slot and (None in {one.table, other.table} or one.table == other.table)
