"""Changing a programme at the same moment, on a database that really commits."""

from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm.exc import StaleDataError

from app.db import SessionFactory, make_session_factory, unit_of_work, upgrade
from app.errors import InUse
from app.models import Slot
from app.queries import sessions as queries
from app.services import pins, programmes, rooms, sessions
from tests.at_once import all_at_once
from tests.factories import ADMINISTRATOR, a_delegation, a_session


@pytest.fixture
def factory(empty_engine: Engine) -> SessionFactory:
    upgrade(empty_engine)
    return make_session_factory(empty_engine)


def test_tables_are_added_at_once_without_being_in_each_other_s_way(factory: SessionFactory) -> None:
    with factory() as db:
        session_id = a_session(db, tables=0).id

    def append(code: str) -> None:
        values: dict[str, Any] = {"code": code, "zone": None, "features": [], "delegation_id": None}
        values["unavailable_slot_ids"] = []
        with unit_of_work(factory, write=True) as db:
            rooms.append(db, ADMINISTRATOR, session_id, values=values)

    ends = all_at_once(*(partial(append, f"T{number}") for number in range(4)))

    assert ends == [type(None)] * 4
    with factory() as db:
        assert [table.position for table in db.scalars(queries.tables(session_id))] == [0, 1, 2, 3]
        assert sessions.get(db, ADMINISTRATOR, session_id).revision == 5


def test_of_many_who_give_codes_alike_at_once_one_does(factory: SessionFactory) -> None:
    with factory() as db:
        session_id = a_session(db, tables=0).id

    def append(code: str) -> object:
        values: dict[str, Any] = {"code": code, "zone": None, "features": [], "delegation_id": None}
        with unit_of_work(factory, write=True) as db:
            return rooms.append(db, ADMINISTRATOR, session_id, values=values | {"unavailable_slot_ids": []})

    ends = all_at_once(*(partial(append, code) for code in ("Ab1", "aB1", "AB1", "ab1")))

    assert sorted(each.__name__ for each in ends) == ["Duplicate"] * 3 + ["MeetingTable"]
    with factory() as db:
        assert [each.code.casefold() for each in db.scalars(queries.tables(session_id))] == ["ab1"]


def test_of_a_pin_and_the_deletion_of_its_slot_one_comes_first(factory: SessionFactory) -> None:
    with factory() as db:
        session = a_session(db)
        one, other = a_delegation(db, session, "01"), a_delegation(db, session, "EMB-KR")
        slot_id = db.scalars(queries.slots(session.id)).all()[0].id

    def pin() -> None:
        with unit_of_work(factory, write=True) as db:
            pins.create(db, ADMINISTRATOR, session.id, a_id=one.id, b_id=other.id, slot_id=slot_id, table_id=None)

    def delete() -> None:
        with unit_of_work(factory, write=True) as db:
            programmes.delete(db, ADMINISTRATOR, slot_id, accept_impact=True)

    pinned, deleted = all_at_once(pin, delete)

    assert (pinned is type(None)) is (deleted is InUse)


def test_of_two_changes_of_the_same_revision_one_is_made(factory: SessionFactory) -> None:
    with factory() as db:
        session_id = a_session(db).id
        ids = [slot.id for slot in db.scalars(queries.slots(session_id))]

    def shorten(slot_id: UUID) -> None:
        with suppress(StaleDataError), unit_of_work(factory, write=True) as db:
            known = programmes.slot(db, ADMINISTRATOR, slot_id)
            programmes.update(db, ADMINISTRATOR, slot_id, values=shorter(known), accept_impact=False)

    all_at_once(*(partial(shorten, slot_id) for slot_id in ids))

    with factory() as db:
        moved = [slot for slot in db.scalars(queries.slots(session_id)) if slot.ends_at.minute in {44, 59}]
        assert sessions.get(db, ADMINISTRATOR, session_id).revision == 1 + len(moved)


def shorter(slot: Slot) -> dict[str, Any]:
    ends_at = slot.ends_at - timedelta(minutes=1)
    return {"code": slot.code, "period": slot.period, "starts_at": slot.starts_at, "ends_at": ends_at}
