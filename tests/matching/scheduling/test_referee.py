"""One referee for the reasons and for the report: it says what the checker says, of its own placements only."""

from dataclasses import replace

import pytest

from app.matching.scheduling import reasons
from app.matching.scheduling.checker import Referee, check, goal_values, violations
from app.matching.scheduling.timetable import GoalValue, Timetable
from tests.matching.scheduling.cases import Case, valid_case
from tests.matching.scheduling.hall import HALL, placed


def finished(referee: Referee) -> Timetable:
    """A timetable of the referee's placements that says nothing false."""
    goals = tuple(
        GoalValue(goal=goal, value=referee.goals[goal], bound=referee.goals[goal])
        for goal in referee.problem.policy.goals
    )
    return Timetable(
        instance="digest",
        status="optimal",
        placements=referee.placements,
        goals=goals,
        unplaced=reasons.told_by(referee),
    )


@pytest.mark.parametrize("case", [valid_case(seed) for seed in range(20)])
def test_reasons_told_by_a_referee_pass_its_report(case: Case) -> None:
    referee = Referee(case.problem, case.placements)

    timetable = finished(referee)

    assert referee.report(timetable, digest="digest").clean
    assert timetable.unplaced == reasons.unplaced(case.problem, case.placements)


def test_a_referee_says_what_the_checker_says() -> None:
    referee = Referee(HALL, placed("ac s1 T1", "ad s1 T1", "zz s1 T1", "ac s2 T2"))
    timetable = replace(finished(referee), status="feasible", instance="other")

    report = referee.report(timetable, digest="digest")

    assert report == check(HALL, timetable, digest="digest")
    assert list(report.violations) == violations(HALL, timetable.placements)
    assert report.goals == goal_values(HALL, timetable.placements)
    assert [claim.claim.value for claim in report.claims] == ["instance", "status"]


def test_a_referee_judges_no_other_placements() -> None:
    referee = Referee(HALL, placed("ac s1 T1"))
    timetable = finished(referee)

    with pytest.raises(ValueError, match="other placements"):
        referee.report(replace(timetable, placements=()))
