"""Deciding on a need at the same moment, on a database that really commits."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm.exc import StaleDataError

from app.api.schemas.needs import NeedInput
from app.db import SessionFactory, make_session_factory, unit_of_work, upgrade
from app.errors import PreconditionFailed, WrongState
from app.models import InterestState, Need, StateChange
from app.services import interests, state_changes
from app.services.permissions import Actor
from tests.at_once import all_at_once
from tests.factories import a_delegation, a_need, a_session, an_administrator

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
