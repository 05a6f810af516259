"""Deciding on a need or an enquiry at the same moment, on a database that really commits."""

from collections.abc import Callable
from datetime import date
from functools import partial
from uuid import UUID

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm.exc import StaleDataError

from app.api.schemas.needs import NeedInput
from app.db import SessionFactory, make_session_factory, unit_of_work, upgrade
from app.errors import Duplicate, PreconditionFailed, WrongState
from app.models import (
    Enquiry,
    EnquiryChange,
    EnquiryKind,
    EnquiryStatus,
    InterestRevision,
    InterestState,
    Need,
    OrganisationKind,
    SignOff,
    SignOffState,
    StateChange,
)
from app.services import enquiries, interests, sign_offs, state_changes
from app.services.disclosure import Shown
from app.services.permissions import Actor
from tests.api.asking import NEED
from tests.at_once import all_at_once
from tests.factories import a_delegation, a_need, a_session, an_administrator, an_enquiry, an_organisation

LOST = {WrongState, PreconditionFailed}


class Desk:
    """One need of a delegation, and somebody who may do everything with it."""

    def __init__(self, factory: SessionFactory, state: InterestState) -> None:
        self.factory = factory
        with factory() as db:
            self.actor: Actor = an_administrator(db)
            self.need_id: UUID = a_need(db, a_delegation(db, a_session(db)), state=state).id

    def step(self, state: InterestState) -> object:
        return self._do(partial(state_changes.create, state=state, comment="Đề nghị xem lại"))

    def edit(self) -> object:
        values = NeedInput(code="N1", title_vi="Khác").model_dump()
        return self._do(partial(interests.update, values=values))

    def approve(self) -> object:
        letter = {"number": "1", "on": date(2026, 11, 2), "document_id": None}
        return self._do(partial(sign_offs.create, state=SignOffState.APPROVED, letter=letter, comment=None))

    def _do(self, what: Callable[..., object]) -> object:
        try:
            with unit_of_work(self.factory, write=True) as db:
                return what(db, self.actor, Need, self.need_id)
        except StaleDataError as exc:
            raise PreconditionFailed("") from exc


@pytest.fixture
def factory(empty_engine: Engine) -> SessionFactory:
    upgrade(empty_engine)
    return make_session_factory(empty_engine)


def test_of_many_decisions_at_once_one_is_taken(factory: SessionFactory) -> None:
    desk = Desk(factory, InterestState.SUBMITTED)

    ends = all_at_once(*[partial(desk.step, InterestState.VALIDATED)] * 6)

    assert (ends.count(StateChange), {*ends} - {StateChange} <= LOST) == (1, True)
    with factory() as db:
        assert [change.number for change in db.scalars(select(StateChange))] == [1]


def test_what_is_submitted_is_what_was_there_when_it_was(factory: SessionFactory) -> None:
    desk = Desk(factory, InterestState.RETURNED)

    submitted, edited = all_at_once(partial(desk.step, InterestState.SUBMITTED), desk.edit)

    with factory() as db:
        need = db.get_one(Need, desk.need_id)
    if submitted is StateChange:
        assert (need.state, need.is_disclosed) == ("submitted", True)
    else:
        assert (submitted in LOST, need.state, need.title_vi) == (True, "returned", "Khác")
    assert (need.title_vi == "Khác") is (edited not in LOST)


def test_what_is_approved_is_what_it_says_now(factory: SessionFactory) -> None:
    desk = Desk(factory, InterestState.RETURNED)

    approved, edited = all_at_once(desk.approve, desk.edit)

    with factory() as db:
        need = db.get_one(Need, desk.need_id)
        sign_offs = [sign_off.revision_number for sign_off in db.scalars(select(SignOff))]
        latest = max(db.scalars(select(InterestRevision.number).where(InterestRevision.interest_id == need.id)))
    assert ({approved} <= {SignOff, *LOST}, {edited} <= {Shown, *LOST}) == (True, True)
    assert (need.sign_off is SignOffState.APPROVED) is (sign_offs == [latest])


def test_of_many_missions_at_once_one_has_the_enquiry(factory: SessionFactory) -> None:
    with factory() as db:
        actor = an_administrator(db)
        missions = [an_organisation(db, f"EMB-{number}", kind=OrganisationKind.MISSION).id for number in range(6)]
        enquiry_id = an_enquiry(db).id

    def assign(mission_id: UUID) -> object:
        try:
            with unit_of_work(factory, write=True) as db:
                return enquiries.take(
                    db, actor, enquiry_id, status=EnquiryStatus.ASSIGNED, mission_id=mission_id, text=None
                )
        except StaleDataError as exc:
            raise PreconditionFailed("") from exc

    ends = all_at_once(*(partial(assign, mission_id) for mission_id in missions))

    with factory() as db:
        changes = db.scalars(select(EnquiryChange).order_by(EnquiryChange.number)).all()
        enquiry = db.get_one(Enquiry, enquiry_id)
    # It can be given to another mission: each that was not turned away is a step, and the last one has it.
    assert {*ends} <= {Enquiry, PreconditionFailed}
    assert [change.number for change in changes] == [*range(1, ends.count(Enquiry) + 1)]
    assert (enquiry.status, enquiry.mission_id) == (EnquiryStatus.ASSIGNED, changes[-1].mission_id)


def test_of_many_enquiries_with_one_reference_at_once_one_is_sent(factory: SessionFactory) -> None:
    with factory() as db:
        actor = an_administrator(db)
        asker = an_organisation(db, "01").id
    need = NEED | {"sector_codes": [], "region_codes": []}

    def ask() -> object:
        with unit_of_work(factory, write=True) as db:
            return enquiries.create(db, actor, organisation_id=asker, kind=EnquiryKind.PARTNER_SEARCH, need=need)

    ends = all_at_once(*[ask] * 6)

    assert (ends.count(Enquiry), ends.count(Duplicate)) == (1, 5)
