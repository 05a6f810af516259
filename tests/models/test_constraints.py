"""What the database itself refuses, whoever writes to it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import inspect
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm import Session

from app.models import (
    Base,
    ConferenceSession,
    Delegation,
    MeetingRequest,
    MeetingTable,
    MeetingValue,
    MustMeet,
    Pin,
    Placement,
    PlacementParty,
    RequestStatus,
    Run,
    Slot,
    TimetableStatus,
    TimetableVersion,
    Unavailability,
    Wish,
    WishKind,
)
from app.queries import planning as queries
from tests import factories

Maker = Callable[..., Base]


def loaded(db: Session, session: ConferenceSession) -> ConferenceSession:
    return db.scalars(queries.session(session.id)).one()


@pytest.fixture
def session(db: Session) -> ConferenceSession:
    return loaded(db, factories.a_session(db))


@pytest.fixture
def one(db: Session, session: ConferenceSession) -> Delegation:
    return factories.a_delegation(db, session, "01")


@pytest.fixture
def other(db: Session, session: ConferenceSession) -> Delegation:
    return factories.a_delegation(db, session, "EMB-KR")


def refused(db: Session, row: Base) -> bool:
    try:
        with db.begin_nested():
            db.add(row)
    except IntegrityError:
        return True
    return False


def gone(db: Session, row: Base) -> bool:
    return db.get(type(row), inspect(row).identity, populate_existing=True) is None


def a_version(db: Session, session: ConferenceSession, *parties: Delegation) -> TimetableVersion:
    version = TimetableVersion(
        session_id=session.id,
        number=1,
        status=TimetableStatus.FEASIBLE,
        instance_digest="",
        goals=[],
        unplaced=[],
        conflict=[],
        run_data={},
        placements=[
            Placement(
                meeting="m",
                slot_id=session.slots[0].id,
                table_id=session.tables[0].id,
                parties=[PlacementParty(delegation_id=party.id) for party in parties],
            )
        ],
    )
    return factories.added(db, version)


@pytest.mark.parametrize(
    "values",
    [{"code": ""}, {"ends_on": date(2026, 12, 7)}],
)
def test_conference_refuses(db: Session, values: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError):
        factories.a_conference(db, **values)


def test_codes_of_conferences_are_unique(db: Session) -> None:
    factories.a_conference(db, code="spring")

    with pytest.raises(IntegrityError):
        factories.a_conference(db, code="spring")


@pytest.mark.parametrize(
    "values",
    [
        {"side": ""},
        {"teams": 0},
        {"min_meetings": -1},
        {"max_meetings": -1},
        {"max_consecutive": 0},
    ],
)
def test_delegation_refuses(db: Session, session: ConferenceSession, values: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError):
        factories.a_delegation(db, session, "EMB-JP", **values)


@pytest.mark.parametrize(
    "values",
    [
        {"title_vi": None},
        {"priority": 0},
        {"size_amount": 0, "size_unit": "ha"},
        {"size_amount": 5},
        {"size_currency": "USD"},
        {"size_amount": 5, "size_currency": "USD", "size_unit": "ha"},
    ],
)
@pytest.mark.parametrize("make", [factories.a_need, factories.an_offering])
def test_need_and_offering_refuse(db: Session, one: Delegation, make: Maker, values: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError):
        make(db, one, **values)


def test_a_need_and_an_offering_may_have_the_same_code_but_no_two_of_either(db: Session, one: Delegation) -> None:
    factories.a_need(db, one, code="1")
    factories.an_offering(db, one, code="1")

    with pytest.raises(IntegrityError):
        factories.a_need(db, one, code="1")


def test_an_offering_has_a_visibility(db: Session, one: Delegation) -> None:
    with pytest.raises(IntegrityError):
        factories.an_offering(db, one, visibility=None)


def test_an_organisation_comes_once_to_a_conference(db: Session, session: ConferenceSession) -> None:
    organisation = factories.an_organisation(db, "EMB-JP")
    factories.a_delegation(db, session, organisation=organisation)

    with pytest.raises(IntegrityError):
        factories.a_delegation(db, session, organisation=organisation)


def test_a_code_is_unique_within_its_scheme_only(db: Session) -> None:
    factories.an_organisation(db, "15", scheme="old")
    factories.an_organisation(db, "15", scheme="new")

    with pytest.raises(IntegrityError):
        factories.an_organisation(db, "15", scheme="new")


@pytest.mark.parametrize(
    "change",
    [
        lambda slot: {"code": slot.code, "position": 9},
        lambda slot: {"code": "s09", "position": slot.position},
        lambda slot: {"code": "s09", "position": 9, "ends_at": slot.starts_at},
    ],
    ids=["same code", "same position", "no length"],
)
def test_slot_refuses(db: Session, session: ConferenceSession, change: Callable[[Slot], dict[str, Any]]) -> None:
    slot = session.slots[0]
    values = {"starts_at": slot.starts_at, "ends_at": slot.ends_at, "period": "p1"}

    assert refused(db, Slot(session_id=session.id, **values | change(slot)))


@pytest.mark.parametrize(
    ("values", "legal"),
    [
        ({"kind": WishKind.RANKED, "rank": 1}, True),
        ({"kind": WishKind.RANKED, "rank": 0}, False),
        ({"kind": WishKind.RANKED, "rank": None}, False),
        ({"kind": WishKind.DO_NOT_MEET, "rank": None}, True),
        ({"kind": WishKind.DO_NOT_MEET, "rank": 1}, False),
    ],
)
def test_a_wish_has_a_rank_or_is_not_to_meet(db: Session, values: dict[str, Any], *, legal: bool) -> None:
    session = factories.a_session(db)
    one, other = factories.a_delegation(db, session, "01"), factories.a_delegation(db, session, "EMB-KR")

    assert refused(db, Wish(session_id=session.id, delegation_id=one.id, target_id=other.id, **values)) is not legal


def test_wishes_are_one_for_each_target_and_rank(
    db: Session, session: ConferenceSession, one: Delegation, other: Delegation
) -> None:
    third = factories.a_delegation(db, session, "EMB-JP")
    factories.a_wish(db, session, one, other, rank=1)

    assert refused(db, Wish(session_id=session.id, delegation_id=one.id, target_id=other.id, rank=2))
    assert refused(db, Wish(session_id=session.id, delegation_id=one.id, target_id=third.id, rank=1))
    assert refused(db, Wish(session_id=session.id, delegation_id=one.id, target_id=one.id, rank=3))
    assert not refused(db, Wish(session_id=session.id, delegation_id=other.id, target_id=one.id, rank=1))


@pytest.mark.parametrize("model", [MustMeet, MeetingValue, Pin])
def test_a_pair_is_there_once_in_whatever_order_it_is_given(
    db: Session, session: ConferenceSession, model: type[MustMeet | MeetingValue | Pin]
) -> None:
    one, other = factories.a_delegation(db, session, "01"), factories.a_delegation(db, session, "EMB-KR")
    needed: dict[type[Base], dict[str, Any]] = {
        MustMeet: {},
        MeetingValue: {"value": 5},
        Pin: {"slot_id": session.slots[0].id},
    }
    own = needed[model]

    assert not refused(db, model(session_id=session.id, a_id=one.id, b_id=other.id, **own))
    assert refused(db, model(session_id=session.id, a_id=other.id, b_id=one.id, **own))
    assert refused(db, model(session_id=session.id, a_id=one.id, b_id=one.id, **own))


LIVE = (RequestStatus.SENT, RequestStatus.ACCEPTED)


@pytest.mark.parametrize("status", RequestStatus)
@pytest.mark.parametrize("turned", [False, True])
def test_a_pair_has_one_request_that_waits_or_is_accepted(
    db: Session, session: ConferenceSession, *, status: RequestStatus, turned: bool
) -> None:
    one, other = factories.a_delegation(db, session, "01"), factories.a_delegation(db, session, "EMB-KR")
    factories.a_request(db, session, one, other, status=status)
    again, asked = (other, one) if turned else (one, other)
    second = MeetingRequest(
        session_id=session.id, a_id=again.id, b_id=asked.id, requester_id=again.id, message="Xin gặp"
    )

    assert refused(db, second) is (status in LIVE)


@pytest.mark.parametrize(
    "values",
    [
        {"requester_id": UUID(int=1)},
        {"settled_at": datetime(2026, 12, 1, tzinfo=UTC)},
        {"status": RequestStatus.ACCEPTED},
    ],
    ids=["asked by a third", "settled while it waits", "never settled"],
)
def test_request_refuses(
    db: Session, session: ConferenceSession, one: Delegation, other: Delegation, values: dict[str, Any]
) -> None:
    ids = {"session_id": session.id, "a_id": one.id, "b_id": other.id, "requester_id": one.id}

    assert refused(db, MeetingRequest(message="Xin gặp", **ids | values))


@pytest.mark.parametrize(
    "values",
    [
        {"seconds": 0},
        {"workers": 0},
        {"shares": 0},
        {"status": "failed"},
        {"status": "queued", "error": "out of memory"},
    ],
    ids=["no time", "no workers", "no shares", "failed for no reason", "a reason without a failure"],
)
def test_run_refuses(db: Session, session: ConferenceSession, values: dict[str, Any]) -> None:
    defaults = {"seconds": 1.0, "workers": 1, "instance": {}, "instance_digest": ""}

    assert refused(db, Run(session_id=session.id, **defaults | values))


def test_what_a_timetable_needs_cannot_be_deleted(
    db: Session, session: ConferenceSession, one: Delegation, other: Delegation
) -> None:
    a_version(db, session, one, other)

    for row in (session.slots[0], session.tables[0], one, session):
        with pytest.raises(IntegrityError), db.begin_nested():
            db.delete(row)


def test_a_pinned_slot_cannot_be_deleted_but_goes_with_its_session(
    db: Session, session: ConferenceSession, one: Delegation, other: Delegation
) -> None:
    pin = factories.a_pin(db, session, one, other, session.slots[0])

    with pytest.raises(IntegrityError), db.begin_nested():
        db.delete(session.slots[0])
    db.delete(session)
    db.commit()

    assert gone(db, pin)


def test_a_conference_takes_all_with_it_that_no_timetable_needs(
    db: Session, session: ConferenceSession, one: Delegation, other: Delegation
) -> None:
    factories.added(db, Unavailability(delegation_id=one.id, slot_id=session.slots[0].id))
    factories.a_wish(db, session, one, other)
    factories.a_must_meet(db, session, one, other)
    factories.a_request(db, session, one, other)

    db.delete(session.conference)
    db.commit()

    assert all(gone(db, row) for row in (session, session.slots[0], one, other))


def test_a_table_outlives_the_delegation_that_owned_it(
    db: Session, session: ConferenceSession, one: Delegation
) -> None:
    own = MeetingTable(session_id=session.id, code="own", position=7, features=[], delegation_id=one.id)
    factories.added(db, own)

    db.delete(one)
    db.commit()
    db.expire_all()

    assert own.delegation_id is None


def test_instants_come_back_in_utc(db: Session, session: ConferenceSession) -> None:
    hanoi = timezone(timedelta(hours=7))
    starts_at = datetime(2026, 12, 9, 8, 30, tzinfo=hanoi)
    slot = Slot(
        session_id=session.id,
        code="s09",
        position=9,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=15),
        period="p1",
    )
    factories.added(db, slot)
    db.expire_all()

    assert slot.starts_at.isoformat() == "2026-12-09T01:30:00+00:00"


def test_an_instant_without_a_time_zone_is_refused(db: Session, session: ConferenceSession) -> None:
    session.slots[0].starts_at = datetime(2026, 12, 9, 8, 30)  # noqa: DTZ001 -- the very thing that is refused

    with pytest.raises(StatementError, match="has no time zone"):
        db.flush()
