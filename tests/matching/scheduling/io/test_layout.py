"""How JSON files are laid out: every document survives it, and people can read it."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.matching.scheduling.io import lines

VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.sampled_from(['}, {"', "},\n{", "\0", ",\n"]),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(st.dictionaries(st.text(), VALUES))
def test_every_document_survives(document: dict[str, Any]) -> None:
    assert json.loads(lines(document)) == document


def test_each_member_and_each_record_has_a_line() -> None:
    document = {
        "name": "Kết Nối",
        "slots": ["s1", "s2"],
        "meetings": [{"id": "m1", "parties": ["A", "B"], "pin": {"slot": "s1"}}, {"id": "m2"}],
        "policy": {"goals": [], "zone_gap": 1},
        "resources": [],
    }

    assert lines(document).splitlines() == [
        "{",
        ' "name": "Kết Nối",',
        ' "slots": ["s1", "s2"],',
        ' "meetings": [',
        '  {"id": "m1", "parties": ["A", "B"], "pin": {"slot": "s1"}},',
        '  {"id": "m2"}',
        " ],",
        ' "policy": {"goals": [], "zone_gap": 1},',
        ' "resources": []',
        "}",
    ]


def test_an_empty_document_is_an_object() -> None:
    assert json.loads(lines({})) == {}
