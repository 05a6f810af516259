"""Why a meeting is not held: each reason alone, and all of them against their definition."""

from itertools import product
from typing import Any

import pytest

from app.matching.scheduling.checker import violations
from app.matching.scheduling.problem import Meeting, Problem, Spot
from app.matching.scheduling.reasons import unplaced
from app.matching.scheduling.timetable import Placement, Reason, Rule, Unplaced
from tests.matching.scheduling.cases import valid_case
from tests.matching.scheduling.hall import HALL, changed, placed

EVERY_SLOT = tuple(slot.id for slot in HALL.slots)


@pytest.mark.parametrize(
    ("changes", "lines", "reason", "rule", "message"),
    [
        (
            {"A": {"unavailable": ("s1", "s2", "s3")}, "C": {"unavailable": ("s4", "s5", "s6")}},
            (),
            "no-common-slot",
            None,
            "No start that it may take leaves A and C available.",
        ),
        (
            {"ac": {"length": 5}},
            (),
            "no-common-slot",
            None,
            "No start that it may take leaves A and C available.",
        ),
        (
            {"ac": {"features": ("screen",)}, "T3": {"features": ("screen",)}, "A": {"tables": ("T1",)}},
            (),
            "no-table",
            None,
            "No table of A with screen is available at any start that it may take.",
        ),
        (
            {"ac": {"interpreting": ("lo",)}, "I2": {"unavailable": EVERY_SLOT}},
            (),
            "no-interpreter",
            None,
            "No interpreter of lo is available at any start that it may take.",
        ),
        (
            {"A": {"max_meetings": 1}},
            ("ad s1 T1",),
            "party-full",
            None,
            "A holds its maximum of 1 meeting already.",
        ),
        (
            {"ac": {"slots": ("s1", "s2")}},
            ("ad s1 T1", "cf s2 T1"),
            "party-full",
            None,
            "At every start left, A or C already meets.",
        ),
        (
            {"ac": {"slots": ("s1", "s2"), "after": ("be",)}},
            ("be s2 T1",),
            "rule",
            "precedence",
            "Every way breaks a hard rule: precedence closes 2 of 2 starts left.",
        ),
        (
            {"ac": {"slots": ("s1", "s2", "s3")}, "A": {"tables": ("T1",)}, "E": {"teams": 2}},
            ("ad s1 T2", "be s2 T1", "bd s3 T1"),
            "rule",
            "one-meeting-per-table",
            "Every way breaks a hard rule: one-meeting-per-table closes 2 of 3 starts left.",
        ),
        (
            {"ac": {"interpreting": ("lo",), "slots": ("s1",)}},
            ("be s1 T1 I2",),
            "rule",
            "one-meeting-per-interpreter",
            "Every way breaks a hard rule: one-meeting-per-interpreter closes 1 of 1 start left.",
        ),
        (
            {},
            (),
            "value",
            None,
            "It could be added or exchanged in, but no better timetable that holds it was found.",
        ),
    ],
)
def test_reason_is_the_first_true_one(
    changes: dict[str, dict[str, Any]], lines: tuple[str, ...], reason: str, rule: str | None, message: str
) -> None:
    first = unplaced(changed(HALL, changes), placed(*lines))[0]

    assert first == Unplaced(meeting="ac", reason=reason, rule=rule, message=message)


def test_a_pinned_meeting_can_only_be_added_at_its_pin() -> None:
    pinned = changed(HALL, {"ac": {"slots": ("s1",), "pin": Spot(slot="s1", table="T3")}})

    assert unplaced(pinned, placed("be s1 T1"))[0].reason == Reason.VALUE
    assert unplaced(pinned, placed("be s1 T3"))[0].rule == Rule.PINS


def test_meetings_come_in_the_order_of_the_instance() -> None:
    entries = unplaced(HALL, placed("be s1 T1", "ac s2 T1"))

    assert [entry.meeting for entry in entries] == ["ad", "ae", "bd", "cf"]


@pytest.mark.parametrize("seed", range(40))
def test_reasons_agree_with_their_definition(seed: int) -> None:
    case = valid_case(seed)
    held = {placement.meeting for placement in case.placements}
    missing = [meeting for meeting in case.problem.meetings if meeting.id not in held]

    entries = unplaced(case.problem, case.placements)

    expected = [Naive(case.problem, case.placements, meeting) for meeting in missing]
    assert [(entry.meeting, entry.reason) for entry in entries] == [(n.meeting.id, n.reason()) for n in expected]
    for entry, naive in zip(entries, expected, strict=True):
        assert entry.rule is None if entry.reason != Reason.RULE else entry.rule in naive.rules_broken()


class Naive:
    """The table of reasons read word for word: every way is put in and everything is judged."""

    def __init__(self, problem: Problem, placements: tuple[Placement, ...], meeting: Meeting) -> None:
        self.problem, self.placements, self.meeting = problem, placements, meeting
        chosen: list[tuple[str, ...]] = [()]
        if meeting.interpreting and problem.interpreters:
            chosen = [(interpreter.id,) for interpreter in problem.interpreters]
        self.ways = [
            Placement(meeting=meeting.id, slot=slot.id, table=table.id, interpreters=interpreters)
            for slot, table, interpreters in product(problem.slots, problem.tables, chosen)
        ]

    def reason(self) -> Reason:
        """The first of the table that is true."""
        left = self.left(self.ways, Rule.ALLOWED_SLOTS, Rule.WITHIN_PERIOD, Rule.PARTY_AVAILABILITY)
        if not left:
            return Reason.NO_COMMON_SLOT
        left = self.left(left, Rule.TABLE_AVAILABILITY, Rule.OWN_TABLES, Rule.TABLE_FEATURES)
        if not left:
            return Reason.NO_TABLE
        left = self.left(left, Rule.INTERPRETER_PRESENT, Rule.INTERPRETER_AVAILABILITY)
        if not left:
            return Reason.NO_INTERPRETER
        if self.at_maximum() or all(Rule.PARTY_TEAMS in self.broken(way) for way in left):
            return Reason.PARTY_FULL
        return Reason.RULE if all(self.broken(way) for way in self.ways) else Reason.VALUE

    def left(self, ways: list[Placement], *rules: Rule) -> list[Placement]:
        """The ways that would keep these rules if nothing else were held."""
        return [way for way in ways if not set(rules) & {v.rule for v in violations(self.problem, [way])}]

    def at_maximum(self) -> bool:
        """Whether one of those who would meet may hold no more."""
        parties = [p for placed in self.placements for p in self.problem.meeting_by_id[placed.meeting].parties]
        most = {party: self.problem.party_by_id[party].max_meetings for party in self.meeting.parties}
        return any(limit is not None and parties.count(party) >= limit for party, limit in most.items())

    def broken(self, way: Placement) -> set[Rule]:
        """The rules that stand against a way, with all else left in place."""
        return {violation.rule for violation in violations(self.problem, [*self.placements, way])}

    def rules_broken(self) -> set[Rule]:
        """The rules that stand against one way or another."""
        return {rule for way in self.ways for rule in self.broken(way)}
