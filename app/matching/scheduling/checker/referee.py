"""Judging one set of placements: they are admitted once, and no meeting is diagnosed twice, whatever is asked."""

from collections.abc import Iterable
from functools import cached_property

from app.matching.scheduling.checker.admission import admit
from app.matching.scheduling.checker.claims import claims
from app.matching.scheduling.checker.goals import GOALS
from app.matching.scheduling.checker.report import Report, Violation
from app.matching.scheduling.checker.rules import RULES
from app.matching.scheduling.checker.view import View
from app.matching.scheduling.checker.ways import Ways
from app.matching.scheduling.memory import no_collections
from app.matching.scheduling.problem import Goal, Problem
from app.matching.scheduling.timetable import Placement, Rule, Status, Timetable


class Referee:
    """Judges placements, and any timetable that says something of them.

    Whoever makes a timetable asks `ways` why meetings are not held, and then for the report on what was made of it.
    """

    def __init__(self, problem: Problem, placements: Iterable[Placement]) -> None:
        self.problem = problem
        self.placements = tuple(placements)
        self.agenda, self._refused = admit(problem, self.placements)

    @cached_property
    def ways(self) -> Ways:
        """The ways of holding the meetings that are not held."""
        return Ways(self.agenda)

    @cached_property
    def violations(self) -> tuple[Violation, ...]:
        """Every broken hard rule, in the order of the format; none means that the timetable may be published."""
        refused = sorted(self._refused, key=lambda violation: list(Rule).index(violation.rule))
        view = View.whole(self.agenda)
        return (*refused, *(violation for rule in RULES.values() for violation in rule(view)))

    @cached_property
    def goals(self) -> dict[Goal, int]:
        """The value of each of the nine goals, whether the policy lists it or not."""
        return {goal: value(self.agenda) for goal, value in GOALS.items()}

    @no_collections()
    def report(self, timetable: Timetable, *, digest: str = "") -> Report:
        """Everything that is wrong with a timetable of these placements, and the true values of all goals.

        `digest` is the instance's, where the problem was not read from a file. An infeasible file has no timetable in
        it, so no pin is broken there; what it says is judged as a claim. Raises `ValueError` for other placements.
        """
        if timetable.placements != self.placements:
            raise ValueError("the timetable has other placements than those admitted")
        nothing = timetable.status == Status.INFEASIBLE and not timetable.placements
        return Report(
            violations=() if nothing else self.violations,
            goals=self.goals,
            claims=tuple(claims(timetable, self.ways, self.goals, digest=digest or self.problem.digest)),
        )
