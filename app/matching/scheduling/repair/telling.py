"""Who must be told: as literals of a model."""

from ortools.sat.python import cp_model

from app.matching.scheduling.model.choices import Literal
from app.matching.scheduling.model.context import Context
from app.matching.scheduling.problem import PartyId

Told = frozenset[PartyId]
"""A set of parties, all of whom are told."""


class Telling:
    """One literal per party, true if the party must be told; it may be true if not, which nobody wants."""

    def __init__(self, context: Context) -> None:
        self._model = context.model
        self.literals: dict[PartyId, Literal] = {
            party.id: context.model.new_bool_var(f"told {party.id}") for party in context.problem.parties
        }
        self._imply(context)
        self._limit_slots(context)

    @property
    def number(self) -> cp_model.LinearExpr:
        """How many are told."""
        return cp_model.LinearExpr.sum(list(self.literals.values()))

    def told(self, solver: cp_model.CpSolver) -> Told:
        """Who is told in the solver's solution."""
        return frozenset(party for party, literal in self.literals.items() if solver.boolean_value(literal))

    def _imply(self, context: Context) -> None:
        problem, choices = context.problem, context.choices
        published = problem.published or {}
        for meeting in problem.meetings:
            spot, held = published.get(meeting.id), choices.holding(meeting.id)
            if spot is not None:
                there = choices.holding(meeting.id, problem.slot_index[spot.slot], spot.table)
                for party in meeting.parties:
                    self._model.add_bool_or([self.literals[party], *there])
            elif held:
                for party in meeting.parties:
                    self._model.add(cp_model.LinearExpr.sum(held) <= self.literals[party])

    def _limit_slots(self, context: Context) -> None:
        """A party that is not told has nothing new in any slot: implied, but the linear relaxation does not see it."""
        problem, choices = context.problem, context.choices
        there = {
            literal.index
            for meeting, spot in (problem.published or {}).items()
            for literal in choices.holding(meeting, problem.slot_index[spot.slot], spot.table)
        }
        for party in problem.parties:
            for slot in range(len(problem.slots)):
                new = [literal for literal in choices.party_in(slot, party.id) if literal.index not in there]
                if new:
                    self._model.add(cp_model.LinearExpr.sum(new) <= party.teams * self.literals[party.id])
