"""The `wishes`, `must-meets` and `pins` resources, and how they contradict each other."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.models import ConferenceSession, Delegation
from tests.api.answers import API, NOBODY, assert_invalid, assert_problem, page
from tests.databases import counted_statements
from tests.factories import a_delegation, a_do_not_meet, a_must_meet, a_pin, a_session, a_wish

NOT_HERE = "No such delegation at this conference."
INSISTED = "The organiser insists that {} and {} meet; the must-meet or pin has to go first."
UNWILLING = "EMB-KR does not want to meet 01; it has to withdraw that first."
EITHER = "01 wants to meet either these or those, and has to meet EMB-KR already."
BOTH = "Only one of these alternatives can be met, but the organiser insists on EMB-JP and EMB-KR."


class Meeting:
    """A session with a province, a mission, another mission, and a stranger who is at another conference."""

    def __init__(self, db: Session) -> None:
        self.session: ConferenceSession = a_session(db)
        self.province: Delegation = a_delegation(db, self.session, "01")
        self.mission: Delegation = a_delegation(db, self.session, "EMB-KR")
        self.other: Delegation = a_delegation(db, self.session, "EMB-JP")
        self.stranger: Delegation = a_delegation(db, a_session(db), "EMB-FR")
        db.refresh(self.session, ["slots", "tables"])

    def url(self, nouns: str) -> str:
        return f"{API}/sessions/{self.session.id}/{nouns}"

    def wish(self, **change: Any) -> dict[str, Any]:
        ids = {"delegation_id": str(self.province.id), "target_id": str(self.mission.id)}
        return ids | {"kind": "ranked", "rank": 1, "alternative": None} | change

    def pair(self, **change: Any) -> dict[str, Any]:
        a_id, b_id = sorted([str(self.province.id), str(self.mission.id)])
        return {"a_id": a_id, "b_id": b_id} | change

    def pin(self, **change: Any) -> dict[str, Any]:
        spot = {"slot_id": str(self.session.slots[0].id), "table_id": str(self.session.tables[0].id)}
        return self.pair() | spot | change


@pytest.fixture
def meeting(db: Session) -> Meeting:
    return Meeting(db)


def assert_invalid_at(response: Any, pointer: str, detail: str) -> None:
    assert_problem(response, 422, "invalid", detail, errors=[{"pointer": pointer, "detail": detail, "in": "body"}])


def test_create_wish_is_stored_and_returned(client: TestClient, meeting: Meeting) -> None:
    response = client.post(meeting.url("wishes"), json=meeting.wish())

    made = response.json()
    assert (response.status_code, made) == (
        201,
        meeting.wish() | {"id": made["id"], "session_id": str(meeting.session.id)},
    )
    assert client.get(f"{API}/wishes/{made['id']}").json() == made


def test_create_wish_for_itself_is_refused(client: TestClient, meeting: Meeting) -> None:
    response = client.post(meeting.url("wishes"), json=meeting.wish(target_id=str(meeting.province.id)))

    assert_invalid_at(response, "/target_id", "A delegation does not meet itself.")


@pytest.mark.parametrize("field", ["delegation_id", "target_id"])
def test_create_wish_for_who_is_elsewhere_is_refused(client: TestClient, meeting: Meeting, field: str) -> None:
    response = client.post(meeting.url("wishes"), json=meeting.wish(**{field: str(meeting.stranger.id)}))

    assert_invalid_at(response, f"/{field}", NOT_HERE)


@pytest.mark.parametrize(
    ("change", "detail"),
    [
        ({"rank": 2}, "This delegation has a wish for that delegation already."),
        ({"target": "other"}, "This delegation has another wish of that rank already."),
    ],
    ids=["same pair", "same rank"],
)
def test_create_second_wish_is_a_duplicate(
    client: TestClient, db: Session, meeting: Meeting, *, change: dict[str, Any], detail: str
) -> None:
    a_wish(db, meeting.session, meeting.province, meeting.mission)
    target = meeting.other if "target" in change else meeting.mission

    response = client.post(
        meeting.url("wishes"), json=meeting.wish(rank=change.get("rank", 1), target_id=str(target.id))
    )

    assert_problem(response, 409, "duplicate", detail)
    assert client.get(meeting.url("wishes")).json()["total"] == 1


@pytest.mark.parametrize("change", [{"rank": None}, {"kind": "do_not_meet"}])
def test_create_wish_with_a_rank_that_does_not_fit(
    client: TestClient, meeting: Meeting, change: dict[str, Any]
) -> None:
    response = client.post(meeting.url("wishes"), json=meeting.wish(**change))

    assert_invalid(response, ("/rank", "A ranked wish has a rank, and a do-not-meet has none"))


def test_create_wish_in_an_unknown_session(client: TestClient, meeting: Meeting) -> None:
    response = client.post(f"{API}/sessions/{NOBODY}/wishes", json=meeting.wish())

    assert_problem(response, 404, "not-found", "No such session.")


@pytest.mark.parametrize("insisted", ["must-meet", "pin"])
def test_do_not_meet_against_what_the_organiser_insists_on(
    client: TestClient, db: Session, meeting: Meeting, insisted: str
) -> None:
    if insisted == "pin":
        a_pin(db, meeting.session, meeting.province, meeting.mission, meeting.session.slots[0])
    else:
        a_must_meet(db, meeting.session, meeting.province, meeting.mission)
    wish = meeting.wish(
        kind="do_not_meet",
        rank=None,
        delegation_id=str(meeting.mission.id),
        target_id=str(meeting.province.id),
    )

    response = client.post(meeting.url("wishes"), json=wish)

    assert_problem(response, 409, "contradicts-must-meet", INSISTED.format("EMB-KR", "01"))
    assert client.get(meeting.url("wishes")).json() == page()


def test_update_wish_to_do_not_meet_against_a_must_meet(client: TestClient, db: Session, meeting: Meeting) -> None:
    wish = a_wish(db, meeting.session, meeting.province, meeting.mission)
    a_must_meet(db, meeting.session, meeting.province, meeting.mission)

    response = client.put(f"{API}/wishes/{wish.id}", json={"kind": "do_not_meet"})

    assert_problem(response, 409, "contradicts-must-meet", INSISTED.format("01", "EMB-KR"))
    assert client.get(f"{API}/wishes/{wish.id}").json()["kind"] == "ranked"


def test_update_wish(client: TestClient, db: Session, meeting: Meeting) -> None:
    address = f"{API}/wishes/{a_wish(db, meeting.session, meeting.province, meeting.mission).id}"
    before = client.get(address).json()

    assert client.put(address, json={"rank": 7}).json() == before | {"rank": 7}
    change = {"kind": "do_not_meet", "rank": None}
    assert client.put(address, json=change).json() == before | change


def test_update_wish_to_a_taken_rank_is_a_duplicate(client: TestClient, db: Session, meeting: Meeting) -> None:
    a_wish(db, meeting.session, meeting.province, meeting.mission, rank=1)
    wish = a_wish(db, meeting.session, meeting.province, meeting.other, rank=2)

    assert_problem(client.put(f"{API}/wishes/{wish.id}", json={"rank": 1}), 409, "duplicate")


def test_list_wishes(client: TestClient, db: Session, engine: Engine, meeting: Meeting) -> None:
    session, province, mission = meeting.session, meeting.province, meeting.mission
    url, of_province = meeting.url("wishes"), {"delegation_id": str(province.id)}
    a_do_not_meet(db, session, province, meeting.other)
    with counted_statements(engine) as for_one:
        assert client.get(url).json()["total"] == 1
    a_wish(db, session, province, mission, rank=1)
    a_wish(db, session, mission, province)
    with counted_statements(engine) as for_three:
        assert client.get(url).json()["total"] == 3

    ranks = [wish["rank"] for wish in client.get(url, params=of_province).json()["items"]]
    assert ranks == [1, None]
    assert len(for_three) == len(for_one)


def test_wishes_are_tied_as_alternatives(client: TestClient, meeting: Meeting) -> None:
    made = client.post(meeting.url("wishes"), json=meeting.wish(alternative="Đông Bắc Á")).json()
    address = f"{API}/wishes/{made['id']}"

    assert made["alternative"] == "Đông Bắc Á"
    assert client.put(address, json={"rank": 1}).json() == made | {"alternative": None}
    refused = client.put(address, json={"kind": "do_not_meet", "alternative": "Đông Bắc Á"})
    assert_invalid(refused, ("/alternative", "A do-not-meet is no alternative"))


@pytest.mark.parametrize("nouns", ["must-meets", "pins"])
def test_insist_on_two_of_which_one_delegation_wants_one(
    client: TestClient, db: Session, meeting: Meeting, nouns: str
) -> None:
    for rank, target in enumerate((meeting.mission, meeting.other), start=1):
        a_wish(db, meeting.session, meeting.province, target, rank=rank, alternative="either")
    body = meeting.pin() if nouns == "pins" else meeting.pair()
    first = client.post(meeting.url(nouns), json=body)
    ids = {"a_id": str(meeting.province.id), "b_id": str(meeting.other.id)}

    second = client.post(meeting.url(nouns), json=body | ids)

    assert first.status_code == 201
    assert_problem(second, 409, "contradicts-alternative", EITHER)
    assert client.get(meeting.url(nouns)).json()["total"] == 1


def test_tie_what_the_organiser_insists_on(client: TestClient, db: Session, meeting: Meeting) -> None:
    wish = a_wish(db, meeting.session, meeting.province, meeting.mission, rank=2)
    a_wish(db, meeting.session, meeting.province, meeting.other, rank=1, alternative="either")
    for target in (meeting.mission, meeting.other):
        a_must_meet(db, meeting.session, target, meeting.province)

    response = client.put(f"{API}/wishes/{wish.id}", json={"rank": 2, "alternative": "either"})

    assert response.json()["detail"] in {BOTH, BOTH.replace("EMB-JP and EMB-KR", "EMB-KR and EMB-JP")}
    assert_problem(response, 409, "contradicts-must-meet")


def test_list_mutual_wishes(client: TestClient, db: Session, engine: Engine, meeting: Meeting) -> None:
    session, province, url = meeting.session, meeting.province, meeting.url("mutual-wishes")
    a_wish(db, session, province, meeting.mission, rank=3)
    a_wish(db, session, meeting.mission, province, rank=1)
    a_wish(db, session, province, meeting.other, rank=1)
    a_do_not_meet(db, session, meeting.other, province)
    with counted_statements(engine) as for_one:
        listed = client.get(url).json()
    for number in range(2):
        third = a_delegation(db, session, f"EMB-{number}")
        a_wish(db, session, third, province)
        a_wish(db, session, province, third, rank=5 + number)
    with counted_statements(engine) as for_three:
        assert client.get(url).json()["total"] == 3

    ids = {str(province.id): 3, str(meeting.mission.id): 1}
    a_id, b_id = sorted(ids)
    assert listed == page({"a_id": a_id, "b_id": b_id, "a_rank": ids[a_id], "b_rank": ids[b_id]})
    assert len(for_three) == len(for_one)


def test_create_must_meet_in_either_order(client: TestClient, meeting: Meeting) -> None:
    pair = meeting.pair()
    turned = {"a_id": pair["b_id"], "b_id": pair["a_id"]}

    response = client.post(meeting.url("must-meets"), json=turned)
    again = client.post(meeting.url("must-meets"), json=pair)

    made = response.json()
    assert (response.status_code, made) == (201, pair | {"id": made["id"], "session_id": str(meeting.session.id)})
    assert client.get(f"{API}/must-meets/{made['id']}").json() == made
    assert client.get(meeting.url("must-meets")).json() == page(made)
    assert_problem(again, 409, "duplicate", "These two must meet already.")


def test_create_must_meet_of_who_is_elsewhere_is_refused(client: TestClient, meeting: Meeting) -> None:
    response = client.post(meeting.url("must-meets"), json=meeting.pair(b_id=str(meeting.stranger.id)))

    assert_invalid_at(response, "/b_id", NOT_HERE)


def test_create_pin(client: TestClient, meeting: Meeting) -> None:
    response = client.post(meeting.url("pins"), json=meeting.pin())
    again = client.post(meeting.url("pins"), json=meeting.pin(table_id=None))

    made = response.json()
    assert (response.status_code, made) == (
        201,
        meeting.pin() | {"id": made["id"], "session_id": str(meeting.session.id)},
    )
    assert client.get(f"{API}/pins/{made['id']}").json() == made
    assert client.get(meeting.url("pins")).json() == page(made)
    assert_problem(again, 409, "duplicate", "The meeting of these two is pinned already.")


@pytest.mark.parametrize("field", ["slot_id", "table_id"])
def test_create_pin_elsewhere_is_refused(client: TestClient, db: Session, meeting: Meeting, field: str) -> None:
    elsewhere = a_session(db)
    db.refresh(elsewhere, ["slots", "tables"])
    spots = {"slot_id": elsewhere.slots[0].id, "table_id": elsewhere.tables[0].id}

    response = client.post(meeting.url("pins"), json=meeting.pin(**{field: str(spots[field])}))

    assert_invalid_at(response, f"/{field}", f"No such {field.removesuffix('_id')} in this session.")


@pytest.mark.parametrize("nouns", ["must-meets", "pins"])
def test_insist_on_who_does_not_want_to_meet(client: TestClient, db: Session, meeting: Meeting, nouns: str) -> None:
    a_do_not_meet(db, meeting.session, meeting.mission, meeting.province)

    response = client.post(meeting.url(nouns), json=meeting.pin() if nouns == "pins" else meeting.pair())

    assert_problem(response, 409, "contradicts-do-not-meet", UNWILLING)
    assert client.get(meeting.url(nouns)).json() == page()


@pytest.mark.parametrize("nouns", ["wishes", "must-meets", "pins"])
def test_delete(client: TestClient, meeting: Meeting, nouns: str) -> None:
    body = {"wishes": meeting.wish(), "must-meets": meeting.pair(), "pins": meeting.pin()}[nouns]
    made = client.post(meeting.url(nouns), json=body).json()

    assert client.delete(f"{API}/{nouns}/{made['id']}").status_code == 204
    assert client.get(meeting.url(nouns)).json() == page()


@pytest.mark.parametrize(("nouns", "noun"), [("wishes", "wish"), ("must-meets", "must-meet"), ("pins", "pin")])
def test_unknown_is_not_found(client: TestClient, nouns: str, noun: str) -> None:
    for method in ("GET", "DELETE"):
        response = client.request(method, f"{API}/{nouns}/{NOBODY}")
        assert_problem(response, 404, "not-found", f"No such {noun}.")
    assert_problem(client.get(f"{API}/sessions/{NOBODY}/{nouns}"), 404, "not-found", "No such session.")
