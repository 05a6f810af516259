"""Whom to tell, if time is forgotten but for one thing: a meeting needs a start that those who are told can clear."""

from collections import defaultdict
from collections.abc import Iterator

from ortools.sat.python import cp_model

from app.matching.scheduling.compact import Compact
from app.matching.scheduling.model.goals import SELECTION_GOALS
from app.matching.scheduling.model.selection import Selection
from app.matching.scheduling.optimise import Effort, Objective, Style, optimise
from app.matching.scheduling.problem import Goal, Meeting, PartyId, Problem
from app.matching.scheduling.repair.telling import Told


class Relaxed:
    """The best selection of meetings that tells at most `most_told`, all `certain` among them.

    Who is not told holds exactly what was published. Who is, may meet whomever else is told if capacities allow and at
    some start each team that is taken by a published meeting can be freed: all parties of such a meeting are told. That
    is true of every timetable, so what is proven here is too.
    """

    def __init__(self, problem: Problem, most_told: int, certain: Told) -> None:
        self._problem = problem
        self._selection = Selection(problem)
        self._model, self._tally = self._selection.model, self._selection.tally
        self._told = {party.id: self._model.new_bool_var(f"told {party.id}") for party in problem.parties}
        self._model.add_bool_and([self._told[party] for party in certain])
        self._model.add(cp_model.LinearExpr.sum(list(self._told.values())) <= most_told)
        self._published = problem.published or {}
        self._compact = Compact(problem)
        self._taking = self._taken()
        for number, meeting in enumerate(problem.meetings):
            self._hold(number, meeting)

    def keep(self, goal: Goal, value: int) -> None:
        """Demand that the goal is no worse."""
        self._model.add(self._objective(goal).at_least_as_good_as(value))

    def best(self, goal: Goal, effort: Effort) -> tuple[int, Told] | None:
        """A bound on the goal, and who is told where it seems to be reached; None if time ended before."""
        found = optimise(self._model, self._objective(goal), effort, style=Style.TIGHT)
        if not found.solved or found.bound is None:
            return None
        told = frozenset(party for party, literal in self._told.items() if found.solver.boolean_value(literal))
        return found.bound, told

    def cut(self, goal: Goal, told: Told, proven: int | None, bound: int) -> None:
        """Learn what is proven if only these are told: the goal's bound, or that there is no timetable (None).

        `bound` is proven of all; it is what whoever is told besides can bring at most.
        """
        others = cp_model.LinearExpr.sum([literal for party, literal in self._told.items() if party not in told])
        if proven is None:
            self._model.add(others >= 1)
        else:
            limit = proven + (bound - proven) * others
            objective = self._objective(goal).expression
            self._model.add(objective <= limit if goal.maximised else objective >= limit)

    def _objective(self, goal: Goal) -> Objective:
        return Objective(expression=SELECTION_GOALS[goal](self._tally), maximised=goal.maximised)

    def _hold(self, number: int, meeting: Meeting) -> None:
        held = self._tally.holding(meeting.id)
        for party in meeting.parties:
            if meeting.id in self._published:
                self._model.add_bool_or([self._told[party], *held])
            else:
                for literal in held:
                    self._model.add_implication(literal, self._told[party])
        starts = [start for start in range(self._compact.slots) if self._compact.starts[number] >> start & 1]
        spot = self._published.get(meeting.id)
        if held and not (spot is not None and self._problem.slot_index[spot.slot] in starts):
            self._model.add_bool_or([*(~literal for literal in held), *(self._cleared(meeting, s) for s in starts)])

    def _cleared(self, meeting: Meeting, start: int) -> cp_model.IntVar:
        """A literal that implies, for each team that the meeting needs then, that one can be freed."""
        cleared = self._model.new_bool_var(f"{meeting.id}@{start}")
        for party in meeting.parties:
            for slot in range(start, start + meeting.length):
                there = self._taking[party, slot]
                if len(there) >= self._problem.party_by_id[party].teams:
                    for clause in self._one_told(party, there):
                        self._model.add_bool_or([~cleared, *clause])
        return cleared

    def _one_told(self, party: PartyId, there: list[Meeting]) -> Iterator[list[cp_model.IntVar]]:
        """Clauses that hold if all parties of one of these meetings are told; weaker where there are several."""
        yield [self._told[party]]
        if len(there) == 1:
            yield from ([self._told[other]] for other in there[0].parties)
        else:
            others = {other for meeting in there for other in meeting.parties if other != party}
            yield [self._told[other] for other in self._told if other in others]

    def _taken(self) -> defaultdict[tuple[PartyId, int], list[Meeting]]:
        """The published meetings of each party in each slot."""
        taking: defaultdict[tuple[PartyId, int], list[Meeting]] = defaultdict(list)
        for meeting, spot in self._published.items():
            one, first = self._problem.meeting_by_id[meeting], self._problem.slot_index[spot.slot]
            for slot in range(first, min(first + one.length, self._compact.slots)):
                for party in one.parties:
                    taking[party, slot].append(one)
        return taking
