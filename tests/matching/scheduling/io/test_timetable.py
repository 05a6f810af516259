"""Timetable files: the example, every wrong form at its place, and what is left to the checker."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.matching.scheduling.io import InputErrors, read_timetable, timetable_to_json
from app.matching.scheduling.timetable import Conflict, GoalValue, Placement, Status, Timetable, Unplaced
from tests.matching.scheduling.io.documents import REMOVED, TIMETABLE_TEXT, changed, each, timetable_errors, told
from tests.matching.scheduling.io.strategies import LABELS, TEXTS

EXAMPLE = Timetable(
    instance="11ac9d7ca2930deaaa562f4fddd2890e13556315ae23e3397a30dc218fde6ec0",
    status="feasible",
    placements=(
        Placement(meeting="m1", slot="s01", table="T01"),
        Placement(meeting="m3", slot="s02", table="T02", interpreters=("i1",)),
    ),
    goals=(
        GoalValue(goal="required", value=0, bound=0),
        GoalValue(goal="floors", value=0, bound=0),
        GoalValue(goal="welfare", value=527, bound=527),
        GoalValue(goal="changes", value=2, bound=None),
        GoalValue(goal="breaks", value=0, bound=0),
        GoalValue(goal="moves", value=1, bound=1),
    ),
    unplaced=(Unplaced(meeting="m2", reason="rule", rule="alternatives", message="…"),),
    run={"version": "…", "seed": 0, "workers": 2, "seconds": 4.1},
)
PRICE = {"required": 0, "welfare": -13, "exact": True}
INFEASIBLE = {
    "format": "ketnoi.timetable/1",
    "instance": "",
    "status": "infeasible",
    "placements": [],
    "goals": [],
    "unplaced": [],
    "conflict": [{"rule": "pins", "subjects": ["m1", "s01"]}],
    "minimal": False,
}


def pointers(changes: dict[str, Any]) -> list[str]:
    return [error.pointer for error in timetable_errors(changed(TIMETABLE_TEXT, changes))]


def test_the_example_of_the_format_is_read_and_written_as_it_was() -> None:
    assert read_timetable(TIMETABLE_TEXT) == EXAMPLE
    assert timetable_to_json(EXAMPLE) == json.loads(TIMETABLE_TEXT)


def test_an_infeasible_timetable_is_read_and_written_with_its_conflict() -> None:
    conflict = (Conflict(rule="pins", subjects=("m1", "s01")),)
    timetable = Timetable(instance="", status=Status.INFEASIBLE, conflict=conflict, minimal=False)

    assert read_timetable(json.dumps(INFEASIBLE).encode()) == timetable
    assert timetable_to_json(timetable) == INFEASIBLE


def test_an_infeasible_timetable_always_has_a_conflict_and_no_other_has() -> None:
    infeasible = timetable_to_json(Timetable(instance="", status=Status.INFEASIBLE))
    feasible = timetable_to_json(Timetable(instance="", status=Status.FEASIBLE))

    empty = {"format": "ketnoi.timetable/1", "instance": "", "placements": [], "goals": [], "unplaced": []}
    assert infeasible == empty | {"status": "infeasible", "conflict": []}
    assert feasible == empty | {"status": "feasible"}


@pytest.mark.parametrize(
    "key", ["unplaced", "run", "placements/1/interpreters", "unplaced/0/rule", "unplaced/0/message"]
)
def test_what_is_not_compulsory_may_be_left_out(key: str) -> None:
    assert pointers({f"/{key}": REMOVED}) == []


@pytest.mark.parametrize(
    ("place", "key"),
    [
        *(("", key) for key in ("format", "instance", "status", "placements", "goals")),
        *(("/placements/1", key) for key in ("meeting", "slot", "table")),
        *(("/goals/1", key) for key in ("goal", "value", "bound")),
        *(("/unplaced/0", key) for key in ("meeting", "reason")),
    ],
)
def test_a_missing_key_points_at_the_object_that_lacks_it(place: str, key: str) -> None:
    errors = timetable_errors(changed(TIMETABLE_TEXT, {f"{place}/{key}": REMOVED}))

    assert told(errors) == [(place, f'expected the key "{key}", which is missing')]


@pytest.mark.parametrize("key", ["rule", "subjects"])
def test_a_part_of_a_conflict_has_both_keys(key: str) -> None:
    part = {"rule": "pins", "subjects": []}
    del part[key]
    document = INFEASIBLE | {"conflict": [part]}

    assert [error.pointer for error in timetable_errors(document)] == ["/conflict/0"]


WRONG: list[tuple[str, object]] = [
    *each(["/format"], "ketnoi.instance/1", 1, None),
    *each(["/status"], "perfect", "", 1, None),
    *each([f"/{key}" for key in ("placements", "goals", "unplaced", "conflict")], {}, "a", None),
    *each([f"/{key}/0" for key in ("placements", "goals", "unplaced")], [], "a", 1, None),
    *each([f"/placements/0/{key}" for key in ("meeting", "slot", "table")], 1, None, ["m1"]),
    *each(["/placements/0/interpreters"], None, "i1", {}),
    *each(["/placements/1/interpreters/0"], None, 1),
    *each(["/goals/0/goal"], None, 1),
    *each(["/goals/0/value"], None, 1.0, True, "1"),
    *each(["/goals/0/bound"], 1.5, False, "1"),
    *((f"/unplaced/0/{key}", 1) for key in ("meeting", "reason", "rule", "message", "price")),
    *((f"/unplaced/0/{key}", None) for key in ("meeting", "reason")),
    *each(["/run"], 1, [], "a"),
    *each(["/minimal"], 0, None, "true"),
    ("/instance", None),
]


@pytest.mark.parametrize(("place", "wrong"), WRONG, ids=repr)
def test_a_wrong_type_is_pointed_at(place: str, wrong: object) -> None:
    assert pointers({place: wrong}) == [place]


@pytest.mark.parametrize("place", ["", "/placements/0", "/goals/0", "/unplaced/0"])
def test_an_unknown_key_is_pointed_at(place: str) -> None:
    assert pointers({f"{place}/comment": ""}) == [f"{place}/comment"]


def test_a_price_has_integers_and_says_whether_it_is_exact() -> None:
    assert pointers({"/unplaced/0/price": PRICE}) == []
    assert pointers({"/unplaced/0/price": PRICE | {"floors": True, "exact": 1, "held": 1.0}}) == [
        "/unplaced/0/price/exact",
        "/unplaced/0/price/floors",
        "/unplaced/0/price/held",
    ]


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("/instance", "of another instance"),
        ("/placements/0/meeting", "m99"),
        ("/placements/0/slot", ""),
        ("/placements/1/interpreters", ["i1", "i1", "i9"]),
        ("/placements/-", {"meeting": "m1", "slot": "s01", "table": "T01"}),
        ("/goals/0/goal", "fun"),
        ("/goals/0/value", -(10**12)),
        ("/goals/1/goal", "required"),
        ("/unplaced/0/reason", "none"),
        ("/unplaced/0/rule", "none"),
        ("/unplaced/0/rule", None),
        ("/unplaced/0/message", None),
        ("/unplaced/0/price", None),
        ("/run", {"anything": [1.5, None, {"": 1e300}]}),
        ("/status", "optimal"),
    ],
)
def test_what_only_the_instance_can_judge_is_left_to_the_checker(place: str, value: object) -> None:
    assert pointers({place: value}) == []


def test_a_number_that_would_be_written_as_infinity_is_refused_in_free_data() -> None:
    text = TIMETABLE_TEXT.replace(b'"seed": 0', b'"seed": [0, {"a/b": 1e999}]')

    with pytest.raises(InputErrors) as refused:
        read_timetable(text)
    assert told(refused.value.errors) == [
        ("/run/seed/1/a~1b", "expected a number that fits into 64 bits, got Infinity"),
    ]


@given(
    st.builds(
        Timetable,
        instance=TEXTS,
        status=st.sampled_from(Status),
        placements=st.lists(
            st.builds(Placement, meeting=TEXTS, slot=TEXTS, table=TEXTS, interpreters=LABELS), max_size=2
        ).map(tuple),
        goals=st.lists(
            st.builds(GoalValue, goal=TEXTS, value=st.integers(), bound=st.none() | st.integers()), max_size=2
        ).map(tuple),
        unplaced=st.lists(
            st.builds(
                Unplaced,
                meeting=TEXTS,
                reason=TEXTS,
                rule=st.none() | TEXTS,
                message=st.none() | TEXTS,
                price=st.none() | st.just(PRICE) | st.just({}),
            ),
            max_size=2,
        ).map(tuple),
        conflict=st.lists(st.builds(Conflict, rule=TEXTS, subjects=LABELS), max_size=2).map(tuple),
        minimal=st.booleans(),
        run=st.dictionaries(TEXTS, st.none() | st.floats(allow_nan=False, allow_infinity=False) | LABELS.map(list)),
    )
)
@settings(deadline=None, max_examples=100)
def test_a_timetable_is_read_back_as_it_was_written(timetable: Timetable) -> None:
    assert read_timetable(json.dumps(timetable_to_json(timetable)).encode()) == timetable
