"""What every rule and goal works on: the problem, the CP-SAT model, the choices and who is busy when."""

from ortools.sat.python import cp_model

from app.matching.scheduling.model.choices import Choices, Literal
from app.matching.scheduling.model.presence import Presence
from app.matching.scheduling.model.tally import Tally
from app.matching.scheduling.model.ways import Keep, keep_all
from app.matching.scheduling.problem import Problem, SlotId
from app.matching.scheduling.timetable import Rule


class Context:
    """A model under construction. `keep` leaves rules out, or single places of a rule, named by their subjects."""

    def __init__(self, problem: Problem, keep: Keep = keep_all) -> None:
        self.problem = problem
        self.model = cp_model.CpModel()
        self.choices = Choices(self.model, problem, keep)
        self.presence = Presence(self.model, self.choices, keep)
        self.tally = Tally(self.model, problem, self.choices.holding)
        self._keep = keep

    def keeps(self, rule: Rule, *subjects: str) -> bool:
        """Whether this place of the rule is to be posted."""
        return self._keep(rule, subjects)

    def slot_ids(self, *positions: int) -> tuple[SlotId, ...]:
        return tuple(self.problem.slots[position].id for position in positions)

    def at_most(self, number: int, literals: list[Literal]) -> None:
        """At most `number` of `literals` are true."""
        if number == 1:
            self.model.add_at_most_one(literals)
        elif len(literals) > number:
            self.model.add(cp_model.LinearExpr.sum(literals) <= number)

    def exclude(self, some: list[Literal], others: list[Literal]) -> None:
        """No literal of `some` is true together with one of `others`; at most one of each is true anyway."""
        if some and others:
            self.model.add(cp_model.LinearExpr.sum(some) + cp_model.LinearExpr.sum(others) <= 1)
