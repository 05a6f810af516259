"""What a delegation says of itself: details, availability, and what is proposed for that."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from app.models import (
    Conference,
    ConferenceSession,
    Delegation,
    Placement,
    PlacementParty,
    Role,
    Slot,
    Stage,
    TimetableStatus,
)
from app.queries.timetables import TOLD
from app.services.stage_rules import FOR_DELEGATIONS, Activity
from tests.api.answers import API, NOBODY, assert_invalid, assert_problem
from tests.api.people import People
from tests.factories import (
    a_delegation,
    a_version,
    an_account,
    tell,
)

DETAILS: dict[str, Any] = {
    "mode": "online",
    "timezone": "Asia/Seoul",
    "meeting_link": "https://meet.example.vn/seoul?pwd=x",
    "arrives_at": "2026-12-08T08:00:00+07:00",
    "departs_at": "2026-12-09T08:00:00+07:00",
    "languages": ["ko", "en"],
    "table_features": ["screen"],
}
NOTHING: dict[str, Any] = {
    "timezone": None,
    "meeting_link": None,
    "arrives_at": None,
    "departs_at": None,
    "languages": [],
    "table_features": [],
}
OWN_PARTS = ("details", "availability", "availability-proposals")


@pytest.fixture
def delegation(db: Session, session: ConferenceSession) -> Delegation:
    return a_delegation(db, session, "EMB-KR")


def address(delegation: Delegation, part: str) -> str:
    return f"{API}/delegations/{delegation.id}/{part}"


def slots_of(db: Session, session: ConferenceSession) -> list[Slot]:
    db.refresh(session, ["slots"])
    return session.slots


@pytest.mark.parametrize("role", [Role.HEAD, Role.MEMBER, Role.EDITOR])
def test_details_are_changed_by_the_delegation_itself_and_for_it(
    people: People, conference: Conference, delegation: Delegation, role: Role
) -> None:
    client = people.of(conference, role, delegation if role is not Role.EDITOR else None)
    before = client.get(address(delegation, "details"))

    response = client.put(address(delegation, "details"), json=DETAILS, headers={"If-Match": before.headers["ETag"]})

    assert before.json() == NOTHING | {"mode": "in_person"}
    assert (response.status_code, response.json()) == (200, DETAILS)
    after = client.get(address(delegation, "details"))
    assert (after.json(), after.headers["ETag"]) == (DETAILS, response.headers["ETag"])
    assert client.get(f"{API}/delegations/{delegation.id}").json()["mode"] == "online"


def test_own_affairs_are_shown_to_nobody_else(
    db: Session, people: People, session: ConferenceSession, conference: Conference, delegation: Delegation
) -> None:
    delegation.meeting_link = "https://meet.example.vn/secret"
    db.commit()
    other = people.of(conference, Role.HEAD, a_delegation(db, session, "01"))
    foreign, nobody = people.client(an_account(db)), people.client()

    for part in OWN_PARTS:
        own = "Only the delegation itself and the organisers see this."
        assert_problem(other.get(address(delegation, part)), 403, "forbidden", own)
        assert_problem(foreign.get(address(delegation, part)), 404, "not-found", "No such delegation.")
        assert_problem(nobody.get(address(delegation, part)), 401, "not-signed-in")
    assert "secret" not in other.get(f"{API}/conferences/{conference.id}/delegations").text


@pytest.mark.parametrize(("part", "body"), [("details", DETAILS), ("availability", {"unavailable_slot_ids": []})])
def test_own_affairs_are_changed_by_nobody_else(
    db: Session, people: People, session: ConferenceSession, part: str, body: dict[str, Any]
) -> None:
    conference = db.get_one(Conference, session.conference_id)
    delegation = a_delegation(db, session, "EMB-KR")
    for role in (Role.DESK, Role.VIEWER):
        response = people.of(conference, role).put(address(delegation, part), json=body)
        assert_problem(response, 403, "forbidden", "Your role at this conference does not allow that.")
    other = people.of(conference, Role.HEAD, a_delegation(db, session, "01"))
    assert other.put(address(delegation, part), json=body).status_code == 403
    assert people.client(an_account(db)).put(address(delegation, part), json=body).status_code == 404


@pytest.mark.parametrize(
    ("change", "pointer", "detail"),
    [
        ({"mode": "telepathy"}, "/mode", "Input should be 'in_person' or 'online'"),
        ({"timezone": "Seoul"}, "/timezone", "Not an IANA time zone"),
        ({"meeting_link": "javascript:alert(1)"}, "/meeting_link", "A link is like https://meet.example.vn/room"),
        ({"meeting_link": "http://meet.example.vn"}, "/meeting_link", "A link is like https://meet.example.vn/room"),
        ({"meeting_link": "https://"}, "/meeting_link", "A link is like https://meet.example.vn/room"),
        ({"meeting_link": "https://[x"}, "/meeting_link", "A link is like https://meet.example.vn/room"),
        ({"meeting_link": 'https://a.vn/">'}, "/meeting_link", "A link is like https://meet.example.vn/room"),
        ({"arrives_at": "2026-12-08"}, "/arrives_at", None),
        ({"arrives_at": DETAILS["departs_at"]}, "/departs_at", "A delegation departs after it has arrived"),
        ({"languages": ["ko", "xx"]}, "/languages/1", "Not a language's code of ISO 639, like vi"),
        ({"languages": ["ko", "ko"]}, "/languages", "Nothing may be named twice"),
        ({"table_features": ["screen", "screen"]}, "/table_features", "Nothing may be named twice"),
        ({"teams": 2}, "/teams", "Extra inputs are not permitted"),
    ],
)
def test_details_refuse(
    client: TestClient, delegation: Delegation, change: dict[str, Any], pointer: str, detail: str | None
) -> None:
    response = client.put(address(delegation, "details"), json=DETAILS | change)

    detail = detail or response.json()["errors"][0]["detail"]
    assert_invalid(response, (pointer, detail))


@pytest.mark.parametrize("part", OWN_PARTS)
def test_own_affairs_of_an_unknown_delegation(client: TestClient, part: str) -> None:
    assert_problem(client.get(f"{API}/delegations/{NOBODY}/{part}"), 404, "not-found", "No such delegation.")


def test_organisers_part_does_not_touch_the_delegations_own(
    client: TestClient, db: Session, session: ConferenceSession, delegation: Delegation
) -> None:
    away = [str(slots_of(db, session)[0].id)]
    client.put(address(delegation, "details"), json=DETAILS)
    client.put(address(delegation, "availability"), json={"unavailable_slot_ids": away})

    response = client.put(f"{API}/delegations/{delegation.id}", json={"side": "mission", "teams": 2})

    assert (response.json()["mode"], response.json()["unavailable_slot_ids"]) == ("online", away)
    assert client.get(address(delegation, "details")).json() == DETAILS


def a_meeting(db: Session, session: ConferenceSession, *delegations: Delegation, number: int = 1) -> None:
    """Placed in a version of the session's timetable."""
    db.refresh(session, ["slots", "tables"])
    spot = {"slot_id": session.slots[0].id, "table_id": session.tables[0].id}
    parties = [PlacementParty(delegation_id=delegation.id) for delegation in delegations]
    a_version(db, session, number=number, placements=[Placement(meeting="m", parties=parties, **spot)])


@pytest.mark.parametrize("stage", Stage)
def test_link_is_for_whoever_meets_the_delegation_once_a_timetable_is_published(
    db: Session, people: People, session: ConferenceSession, delegation: Delegation, stage: Stage
) -> None:
    conference = db.get_one(Conference, session.conference_id)
    delegation.meeting_link, conference.stage = DETAILS["meeting_link"], stage
    met, other = (a_delegation(db, session, code) for code in ("01", "02"))
    a_meeting(db, session, delegation, met)
    tell(db, conference.id)

    response = people.of(conference, Role.MEMBER, met).get(address(delegation, "meeting-link"))
    others = people.of(conference, Role.MEMBER, other).get(address(delegation, "meeting-link"))

    assert response.status_code == (200 if stage in TOLD else 403)
    if stage in TOLD:
        assert response.json() == {"meeting_link": DETAILS["meeting_link"]}
    hidden = "Only those who meet the delegation see this, and the organisers."
    assert_problem(others, 403, "forbidden", hidden)


def test_link_is_not_for_whom_the_timetable_that_is_told_does_not_bring_together(
    db: Session, people: People, session: ConferenceSession, delegation: Delegation
) -> None:
    conference = db.get_one(Conference, session.conference_id)
    delegation.meeting_link, conference.stage = DETAILS["meeting_link"], Stage.FINAL
    met, other = (a_delegation(db, session, code) for code in ("01", "02"))
    a_meeting(db, session, delegation, met)
    a_meeting(db, session, delegation, other, number=2)
    a_version(db, session, number=3, status=TimetableStatus.INFEASIBLE)
    tell(db, conference.id)
    a_meeting(db, session, delegation, met, number=4)  # A trial, of which nobody was told.

    clients = [people.of(conference, Role.HEAD, each) for each in (met, other, delegation)]

    assert [client.get(address(delegation, "meeting-link")).status_code for client in clients] == [403, 200, 200]


@pytest.mark.parametrize("stage", Stage)
def test_each_stage_takes_what_it_says_of_attendance(
    db: Session, people: People, session: ConferenceSession, delegation: Delegation, stage: Stage
) -> None:
    conference = db.get_one(Conference, session.conference_id)
    conference.stage = stage
    db.commit()
    client = people.of(conference, Role.HEAD, delegation)
    details = NOTHING | {"mode": "in_person"}

    def answer(part: str, body: dict[str, Any]) -> int:
        return client.put(address(delegation, part), json=body).status_code

    told = [
        answer("details", details | {"meeting_link": DETAILS["meeting_link"]}),
        answer("availability", {"unavailable_slot_ids": []}),
        answer("details", details | {"mode": "online"}),
        answer("details", details | {"languages": ["ko"]}),
        answer("details", details | {"table_features": ["screen"]}),
    ]

    may = [Activity.EDIT_DELEGATES, *[Activity.ATTEND] * 4]
    assert told == [200 if stage in FOR_DELEGATIONS[activity] else 409 for activity in may]
