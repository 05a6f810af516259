"""Sides in a workbook, by the words of those who fill it in."""

import pytest
from sqlalchemy import select

from app.models import Delegation
from tests.services.spreadsheets.desk import PROVINCE, Desk
from tests.workbooks import Draft

DELEGATIONS = "List of delegations"


@pytest.mark.parametrize("typed", ["province", "Provinces", "Địa phương", "ĐỊA  PHƯƠNG", "dia phuong"])
def test_usual_side_is_known_by_what_pages_call_it(desk: Desk, typed: str) -> None:
    desk.db.delete(desk.province)
    desk.db.flush()
    draft = Draft.of(desk.exported(template=True))
    draft.add(DELEGATIONS, {"Organisation": PROVINCE, "Side": typed})

    desk.carried(draft.saved())

    assert sides(desk) == {"mission", "province"}


def test_side_of_ones_own_is_called_as_it_was_typed(desk: Desk) -> None:
    desk.db.delete(desk.province)
    desk.db.flush()
    draft = Draft.of(desk.exported(template=True))
    draft.add(DELEGATIONS, {"Organisation": PROVINCE, "Side": "Ngân hàng"})

    desk.carried(draft.saved())

    assert sides(desk) == {"mission", "Ngân hàng"}
    assert {row["Side"] for row in desk.draft().rows(DELEGATIONS)} == {"Missions abroad", "Ngân hàng"}


def sides(desk: Desk) -> set[str]:
    return set(desk.db.scalars(select(Delegation.side)))
