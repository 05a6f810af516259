"""A problem built in code: ids defined twice or not at all are refused at once."""

from dataclasses import replace
from typing import Any

import pytest

from app.matching.scheduling.problem import Spot
from tests.matching.scheduling.hall import HALL, changed


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"ad": {"id": "ac"}}, "meetings: an id is defined twice"),
        ({"s2": {"id": "s1"}}, "slots: an id is defined twice"),
        ({"T2": {"id": "T1"}}, "tables: an id is defined twice"),
        ({"B": {"id": "A"}}, "parties: an id is defined twice"),
        ({"I2": {"id": "I1"}}, "interpreters: an id is defined twice"),
        ({"ac": {"parties": ("A", "Z")}}, "meeting ac: Z is not defined"),
        ({"ac": {"after": ("ad", "zz")}}, "meeting ac: zz is not defined"),
        ({"ac": {"resources": ("car",)}}, "meeting ac: car is not defined"),
        ({"ad": {"slots": ("s1", "s9")}}, "meeting ad: s9 is not defined"),
        ({"ad": {"pin": Spot(slot="s9")}}, "meeting ad: s9 is not defined"),
        ({"ad": {"pin": Spot(slot="s1", table="T9")}}, "meeting ad: T9 is not defined"),
        ({"A": {"tables": ("T9",)}}, "party A: T9 is not defined"),
        ({"B": {"unavailable": ("s9",)}}, "party B: s9 is not defined"),
        ({"T1": {"unavailable": ("s9",)}}, "table T1: s9 is not defined"),
        ({"I1": {"unavailable": ("s9",)}}, "interpreter I1: s9 is not defined"),
    ],
)
def test_a_problem_refuses_ids_that_do_not_fit_together(changes: dict[str, dict[str, Any]], message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}$"):
        changed(HALL, changes)


@pytest.mark.parametrize(
    ("meeting", "spot", "message"),
    [
        ("zz", Spot(slot="s1"), "published: zz is not defined"),
        ("ac", Spot(slot="s9"), "published ac: s9 is not defined"),
    ],
)
def test_a_problem_refuses_published_ids_that_it_does_not_know(meeting: str, spot: Spot, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}$"):
        replace(HALL, published={meeting: spot})
