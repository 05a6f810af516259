"""What the timetables of a problem have in common, worked out once for all that is asked of them."""

from functools import cached_property

from app.matching.scheduling.bounds import flow
from app.matching.scheduling.compact import Compact
from app.matching.scheduling.explain.scope import scope
from app.matching.scheduling.problem import Problem


class Ground:
    """A problem with the goals that a price is told in, by numbers, and as the network of its best selections."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.goals = scope(problem)
        self.selection = tuple(goal for goal in self.goals if goal in flow.SELECTION)

    @cached_property
    def compact(self) -> Compact:
        """The problem by numbers, with what is worked out from all ways of all meetings."""
        compact = Compact(self.problem)
        for derived in ("demand", "loose"):
            getattr(compact, derived)  # Before one of the meetings is narrowed in a copy.
        return compact

    @cached_property
    def network(self) -> flow.Flow | None:
        """The network of which all exchanges are paths; None where a flow is not the right model, or does not fit."""
        sides, weights = flow.two_sides(self.compact), flow.weigh(self.compact, self.selection)
        return None if sides is None or weights is None else flow.Flow(self.compact, sides, weights)
