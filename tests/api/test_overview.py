"""The overview of a conference, and reminders to those of whom something is missing."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.models import (
    Conference,
    ConferenceSession,
    Delegation,
    DelegationMode,
    InterestState,
    RequestStatus,
    Role,
    SideRule,
    SignOffState,
    Stage,
)
from tests import factories, mailbox
from tests.api.answers import API, assert_problem
from tests.api.people import People
from tests.databases import counted_statements

EMPTY = dict.fromkeys(RequestStatus, 0)


class Scene:
    """A session of two slots with one table; a province that has done all, and two missions that have not."""

    def __init__(self, db: Session, session: ConferenceSession, people: People) -> None:
        self.db, self.session, self.people = db, session, people
        self.conference = db.get_one(Conference, session.conference_id)
        self.hue = factories.a_delegation(db, session, "46", position=1)
        self.seoul, self.tokyo = (factories.a_delegation(db, session, code) for code in ("EMB-KR", "EMB-JP"))
        factories.a_delegate(db, self.hue)
        factories.a_need(db, self.hue)
        self.person(self.hue, "hue@example.vn")

    def person(self, delegation: Delegation, email: str) -> None:
        account = factories.an_account(self.db, email=email)
        factories.a_membership(self.db, account, self.conference, Role.MEMBER, delegation)

    @property
    def url(self) -> str:
        return f"{API}/conferences/{self.conference.id}"

    def remind(self, client: TestClient, *whom: Delegation) -> Any:
        return client.post(f"{self.url}/reminders", json={"delegation_ids": [str(each.id) for each in whom]})


def chased(delegation: Delegation, **lacks: int) -> dict[str, Any]:
    """What is listed of a delegation without people that was never reminded."""
    nobody = {"people": 0, "invited": 0, "reminded_at": None}
    return {"delegation_id": str(delegation.id), "lacks": lacks} | nobody


@pytest.fixture
def scene(db: Session, session: ConferenceSession, people: People) -> Scene:
    return Scene(db, session, people)


def test_overview_tells_what_there_is_and_what_is_missing(client: TestClient, db: Session, scene: Scene) -> None:
    factories.a_need(db, scene.hue, state=InterestState.RETURNED)
    factories.an_offering(db, scene.seoul, state=InterestState.DRAFT)
    factories.a_request(db, scene.session, scene.hue, scene.seoul)
    factories.a_request(db, scene.session, scene.hue, scene.tokyo, status=RequestStatus.ACCEPTED)

    body = client.get(f"{scene.url}/overview").json()

    assert body == {
        "stage": "collecting",
        "deadlines": {
            "timezone": "Asia/Ho_Chi_Minh",
            "submissions_close_at": None,
            "requests_close_at": None,
            "objections_close_at": None,
        },
        "sides": [
            {"side": "mission", "delegations": 2, "submitted": 0},
            {"side": "province", "delegations": 1, "submitted": 1},
        ],
        "interests": {
            "need": dict.fromkeys(InterestState, 0) | {"submitted": 1, "returned": 1},
            "offering": dict.fromkeys(InterestState, 0) | {"draft": 1},
        },
        "to_review": 0,
        "sessions": [
            {
                "session_id": str(scene.session.id),
                "requests": EMPTY | {"sent": 1, "accepted": 1},
                "wanted": 2,
                "firm": 1,
                "table_slots": 2,
                "over_asked": [],
            }
        ],
        "to_chase": [
            chased(scene.seoul, people=1, submission=1, draft=1, answer=1, delegates=1),
            chased(scene.tokyo, people=1, submission=1, delegates=1),
            chased(scene.hue, correction=1) | {"people": 1},
        ],
    }


def test_what_waits_for_a_word_of_a_delegation_is_missing_of_it(client: TestClient, db: Session, scene: Scene) -> None:
    factories.an_offering(db, scene.seoul, state=InterestState.DRAFT, sign_off=SignOffState.ASKED)
    factories.a_group(db, scene.session, scene.hue, invited=[scene.seoul])
    scene.seoul.mode, scene.tokyo.mode = DelegationMode.ONLINE, DelegationMode.ONLINE
    scene.tokyo.meeting_link = "https://meet.example/tokyo"
    db.commit()

    without = client.get(f"{scene.url}/overview").json()["to_chase"]
    scene.conference.requires_sign_off = True
    db.commit()
    (seoul, tokyo) = client.get(f"{scene.url}/overview").json()["to_chase"]

    lacks = {"people": 1, "submission": 1, "draft": 1, "invitation": 1, "delegates": 1, "meeting_link": 1}
    assert without[0]["lacks"] == lacks
    assert seoul["lacks"] == lacks | {"approval": 1}
    assert tokyo["lacks"] == {"people": 1, "submission": 1, "delegates": 1}


def test_what_waits_for_organisers_counts_where_they_validate(client: TestClient, db: Session, scene: Scene) -> None:
    scene.conference.requires_validation = True
    db.commit()

    assert client.get(f"{scene.url}/overview").json()["to_review"] == 1


def test_whoever_is_wanted_for_more_than_it_can_hold_is_over_asked(
    client: TestClient, db: Session, scene: Scene
) -> None:
    others = [factories.a_delegation(db, scene.session, code) for code in ("01", "48", "49")]
    db.refresh(scene.session, ["slots"])
    for rank, each in enumerate(others, start=1):
        factories.a_wish(db, scene.session, each, scene.seoul)
        factories.a_wish(db, scene.session, scene.seoul, each, rank=rank)  # The same pair.
    factories.a_must_meet(db, scene.session, others[0], scene.seoul)
    factories.a_request(db, scene.session, others[0], scene.tokyo, status=RequestStatus.DECLINED)
    factories.a_wish(db, scene.session, others[0], scene.tokyo, rank=2)
    factories.a_do_not_meet(db, scene.session, scene.tokyo, others[0])

    (told,) = client.get(f"{scene.url}/overview").json()["sessions"]

    assert (told["wanted"], told["firm"]) == (3, 1)
    assert told["over_asked"] == [{"delegation_id": str(scene.seoul.id), "wanted": 3, "firm": 1, "capacity": 2}]


def test_maximum_of_the_side_and_absence_lessen_what_one_can_hold(
    client: TestClient, db: Session, scene: Scene
) -> None:
    factories.added(db, SideRule(session_id=scene.session.id, side="mission", max_meetings=0))
    factories.a_wish(db, scene.session, scene.hue, scene.seoul)
    factories.a_group(db, scene.session, scene.hue, scene.seoul, scene.tokyo)

    (told,) = client.get(f"{scene.url}/overview").json()["sessions"]

    over = {each["delegation_id"]: (each["wanted"], each["capacity"]) for each in told["over_asked"]}
    assert over == {str(scene.seoul.id): (2, 0), str(scene.tokyo.id): (1, 0)}


def test_overview_takes_as_many_statements_for_three_delegations_as_for_one(
    client: TestClient, db: Session, engine: Engine, scene: Scene
) -> None:
    with counted_statements(engine) as for_three:
        client.get(f"{scene.url}/overview")
    for code in ("01", "48", "EMB-FR"):
        delegation = factories.a_delegation(db, scene.session, code)
        factories.a_need(db, delegation)
        factories.a_wish(db, scene.session, delegation, scene.seoul)
    with counted_statements(engine) as for_six:
        client.get(f"{scene.url}/overview")

    assert len(for_six) == len(for_three)
    assert len(for_three) <= 20


def test_reminder_goes_to_the_people_of_whom_something_is_missing(
    client: TestClient, app: FastAPI, db: Session, scene: Scene
) -> None:
    mailbox.opened(app)
    scene.person(scene.seoul, "seoul@example.vn")
    scene.conference.submissions_close_at = datetime.now(UTC) + timedelta(days=1)
    db.commit()

    answer = scene.remind(client, scene.seoul, scene.tokyo, scene.hue)

    assert answer.json() == {
        "reminded": [str(scene.seoul.id)],
        "skipped": sorted([str(scene.tokyo.id), str(scene.hue.id)]),
    }
    (mail,) = mailbox.taken(app, db)
    assert mail.recipient == "seoul@example.vn"
    assert "Nothing has been submitted yet." in mail.text
    assert "Chưa gửi nội dung nào." in mail.text
    assert "Submissions are open until" in mail.text


def test_nobody_is_reminded_twice_within_hours(client: TestClient, app: FastAPI, db: Session, scene: Scene) -> None:
    mailbox.opened(app)
    scene.person(scene.seoul, "seoul@example.vn")
    scene.remind(client, scene.seoul)

    again = scene.remind(client, scene.seoul)

    assert again.json() == {"reminded": [], "skipped": [str(scene.seoul.id)]}
    assert len(mailbox.taken(app, db)) == 1
    listed = client.get(f"{scene.url}/overview").json()["to_chase"]
    assert [each["reminded_at"] is not None for each in listed] == [True, False]


def test_without_a_server_for_mail_nobody_is_said_to_be_reminded(client: TestClient, scene: Scene) -> None:
    assert_problem(scene.remind(client, scene.seoul), 503, "no-mail")


def test_delegations_of_others_are_not_reminded(client: TestClient, app: FastAPI, db: Session, scene: Scene) -> None:
    mailbox.opened(app)
    foreign = factories.a_delegation(db, factories.a_session(db), "EMB-FR")

    answer = scene.remind(client, foreign)

    detail = "No such delegation at this conference."
    place = {"in": "body", "pointer": "/delegation_ids/0", "detail": detail}
    assert_problem(answer, 422, "invalid", detail, errors=[place])
    assert mailbox.taken(app, db) == []


def test_overview_is_for_organisers(scene: Scene) -> None:
    of = scene.people.of
    elsewhere = factories.a_conference(scene.db)
    clients = [of(scene.conference, Role.VIEWER), of(scene.conference, Role.HEAD, scene.hue), of(elsewhere, Role.OWNER)]

    answers = [client.get(f"{scene.url}/overview").status_code for client in (*clients, scene.people.client())]
    viewer = scene.remind(clients[0], scene.seoul)

    assert answers == [200, 403, 404, 401]
    assert_problem(viewer, 403, "forbidden")


def test_nobody_is_reminded_of_what_is_in_the_archive(client: TestClient, db: Session, scene: Scene) -> None:
    scene.conference.stage = Stage.ARCHIVED
    db.commit()

    assert_problem(scene.remind(client, scene.seoul), 409, "wrong-stage")
