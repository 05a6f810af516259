"""What a price is told in: the goals of the policy up to and including welfare, as differences to a timetable."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.matching.scheduling.problem import Goal, Problem

Values = Mapping[Goal, int]
"""The value of each goal of the scope, in its order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What a timetable costs: its goals minus those here. `exact` says it is proven that none costs less.

    Without goals nothing is known: neither a timetable was found nor that there is none.
    """

    goals: Values
    exact: bool

    def plain(self) -> dict[str, int | bool]:
        """As the format writes it."""
        return {str(goal): value for goal, value in self.goals.items()} | {"exact": self.exact}


UNKNOWN = Price(goals={}, exact=False)


def scope(problem: Problem) -> tuple[Goal, ...]:
    """The goals of the policy up to and including welfare; all of them if it is not listed."""
    goals = problem.policy.goals
    return goals[: goals.index(Goal.WELFARE) + 1] if Goal.WELFARE in goals else goals


def rank(values: Values) -> tuple[int, ...]:
    """The values as costs, most important first: the smaller, the better."""
    return tuple(-value if goal.maximised else value for goal, value in values.items())


def difference(values: Values, here: Values, *, exact: bool) -> Price:
    """The price of a timetable with these values."""
    return Price(goals={goal: value - here[goal] for goal, value in values.items()}, exact=exact)
