"""The referee: judges any timetable against its instance from the definition alone, sharing nothing with the solver.

It is the executable specification. If it and a model disagree, the model is wrong.
"""

from collections.abc import Iterable

from app.matching.scheduling.checker.admission import admit
from app.matching.scheduling.checker.agenda import Agenda
from app.matching.scheduling.checker.claims import claims
from app.matching.scheduling.checker.goals import GOALS
from app.matching.scheduling.checker.report import Claim, Claimed, Report, Violation
from app.matching.scheduling.checker.rules import RULES
from app.matching.scheduling.checker.view import View
from app.matching.scheduling.problem import Goal, Problem
from app.matching.scheduling.timetable import Placement, Rule, Status, Timetable

__all__ = ["Claim", "Claimed", "Report", "Violation", "check", "goal_values", "violations"]


def check(problem: Problem, timetable: Timetable, *, digest: str = "") -> Report:
    """Everything that is wrong with a timetable, and the true values of all goals.

    `digest` is the instance's, where the problem was not read from a file. An infeasible file has no timetable in it,
    so no pin is broken there; what it says is judged as a claim.
    """
    agenda, refused = admit(problem, timetable.placements)
    values = _values(agenda)
    nothing = timetable.status == Status.INFEASIBLE and not timetable.placements
    return Report(
        violations=() if nothing else tuple(_violations(agenda, refused)),
        goals=values,
        claims=tuple(claims(timetable, agenda, values, digest=digest or problem.digest)),
    )


def violations(problem: Problem, placements: Iterable[Placement]) -> list[Violation]:
    """Every broken hard rule, in the order of the format; an empty list means the timetable may be published."""
    return _violations(*admit(problem, placements))


def goal_values(problem: Problem, placements: Iterable[Placement]) -> dict[Goal, int]:
    """The value of each of the nine goals, whether the policy lists it or not."""
    agenda, _ = admit(problem, placements)
    return _values(agenda)


def _violations(agenda: Agenda, refused: list[Violation]) -> list[Violation]:
    view = View.whole(agenda)
    broken = [violation for rule in RULES.values() for violation in rule(view)]
    return [*sorted(refused, key=lambda violation: list(Rule).index(violation.rule)), *broken]


def _values(agenda: Agenda) -> dict[Goal, int]:
    return {goal: value(agenda) for goal, value in GOALS.items()}
