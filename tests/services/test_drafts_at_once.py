"""Two who edit one timetable at the same moment, on a database that really commits: nobody overwrites the other."""

from functools import partial

import pytest
from sqlalchemy import Engine, update
from sqlalchemy.orm.exc import StaleDataError

from app.db import SessionFactory, make_session_factory, unit_of_work, upgrade
from app.errors import AppError, DraftBegun
from app.models import TimetableDraft
from app.services.permissions import Actor
from app.services.planning.seating import Wanted
from app.services.timetable_drafts import drafts, moves
from app.services.timetable_drafts.drafts import Desk
from tests.at_once import all_at_once
from tests.factories import a_delegation, a_session, a_wish, an_administrator


class Overtaken(AppError):
    """What the API answers with 412."""


@pytest.fixture
def factory(empty_engine: Engine) -> SessionFactory:
    upgrade(empty_engine)
    return make_session_factory(empty_engine)


@pytest.fixture
def actor(factory: SessionFactory) -> Actor:
    with factory() as db:
        return an_administrator(db)


def test_of_two_who_begin_at_once_one_does(factory: SessionFactory, actor: Actor) -> None:
    with factory() as db:
        session = a_session(db)
        a_wish(db, session, a_delegation(db, session, "01"), a_delegation(db, session))

    def begin() -> Desk:
        with unit_of_work(factory, write=True) as db:
            return drafts.begin(db, actor, session.id, timetable_id=None)

    assert sorted(map(str, all_at_once(begin, begin))) == sorted(map(str, (Desk, DraftBegun)))


def test_of_two_who_have_seen_the_same_one_moves(factory: SessionFactory, actor: Actor) -> None:
    with factory() as db:
        session = a_session(db, tables=2)
        provinces = [a_delegation(db, session, code) for code in ("01", "02")]
        missions = [a_delegation(db, session, code) for code in ("EMB-JP", "EMB-KR")]
        for province, mission in zip(provinces, missions, strict=True):
            a_wish(db, session, province, mission)
    with unit_of_work(factory, write=True) as db:
        draft_id = drafts.begin(db, actor, session.id, timetable_id=None).id

    def move(meeting: str) -> Desk:
        # As a request does: what it has seen, then the change.
        with unit_of_work(factory, write=True) as db:
            if drafts.get(db, actor, draft_id).revision != 1:
                raise Overtaken("")
            try:
                return moves.move(db, actor, draft_id, [Wanted(meeting=meeting, slot="s01")])
            except StaleDataError as exc:
                raise Overtaken("") from exc

    ends = all_at_once(partial(move, "01~EMB-JP"), partial(move, "02~EMB-KR"))

    assert sorted(map(str, ends)) == sorted(map(str, (Desk, Overtaken)))
    with factory() as db:
        desk = drafts.get(db, actor, draft_id)
        assert len(desk.placements) == 1
        assert desk.done is not None
        assert [change["meeting"] for change in desk.done.changes] == [desk.placements[0].meeting]


def test_what_others_change_between_the_look_and_the_change_is_not_overlooked(
    factory: SessionFactory, actor: Actor
) -> None:
    with factory() as db:
        session = a_session(db, tables=2)
        a_wish(db, session, a_delegation(db, session, "02"), a_delegation(db, session, "EMB-KR"))
    with unit_of_work(factory, write=True) as db:
        draft_id = drafts.begin(db, actor, session.id, timetable_id=None).id

    with factory() as db:
        assert drafts.get(db, actor, draft_id).revision == 1
        # As if somebody else's change had been committed.
        db.execute(update(TimetableDraft).values(revision=2).execution_options(synchronize_session=False))
        with pytest.raises(StaleDataError):
            moves.move(db, actor, draft_id, [Wanted(meeting="02~EMB-KR", slot="s01")])
