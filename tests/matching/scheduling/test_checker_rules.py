"""Each hard rule alone: broken once it is told once, with the ids concerned; just kept it is not told."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from app.matching.scheduling.checker import violations
from app.matching.scheduling.problem import Spot
from app.matching.scheduling.timetable import Rule
from tests.matching.scheduling.hall import HALL, changed, placed


@dataclass(frozen=True, kw_only=True)
class Case:
    """Changes to the hall, a timetable that breaks one rule, the subjects told, and a neighbour that keeps it."""

    rule: Rule
    changes: dict[str, dict[str, Any]] = field(default_factory=dict)
    broken: tuple[str, ...]
    subjects: str
    kept: tuple[str, ...]


CASES = {
    "an unknown meeting": Case(rule=Rule.KNOWN_IDS, broken=("zz s1 T1",), subjects="zz", kept=("ac s1 T1",)),
    "an unknown table, interpreter and slot": Case(
        rule=Rule.KNOWN_IDS, broken=("ac s9 T9 I9",), subjects="ac T9 I9 s9", kept=("ac s1 T1 I1",)
    ),
    "a meeting placed twice": Case(
        rule=Rule.AT_MOST_ONCE, broken=("ac s1 T1", "ac s3 T1"), subjects="ac s3", kept=("ac s1 T1",)
    ),
    "over the end of a period": Case(
        rule=Rule.WITHIN_PERIOD,
        changes={"ac": {"length": 2}},
        broken=("ac s4 T1",),
        subjects="ac s4",
        kept=("ac s3 T1", "ad s5 T1"),
    ),
    "over the end of the programme": Case(
        rule=Rule.WITHIN_PERIOD,
        changes={"ac": {"length": 2}},
        broken=("ac s6 T1",),
        subjects="ac s6",
        kept=("ac s5 T1",),
    ),
    "a start that is not allowed": Case(
        rule=Rule.ALLOWED_SLOTS,
        changes={"ac": {"slots": ("s2",), "length": 2}},
        broken=("ac s1 T1",),
        subjects="ac s1",
        kept=("ac s2 T1",),
    ),
    "no start is allowed": Case(
        rule=Rule.ALLOWED_SLOTS, changes={"ac": {"slots": ()}}, broken=("ac s1 T1",), subjects="ac s1", kept=()
    ),
    "a pin is ignored": Case(
        rule=Rule.PINS, changes={"ac": {"pin": Spot(slot="s2")}}, broken=(), subjects="ac s2", kept=("ac s2 T3",)
    ),
    "a pin to another slot": Case(
        rule=Rule.PINS,
        changes={"ac": {"pin": Spot(slot="s2")}},
        broken=("ac s1 T1",),
        subjects="ac s2",
        kept=("ac s2 T1",),
    ),
    "a pin to another table": Case(
        rule=Rule.PINS,
        changes={"ac": {"pin": Spot(slot="s2", table="T2")}},
        broken=("ac s2 T1",),
        subjects="ac T2 s2",
        kept=("ac s2 T2",),
    ),
    "a party away in the second slot of a meeting": Case(
        rule=Rule.PARTY_AVAILABILITY,
        changes={"C": {"unavailable": ("s2",)}, "ac": {"length": 2}},
        broken=("ac s1 T1",),
        subjects="ac C s2",
        kept=("ac s3 T1",),
    ),
    "a party in two places": Case(
        rule=Rule.PARTY_TEAMS, broken=("ac s1 T1", "ad s1 T2"), subjects="ac ad A s1", kept=("ac s1 T1", "be s1 T2")
    ),
    "a second team is not a third": Case(
        rule=Rule.PARTY_TEAMS,
        changes={"A": {"teams": 2}},
        broken=("ac s1 T1", "ad s1 T2", "ae s1 T3"),
        subjects="ac ad ae A s1",
        kept=("ac s1 T1", "ad s1 T2"),
    ),
    "a party over its maximum": Case(
        rule=Rule.PARTY_MAXIMUM,
        changes={"A": {"max_meetings": 1}},
        broken=("ac s1 T1", "ad s3 T1"),
        subjects="A",
        kept=("ac s1 T1",),
    ),
    "a party without a rest": Case(
        rule=Rule.PARTY_CONSECUTIVE,
        changes={"A": {"max_consecutive": 2}, "ad": {"length": 2}},
        broken=("ac s1 T1", "ad s2 T1"),
        subjects="A s1 s2 s3",
        kept=("ac s4 T1", "ad s5 T1"),
    ),
    "a table out of use": Case(
        rule=Rule.TABLE_AVAILABILITY,
        changes={"T1": {"unavailable": ("s2",)}, "ac": {"length": 2}},
        broken=("ac s1 T1",),
        subjects="ac T1 s2",
        kept=("ac s3 T1",),
    ),
    "a table taken twice": Case(
        rule=Rule.ONE_MEETING_PER_TABLE,
        changes={"ac": {"length": 2}},
        broken=("ac s1 T1", "be s2 T1"),
        subjects="ac be T1 s2",
        kept=("ac s1 T1", "be s3 T1"),
    ),
    "away from its own table": Case(
        rule=Rule.OWN_TABLES,
        changes={"A": {"tables": ("T1", "T2")}, "C": {"tables": ("T2", "T3")}},
        broken=("ac s1 T3",),
        subjects="ac A T3",
        kept=("ac s1 T2",),
    ),
    "a table without a feature": Case(
        rule=Rule.TABLE_FEATURES,
        changes={
            "T1": {"features": ("screen", "quiet")},
            "T2": {"features": ("quiet",)},
            "ac": {"features": ("screen",)},
        },
        broken=("ac s1 T2",),
        subjects="ac T2",
        kept=("ac s1 T1",),
    ),
    "no time to change zones": Case(
        rule=Rule.TABLE_ZONES,
        changes={"policy": {"zone_gap": 2}},
        broken=("ad s3 T2", "ac s1 T1"),
        subjects="ac ad A T1 T2",
        kept=("ac s1 T1", "ad s4 T2", "ae s5 T1"),
    ),
    "no zone is a zone": Case(
        rule=Rule.TABLE_ZONES,
        changes={"policy": {"zone_gap": 1}},
        broken=("ac s1 T1", "ad s2 T3"),
        subjects="ac ad A T1 T3",
        kept=("ac s1 T3", "ad s2 T3"),
    ),
    "before its time": Case(
        rule=Rule.PRECEDENCE,
        changes={"ac": {"length": 2}, "be": {"after": ("ac",)}},
        broken=("be s2 T2", "ac s1 T1"),
        subjects="ac be s2",
        kept=("ac s1 T1", "be s3 T2"),
    ),
    "no interpreter": Case(
        rule=Rule.INTERPRETER_PRESENT,
        changes={"ac": {"interpreting": ("ko",)}},
        broken=("ac s1 T1",),
        subjects="ac",
        kept=("ac s1 T1 I1",),
    ),
    "an interpreter who lacks a language": Case(
        rule=Rule.INTERPRETER_PRESENT,
        changes={"ac": {"interpreting": ("ko", "lo")}},
        broken=("ac s1 T1 I2 I1",),
        subjects="ac I1",
        kept=("ac s1 T1 I2",),
    ),
    "too few video links": Case(
        rule=Rule.RESOURCE_CAPACITY,
        changes={"ac": {"resources": ("video",), "length": 2}, "be": {"resources": ("video",)}},
        broken=("ac s1 T1", "be s2 T2"),
        subjects="ac be video s2",
        kept=("ac s1 T1", "be s3 T2"),
    ),
    "both alternatives": Case(
        rule=Rule.ALTERNATIVES,
        changes={"ac": {"alternative": "x"}, "be": {"alternative": "x"}, "ad": {"alternative": "y"}},
        broken=("ac s1 T1", "be s2 T2"),
        subjects="ac be",
        kept=("ac s1 T1", "ad s2 T2"),
    ),
    "an interpreter in two places, needed or not": Case(
        rule=Rule.ONE_MEETING_PER_INTERPRETER,
        changes={"ac": {"interpreting": ("ko",)}},
        broken=("ac s1 T1 I1", "be s1 T2 I1"),
        subjects="ac be I1 s1",
        kept=("ac s1 T1 I1 I1", "be s2 T2 I1"),
    ),
    "an interpreter away": Case(
        rule=Rule.INTERPRETER_AVAILABILITY,
        changes={"I1": {"unavailable": ("s1",)}},
        broken=("ac s1 T1 I1",),
        subjects="ac I1 s1",
        kept=("ac s2 T1 I1",),
    ),
    "an interpreter over its maximum": Case(
        rule=Rule.INTERPRETER_MAXIMUM,
        changes={"I1": {"max_meetings": 1}},
        broken=("ac s1 T1 I1", "be s3 T1 I1"),
        subjects="I1",
        kept=("ac s1 T1 I1", "be s3 T1"),
    ),
    "an interpreter without a rest": Case(
        rule=Rule.INTERPRETER_CONSECUTIVE,
        changes={"I1": {"max_consecutive": 1}},
        broken=("ac s1 T1 I1", "be s2 T1 I1"),
        subjects="I1 s1 s2",
        kept=("ac s4 T1 I1", "be s5 T1 I1"),
    ),
    "breaks spread unevenly": Case(
        rule=Rule.BREAK_SPREAD,
        changes={"policy": {"max_break_spread": 0}},
        broken=("ac s1 T1", "ad s3 T1"),
        subjects="A B",
        kept=("ac s1 T1", "ad s2 T1", "ae s5 T1"),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_rule_broken_once_is_told_once(case: Case) -> None:
    found = violations(changed(HALL, case.changes), placed(*case.broken))

    assert [(violation.rule, violation.subjects) for violation in found] == [(case.rule, tuple(case.subjects.split()))]


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_rule_just_kept_is_not_told(case: Case) -> None:
    assert violations(changed(HALL, case.changes), placed(*case.kept)) == []


def test_every_rule_has_a_case() -> None:
    assert {case.rule for case in CASES.values()} == set(Rule)


def test_a_pin_is_still_ignored_when_its_placement_does_not_count() -> None:
    problem = changed(HALL, {"ac": {"pin": Spot(slot="s1")}})

    found = violations(problem, placed("ac s1 T9"))

    assert [violation.rule for violation in found] == [Rule.KNOWN_IDS, Rule.PINS]


def test_what_does_not_count_breaks_no_other_rule() -> None:
    problem = changed(HALL, {"A": {"max_meetings": 1, "unavailable": ("s2", "s6")}, "ad": {"length": 2}})
    doubtful = placed("ac s1 T1", "ac s2 T1", "ad s6 T1", "ae s1 T1 I9")

    found = violations(problem, doubtful)

    assert [violation.rule for violation in found] == [Rule.KNOWN_IDS, Rule.AT_MOST_ONCE, Rule.WITHIN_PERIOD]


def test_each_place_where_a_rule_is_broken_is_told() -> None:
    problem = changed(HALL, {"A": {"unavailable": ("s1", "s2")}, "ac": {"length": 2}, "ad": {"length": 2}})

    found = violations(problem, placed("ac s1 T1", "ad s1 T2"))

    assert [(violation.rule.value, " ".join(violation.subjects)) for violation in found] == [
        ("party-availability", "ac A s1"),
        ("party-availability", "ac A s2"),
        ("party-availability", "ad A s1"),
        ("party-availability", "ad A s2"),
        ("party-teams", "ac ad A s1"),
        ("party-teams", "ac ad A s2"),
    ]


def test_parties_with_teams_or_overlapping_meetings_do_not_change_zones() -> None:
    two_teams = changed(HALL, {"policy": {"zone_gap": 2}, "A": {"teams": 2}})
    overlapping = changed(HALL, {"policy": {"zone_gap": 2}})

    assert violations(two_teams, placed("ac s1 T1", "ad s2 T2")) == []
    assert [v.rule for v in violations(overlapping, placed("ac s1 T1", "ad s1 T2"))] == [Rule.PARTY_TEAMS]


def test_a_violation_says_what_is_wrong_and_how_much() -> None:
    problem = changed(HALL, {"A": {"max_meetings": 1}})

    found = violations(problem, placed("ac s1 T1", "ad s3 T1"))

    assert [violation.message for violation in found] == ["A has 2 meetings; its maximum is 1."]
