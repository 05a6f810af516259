"""How many meetings are held, and by whom: all that the goals about *which* meetings to hold need to know."""

from collections.abc import Callable
from functools import cache
from itertools import pairwise

from ortools.sat.python import cp_model

from app.matching.scheduling.problem import MeetingId, Party, Problem

Literal = cp_model.IntVar


class Tally:
    """Counts over literals of which at most one per meeting is true; `holding` gives those of a meeting."""

    def __init__(
        self, model: cp_model.CpModel, problem: Problem, holding: Callable[[MeetingId], list[Literal]]
    ) -> None:
        self.problem = problem
        self.holding = holding
        self._model = model
        self._mine: dict[str, list[MeetingId]] = {party.id: [] for party in problem.parties}
        for meeting in problem.meetings:
            for party in meeting.parties:
                self._mine[party].append(meeting.id)
        self.ladder = cache(self._ladder)

    def held_by(self, party: Party) -> cp_model.LinearExpr:
        """Number of meetings that the party holds."""
        return cp_model.LinearExpr.sum([x for meeting in self._mine[party.id] for x in self.holding(meeting)])

    def _ladder(self, party: Party) -> list[Literal]:
        """Steps that count the party's meetings up to its floor and bonus: step k (from 1) implies at least k of them.

        This direction is enough: whoever counts steps wants many of them. One sum over the steps, not a condition for
        each, is what makes the linear relaxation of floors and bonus exact.
        """
        wanted = max(party.min_meetings, len(self.problem.policy.bonus.get(party.side, ())))
        height = min(wanted, len(self._mine[party.id]))
        ladder = [self._model.new_bool_var(f"{party.id}>={step}") for step in range(1, height + 1)]
        for low, high in pairwise(ladder):
            self._model.add_implication(high, low)
        self._model.add(cp_model.LinearExpr.sum(ladder) <= self.held_by(party))
        return ladder
