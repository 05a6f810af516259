"""The referee: judges any timetable against its instance from the definition alone, sharing nothing with the solver.

It is the executable specification. If it and a model disagree, the model is wrong.
"""

from collections.abc import Iterable

from app.matching.scheduling.checker.referee import Referee
from app.matching.scheduling.checker.report import Claim, Claimed, Report, Violation
from app.matching.scheduling.problem import Goal, Problem
from app.matching.scheduling.timetable import Placement, Timetable

__all__ = ["Claim", "Claimed", "Referee", "Report", "Violation", "check", "goal_values", "violations"]


def check(problem: Problem, timetable: Timetable, *, digest: str = "") -> Report:
    """Everything that is wrong with a timetable, and the true values of all goals.

    `digest` is the instance's, where the problem was not read from a file.
    """
    return Referee(problem, timetable.placements).report(timetable, digest=digest)


def violations(problem: Problem, placements: Iterable[Placement]) -> list[Violation]:
    """Every broken hard rule, in the order of the format; an empty list means the timetable may be published."""
    return list(Referee(problem, placements).violations)


def goal_values(problem: Problem, placements: Iterable[Placement]) -> dict[Goal, int]:
    """The value of each of the nine goals, whether the policy lists it or not."""
    return Referee(problem, placements).goals
