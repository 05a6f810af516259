"""Quotas: what the rules of a side allow each of its delegations, and what of that is used."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.models import Conference, ConferenceSession, Delegation, RequestStatus, Role, SideRule
from tests.api.answers import API, NOBODY, assert_problem
from tests.api.people import People
from tests.databases import counted_statements
from tests.factories import a_delegation, a_do_not_meet, a_request, a_wish, added

PAST = datetime.now(UTC) - timedelta(minutes=1)
REFUSALS = {
    "request": "This delegation has a quota of 1 for requests that wait or are accepted, and it is used up.",
    "wish": "This delegation has a quota of 1 for wishes in this session, and it is used up.",
    "do-not-meet": "This delegation has a quota of 1 for do-not-meets in this session, and it is used up.",
}


class Scene:
    """A province whose side has quotas of one, and missions that have none."""

    def __init__(self, client: TestClient, db: Session, session: ConferenceSession, people: People) -> None:
        self.client, self.db, self.session, self.people = client, db, session, people
        ones = dict.fromkeys(("max_requests", "max_wishes", "max_do_not_meets"), 1)
        added(db, SideRule(session_id=session.id, side="province", **ones))
        self.province = a_delegation(db, session, "01", position=1)
        self.seoul, self.tokyo = a_delegation(db, session, "EMB-KR"), a_delegation(db, session, "EMB-JP")

    @property
    def url(self) -> str:
        return f"{API}/sessions/{self.session.id}"

    def of(self, delegation: Delegation) -> TestClient:
        conference = self.db.get_one(Conference, self.session.conference_id)
        return self.people.of(conference, Role.MEMBER, delegation)

    def ask(self, whom: Delegation) -> Any:
        body = {"requester_id": str(self.province.id), "addressee_id": str(whom.id), "message": "Xin gặp"}
        return self.of(self.province).post(f"{self.url}/meeting-requests", json=body)

    def wish(self, whom: Delegation, **values: Any) -> Any:
        body = {"delegation_id": str(self.province.id), "target_id": str(whom.id)}
        return self.of(self.province).post(f"{self.url}/wishes", json=body | values)

    def quotas(self) -> dict[str, Any]:
        """Of the province, as it sees them: it sees no others."""
        (item,) = self.of(self.province).get(f"{self.url}/quotas").json()["items"]
        assert item.pop("delegation_id") == str(self.province.id)
        found: dict[str, Any] = item
        return found


@pytest.fixture
def scene(client: TestClient, db: Session, session: ConferenceSession, people: People) -> Scene:
    return Scene(client, db, session, people)


def quota(limit: int | None, used: int, remaining: int | None) -> dict[str, Any]:
    return {"limit": limit, "used": used, "remaining": remaining}


def test_nothing_is_used_at_first(scene: Scene) -> None:
    assert scene.quotas() == dict.fromkeys(("requests", "wishes", "do_not_meets"), quota(1, 0, 1))


def test_each_quota_is_used_by_its_own(scene: Scene) -> None:
    scene.ask(scene.seoul)
    scene.wish(scene.seoul, rank=1)
    scene.wish(scene.tokyo, kind="do_not_meet")

    assert scene.quotas() == dict.fromkeys(("requests", "wishes", "do_not_meets"), quota(1, 1, 0))


def test_more_than_the_quota_is_refused(scene: Scene) -> None:
    busan, osaka = (a_delegation(scene.db, scene.session, f"CG-{n}") for n in ("BUSAN", "OSAKA"))
    scene.ask(scene.seoul)
    scene.wish(scene.seoul, rank=1)
    scene.wish(scene.tokyo, kind="do_not_meet")

    assert_problem(scene.ask(busan), 409, "quota-used", REFUSALS["request"])
    assert_problem(scene.wish(busan, rank=2), 409, "quota-used", REFUSALS["wish"])
    assert_problem(scene.wish(osaka, kind="do_not_meet"), 409, "quota-used", REFUSALS["do-not-meet"])
    assert scene.quotas()["requests"] == quota(1, 1, 0)


def test_organiser_who_acts_for_a_delegation_has_its_quota(scene: Scene) -> None:
    a_request(scene.db, scene.session, scene.province, scene.seoul)
    body = {"requester_id": str(scene.province.id), "addressee_id": str(scene.tokyo.id), "message": "Xin gặp"}

    response = scene.client.post(f"{scene.url}/meeting-requests", json=body)

    assert_problem(response, 409, "quota-used", REFUSALS["request"])


@pytest.mark.parametrize("status", [RequestStatus.DECLINED, RequestStatus.WITHDRAWN, RequestStatus.EXPIRED])
def test_request_that_is_over_is_given_back(scene: Scene, status: RequestStatus) -> None:
    a_request(scene.db, scene.session, scene.province, scene.seoul, status=status)

    assert scene.quotas()["requests"] == quota(1, 0, 1)
    assert scene.ask(scene.tokyo).status_code == 201


def test_request_past_its_time_is_given_back_whatever_its_row_says(scene: Scene) -> None:
    a_request(scene.db, scene.session, scene.province, scene.seoul, expires_at=PAST)

    assert scene.quotas()["requests"] == quota(1, 0, 1)
    assert scene.ask(scene.tokyo).status_code == 201


def test_accepted_request_counts_and_agreeing_costs_nothing(scene: Scene) -> None:
    a_request(scene.db, scene.session, scene.province, scene.seoul, status=RequestStatus.ACCEPTED)
    a_request(scene.db, scene.session, scene.tokyo, scene.province)

    mutual = scene.ask(scene.tokyo)

    assert (mutual.status_code, mutual.json()["status"]) == (201, "accepted")
    assert scene.quotas()["requests"] == quota(1, 1, 0)


def test_requests_of_others_and_of_other_sessions_count_for_nobody_else(scene: Scene) -> None:
    a_request(scene.db, scene.session, scene.seoul, scene.province)
    a_wish(scene.db, scene.session, scene.seoul, scene.province)
    elsewhere = added(
        scene.db,
        ConferenceSession(
            conference_id=scene.session.conference_id, code="other", name_vi="Phiên", name_en="Session", policy={}
        ),
    )
    a_request(scene.db, elsewhere, scene.province, scene.tokyo)
    a_do_not_meet(scene.db, elsewhere, scene.province, scene.seoul)

    assert scene.quotas() == dict.fromkeys(("requests", "wishes", "do_not_meets"), quota(1, 0, 1))


def test_lowering_a_quota_takes_nothing_back(scene: Scene) -> None:
    for rank, whom in enumerate((scene.seoul, scene.tokyo), start=1):
        wish = a_wish(scene.db, scene.session, scene.province, whom, rank)

    changed = scene.of(scene.province).put(f"{API}/wishes/{wish.id}", json={"rank": 5})

    assert (changed.status_code, scene.quotas()["wishes"]) == (200, quota(1, 2, 0))


def test_changing_ones_mind_takes_from_the_other_quota(scene: Scene) -> None:
    a_do_not_meet(scene.db, scene.session, scene.province, scene.tokyo)
    wish = a_wish(scene.db, scene.session, scene.province, scene.seoul)

    response = scene.of(scene.province).put(f"{API}/wishes/{wish.id}", json={"kind": "do_not_meet"})

    assert_problem(response, 409, "quota-used", REFUSALS["do-not-meet"])
    assert scene.quotas()["wishes"] == quota(1, 1, 0)


def test_side_without_rules_is_free(scene: Scene) -> None:
    (told,) = scene.of(scene.seoul).get(f"{scene.url}/quotas").json()["items"]

    free = quota(None, 0, None)
    assert told == {"delegation_id": str(scene.seoul.id), "requests": free, "wishes": free, "do_not_meets": free}


def test_organisers_see_all_delegations_under_as_many_queries(scene: Scene, engine: Engine) -> None:
    with counted_statements(engine) as for_three:
        three = scene.client.get(f"{scene.url}/quotas").json()
    a_delegation(scene.db, scene.session, "EMB-LA")
    with counted_statements(engine) as for_four:
        four = scene.client.get(f"{scene.url}/quotas").json()

    assert [three["total"], four["total"], len(four["items"])] == [3, 4, 4]
    assert len(for_three) == len(for_four)


def test_unknown_session_has_no_quotas(client: TestClient) -> None:
    assert_problem(client.get(f"{API}/sessions/{NOBODY}/quotas"), 404, "not-found", "No such session.")
