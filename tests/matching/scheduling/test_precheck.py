"""What is found before any search: each check alone, and that what is found is true of every timetable."""

from itertools import islice
from typing import Any

import pytest
from hypothesis import given, settings

from app.matching.scheduling.precheck import Finding, Trouble, precheck
from app.matching.scheduling.problem import Problem
from tests.matching.scheduling.hall import HALL, changed
from tests.matching.scheduling.oracle import timetables
from tests.matching.scheduling.strategies import Shape, examples, problems

EVERY_SLOT = tuple(slot.id for slot in HALL.slots)
EVERY_MEETING = tuple(meeting.id for meeting in HALL.meetings)


def found(changes: dict[str, dict[str, Any]]) -> tuple[Finding, ...]:
    return precheck(changed(HALL, changes))


def test_nothing_is_wrong_with_a_hall_that_has_room_for_all() -> None:
    assert precheck(HALL) == ()


def test_without_slots_tables_or_meetings_there_is_nothing_to_solve() -> None:
    empty = Problem(name="empty", slots=(), tables=(), parties=(), meetings=(), policy=HALL.policy)

    assert [each.trouble for each in precheck(empty)] == ["no-slots", "no-tables", "no-meetings"]


def test_party_that_is_wanted_for_more_than_it_can_hold_is_over_asked() -> None:
    (wanted,) = found({"A": {"max_meetings": 2}})
    (must,) = found({"A": {"max_meetings": 0}, "ac": {"required": True}})

    assert wanted == Finding(trouble=Trouble.OVER_ASKED, parties=("A",), wanted=3, possible=2)
    assert must == Finding(trouble=Trouble.OVER_ASKED, grave=True, parties=("A",), wanted=3, possible=0)


def test_rest_and_alternatives_are_reckoned_with() -> None:
    away = {"unavailable": ("s5", "s6")}  # Four slots in a row are left.

    assert found({"A": {"max_consecutive": 3} | away}) == ()
    assert [each.possible for each in found({"A": {"max_consecutive": 1} | away})] == [2]
    one_of_two = {"ac": {"alternative": "x"}, "ad": {"alternative": "x"}}
    assert found({"A": {"max_consecutive": 1} | away} | one_of_two) == ()


def test_party_that_shares_no_slot_with_whom_it_must_meet_is_told_once() -> None:
    early, late = {"unavailable": ("s4", "s5", "s6")}, {"unavailable": ("s1", "s2", "s3")}
    must = {"ac": {"required": True}, "ad": {"required": True}}

    findings = found({"A": early, "C": late, "D": late} | must)

    together = Finding(
        trouble=Trouble.NO_COMMON_SLOT, grave=True, parties=("A",), meetings=("ac", "ad"), wanted=2, possible=0
    )
    assert findings == (together,)


def test_meeting_without_a_common_slot_is_told_with_its_parties() -> None:
    (finding,) = found({"A": {"unavailable": ("s1", "s2", "s3")}, "C": {"unavailable": ("s4", "s5", "s6")}})

    assert finding == Finding(
        trouble=Trouble.NO_COMMON_SLOT, parties=("A", "C"), meetings=("ac",), wanted=1, possible=0
    )


def test_promise_that_nobody_could_keep_is_grave() -> None:
    (finding,) = found({"F": {"min_meetings": 2}})

    assert finding == Finding(trouble=Trouble.PROMISE, grave=True, parties=("F",), wanted=2, possible=1)


@pytest.mark.parametrize(
    ("changes", "finding"),
    [
        (
            {"ac": {"features": ("screen",)}},
            Finding(trouble=Trouble.NO_TABLE, meetings=("ac",), needs=("screen",), wanted=1),
        ),
        (
            {"T1": {"unavailable": EVERY_SLOT}, "T2": {"unavailable": EVERY_SLOT}, "T3": {"unavailable": ("s1", "s2")}},
            Finding(trouble=Trouble.FEW_TABLES, meetings=EVERY_MEETING, wanted=6, possible=4),
        ),
        (
            {"ac": {"interpreting": ("fr",)}},
            Finding(trouble=Trouble.NO_INTERPRETER, meetings=("ac",), needs=("fr",), wanted=1),
        ),
        (
            {"I2": {"max_meetings": 1}, "ac": {"interpreting": ("lo",)}, "bd": {"interpreting": ("lo",)}},
            Finding(trouble=Trouble.FEW_INTERPRETERS, meetings=("ac", "bd"), needs=("lo",), wanted=2, possible=1),
        ),
        (
            {"I1": {"max_meetings": 0}, "I2": {"max_meetings": 1}}
            | {"ac": {"interpreting": ("lo",)}, "bd": {"interpreting": ("ko",)}},
            Finding(trouble=Trouble.FEW_INTERPRETERS, meetings=("ac", "bd"), wanted=2, possible=1),
        ),
        (
            {"video": {"capacity": 0}, "ac": {"resources": ("video",), "required": True}},
            Finding(
                trouble=Trouble.FEW_RESOURCES, grave=True, meetings=("ac",), needs=("video",), wanted=1, possible=0
            ),
        ),
        (
            {"cf": {"parties": ("C", "B")}},
            Finding(trouble=Trouble.UNWANTED, parties=("F",)),
        ),
    ],
)
def test_what_is_too_scarce_is_found(changes: dict[str, dict[str, Any]], finding: Finding) -> None:
    assert found(changes) == (finding,)


def test_grave_findings_come_first() -> None:
    findings = found({"A": {"max_meetings": 1}, "F": {"min_meetings": 2}})

    assert [(each.trouble, each.grave) for each in findings] == [("promise-out-of-reach", True), ("over-asked", False)]


@given(problems(Shape(slots=3, tables=2, parties=4, meetings=4)))
@settings(deadline=None, max_examples=examples(40))
def test_what_is_found_is_true_of_every_timetable(problem: Problem) -> None:
    findings = precheck(problem)
    parties = {meeting.id: meeting.parties for meeting in problem.meetings}

    for placements in islice(timetables(problem), 200):
        held = {placement.meeting for placement in placements}
        for finding in findings:
            if finding.meetings:
                assert len(held & set(finding.meetings)) <= finding.possible
            elif finding.trouble in {Trouble.OVER_ASKED, Trouble.PROMISE}:
                assert sum(finding.parties[0] in parties[each] for each in held) <= finding.possible
