"""Why a meeting is not held: each reason alone, and all of them against their definition."""

from functools import cache
from itertools import islice, product
from typing import Any

import pytest

from app.matching.scheduling.checker import Referee, violations
from app.matching.scheduling.checker.admission import held_by
from app.matching.scheduling.checker.impact import broken_by
from app.matching.scheduling.checker.rules import RULES
from app.matching.scheduling.problem import Meeting, Problem, Spot
from app.matching.scheduling.reasons import unplaced
from app.matching.scheduling.timetable import Placement, Reason, Rule, Unplaced
from tests.matching.scheduling.cases import valid_case
from tests.matching.scheduling.damage import damaged
from tests.matching.scheduling.hall import HALL, changed, placed
from tests.matching.scheduling.strategies import examples

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

    assert_true(case.problem, case.placements)


@pytest.mark.parametrize("rule", Rule)
def test_a_way_is_not_blamed_for_what_is_broken_already(rule: Rule) -> None:
    for case in islice(damaged(rule), examples(5)):
        assert_true(case.problem, case.placements)


def test_a_double_booking_elsewhere_closes_no_start() -> None:
    twice = placed("ad s1 T1", "ae s1 T2", "bd s3 T1", "be s3 T1")

    assert unplaced(HALL, twice)[0] == Unplaced(
        meeting="ac",
        reason="value",
        message="It could be added or exchanged in, but no better timetable that holds it was found.",
    )


@pytest.mark.parametrize("seed", range(20))
def test_rules_that_some_way_breaks_are_those_of_the_definition(seed: int) -> None:
    case = valid_case(seed)
    ways = Referee(case.problem, case.placements).ways

    for naive in naives(case.problem, case.placements):
        found = {rule for rule in RULES if ways.some_way_breaks(naive.meeting, rule)}
        assert found == naive.rules_broken() - {Rule.WITHIN_PERIOD}


@pytest.mark.parametrize("seed", range(10))
def test_broken_by_tells_what_is_broken_with_a_meeting_and_not_without(seed: int) -> None:
    case = valid_case(seed)
    agenda = Referee(case.problem, case.placements).agenda

    for naive in naives(case.problem, case.placements):
        for way in naive.ways:
            if agenda.programme.fits(case.start(way), naive.meeting.length):
                assert set(broken_by(agenda, held_by(agenda, way))) == naive.broken(way)


def assert_true(problem: Problem, placements: tuple[Placement, ...]) -> None:
    """Each meeting that is not held has the first true reason, and a rule that really closes some way."""
    entries, expected = unplaced(problem, placements), naives(problem, placements)

    assert [(entry.meeting, entry.reason) for entry in entries] == [(n.meeting.id, n.reason()) for n in expected]
    for entry, naive in zip(entries, expected, strict=True):
        assert entry.rule is None if entry.reason != Reason.RULE else entry.rule in naive.rules_broken()


def naives(problem: Problem, placements: tuple[Placement, ...]) -> list["Naive"]:
    """The definition for each meeting that is not held, beside the placements that count."""
    held = Referee(problem, placements).agenda.held
    counting = tuple(
        Placement(meeting=name, slot=problem.slots[one.start].id, table=one.table, interpreters=one.interpreters)
        for name, one in held.items()
    )
    return [Naive(problem, counting, meeting) for meeting in problem.meetings if meeting.id not in held]


class Naive:
    """The table of reasons read word for word: every way is put in and everything is judged."""

    def __init__(self, problem: Problem, placements: tuple[Placement, ...], meeting: Meeting) -> None:
        self.problem, self.placements, self.meeting = problem, placements, meeting
        self.before = violations(problem, placements)
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

    @cache  # noqa: B019 - as short-lived as the test, and asked again and again
    def broken(self, way: Placement) -> set[Rule]:
        """The rules that stand against a way, with all else left in place: what is broken with it and not without."""
        after = violations(self.problem, [*self.placements, way])
        return {violation.rule for violation in after if violation not in self.before}

    def rules_broken(self) -> set[Rule]:
        """The rules that stand against one way or another."""
        return {rule for way in self.ways for rule in self.broken(way)}
