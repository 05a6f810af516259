"""Whatever stands where, a reader takes it or says where it is wrong; it never falls over."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.matching.scheduling.io.documents import (
    INSTANCE_TEXT,
    REMOVED,
    TIMETABLE_TEXT,
    changed,
    instance_errors,
    places,
    timetable_errors,
    value_at,
)

LEAVES = st.none() | st.booleans() | st.integers(-2, 3) | st.floats(allow_nan=False, allow_infinity=False)
# Most strings mean something somewhere in the examples.
WORDS = st.sampled_from(["", "s01", "s02", "T01", "VN-01", "KR-SEL", "m1", "m2", "required", "slot", "id", "~/"])
VALUES = st.recursive(
    LEAVES | WORDS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3), max_leaves=6
)


def spoilt(text: bytes) -> st.SearchStrategy[Any]:
    """The document of `text` with something else, or nothing, in one to three places."""
    wrong = st.just(REMOVED) | VALUES
    # The last place first, so that no change takes away the place of another.
    order = {place: i for i, place in enumerate(places(json.loads(text)))}
    changes = st.dictionaries(st.sampled_from(list(order)), wrong, min_size=1, max_size=3)
    return changes.map(lambda c: changed(text, dict(sorted(c.items(), key=lambda item: -order[item[0]]))))


@given(spoilt(INSTANCE_TEXT))
@settings(deadline=None, max_examples=200)
def test_any_value_anywhere_in_an_instance_is_taken_or_refused(document: Any) -> None:
    for error in instance_errors(document):
        value_at(document, error.pointer)


@given(spoilt(TIMETABLE_TEXT))
@settings(deadline=None, max_examples=200)
def test_any_value_anywhere_in_a_timetable_is_taken_or_refused(document: Any) -> None:
    for error in timetable_errors(document):
        value_at(document, error.pointer)


@given(spoilt(INSTANCE_TEXT))
@settings(deadline=None, max_examples=200)
def test_errors_are_in_the_order_of_the_file(document: Any) -> None:
    order = ["", *places(document)]

    found = [order.index(error.pointer) for error in instance_errors(document)]

    assert found == sorted(found)
