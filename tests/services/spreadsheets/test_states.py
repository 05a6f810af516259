"""What rows of needs and offerings do to their state, and what their state does to them."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from app.models import InterestState, Need, Role, StateChange
from app.services.permissions import Actor
from tests.factories import a_membership, an_account
from tests.services.spreadsheets.desk import PROVINCE, Desk

NEEDS = "Needs"
NEW = {"Delegation": PROVINCE, "Reference": "N2", "Vietnamese title": "Gạo"}


def test_row_is_a_draft_until_it_is_submitted(desk: Desk) -> None:
    draft = desk.draft()
    draft.add(NEEDS, NEW)
    draft.add(NEEDS, NEW | {"Reference": "N3", "Submit": "x"})
    desk.carried(draft.saved())
    first = {need.code: need.state for need in desk.db.scalars(select(Need))}
    desk.carried(desk.draft().set(NEEDS, 2, Submit="x").saved())

    assert first == {"N2": "draft", "N3": "submitted"}
    assert {need.code: need.state for need in desk.db.scalars(select(Need))} == {"N2": "submitted", "N3": "submitted"}
    assert [change.on_behalf for change in desk.db.scalars(select(StateChange))] == [True, True]


@pytest.mark.parametrize("state", [InterestState.SUBMITTED, InterestState.VALIDATED])
def test_row_that_stays_as_it_is_tells_why_and_what_to_do(desk: Desk, state: InterestState) -> None:
    desk.a_need(state=state)
    stays = (
        f"It is {state} and stays as it is. To change it, the delegation withdraws it first, or organisers return it."
    )

    assert desk.problems(desk.draft().set(NEEDS, 2, Vietnamese_title="Khác")) == [("Needs!D2", stays)]
    assert desk.problems(desk.draft().set(NEEDS, 2, Submit="x")) == [("Needs!D2", stays)]


def test_organisers_find_no_draft_of_a_delegation_nor_what_was_refused(desk: Desk) -> None:
    desk.a_need(is_disclosed=False, title_vi="Bí mật")
    desk.a_need(code="N2", state=InterestState.REFUSED)

    assert desk.draft().rows(NEEDS) == []


def test_editor_submits_several_rows_at_once(desk: Desk) -> None:
    editor = an_account(desk.db)
    a_membership(desk.db, editor, desk.session_conference(), Role.EDITOR)
    desk.db.refresh(editor, ["memberships"])
    draft = desk.draft()
    for reference in ("N2", "N3"):
        draft.add(NEEDS, NEW | {"Reference": reference, "Submit": "x"})

    replace(desk, actor=Actor(account=editor, sign_in_id=None, address="")).carried(draft.saved())

    changes = desk.db.scalars(select(StateChange)).all()
    assert [(change.state, change.account_id) for change in changes] == [("submitted", editor.id)] * 2
