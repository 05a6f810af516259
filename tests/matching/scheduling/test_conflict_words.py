"""What is said of each rule that stands against pins, and the change that is proposed instead."""

from typing import Any

import pytest

from app.matching.scheduling.budget import Budget
from app.matching.scheduling.conflict import advise, find
from app.matching.scheduling.conflict.telling import told
from app.matching.scheduling.problem import Spot
from app.matching.scheduling.sentences import PLACES_OF_RULES
from app.matching.scheduling.timetable import Conflict, Rule
from tests.matching.scheduling.hall import HALL, changed

HERE, NEXT = Spot(slot="s1", table="T1"), Spot(slot="s2", table="T2")
ANYWHERE = Spot(slot="s1")


@pytest.mark.parametrize(
    ("changes", "sentence", "instead"),
    [
        (
            {"ac": {"pin": HERE, "slots": ("s2",)}},
            "ac may not start at s1.",
            "Let ac start at s1.",
        ),
        (
            {"ac": {"pin": HERE}, "A": {"unavailable": ("s1", "s2")}},
            "A is not available at s1, which ac would take.",
            "Make A available at s1.",
        ),
        (
            {"ac": {"pin": HERE}, "ad": {"pin": Spot(slot="s1", table="T2")}},
            "A can hold no more meetings at once than 1, at s1 as always.",
            "Let A hold 2 meetings at once.",
        ),
        (
            {"ac": {"pin": HERE}, "ad": {"pin": NEXT}, "A": {"max_meetings": 1}},
            "A can hold no more meetings altogether than 1.",
            "Raise the maximum of A to 2.",
        ),
        (
            {"ac": {"pin": HERE}, "ad": {"pin": NEXT}, "A": {"max_consecutive": 1}},
            "A needs a rest in one of s1 and s2.",
            "Let A be busy in 2 slots in a row.",
        ),
        (
            {"ac": {"pin": HERE}, "T1": {"unavailable": ("s1",)}},
            "Table T1 can't be used at s1.",
            "Make table T1 available at s1.",
        ),
        (
            {"ac": {"pin": HERE}, "A": {"tables": ("T2", "T3")}},
            "ac must stand at an own table of A: T2 and T3.",
            "Let A meet at table T1, too.",
        ),
        (
            {"ac": {"pin": HERE, "features": ("screen",)}},
            "ac needs a table with screen.",
            "Equip table T1 with screen.",
        ),
        (
            {"ac": {"pin": HERE}, "ad": {"pin": NEXT}, "policy": {"zone_gap": 1}},
            "A has no time to change halls between s1 and s2.",
            "Allow a change of halls with 0 free slots between.",
        ),
        (
            {"ac": {"pin": HERE, "after": ("bd",)}, "bd": {"pin": NEXT}},
            "ac may start only when bd has ended.",
            "Let ac start before bd has ended.",
        ),
        (
            {"ac": {"pin": HERE, "interpreting": ("fr",)}},
            "ac needs an interpreter for fr.",
            "Engage one more interpreter for fr.",
        ),
        (
            {"ac": {"pin": HERE, "interpreting": ("lo",)}, "I2": {"unavailable": ("s1",)}},
            "I2 is not available at s1.",
            "Make I2 available at s1.",
        ),
        (
            {"ac": {"pin": HERE, "interpreting": ("lo",)}, "I2": {"max_meetings": 0}},
            "I2 can serve no more meetings altogether than 0.",
            "Raise the maximum of I2 to 1.",
        ),
        (
            {
                "ac": {"pin": HERE, "interpreting": ("lo",)},
                "bd": {"pin": NEXT, "interpreting": ("lo",)},
                "I2": {"max_consecutive": 1},
            },
            "I2 needs a rest in one of s1 and s2.",
            "Let I2 be busy in 2 slots in a row.",
        ),
        (
            {"ac": {"pin": HERE, "resources": ("video",)}, "bd": {"pin": ANYWHERE, "resources": ("video",)}},
            "At s1, no more meetings can use video than 1.",
            "Raise the capacity of video to 2.",
        ),
        (
            {"ac": {"pin": HERE, "alternative": "one"}, "bd": {"pin": NEXT, "alternative": "one"}},
            "Only one of ac and bd may be held.",
            "Let all of ac and bd be held.",
        ),
        (
            {name: {"pin": ANYWHERE} for name in ("ac", "bd")}
            | {"T2": {"unavailable": ("s1",)}, "T3": {"unavailable": ("s1",)}},
            "At s1, table T1 can take only one meeting.",
            "Add tables like T1: 1.",
        ),
    ],
)
def test_conflict_and_what_resolves_it_are_told(
    changes: dict[str, dict[str, Any]], sentence: str, instead: str
) -> None:
    problem = changed(HALL, changes)
    parts, _ = find(problem, Budget(30))

    advice = advise(problem, parts, Budget(30))

    assert sentence in [part.english for part in advice.parts]
    assert instead in [change.english for change in advice.instead]


def test_too_many_meetings_for_tables_of_one_kind_are_told_by_number() -> None:
    part = Conflict(rule=Rule.ONE_MEETING_PER_TABLE, subjects=("T1", "T2", "s1"))

    assert told(HALL, part).english == "At s1, only 2 tables of their kind can be used."


def test_every_rule_that_can_stand_against_pins_has_its_sentence() -> None:
    assert set(PLACES_OF_RULES) >= set(Rule) - {Rule.KNOWN_IDS}


def test_remedy_moves_a_pin_to_the_nearest_place() -> None:
    problem = changed(HALL, {"ac": {"pin": HERE}, "A": {"unavailable": ("s1", "s2")}})
    parts, _ = find(problem, Budget(30))

    remedy = advise(problem, parts, Budget(30)).remedy

    assert remedy is not None
    assert [(release.meeting, release.to) for release in remedy.releases] == [("ac", Spot(slot="s3", table="T1"))]


def test_remedy_says_where_a_meeting_has_no_other_place() -> None:
    problem = changed(HALL, {"ac": {"pin": HERE, "slots": ()}})
    parts, _ = find(problem, Budget(30))

    plain = advise(problem, parts, Budget(30)).plain(problem)

    assert plain == {
        "parts": [
            {
                "code": "pins/table",
                "meetings": ["ac"],
                "slots": ["s1"],
                "tables": ["T1"],
                "sentence": "ac is pinned to s1, table T1.",
            },
            {
                "code": "allowed-slots",
                "meetings": ["ac"],
                "slots": ["s1"],
                "sentence": "ac may not start at s1.",
            },
        ],
        "remedy": {
            "changes": [
                {
                    "code": "release",
                    "meetings": ["ac"],
                    "slots": ["s1"],
                    "sentence": "Take away the pin of ac at s1; beside the others there is no place for it.",
                }
            ],
            "fewest": True,
        },
        "instead": [
            {"code": "change/allowed-slots", "meetings": ["ac"], "slots": ["s1"], "sentence": "Let ac start at s1."}
        ],
        "meetings": {"ac": ["A", "C"]},
    }


def test_advice_in_no_time_promises_nothing() -> None:
    problem = changed(HALL, {"ac": {"pin": HERE}, "ad": {"pin": HERE}})
    parts, _ = find(problem, Budget(30))

    advice = advise(problem, parts, Budget(0))

    assert (advice.remedy, advice.instead) == (None, ())
