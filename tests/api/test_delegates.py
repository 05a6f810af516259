"""The `delegates` resource."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.models import (
    Conference,
    ConferenceSession,
    Country,
    CountryRole,
    Delegate,
    Delegation,
    Membership,
    OrganisationCountry,
    OrganisationKind,
    Region,
    Role,
    Sector,
)
from app.services import delegates
from tests.api.answers import API, NOBODY, assert_invalid, assert_problem, page
from tests.api.people import People
from tests.databases import counted_statements
from tests.factories import a_delegate, a_delegation, a_membership, added, an_account, an_organisation

PRIVATE: dict[str, Any] = {
    "languages": ["vi", "ko"],
    "email": "an@hanoi.example.vn",
    "phone": "+84912345678",
    "note": "Ăn chay",
    "membership_id": None,
    "function": "deputy",
    "sector_codes": [],
    "teams": [1],
}
BODY: dict[str, Any] = {
    "name": "Nguyễn Văn An",
    "title_vi": "Phó Chủ tịch UBND thành phố",
    "title_en": "Vice Chairman of the City",
    "private": PRIVATE,
}
COLUMNS = {name: value for name, value in (BODY | PRIVATE).items() if name not in {"private", "sector_codes"}}
EMPTY: dict[str, Any] = {
    "languages": [],
    "email": None,
    "phone": None,
    "note": None,
    "membership_id": None,
    "function": None,
    "sector_codes": [],
    "teams": [],
}


@pytest.fixture
def delegation(db: Session, session: ConferenceSession) -> Delegation:
    return a_delegation(db, session, "01")


@pytest.fixture
def stranger(db: Session, session: ConferenceSession, conference: Conference, people: People) -> TestClient:
    """The head of another delegation at the same conference."""
    return people.of(conference, Role.HEAD, a_delegation(db, session, "EMB-KR"))


def of(delegation: Delegation) -> str:
    return f"{API}/delegations/{delegation.id}/delegates"


def one(delegate: Delegate) -> str:
    return f"{API}/delegates/{delegate.id}"


def shown(delegate: Delegate, **private: Any) -> dict[str, Any]:
    """As their own delegation sees them."""
    return introduced(delegate) | {"private": EMPTY | private}


def introduced(delegate: Delegate) -> dict[str, Any]:
    """As other delegations see them."""
    names = {name: getattr(delegate, name) for name in ("position", "name", "title_vi", "title_en")}
    return {"id": str(delegate.id), "delegation_id": str(delegate.delegation_id), "private": None} | names


def test_create_delegate_is_stored_last_and_returned(client: TestClient, db: Session, delegation: Delegation) -> None:
    a_delegate(db, delegation, position=7)

    response = client.post(of(delegation), json=BODY)

    body = response.json()
    assert body == BODY | {"id": body["id"], "delegation_id": str(delegation.id), "position": 8}
    assert response.status_code == 201
    assert client.get(f"{API}/delegates/{body['id']}").json() == body


@pytest.mark.parametrize("role", [Role.HEAD, Role.MEMBER])
def test_people_of_a_delegation_keep_their_own_delegates(
    people: People, conference: Conference, delegation: Delegation, role: Role
) -> None:
    client = people.of(conference, role, delegation)

    made = client.post(of(delegation), json=BODY).json()
    address = f"{API}/delegates/{made['id']}"
    changed = client.put(address, json={"name": "Trần Thị Bình"})

    assert changed.json() == made | {"name": "Trần Thị Bình", "title_vi": None, "title_en": None, "private": EMPTY}
    assert client.delete(address).status_code == 204
    assert client.get(of(delegation)).json() == page()


def test_others_at_the_conference_see_no_more_than_name_title_and_rank(
    db: Session, stranger: TestClient, delegation: Delegation
) -> None:
    delegate = a_delegate(db, delegation, **COLUMNS)

    assert stranger.get(of(delegation)).json() == page(introduced(delegate))
    assert stranger.get(one(delegate)).json() == introduced(delegate)


@pytest.mark.parametrize("role", [Role.OWNER, Role.EDITOR, Role.DESK, Role.VIEWER])
def test_organisers_see_how_to_reach_delegates(
    db: Session, people: People, conference: Conference, delegation: Delegation, role: Role
) -> None:
    delegate = a_delegate(db, delegation, **COLUMNS)

    assert people.of(conference, role).get(one(delegate)).json() == shown(delegate, **PRIVATE)


def test_others_at_the_conference_change_nothing(db: Session, stranger: TestClient, delegation: Delegation) -> None:
    delegate = a_delegate(db, delegation)

    for response in (
        stranger.post(of(delegation), json=BODY),
        stranger.put(one(delegate), json=BODY),
        stranger.delete(one(delegate)),
        stranger.put(f"{API}/delegations/{delegation.id}/delegate-order", json={"delegate_ids": [str(delegate.id)]}),
    ):
        assert_problem(response, 403, "forbidden", "Your role at this conference does not allow that.")
    assert stranger.get(of(delegation)).json() == page(introduced(delegate))


def test_delegates_of_another_conference_are_unknown(db: Session, people: People, delegation: Delegation) -> None:
    delegate = a_delegate(db, delegation)
    elsewhere = people.of(db.get_one(Conference, delegation.conference_id), Role.VIEWER)
    foreign = people.client(an_account(db))

    assert elsewhere.get(one(delegate)).status_code == 200
    for method, body in (("GET", None), ("PUT", BODY), ("DELETE", None)):
        response = foreign.request(method, one(delegate), json=body)
        assert_problem(response, 404, "not-found", "No such delegate.")
        assert_problem(people.client().request(method, one(delegate), json=body), 401, "not-signed-in")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_delegates_of_an_unknown_delegation(client: TestClient, method: str) -> None:
    response = client.request(method, f"{API}/delegations/{NOBODY}/delegates", json=BODY)

    assert_problem(response, 404, "not-found", "No such delegation.")


def test_list_delegates_in_the_order_of_protocol(
    client: TestClient, db: Session, engine: Engine, session: ConferenceSession, delegation: Delegation
) -> None:
    second = a_delegate(db, delegation, position=2)
    with counted_statements(engine) as for_one:
        assert client.get(of(delegation)).json() == page(shown(second))
    third, first = (a_delegate(db, delegation, position=position) for position in (3, 1))
    a_delegate(db, a_delegation(db, session, "02"))
    with counted_statements(engine) as for_three:
        everybody = client.get(of(delegation)).json()

    assert everybody == page(shown(first), shown(second), shown(third))
    assert len(for_three) == len(for_one)


def test_order_of_protocol_is_changed_as_a_whole(client: TestClient, db: Session, delegation: Delegation) -> None:
    one, two, three = (a_delegate(db, delegation, position=position) for position in (1, 2, 5))
    wanted = [str(each.id) for each in (three, one, two)]

    response = client.put(f"{API}/delegations/{delegation.id}/delegate-order", json={"delegate_ids": wanted})

    body = response.json()
    assert [(each["id"], each["position"]) for each in body["items"]] == list(zip(wanted, (1, 2, 3), strict=True))
    assert client.get(of(delegation)).json()["items"] == body["items"]


def test_order_of_protocol_is_of_all_delegates_and_no_others(
    client: TestClient, db: Session, session: ConferenceSession, delegation: Delegation
) -> None:
    ours = [a_delegate(db, delegation, position=position) for position in (1, 2)]
    other = a_delegate(db, a_delegation(db, session, "02"))
    address = f"{API}/delegations/{delegation.id}/delegate-order"

    def order(*ids: object) -> Any:
        return client.put(address, json={"delegate_ids": [str(each) for each in ids]})

    assert_invalid(order(ours[1].id, other.id), ("/delegate_ids/1", "No such delegate of this delegation."))
    missing = "Each delegate of the delegation has a place in the order."
    assert_invalid(order(ours[1].id), ("/delegate_ids", missing))
    assert_invalid(order(ours[0].id, ours[0].id), ("/delegate_ids", "Nothing may be named twice"))
    assert client.get(of(delegation)).json() == page(*map(shown, ours))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("+84 24 3799 2000", "+842437992000"), ("+82 (2) 720-5124", "+8227205124"), (" +12024561414 ", "+12024561414")],
)
def test_telephone_numbers_are_kept_in_one_form(
    client: TestClient, delegation: Delegation, typed: str, kept: str
) -> None:
    response = client.post(of(delegation), json=BODY | {"private": {"phone": typed}})

    assert response.json()["private"] == EMPTY | {"phone": kept}


def test_telephone_number_as_it_is_dialled_at_home_gets_its_country(
    client: TestClient, db: Session, session: ConferenceSession
) -> None:
    added(db, Region(code="NEA", name_vi="", name_en=""))
    added(db, Country(iso2="KR", name_vi="", name_en="", region_code="NEA"))
    at_home = {kind: at_home_in(db, session, kind) for kind in OrganisationKind}

    def sent(kind: OrganisationKind, phone: str) -> Any:
        return client.post(of(at_home[kind]), json={"name": phone, "private": {"phone": phone}})

    for kind, typed, kept in (
        (OrganisationKind.PROVINCE, "0912 345 678", "+84912345678"),
        (OrganisationKind.PROVINCE, "(024) 3799-2000", "+842437992000"),
        (OrganisationKind.MISSION, "0912345678", "+84912345678"),
        (OrganisationKind.MISSION, "010-1234-5678", "+821012345678"),
        (OrganisationKind.PARTNER, "02 720 5124", "+8227205124"),
        (OrganisationKind.OTHER, "0912.345.678", "+84912345678"),
    ):
        assert sent(kind, typed).json()["private"] == EMPTY | {"phone": kept}
    detail = "Write this number with its country, like +84 24 3799 2000."
    place = {"pointer": "/private/phone", "detail": detail, "in": "body"}
    for kind, typed in (
        (OrganisationKind.PROVINCE, "010-1234-5678"),  # Of nobody there.
        (OrganisationKind.PARTNER, "0912 345 678"),
        (OrganisationKind.MISSION, "033 334 5678"),  # Of both.
    ):
        assert_problem(sent(kind, typed), 422, "invalid", detail, errors=[place])


def at_home_in(db: Session, session: ConferenceSession, kind: OrganisationKind) -> Delegation:
    """Missions and partners in Korea; of the others nothing is known."""
    organisation = an_organisation(db, f"X-{kind}", kind=kind)
    if kind in {OrganisationKind.MISSION, OrganisationKind.PARTNER}:
        seat = {"organisation_id": organisation.id, "country_iso2": "KR"}
        added(db, OrganisationCountry(**seat, role=CountryRole.HOST))
    return a_delegation(db, session, organisation=organisation)


def test_nobody_is_in_a_delegation_twice(
    client: TestClient, db: Session, session: ConferenceSession, delegation: Delegation
) -> None:
    client.post(of(delegation), json=BODY)
    other = a_delegate(db, delegation, name="Bình", email="binh@hanoi.example.vn")
    before = shown(other, email=other.email)

    again = client.post(of(delegation), json=BODY | {"name": "nguyễn  văn AN", "private": {}})
    same_address = client.put(one(other), json={"name": "Bình", "private": {"email": "AN@hanoi.example.vn"}})

    assert_problem(again, 409, "duplicate", "Nguyễn Văn An is in the delegation already, with the same title.")
    assert_problem(same_address, 409, "duplicate", "Nguyễn Văn An has this e-mail in the delegation.")
    assert client.get(one(other)).json() == before
    for name, title in (("Nguyễn Văn Ân", BODY["title_vi"]), ("Nguyễn Văn An", "Giám đốc Sở Công Thương")):
        body = BODY | {"name": name, "title_vi": title, "private": {}}
        assert client.post(of(delegation), json=body).status_code == 201
    assert client.post(of(a_delegation(db, session, "02")), json=BODY).status_code == 201


def test_whoever_is_there_twice_already_can_be_corrected(
    client: TestClient, db: Session, delegation: Delegation
) -> None:
    twin, _ = (a_delegate(db, delegation, name="An", email="an@example.vn") for _ in range(2))

    response = client.put(one(twin), json={"name": "An", "private": {"email": "an@example.vn", "note": "Ăn chay"}})

    assert response.json() == shown(twin, email="an@example.vn", note="Ăn chay")


PHONE = "A telephone number is like 0912 345 678 or +84 24 3799 2000, without an extension"


@pytest.mark.parametrize(
    ("private", "pointer", "detail"),
    [
        ({"phone": "9"}, "/phone", PHONE),
        ({"phone": "024"}, "/phone", PHONE),
        ({"phone": "024 3799 2000 ext. 12"}, "/phone", PHONE),
        ({"phone": "+84 1"}, "/phone", PHONE),
        ({"phone": "+84 24 3799 2000 ext. 12"}, "/phone", PHONE),
        ({"phone": "call me"}, "/phone", PHONE),
        ({"email": "x"}, "/email", "An e-mail address is like name@example.vn"),
        ({"email": "nobody"}, "/email", "An e-mail address is like name@example.vn"),
        ({"email": "an@example.vn*"}, "/email", "An e-mail address is like name@example.vn"),
        ({"languages": ["vi", "VN"]}, "/languages/1", "Not a language's code of ISO 639, like vi"),
        ({"languages": ["und"]}, "/languages/0", "Not a language's code of ISO 639, like vi"),
        ({"languages": ["vi", "vi"]}, "/languages", "Nothing may be named twice"),
        ({"languages": ["vi"] * 21}, "/languages", "List should have at most 20 items after validation, not 21"),
        ({"note": "x" * 5001}, "/note", "String should have at most 5000 characters"),
        ({"age": 50}, "/age", "Extra inputs are not permitted"),
        ({"function": "expert"}, "/sector_codes", "An expert has sectors, and nobody else"),
        ({"function": "head", "sector_codes": ["ENERGY"]}, "/sector_codes", "An expert has sectors, and nobody else"),
        ({"function": "expert", "sector_codes": ["NONE"]}, "/sector_codes/0", "No such sector: NONE."),
        ({"teams": [1, 1]}, "/teams", "Nothing may be named twice"),
        ({"teams": [0]}, "/teams/0", "Input should be greater than or equal to 1"),
        ({"teams": [1, 2]}, "/teams/1", "This delegation has no team 2."),
    ],
)
def test_delegate_refuses(
    client: TestClient, delegation: Delegation, private: dict[str, Any], pointer: str, detail: str
) -> None:
    response = client.post(of(delegation), json=BODY | {"private": private})

    assert_invalid(response, (f"/private{pointer}", detail))


def test_delegate_has_a_name(client: TestClient, delegation: Delegation) -> None:
    response = client.post(of(delegation), json=BODY | {"name": " "})

    assert_invalid(response, ("/name", "String should have at least 1 character"))


def test_expert_is_kept_with_sectors(client: TestClient, db: Session, delegation: Delegation) -> None:
    for code in ("TOURISM", "ENERGY"):
        added(db, Sector(code=code, name_vi="", name_en=""))
    delegate = a_delegate(db, delegation)
    expert = {"function": "expert", "sector_codes": ["TOURISM", "ENERGY"], "teams": [1]}

    response = client.put(one(delegate), json={"name": delegate.name, "private": expert})
    changed = client.put(one(delegate), json={"name": delegate.name})

    assert response.json() == shown(delegate, **expert | {"sector_codes": ["ENERGY", "TOURISM"]})
    assert changed.json() == shown(delegate)


def test_delegate_is_linked_to_a_member_who_signs_in(client: TestClient, db: Session, delegation: Delegation) -> None:
    member = a_member(db, delegation)
    body = BODY | {"private": EMPTY | {"membership_id": str(member.id)}}

    made = client.post(of(delegation), json=body).json()
    again = client.post(of(delegation), json=body | {"name": "Trần Thị Bình"})

    assert made["private"]["membership_id"] == str(member.id)
    assert_problem(again, 409, "duplicate", "This member is another delegate already.")


def test_delegate_outlives_the_membership(client: TestClient, db: Session, delegation: Delegation) -> None:
    member = a_member(db, delegation)
    delegate = a_delegate(db, delegation, membership_id=member.id)
    expected = shown(delegate)

    assert client.delete(f"{API}/memberships/{member.id}").status_code == 204

    db.expire_all()
    assert client.get(one(delegate)).json() == expected


def test_delegate_is_not_linked_to_somebody_of_another_delegation(
    client: TestClient, db: Session, session: ConferenceSession, delegation: Delegation
) -> None:
    foreign = a_member(db, a_delegation(db, session, "02"))
    organiser = a_membership(db, an_account(db), db.get_one(Conference, delegation.conference_id), Role.OWNER)

    for membership_id in (foreign.id, organiser.id, NOBODY):
        response = client.post(of(delegation), json=BODY | {"private": {"membership_id": str(membership_id)}})
        detail = "No such member of this delegation."
        place = {"pointer": "/private/membership_id", "detail": detail, "in": "body"}
        assert_problem(response, 422, "invalid", detail, errors=[place])


def test_a_delegation_has_only_so_many_delegates(
    client: TestClient, db: Session, delegation: Delegation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delegates, "MOST", 1)
    a_delegate(db, delegation)

    response = client.post(of(delegation), json=BODY)

    assert_problem(response, 409, "too-many-delegates", "A delegation has at most 1 delegates.")


def test_deleted_delegation_takes_its_delegates_along(client: TestClient, db: Session, delegation: Delegation) -> None:
    delegate = a_delegate(db, delegation)

    assert client.delete(f"{API}/delegations/{delegation.id}", params={"accept_impact": True}).status_code == 204
    assert_problem(client.get(one(delegate)), 404, "not-found", "No such delegate.")


def a_member(db: Session, delegation: Delegation) -> Membership:
    conference = db.get_one(Conference, delegation.conference_id)
    return a_membership(db, an_account(db), conference, Role.MEMBER, delegation)
