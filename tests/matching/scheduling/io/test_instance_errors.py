"""Every row of the format's table of input errors, with the exact place; and what several errors do to each other."""

from typing import Any

import pytest

from app.matching.scheduling.io import InputErrors
from tests.matching.scheduling.io.documents import INSTANCE_TEXT, REMOVED, changed, each, instance_errors, told

SLOT = {"id": "s03", "start": "2026-12-18T09:00:00+07:00", "end": "2026-12-18T09:15:00+07:00", "period": "morning"}


def pointers(changes: dict[str, Any]) -> list[str]:
    return [error.pointer for error in instance_errors(changed(INSTANCE_TEXT, changes))]


COMPULSORY = [
    ("", ["format", "name", "slots", "tables", "parties", "meetings", "policy"]),
    ("/slots/1", ["id", "start", "end", "period"]),
    ("/tables/1", ["id"]),
    ("/parties/1", ["id", "side"]),
    ("/meetings/2", ["id", "parties"]),
    ("/policy", ["goals"]),
    ("/interpreters/0", ["id", "languages"]),
    ("/resources/0", ["id", "capacity"]),
    ("/published/m1", ["slot"]),
]


@pytest.mark.parametrize(("place", "key"), [(place, key) for place, keys in COMPULSORY for key in keys])
def test_a_missing_key_points_at_the_object_that_lacks_it(place: str, key: str) -> None:
    errors = instance_errors(changed(INSTANCE_TEXT, {f"{place}/{key}": REMOVED}))

    assert told(errors) == [(place, f'expected the key "{key}", which is missing')]


def test_a_pin_needs_a_slot() -> None:
    assert pointers({"/meetings/0/pin": {"table": "T01"}}) == ["/meetings/0/pin"]


@pytest.mark.parametrize("place", [place for place, _ in COMPULSORY])
def test_an_unknown_key_is_pointed_at_with_its_name_escaped(place: str) -> None:
    errors = instance_errors(changed(INSTANCE_TEXT, {f"{place}/a~1~0b": None}))

    assert told(errors) == [(f"{place}/a~1~0b", 'expected no key "a/~b" here')]


STRINGS = [
    *("/name", "/slots/0/period", "/parties/0/side", "/tables/0/zone", "/meetings/0/alternative"),
    *("/tables/0/features/0", "/interpreters/0/languages/0", "/meetings/2/interpreting/0"),
]
IDS = [
    *("/slots/0/id", "/tables/0/id", "/parties/0/id", "/interpreters/0/id", "/resources/0/id", "/meetings/0/id"),
    *("/tables/0/unavailable/0", "/parties/3/unavailable/0", "/meetings/1/resources/0", "/meetings/0/parties/1"),
    *("/published/m1/slot", "/published/m1/table"),
]
LISTS = [
    *("/slots", "/tables", "/parties", "/interpreters", "/resources", "/meetings", "/policy/goals"),
    *("/policy/bonus/province", "/tables/0/unavailable", "/tables/0/features", "/parties/0/unavailable"),
    *("/interpreters/0/languages", "/interpreters/0/unavailable", "/meetings/0/parties", "/meetings/0/after"),
    *("/meetings/0/features", "/meetings/0/interpreting", "/meetings/0/resources"),
]
OBJECTS = ["/slots/0", "/tables/0", "/parties/0", "/interpreters/0", "/resources/0", "/meetings/0", "/policy"]
OBJECTS += ["/policy/bonus", "/published/m1"]
NATURAL = [
    *("/parties/0/min_meetings", "/resources/0/capacity", "/meetings/0/value", "/policy/bonus/province/4"),
    "/policy/zone_gap",
]
NATURAL_OR_NULL = ["/parties/0/max_meetings", "/interpreters/0/max_meetings", "/policy/max_break_spread"]
POSITIVE = ["/parties/0/teams", "/meetings/0/length"]
POSITIVE_OR_NULL = ["/parties/0/max_consecutive", "/interpreters/0/max_consecutive"]
TIMES = ["/slots/0/start", "/slots/0/end"]
NULLABLE = [
    *NATURAL_OR_NULL,
    *POSITIVE_OR_NULL,
    *("/parties/0/tables", "/tables/0/zone", "/meetings/0/slots", "/meetings/0/pin", "/meetings/0/alternative"),
    *("/published", "/published/m1/table"),
]

WRONG: list[tuple[str, object]] = [
    *each(STRINGS, 1, True, [], {}),
    *each(IDS, "", 1, False, ["a"]),
    *each(LISTS, {}, "a", 1, None),
    *each(OBJECTS, [], "a", 1, None),
    *each(NATURAL + NATURAL_OR_NULL, -1, 10**9 + 1, 1.0, 1e3, True, "1", [1]),
    *each(POSITIVE + POSITIVE_OR_NULL, 0, -1, 10**9 + 1, 1.5, False, "1", {}),
    *each(NATURAL + POSITIVE + TIMES + ["/name", "/meetings/0/required", "/slots/0/id"], None),
    *each(TIMES, "", "2026-12-18", "2026-12-18T08:30:00", 1, 1.5, False),
    *each(["/meetings/0/required"], 0, 1, "true", []),
    *each(["/format"], "ketnoi.instance/2", "ketnoi.timetable/1", "", 1, None),
    *each(("/meetings/0/pin", "/published"), 1, "s01", ["s01"], True),
    *each(("/parties/0/tables", "/meetings/0/slots"), 1, "s01", {}, True),
]


@pytest.mark.parametrize(("place", "wrong"), WRONG, ids=repr)
def test_a_wrong_type_or_number_is_pointed_at(place: str, wrong: object) -> None:
    assert pointers({place: wrong}) == [place]


@pytest.mark.parametrize("place", NULLABLE)
def test_null_is_taken_where_it_is_the_default(place: str) -> None:
    assert pointers({place: None}) == []


@pytest.mark.parametrize("document", [None, [], "a", 1, True])
def test_a_document_that_is_no_object_is_pointed_at_as_a_whole(document: object) -> None:
    assert [error.pointer for error in instance_errors(document)] == [""]


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("/meetings/0/slots", []),
        ("/meetings/0/length", 10**9),
        ("/parties/0/min_meetings", 5),
        ("/parties/0/max_meetings", 0),
        ("/meetings/2/interpreting", ["tlh", "tlh", ""]),
        ("/tables/0/features", ["", "screen", "screen"]),
        ("/policy/bonus/nobody", [3, 3, 0]),
        ("/policy/bonus/", []),
        ("/policy/goals", []),
        ("/slots/0/period", ""),
        ("/published", {}),
        ("/published/m1", {"slot": "s02", "table": "T01"}),
        ("/meetings/0/pin", {"slot": "s02", "table": "T01"}),
        ("/meetings/1/after", ["m1"]),
    ],
)
def test_what_is_odd_but_legal_is_taken(place: str, value: object) -> None:
    assert pointers({place: value}) == []


def test_things_of_different_kinds_may_have_the_same_id() -> None:
    renamed = {"/tables/1/id": "s01", "/interpreters/0/id": "s01", "/resources/-": {"id": "s01", "capacity": 1}}

    assert pointers({**renamed, "/parties/1/id": "s01", "/meetings/2/id": "s01", "/meetings/2/parties/0": "s01"}) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"/slots/1/id": "s01", "/tables/0/unavailable": []}, ["/slots/1/id"]),
        ({"/tables/1/id": "T01"}, ["/tables/1/id"]),
        ({"/parties/3/id": "VN-01", "/meetings/1/parties/1": "KR-SEL"}, ["/parties/3/id"]),
        ({"/interpreters/-": {"id": "i1", "languages": []}}, ["/interpreters/1/id"]),
        ({"/resources/-": {"id": "video-links", "capacity": 0}}, ["/resources/1/id"]),
        ({"/meetings/2/id": "m1"}, ["/meetings/2/id"]),
    ],
)
def test_a_second_definition_is_pointed_at(changes: dict[str, Any], expected: list[str]) -> None:
    assert pointers(changes) == expected


@pytest.mark.parametrize(
    ("place", "known"),
    [
        ("/tables/1/unavailable", "s01"),
        ("/parties/0/unavailable", "s01"),
        ("/parties/0/tables", "T01"),
        ("/interpreters/0/unavailable", "s01"),
        ("/meetings/0/slots", "s01"),
        ("/meetings/1/after", "m1"),
        ("/meetings/0/resources", "video-links"),
        ("/meetings/0/parties", "VN-48"),
    ],
)
def test_a_list_of_ids_has_none_unknown_empty_or_twice(place: str, known: str) -> None:
    others = ["KR-SEL", "KR-PUS"] if place.endswith("parties") else []
    n = len(others) + 1

    assert pointers({place: [*others, known, "nobody"]}) == [f"{place}/{n}"]
    assert pointers({place: [*others, known, ""]}) == [f"{place}/{n}"]
    assert pointers({place: [*others, known, known]}) == [f"{place}/{n}"]
    assert pointers({place: ["nobody", *others, known, known, "nobody"]}) == [f"{place}/{i}" for i in (0, n + 1, n + 2)]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"/meetings/0/pin": {"slot": "s99"}}, ["/meetings/0/pin/slot"]),
        ({"/meetings/0/pin": {"slot": "s01", "table": "T99"}}, ["/meetings/0/pin/table"]),
        ({"/published/m1/slot": "s99"}, ["/published/m1/slot"]),
        ({"/published/m1/table": "T99"}, ["/published/m1/table"]),
        ({"/published/m99": {"slot": "s01"}}, ["/published/m99"]),
        ({"/published/m~11": {"slot": "s99"}}, ["/published/m~11", "/published/m~11/slot"]),
        ({"/published/": {"slot": "s01"}}, ["/published/"]),
    ],
)
def test_pins_and_published_placements_refer_to_what_exists(changes: dict[str, Any], expected: list[str]) -> None:
    assert pointers(changes) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"/slots/0/end": "2026-12-18T08:30:00+07:00"}, ["/slots/0/end"]),
        ({"/slots/0/end": "2026-12-18T08:29:59+07:00"}, ["/slots/0/end"]),
        ({"/slots/1/start": "2026-12-18T08:44:59.9+07:00"}, ["/slots/1/start"]),
        ({"/slots/1/start": "2026-12-18T08:45:00+07:01"}, ["/slots/1/start"]),
        ({"/slots/1/start": "2026-12-18T01:50:00Z"}, []),
        ({"/slots/1/start": "2026-12-17T23:45:00-02:00"}, []),
        ({"/slots/-": SLOT | {"period": "noon"}}, []),
        ({"/slots/1/period": "noon", "/slots/-": SLOT}, ["/slots/2/period"]),
        ({"/slots/0/period": 0, "/slots/1/period": "noon", "/slots/-": SLOT}, ["/slots/0/period"]),
        ({"/slots/1/period": 0, "/slots/-": SLOT}, ["/slots/1/period"]),
        ({"/slots/0/end": "late"}, ["/slots/0/end"]),
    ],
)
def test_slots_are_in_order_of_time_and_period(changes: dict[str, Any], expected: list[str]) -> None:
    assert pointers(changes) == expected


def test_an_instance_without_slots_points_at_the_list_and_at_what_refers_to_them() -> None:
    errors = instance_errors(changed(INSTANCE_TEXT, {"/slots": [], "/tables/0/unavailable": [], "/published": None}))

    assert told(errors) == [
        ("/slots", "expected at least one slot"),
        ("/parties/3/unavailable/0", 'expected an id that is defined, got "s01"'),
    ]


@pytest.mark.parametrize(
    ("goals", "expected"),
    [
        (["required", "fun"], ["/policy/goals/1"]),
        (["welfare", "held", "welfare"], ["/policy/goals/2"]),
        (["required", "required"], ["/policy/goals/1"]),
        (["welfare", "required"], ["/policy/goals/1"]),
        (["welfare", "required", "required"], ["/policy/goals/1", "/policy/goals/2"]),
        (["fun", 3, "fun"], ["/policy/goals/0", "/policy/goals/1", "/policy/goals/2"]),
        (["Required"], ["/policy/goals/0"]),
    ],
)
def test_goals_are_known_listed_once_and_required_is_first(goals: list[Any], expected: list[str]) -> None:
    assert pointers({"/policy/goals": goals}) == expected


@pytest.mark.parametrize(
    ("bonus", "expected"),
    [
        ([1, 2], ["/policy/bonus/a~1b"]),
        ([3, 3, 2, 3], ["/policy/bonus/a~1b"]),
        ([1, 2.0, 3], ["/policy/bonus/a~1b/1"]),
        ([1, -1], ["/policy/bonus/a~1b/1"]),
        ([3, 3, 2], []),
    ],
)
def test_a_bonus_does_not_increase(bonus: list[Any], expected: list[str]) -> None:
    assert pointers({"/policy/bonus/a~1b": bonus}) == expected


@pytest.mark.parametrize("parties", [[], ["VN-01"]])
def test_a_meeting_has_two_parties(parties: list[str]) -> None:
    assert pointers({"/meetings/0/parties": parties}) == ["/meetings/0/parties"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"/parties/0/tables": ["T01"], "/parties/2/tables": ["T02"]}, ["/meetings/0/parties"]),
        ({"/parties/0/tables": ["T01"], "/parties/2/tables": ["T02", "T01"]}, []),
        ({"/parties/2/tables": []}, ["/meetings/0/parties", "/meetings/2/parties"]),
        (
            {"/parties/0/tables": ["T01"], "/parties/2/tables": ["T02"], "/meetings/0/slots": []},
            ["/meetings/0/parties"],
        ),
        ({"/parties/0/tables": ["T01"], "/parties/2/tables": ["T99"]}, ["/parties/2/tables/0"]),
        ({"/parties/0/tables": ["T01"], "/parties/2/tables": [2]}, ["/parties/2/tables/0"]),
    ],
)
def test_own_tables_have_one_in_common(changes: dict[str, Any], expected: list[str]) -> None:
    assert pointers(changes) == expected


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ([["m1"], [], []], ["/meetings/0/after/0"]),
        ([["m2"], ["m1"], []], ["/meetings/1/after/0"]),
        ([["m3", "m2"], ["m3"], ["m2"]], ["/meetings/1/after/0"]),
        ([["m2"], ["m3"], ["m99", "m1"]], ["/meetings/2/after/0", "/meetings/2/after/1"]),
        ([["m1"], ["m2"], ["m1", "m2", "m3"]], ["/meetings/0/after/0", "/meetings/1/after/0", "/meetings/2/after/2"]),
        ([["m2", "m3"], ["m3"], []], []),
        ([["m2"], [], ["m2"]], []),
        ([[], ["m1"], ["m2", "m1"]], []),
    ],
)
def test_a_cycle_is_pointed_at_by_one_entry_on_it(after: list[list[str]], expected: list[str]) -> None:
    assert pointers({f"/meetings/{i}/after": entries for i, entries in enumerate(after)}) == expected


def test_a_long_chain_of_meetings_is_no_cycle_until_it_is_closed() -> None:
    chain = [{"id": f"c{i}", "parties": ["VN-01", "KR-SEL"], "after": [f"c{i + 1}"]} for i in range(5000)]
    chain[-1]["after"] = []
    closed = [*chain[:-1], chain[-1] | {"after": ["c0"]}]

    assert pointers({"/meetings": chain, "/published": None}) == []
    assert pointers({"/meetings": closed, "/published": None}) == ["/meetings/4999/after/0"]


def test_many_errors_are_told_together_in_the_order_of_the_file() -> None:
    document = changed(
        INSTANCE_TEXT,
        {
            "/policy/goals": ["held", "required"],
            "/meetings/1": {"parties": ["VN-01"], "colour": "red", "value": True},
            "/meetings/0/after": ["m1"],
            "/parties/0/teams": 0,
            "/published/m1/table": "T99",
            "/name": None,
        },
    )
    document = {"published": document.pop("published"), **document}

    assert told(instance_errors(document)) == [
        ("/published/m1/table", 'expected an id that is defined, got "T99"'),
        ("/name", "expected a string, got null"),
        ("/parties/0/teams", "expected an integer of at least 1, got 0"),
        ("/meetings/0/after/0", "expected no cycle, but this meeting comes after itself"),
        ("/meetings/1", 'expected the key "id", which is missing'),
        ("/meetings/1/parties", "expected at least two parties, got 1"),
        ("/meetings/1/colour", 'expected no key "colour" here'),
        ("/meetings/1/value", "expected an integer of at least 0, got true"),
        ("/policy/goals/1", 'expected "required" as the first of the goals, if at all'),
    ]


def test_what_only_follows_from_another_error_is_left_out() -> None:
    assert pointers({"/slots/0/id": 1}) == ["/slots/0/id"]
    assert pointers({"/tables": None}) == ["/tables"]
    assert pointers({"/parties/2": None}) == ["/parties/2"]
    nameless = {"/parties/0/tables": ["T01"], "/parties/3": {"id": "", "side": "", "tables": ["T02"]}}
    assert pointers(nameless | {"/meetings/1/parties/1": ""}) == ["/parties/3/id", "/meetings/1/parties/1"]


def test_only_the_first_hundred_errors_are_told() -> None:
    errors = instance_errors(changed(INSTANCE_TEXT, {"/meetings": [{"id": ""} for _ in range(80)], "/published": None}))

    expected = [place for i in range(50) for place in (f"/meetings/{i}", f"/meetings/{i}/id")]
    assert [error.pointer for error in errors] == expected


def test_long_and_nested_values_are_shown_short() -> None:
    wrong = ["x" * 1000, ["y"] * 1000, {"z": 1}, [], {}, 12345678901234567890]
    errors = instance_errors(changed(INSTANCE_TEXT, {"/meetings/0/required": None, "/tables/0/features": wrong}))

    assert told(errors) == [
        *((f"/tables/0/features/{i}", f"expected a string, got {got}") for i, got in ((1, "[…]"), (2, "{…}"))),
        *((f"/tables/0/features/{i}", f"expected a string, got {got}") for i, got in ((3, "[]"), (4, "{}"))),
        ("/tables/0/features/5", "expected a string, got 12345678901234567890"),
        ("/meetings/0/required", "expected true or false, got null"),
    ]
    assert told(instance_errors(changed(INSTANCE_TEXT, {"/meetings/0/value": "x" * 1000}))) == [
        ("/meetings/0/value", f'expected an integer of at least 0, got "{"x" * 40}…"')
    ]


def test_the_exception_tells_all_errors_line_by_line() -> None:
    errors = instance_errors(changed(INSTANCE_TEXT, {"/name": 1, "/parties/0/teams": 0}))

    assert str(InputErrors(errors)) == (
        "/name: expected a string, got 1\n/parties/0/teams: expected an integer of at least 1, got 0"
    )
