"""The `meeting-requests` resource: who asks, who answers, and who learns of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.models import Conference, ConferenceSession, Delegation, RequestStatus, Role
from tests.api.answers import API, NOBODY, assert_invalid, assert_problem, page
from tests.api.people import People
from tests.databases import counted_statements
from tests.factories import a_conference, a_delegation, a_do_not_meet, a_request, a_session, a_wish

NOT_HERE = "No such delegation at this conference."
MESSAGE = "Đề nghị gặp về hợp tác nông nghiệp"
UNWILLING = "{} does not want to meet {}; it has to withdraw that first."
ASKED_ALREADY = "These two have a request that waits or was accepted already."
STANDS = "Decline or withdraw the meeting request between {} and {} first."
PAST = datetime(2026, 1, 1, tzinfo=UTC)


class Asking:
    """A session with a province, a mission and another mission, the people of each, an editor and a stranger."""

    def __init__(self, db: Session, people: People) -> None:
        self.conference: Conference = a_conference(db)
        self.session: ConferenceSession = a_session(db, self.conference)
        self.province: Delegation = a_delegation(db, self.session, "01")
        self.mission: Delegation = a_delegation(db, self.session, "EMB-KR")
        self.other: Delegation = a_delegation(db, self.session, "EMB-JP")
        self.stranger: Delegation = a_delegation(db, a_session(db), "EMB-FR")
        self.of_province = people.of(self.conference, Role.MEMBER, self.province)
        self.of_mission = people.of(self.conference, Role.HEAD, self.mission)
        self.of_other = people.of(self.conference, Role.HEAD, self.other)
        self.editor = people.of(self.conference, Role.EDITOR)

    @property
    def url(self) -> str:
        return f"{API}/sessions/{self.session.id}/meeting-requests"

    @property
    def body(self) -> dict[str, Any]:
        """The province asks the mission."""
        return {"requester_id": str(self.province.id), "addressee_id": str(self.mission.id), "message": MESSAGE}

    @property
    def back(self) -> dict[str, Any]:
        """The mission asks the province."""
        return {"requester_id": str(self.mission.id), "addressee_id": str(self.province.id), "message": "Rất sẵn lòng"}

    def ask(self) -> str:
        """The address of a request of the province to the mission."""
        return f"{API}/meeting-requests/{self.of_province.post(self.url, json=self.body).json()['id']}"

    def refuse(self, client: TestClient, by: Delegation, whom: Delegation) -> Response:
        wish = {"delegation_id": str(by.id), "target_id": str(whom.id), "kind": "do_not_meet"}
        return client.post(f"{API}/sessions/{self.session.id}/wishes", json=wish)


@pytest.fixture
def asking(db: Session, people: People) -> Asking:
    return Asking(db, people)


def test_request_is_seen_by_both_sides_and_organisers_only(asking: Asking) -> None:
    response = asking.of_province.post(asking.url, json=asking.body)

    made = response.json()
    known = {"id": made["id"], "session_id": str(asking.session.id), "created_at": made["created_at"]}
    waits = {"status": "sent", "reply": None, "is_mutual": False, "expires_at": None, "settled_at": None}
    assert (response.status_code, made) == (201, asking.body | known | waits)
    for client in (asking.of_province, asking.of_mission, asking.editor):
        assert client.get(asking.url).json() == page(made)
        assert client.get(f"{API}/meeting-requests/{made['id']}").json() == made
    assert asking.of_other.get(asking.url).json() == page()
    for act in ("", "/acceptances", "/declines", "/withdrawals"):
        response = asking.of_other.request(
            "POST" if act else "GET", f"{API}/meeting-requests/{made['id']}{act}", json={}
        )
        assert_problem(response, 404, "not-found", "No such meeting request.")


def test_request_to_itself_or_to_who_is_elsewhere_is_refused(asking: Asking) -> None:
    to_itself = asking.body | {"addressee_id": str(asking.province.id)}
    elsewhere = asking.body | {"addressee_id": str(asking.stranger.id)}
    unknown = asking.body | {"addressee_id": str(NOBODY)}

    places = ("/addressee_id", "A delegation does not meet itself."), ("/addressee_id", NOT_HERE)
    assert_problem_at(asking.of_province.post(asking.url, json=to_itself), *places[0])
    assert_problem_at(asking.of_province.post(asking.url, json=elsewhere), *places[1])
    assert_problem_at(asking.of_province.post(asking.url, json=unknown), *places[1])


def assert_problem_at(response: Response, pointer: str, detail: str) -> None:
    assert_problem(response, 422, "invalid", detail, errors=[{"pointer": pointer, "detail": detail, "in": "body"}])


def test_request_without_a_message_is_refused(asking: Asking) -> None:
    assert_invalid(
        asking.of_province.post(asking.url, json=asking.body | {"message": " "}),
        ("/message", "String should have at least 1 character"),
    )


def test_unknown_is_not_found(client: TestClient, asking: Asking) -> None:
    address = f"{API}/sessions/{NOBODY}/meeting-requests"

    assert_problem(client.get(address), 404, "not-found", "No such session.")
    assert_problem(client.post(address, json=asking.body), 404, "not-found", "No such session.")
    assert_problem(client.get(f"{API}/meeting-requests/{NOBODY}"), 404, "not-found", "No such meeting request.")


def test_nobody_asks_in_the_name_of_another(asking: Asking) -> None:
    assert_problem(asking.of_other.post(asking.url, json=asking.body), 403, "forbidden")
    assert asking.editor.post(asking.url, json=asking.body).status_code == 201


def test_second_request_is_a_duplicate_while_the_first_waits_or_is_accepted(asking: Asking) -> None:
    address = asking.ask()

    assert_problem(asking.of_province.post(asking.url, json=asking.body), 409, "duplicate", ASKED_ALREADY)
    asking.of_mission.post(f"{address}/acceptances", json={})
    assert_problem(asking.of_province.post(asking.url, json=asking.body), 409, "duplicate", ASKED_ALREADY)
    assert_problem(asking.of_mission.post(asking.url, json=asking.back), 409, "duplicate", ASKED_ALREADY)


def test_request_of_the_other_accepts_the_first(asking: Asking) -> None:
    before = asking.of_province.get(asking.ask()).json()

    response = asking.of_mission.post(asking.url, json=asking.back)

    made = response.json()
    accepted = {"status": "accepted", "reply": "Rất sẵn lòng", "is_mutual": True, "settled_at": made["settled_at"]}
    assert (response.status_code, made) == (201, before | accepted)
    assert asking.of_province.get(asking.url).json() == page(made)


def test_accept_with_a_reply(asking: Asking) -> None:
    address = asking.ask()
    before = asking.of_province.get(address).json()

    response = asking.of_mission.post(f"{address}/acceptances", json={"reply": "Hẹn gặp"})

    made = response.json()
    assert (response.status_code, made) == (
        200,
        before | {"status": "accepted", "reply": "Hẹn gặp", "settled_at": made["settled_at"]},
    )
    assert asking.of_province.get(address).json() == made


def test_decline_with_a_reason_that_the_asker_reads(asking: Asking) -> None:
    address = asking.ask()

    asking.of_mission.post(f"{address}/declines", json={"reply": "Đã kín lịch"})

    told = asking.of_province.get(address).json()
    assert (told["status"], told["reply"]) == ("declined", "Đã kín lịch")


def test_only_the_one_who_was_asked_answers_and_only_the_asker_withdraws(asking: Asking) -> None:
    address = asking.ask()

    for act in ("acceptances", "declines"):
        assert_problem(asking.of_province.post(f"{address}/{act}", json={}), 403, "forbidden")
    assert_problem(asking.of_mission.post(f"{address}/withdrawals"), 403, "forbidden")
    assert asking.of_province.get(address).json()["status"] == "sent"


@pytest.mark.parametrize("first", ["declines", "withdrawals"])
def test_settled_request_takes_no_answer_any_more(asking: Asking, first: str) -> None:
    address, client = asking.ask(), asking.editor
    assert client.post(f"{address}/{first}", json={}).status_code == 200

    told = {"declines": "The request has been declined already.", "withdrawals": "The request has been withdrawn."}
    for act in ("acceptances", "declines", "withdrawals"):
        assert_problem(client.post(f"{address}/{act}", json={}), 409, "request-settled", told[first])


def test_accepting_twice_is_refused(asking: Asking) -> None:
    address = asking.ask()
    asking.of_mission.post(f"{address}/acceptances", json={})

    again = asking.of_mission.post(f"{address}/acceptances", json={})

    assert_problem(again, 409, "request-settled", "The request has been accepted already.")


@pytest.mark.parametrize(("act", "status"), [("declines", "declined"), ("withdrawals", "withdrawn")])
def test_either_side_may_step_back_from_what_was_accepted(asking: Asking, act: str, status: str) -> None:
    address = asking.ask()
    asking.of_mission.post(f"{address}/acceptances", json={})
    client = asking.of_mission if act == "declines" else asking.of_province

    assert client.post(f"{address}/{act}", json={}).json()["status"] == status


def test_who_was_declined_does_not_ask_again_but_may_be_asked(asking: Asking) -> None:
    asking.of_mission.post(f"{asking.ask()}/declines", json={})

    again = asking.of_province.post(asking.url, json=asking.body)

    assert_problem(again, 409, "request-declined", "That delegation has declined; it is the one to ask now.")
    assert asking.of_mission.post(asking.url, json=asking.back).status_code == 201


def test_who_withdrew_may_ask_again(asking: Asking) -> None:
    asking.of_province.post(f"{asking.ask()}/withdrawals")

    assert asking.of_province.post(asking.url, json=asking.body).status_code == 201


def test_request_waits_for_the_days_that_the_session_gives(client: TestClient, asking: Asking) -> None:
    address = f"{API}/sessions/{asking.session.id}"
    kept = {name: client.get(address).json()[name] for name in ("code", "name_vi", "name_en")}
    client.put(address, json=kept | {"request_days": 14})

    made = asking.of_province.post(asking.url, json=asking.body).json()

    left = datetime.fromisoformat(made["expires_at"]) - datetime.now(UTC)
    assert timedelta(days=13, hours=23) < left <= timedelta(days=14)


def test_request_past_its_time_has_expired_whatever_its_row_says(db: Session, asking: Asking) -> None:
    request = a_request(db, asking.session, asking.province, asking.mission, expires_at=PAST)
    address = f"{API}/meeting-requests/{request.id}"

    told = asking.of_mission.get(address).json()
    assert (told["status"], told["settled_at"]) == ("expired", told["expires_at"])
    assert asking.of_mission.get(asking.url, params={"status": "sent"}).json() == page()
    assert asking.of_mission.get(asking.url, params={"status": "expired"}).json()["total"] == 1
    for act in ("acceptances", "declines", "withdrawals"):
        expired = asking.editor.post(f"{address}/{act}", json={})
        assert_problem(expired, 409, "request-settled", "The request has expired.")


def test_expired_request_makes_room_for_a_new_one(db: Session, asking: Asking) -> None:
    old = a_request(db, asking.session, asking.province, asking.mission, expires_at=PAST)

    assert asking.of_mission.post(asking.url, json=asking.back).json()["status"] == "sent"
    db.refresh(old)
    assert (old.status, old.settled_at) == (RequestStatus.EXPIRED, PAST)


def test_request_to_who_does_not_want_to_meet_looks_like_any_other(db: Session, asking: Asking) -> None:
    a_do_not_meet(db, asking.session, asking.mission, asking.province)
    to_other = asking.body | {"addressee_id": str(asking.other.id)}

    unwanted = asking.of_province.post(asking.url, json=asking.body)
    usual = asking.of_province.post(asking.url, json=to_other)

    own = ("id", "addressee_id", "created_at")
    assert unwanted.status_code == usual.status_code == 201
    assert {k: v for k, v in unwanted.json().items() if k not in own} == {
        k: v for k, v in usual.json().items() if k not in own
    }
    assert asking.of_province.get(asking.url).json()["total"] == 2


def test_request_of_whom_one_does_not_want_to_meet_is_not_delivered(db: Session, asking: Asking) -> None:
    wish = a_do_not_meet(db, asking.session, asking.mission, asking.province)
    address = asking.ask()

    assert asking.of_mission.get(asking.url).json() == page()
    for act in ("", "/acceptances", "/declines"):
        response = asking.of_mission.request("POST" if act else "GET", address + act, json={})
        assert_problem(response, 404, "not-found", "No such meeting request.")
    assert asking.editor.get(address).status_code == 200
    assert_problem(
        asking.editor.post(f"{address}/acceptances", json={}),
        409,
        "contradicts-do-not-meet",
        UNWILLING.format("EMB-KR", "01"),
    )
    asking.of_mission.delete(f"{API}/wishes/{wish.id}")
    assert asking.of_mission.get(address).json()["status"] == "sent"


def test_who_does_not_want_to_meet_does_not_ask(db: Session, asking: Asking) -> None:
    a_do_not_meet(db, asking.session, asking.province, asking.mission)

    response = asking.of_province.post(asking.url, json=asking.body)

    assert_problem(response, 409, "contradicts-do-not-meet", UNWILLING.format("01", "EMB-KR"))


def test_do_not_meet_stands_back_before_what_one_asked_or_agreed(asking: Asking) -> None:
    address = asking.ask()

    by_asker = asking.refuse(asking.of_province, asking.province, asking.mission)
    asking.of_mission.post(f"{address}/acceptances", json={})
    by_asked = asking.refuse(asking.of_mission, asking.mission, asking.province)

    assert_problem(by_asker, 409, "contradicts-meeting-request", STANDS.format("01", "EMB-KR"))
    assert_problem(by_asked, 409, "contradicts-meeting-request", STANDS.format("EMB-KR", "01"))


def test_do_not_meet_hides_a_request_that_waits(asking: Asking) -> None:
    address = asking.ask()

    assert asking.refuse(asking.of_mission, asking.mission, asking.province).status_code == 201
    assert asking.of_mission.get(asking.url).json() == page()
    assert asking.of_province.get(address).json()["status"] == "sent"


def test_wish_turns_into_do_not_meet_only_without_a_request(db: Session, asking: Asking) -> None:
    wish = a_wish(db, asking.session, asking.province, asking.mission)
    asking.ask()

    response = asking.of_province.put(f"{API}/wishes/{wish.id}", json={"kind": "do_not_meet"})

    assert_problem(response, 409, "contradicts-meeting-request", STANDS.format("01", "EMB-KR"))


def test_list_meeting_requests(db: Session, engine: Engine, asking: Asking) -> None:
    session, province, mission, other = asking.session, asking.province, asking.mission, asking.other
    a_request(db, session, province, mission)
    with counted_statements(engine) as for_one:
        assert asking.of_mission.get(asking.url).json()["total"] == 1
    a_request(db, session, other, mission, status=RequestStatus.DECLINED)
    a_request(db, session, mission, other, status=RequestStatus.ACCEPTED)
    a_request(db, session, province, other)
    with counted_statements(engine) as for_three:
        assert asking.of_mission.get(asking.url).json()["total"] == 3

    of_province = asking.editor.get(asking.url, params={"delegation_id": str(province.id)}).json()["items"]
    assert {request["addressee_id"] for request in of_province} == {str(mission.id), str(other.id)}
    assert asking.editor.get(asking.url, params={"status": "declined"}).json()["total"] == 1
    assert len(for_three) == len(for_one)
