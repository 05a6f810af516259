"""In which slots a delegation can meet, and what is proposed for that."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.models import Conference, ConferenceSession, Delegation, DelegationMode, MeetingTable, Role, Slot
from tests.api.answers import API, assert_invalid, assert_problem
from tests.api.people import People
from tests.databases import counted_statements
from tests.factories import FIRST_SLOT, a_conference, a_delegation, a_session, added, an_organisation


@pytest.fixture
def delegation(db: Session, session: ConferenceSession) -> Delegation:
    return a_delegation(db, session, "EMB-KR")


def address(delegation: Delegation, part: str) -> str:
    return f"{API}/delegations/{delegation.id}/{part}"


def slots_of(db: Session, session: ConferenceSession) -> list[Slot]:
    db.refresh(session, ["slots"])
    return session.slots


def there(slot: Slot, starts: str, ends: str, *, is_available: bool = True) -> dict[str, Any]:
    """A slot with its times as shown by some clock."""
    return {
        "slot_id": str(slot.id),
        "session_id": str(slot.session_id),
        "code": slot.code,
        "period": slot.period,
        "starts_at": starts,
        "ends_at": ends,
        "is_available": is_available,
    }


def test_availability_is_shown_slot_by_slot_with_own_tables(
    people: People, db: Session, conference: Conference, session: ConferenceSession, delegation: Delegation
) -> None:
    client = people.of(conference, Role.HEAD, delegation)
    added(db, MeetingTable(session_id=session.id, code="KR", position=9, delegation_id=delegation.id))
    first, second = slots_of(db, session)

    client.put(address(delegation, "availability"), json={"unavailable_slot_ids": [str(second.id)]})
    response = client.put(address(delegation, "availability"), json={"unavailable_slot_ids": [str(first.id)]})

    assert response.json() == {
        "timezone": "Asia/Ho_Chi_Minh",
        "own_tables": [{"session_id": str(session.id), "code": "KR"}],
        "slots": [
            there(first, "2026-12-08T13:30:00+07:00", "2026-12-08T13:45:00+07:00", is_available=False),
            there(second, "2026-12-08T13:45:00+07:00", "2026-12-08T14:00:00+07:00"),
        ],
    }
    assert client.get(address(delegation, "availability")).json() == response.json()


def test_availability_is_shown_by_the_clock_of_whoever_is_on_line(
    client: TestClient, db: Session, session: ConferenceSession
) -> None:
    organisation = an_organisation(db, "EMB-FR", timezone="Europe/Paris")
    delegation = a_delegation(db, session, organisation=organisation, mode=DelegationMode.ONLINE)
    first, second = slots_of(db, session)

    assert client.get(address(delegation, "availability")).json() == {
        "timezone": "Europe/Paris",
        "own_tables": [],
        "slots": [
            there(first, "2026-12-08T07:30:00+01:00", "2026-12-08T07:45:00+01:00"),
            there(second, "2026-12-08T07:45:00+01:00", "2026-12-08T08:00:00+01:00"),
        ],
    }


def test_availability_takes_as_many_statements_for_three_slots_as_for_one(
    client: TestClient, db: Session, engine: Engine
) -> None:
    one, three = (a_delegation(db, a_session(db, slots=slots), f"M{slots}") for slots in (1, 3))
    with counted_statements(engine) as for_one:
        client.get(address(one, "availability"))
    with counted_statements(engine) as for_three:
        assert len(client.get(address(three, "availability")).json()["slots"]) == 3

    assert len(for_three) == len(for_one)


def test_availability_refuses_a_slot_from_elsewhere_and_changes_nothing(
    client: TestClient, db: Session, session: ConferenceSession, delegation: Delegation
) -> None:
    own = slots_of(db, session)[0]
    foreign = slots_of(db, a_session(db))[0]
    before = client.get(address(delegation, "availability")).json()

    response = client.put(
        address(delegation, "availability"), json={"unavailable_slot_ids": [str(own.id), str(foreign.id)]}
    )

    detail = "No such slot at this conference."
    place = {"pointer": "/unavailable_slot_ids/1", "detail": detail, "in": "body"}
    assert_problem(response, 422, "invalid", detail, errors=[place])
    assert client.get(address(delegation, "availability")).json() == before
    twice = client.put(address(delegation, "availability"), json={"unavailable_slot_ids": [str(own.id)] * 2})
    assert_invalid(twice, ("/unavailable_slot_ids", "Nothing may be named twice"))


def test_availability_that_was_changed_meanwhile_is_not_overwritten(
    client: TestClient, db: Session, session: ConferenceSession, delegation: Delegation
) -> None:
    first, second = (str(slot.id) for slot in slots_of(db, session))
    seen = client.get(address(delegation, "availability"))
    tag = {"If-Match": seen.headers["ETag"]}
    client.put(address(delegation, "availability"), json={"unavailable_slot_ids": [first]}, headers=tag)

    response = client.put(address(delegation, "availability"), json={"unavailable_slot_ids": [second]}, headers=tag)

    current = client.get(address(delegation, "availability")).json()
    assert_problem(response, 412, "precondition-failed", current=current)
    assert [slot["is_available"] for slot in current["slots"]] == [False, True]


def test_proposals_name_the_night_of_whoever_is_on_line(
    people: People, db: Session, conference: Conference, session: ConferenceSession
) -> None:
    organisation = an_organisation(db, "CG-NYC", timezone="America/New_York")
    delegation = a_delegation(db, session, organisation=organisation, mode=DelegationMode.ONLINE)
    client = people.of(conference, Role.HEAD, delegation)
    first, second = slots_of(db, session)

    response = client.get(address(delegation, "availability-proposals"))

    assert response.json() == {
        "timezone": "America/New_York",
        "slots": [
            {
                "slot": there(first, "2026-12-08T01:30:00-05:00", "2026-12-08T01:45:00-05:00"),
                "reasons": ["outside_working_day"],
            },
            {
                "slot": there(second, "2026-12-08T01:45:00-05:00", "2026-12-08T02:00:00-05:00"),
                "reasons": ["outside_working_day"],
            },
        ],
        "unavailable_slot_ids": sorted([str(first.id), str(second.id)]),
    }
    day = {"starts": "22:00", "ends": "01:50"}
    assert proposed(client, delegation, **day) == {"s02": ["outside_working_day"]}


def test_proposals_change_nothing_until_they_are_agreed_to(
    people: People, db: Session, conference: Conference, session: ConferenceSession
) -> None:
    delegation = a_delegation(db, session, mode=DelegationMode.ONLINE, timezone="America/New_York")
    client = people.of(conference, Role.MEMBER, delegation)

    proposals = client.get(address(delegation, "availability-proposals"))
    untouched = client.get(address(delegation, "availability")).json()["slots"]
    agreed = client.put(
        address(delegation, "availability"),
        json={"unavailable_slot_ids": proposals.json()["unavailable_slot_ids"]},
        headers={"If-Match": proposals.headers["ETag"]},
    )

    assert [slot["is_available"] for slot in untouched] == [True, True]
    assert [slot["is_available"] for slot in agreed.json()["slots"]] == [False, False]


@pytest.mark.parametrize(
    ("arrives", "departs", "expected"),
    [
        (None, None, {}),
        (0, None, {}),
        (1, None, {"s01": ["before_arrival"]}),
        (None, 30, {"s03": ["after_departure"]}),
        (None, 29, {"s02": ["after_departure"], "s03": ["after_departure"]}),
        (16, 40, {"s01": ["before_arrival"], "s02": ["before_arrival"], "s03": ["after_departure"]}),
        (1, 10, {f"s0{n}": ["before_arrival"] * (n == 1) + ["after_departure"] for n in (1, 2, 3)}),
    ],
)
def test_proposals_name_what_is_before_arrival_and_after_departure(
    client: TestClient, db: Session, arrives: int | None, departs: int | None, expected: dict[str, list[str]]
) -> None:
    """In minutes after the first slot begins; each takes fifteen."""
    moments = [None if each is None else FIRST_SLOT + timedelta(minutes=each) for each in (arrives, departs)]
    session = a_session(db, slots=3)
    delegation = a_delegation(db, session, arrives_at=moments[0], departs_at=moments[1], timezone="America/New_York")

    assert proposed(client, delegation) == expected


def test_proposals_keep_what_was_said_already(client: TestClient, db: Session, session: ConferenceSession) -> None:
    first, second = slots_of(db, session)
    delegation = a_delegation(db, session, arrives_at=second.starts_at)
    said = {"unavailable_slot_ids": [str(second.id)]}
    client.put(address(delegation, "availability"), json=said)

    response = client.get(address(delegation, "availability-proposals"))

    assert [each["slot"]["code"] for each in response.json()["slots"]] == ["s01"]
    assert response.json()["unavailable_slot_ids"] == sorted([str(first.id), str(second.id)])


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        # Clocks go back on Sunday, 25 October 2026: half past twelve in Hà Nội is half past seven before, half past
        # six after.
        ("Europe/Paris", ["26 12:30"]),
        # Half past one at night, as New York changes its clocks a week later.
        ("America/New_York", ["24 12:30", "26 12:30"]),
        ("Asia/Ho_Chi_Minh", []),
    ],
)
def test_proposals_know_that_clocks_are_changed_meanwhile(
    client: TestClient, db: Session, zone: str, expected: list[str]
) -> None:
    conference = a_conference(db, timezone="Asia/Ho_Chi_Minh")
    session = a_session(db, conference, slots=0)
    for position, day in enumerate((24, 26)):
        starts_at = datetime(2026, 10, day, 5, 30, tzinfo=UTC)
        slot = Slot(
            session_id=session.id,
            code=f"{day} 12:30",
            position=position,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=15),
            period=str(day),
        )
        added(db, slot)
    delegation = a_delegation(db, session, mode=DelegationMode.ONLINE, timezone=zone)

    assert list(proposed(client, delegation)) == expected


@pytest.mark.parametrize(
    ("query", "pointer", "detail"),
    [
        ({"starts": "25:00"}, "/starts", None),
        ({"starts": "420"}, "/starts", "A time of day is a text like 13:30"),
        ({"ends": "21:00+07:00"}, "/ends", "A time of day is a text like 13:30"),
        ({"noon": "12:00"}, "/noon", "Extra inputs are not permitted"),
    ],
)
def test_proposals_refuse(
    client: TestClient, delegation: Delegation, query: dict[str, str], pointer: str, detail: str | None
) -> None:
    response = client.get(address(delegation, "availability-proposals"), params=query)

    detail = detail or response.json()["errors"][0]["detail"]
    assert_invalid(response, (pointer, detail), where="query")


def proposed(client: TestClient, delegation: Delegation, **day: str) -> dict[str, list[str]]:
    """The reasons by the codes of slots."""
    body = client.get(address(delegation, "availability-proposals"), params=day).json()
    return {each["slot"]["code"]: each["reasons"] for each in body["slots"]}
