"""Lines of a file of pairs, and what is wrong with them."""

import json
from typing import Any

import pytest

from app.matching.scoring.pairs import Scorable, Wrong, read_pairs
from app.matching.scoring.proposal import Proposal
from app.matching.scoring.roles import Side

GROUPS = {"EUU": frozenset({"DE", "FR"})}


def test_sides_are_texts_or_objects() -> None:
    full = {"text": "a", "lang": "vi", "sectors": ["AGR"], "objective": "FDI", "wanted": ["jp", "EUU"]}
    line = json.dumps({"id": 7, "need": full, "offer": "b"})

    assert list(read_pairs(f"\n{line}\n\n", GROUPS)) == [
        Scorable(
            7,
            Proposal(
                side=Side.NEED,
                text="a",
                sectors=frozenset({"AGR"}),
                objective="FDI",
                countries={"DE": 1.0, "FR": 1.0, "JP": 1.0},
            ),
            Proposal(side=Side.OFFER, text="b", countries={}),
        )
    ]


def with_need(need: Any) -> str:
    return json.dumps({"id": 1, "need": need, "offer": "b"})


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("[1]", "1: the whole line: expected an object, got list"),
        ('{"id": 1, "need": "a"}', "1: the whole line: `offer` is missing"),
        (with_need(3), "1: /need: expected a text or an object, got int"),
        (with_need({}), "1: /need: expected a text"),
        (with_need({"text": None}), "1: /need/text: expected a text"),
        (with_need({"text": "a", "lang": "fr"}), "1: /need/lang: expected one of vi, en"),
        (with_need({"text": "a", "sectors": "AGR"}), "1: /need/sectors: expected a list of codes"),
        (with_need({"text": "a", "wanted": ["JP", 4]}), "1: /need/wanted/1: expected a code, which is a string"),
    ],
)
def test_errors_name_line_and_pointer(line: str, wrong: str) -> None:
    assert [str(each) for each in read_pairs(line)] == [wrong]


def test_an_unknown_objective_is_named() -> None:
    (found,) = read_pairs(with_need({"text": "a", "objective": "XXX"}))

    assert isinstance(found, Wrong)
    assert (found.pointer, found.message.split()[3:5]) == ("/need/objective", ["FDI,", "ODA,"])


@pytest.mark.parametrize("line", ["{", "[" * 100_000])
def test_what_is_no_json_is_told_and_the_other_lines_are_read(line: str) -> None:
    found = list(read_pairs(f"{line}\n{with_need('a')}"))

    assert isinstance(found[0], Wrong)
    assert (found[0].line, found[0].pointer, found[0].message[:8]) == (1, "", "not JSON")
    assert isinstance(found[1], Scorable)
