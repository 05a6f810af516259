"""Delegates, changed by several people at the same moment, on a database that really commits."""

from contextlib import suppress
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm.exc import StaleDataError

from app.db import SessionFactory, make_session_factory, unit_of_work, upgrade
from app.errors import Duplicate, TooManyDelegates
from app.queries import delegates as queries
from app.services import delegates
from app.services.delegates import SeenDelegate
from tests.at_once import all_at_once
from tests.factories import ADMINISTRATOR, a_delegate, a_delegation, a_session

AT_ONCE = 6
ROOM = 2
NAMES = {"title_vi": None, "title_en": None, "email": None, "phone": None}
VALUES: dict[str, Any] = NAMES | {"membership_id": None, "sector_codes": [], "teams": [], "languages": []}


@pytest.fixture
def factory(empty_engine: Engine) -> SessionFactory:
    upgrade(empty_engine)
    return make_session_factory(empty_engine)


def test_of_many_delegates_named_at_once_as_many_stay_as_there_is_room_for(
    factory: SessionFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delegates, "MOST", ROOM)
    with factory() as db:
        delegation_id = a_delegation(db, a_session(db)).id

    def name(number: int) -> SeenDelegate:
        with unit_of_work(factory, write=True) as db:
            return delegates.create(
                db, ADMINISTRATOR, delegation_id, values=VALUES | {"name": f"Lê Ba {number}"}, accept_impact=False
            )

    ends = all_at_once(*[partial(name, number) for number in range(AT_ONCE)])

    assert ends.count(TooManyDelegates) == AT_ONCE - ROOM
    with factory() as db:
        assert [delegate.position for delegate in db.scalars(queries.of_delegation(delegation_id))] == [1, 2]


def test_of_many_who_name_or_become_the_same_at_once_one_stays(factory: SessionFactory) -> None:
    with factory() as db:
        delegation = a_delegation(db, a_session(db))
        known = [a_delegate(db, delegation).id for _ in range(2)]
    values = VALUES | {"name": "Lê Văn Cường", "email": "cuong@example.vn"}

    def name() -> SeenDelegate:
        with unit_of_work(factory, write=True) as db:
            return delegates.create(db, ADMINISTRATOR, delegation.id, values=dict(values), accept_impact=False)

    def rename(delegate_id: UUID) -> SeenDelegate:
        with unit_of_work(factory, write=True) as db:
            return delegates.update(db, ADMINISTRATOR, delegate_id, values=dict(values), accept_impact=False)

    ends = all_at_once(name, name, *[partial(rename, each) for each in known])

    assert ends.count(Duplicate) == len(ends) - 1


def test_two_orders_of_protocol_at_once_do_not_mix(factory: SessionFactory) -> None:
    with factory() as db:
        delegation = a_delegation(db, a_session(db))
        ids = [a_delegate(db, delegation).id for _ in range(10)]
    orders = [ids, ids[::-1]] * (AT_ONCE // 2)

    def put(order: list[UUID]) -> None:
        # Whoever was overtaken is refused.
        with suppress(StaleDataError), unit_of_work(factory, write=True) as db:
            delegates.put_in_order(db, ADMINISTRATOR, delegation.id, order)

    all_at_once(*[partial(put, order) for order in orders])

    with factory() as db:
        found = db.scalars(queries.of_delegation(delegation.id)).all()
        assert [delegate.position for delegate in found] == list(range(1, 11))
        assert [delegate.id for delegate in found] in (ids, ids[::-1])
