"""Who could take over from a meeting that falls out, against the checker."""

from collections.abc import Iterator, Sequence

from hypothesis import HealthCheck, given, settings

from app.matching.scheduling.checker import goal_values, violations
from app.matching.scheduling.explain import Standby, standby
from app.matching.scheduling.explain.scope import Values, rank, scope
from app.matching.scheduling.problem import Goal, Problem
from app.matching.scheduling.timetable import Placement, Rule
from tests.matching.scheduling.explain.judged import Case, cases, timetable, with_interpreters
from tests.matching.scheduling.hall import HALL, changed, placed
from tests.matching.scheduling.strategies import Shape, examples, fuzzing

PATIENT = settings(deadline=None, derandomize=not fuzzing(), suppress_health_check=list(HealthCheck))
BUSY = Shape(meetings=5, parties=4, slots=3)


def replacements(problem: Problem, held: Sequence[Placement], entry: Standby) -> Iterator[tuple[str, Values]]:
    """Every meeting that could be held instead by the definition, with the change of the goals."""
    rest = [placement for placement in held if placement.meeting != entry.meeting.meeting]
    here, there = goal_values(problem, held), problem.meeting_by_id[entry.meeting.meeting].parties
    for meeting in problem.meetings:
        come = set(there) - {entry.absent}
        if meeting.id in {p.meeting for p in held} or entry.absent in meeting.parties or not come & {*meeting.parties}:
            continue
        new = Placement(meeting=meeting.id, slot=entry.meeting.slot, table=entry.meeting.table)
        for placements in with_interpreters(problem, [*rest, new]):
            broken = violations(problem, placements)
            if all(v.rule is Rule.PINS and v.subjects[0] == entry.meeting.meeting for v in broken):
                values = goal_values(problem, placements)
                yield meeting.id, {goal: values[goal] - here[goal] for goal in scope(problem)}


@given(cases(BUSY))
@settings(PATIENT, max_examples=examples(100))
def test_replacements_are_the_best_that_the_checker_allows(found: Case | None) -> None:
    if found is None:
        return
    problem, beside = found
    entries = standby(problem, beside)
    for entry in entries:
        possible = list(replacements(problem, beside.placements, entry))
        best = min((change for _, change in possible), key=rank, default=None)
        assert entry.change == best
        if entry.replacement is not None:
            assert (entry.replacement.meeting, entry.change) in possible
    assert [(entry.meeting.meeting, entry.absent) for entry in entries] == [
        (placement.meeting, party)
        for placement in beside.placements
        for party in problem.meeting_by_id[placement.meeting].parties
    ]


def test_the_meeting_worth_most_takes_over() -> None:
    values = {"ad": {"value": 2}, "ae": {"value": 5}, "cf": {"value": 3}}
    problem = changed(HALL, {"policy": {"goals": (Goal.WELFARE,)}, "ac": {"value": 4}, **values})

    without_c, without_a = standby(problem, timetable(problem, placed("ac s1 T1")))[::-1]

    assert (without_c.absent, without_c.replacement) == ("C", placed("ae s1 T1")[0])
    assert without_c.change == {Goal.WELFARE: 1}
    assert (without_a.absent, without_a.replacement) == ("A", placed("cf s1 T1")[0])


def test_nobody_takes_over_at_a_table_that_does_not_suit() -> None:
    problem = changed(HALL, {"ad": {"features": ("screen",)}, "ae": {"slots": ("s2",)}})

    entries = standby(problem, timetable(problem, placed("ac s1 T1", "cf s2 T2")))

    assert [entry.replacement for entry in entries if entry.absent == "C"] == [None, None]


def test_an_illegal_placement_has_no_standby() -> None:
    entries = standby(HALL, timetable(HALL, placed("ac s1 T1", "ad s1 T2", "zz s1 T1")))

    assert {entry.meeting.meeting for entry in entries} == {"ac"}
