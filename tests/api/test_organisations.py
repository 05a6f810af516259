"""The `organisations` resource, and its search."""

from datetime import date
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.models import Conference, ConferenceSession, Country, Organisation, Region, Role
from app.queries import organisations
from tests.api.answers import API, NOBODY, assert_invalid, assert_problem, page
from tests.api.people import People
from tests.databases import counted_statements
from tests.factories import a_delegation, a_session, an_account, an_enquiry, an_organisation

URL = f"{API}/organisations"
SEOUL: dict[str, Any] = {
    "scheme": "vn-mission",
    "code": "EMB-KR",
    "kind": "mission",
    "category": "embassy",
    "name_vi": "Đại sứ quán Việt Nam tại Hàn Quốc",
    "name_en": "Embassy of Vietnam in Korea",
    "label_vi": "Hàn Quốc",
    "label_en": "Korea",
    "city_vi": "Seoul",
    "city_en": "Seoul",
    "region_code": "NEA",
    "timezone": "Asia/Seoul",
    "valid_from": "1992-12-22",
    "valid_to": None,
    "successor_id": None,
    "countries": [{"country_iso2": "KR", "role": "host"}],
}


@pytest.fixture(autouse=True)
def reference(db: Session) -> None:
    db.add(Region(code="NEA", name_vi="Đông Bắc Á", name_en="North-East Asia"))
    db.add_all(Country(iso2=iso2, name_vi=iso2, name_en=iso2, region_code="NEA") for iso2 in ("KR", "JP"))
    db.commit()


def shown(organisation: Organisation) -> dict[str, Any]:
    plain = {name: getattr(organisation, name) for name in SEOUL if name not in {"kind", "countries"}}
    return plain | {"id": str(organisation.id), "kind": organisation.kind.value, "countries": []}


def test_create_organisation_is_stored_and_returned(client: TestClient, db: Session) -> None:
    response = client.post(URL, json=SEOUL)

    stored = db.scalars(organisations.matching()).one()
    assert (response.status_code, response.json()) == (201, SEOUL | {"id": str(stored.id)})
    assert client.get(f"{URL}/{stored.id}").json() == response.json()


def test_create_organisation_twice_is_a_duplicate(client: TestClient) -> None:
    client.post(URL, json=SEOUL)

    again = client.post(URL, json=SEOUL)

    detail = "There is an organisation EMB-KR in the scheme vn-mission already."
    assert_problem(again, 409, "duplicate", detail)


@pytest.mark.parametrize(
    ("change", "pointer", "detail"),
    [
        ({"region_code": "MOON"}, "/region_code", "No such region: MOON."),
        ({"successor_id": str(NOBODY)}, "/successor_id", "No such organisation."),
        (
            {"countries": [{"country_iso2": "KR", "role": "host"}, {"country_iso2": "XX", "role": "concurrent"}]},
            "/countries/1",
            "No such country: XX.",
        ),
    ],
)
def test_create_organisation_refuses_what_leads_nowhere(
    client: TestClient, db: Session, change: dict[str, Any], pointer: str, detail: str
) -> None:
    response = client.post(URL, json=SEOUL | change)

    assert_problem(response, 422, "invalid", detail, errors=[{"pointer": pointer, "detail": detail, "in": "body"}])
    assert db.scalars(organisations.matching()).all() == []


def test_create_organisation_refuses_a_validity_that_ends_before_it_starts(client: TestClient) -> None:
    response = client.post(URL, json=SEOUL | {"valid_to": "1992-12-21"})

    assert_invalid(response, ("/valid_to", "`valid_to` is not before `valid_from`"))


def test_update_organisation_changes_its_countries(client: TestClient) -> None:
    created = client.post(URL, json=SEOUL).json()
    countries = [{"country_iso2": "KR", "role": "concurrent"}, {"country_iso2": "JP", "role": "host"}]

    response = client.put(f"{URL}/{created['id']}", json=SEOUL | {"countries": countries, "category": None})

    # The country of the seat comes first.
    assert response.json() == created | {"countries": [countries[1], countries[0]], "category": None}
    assert client.get(f"{URL}/{created['id']}").json() == response.json()


def test_update_organisation_cannot_make_it_its_own_successor(client: TestClient) -> None:
    created = client.post(URL, json=SEOUL).json()

    response = client.put(f"{URL}/{created['id']}", json=SEOUL | {"successor_id": created["id"]})

    detail = "An organisation does not succeed itself."
    place = {"pointer": "/successor_id", "detail": detail, "in": "body"}
    assert_problem(response, 422, "invalid", detail, errors=[place])


def test_update_organisation_to_a_taken_code_is_a_duplicate(client: TestClient) -> None:
    client.post(URL, json=SEOUL)
    other = client.post(URL, json=SEOUL | {"code": "EMB-JP"}).json()

    response = client.put(f"{URL}/{other['id']}", json=SEOUL)

    assert_problem(response, 409, "duplicate", "There is an organisation EMB-KR in the scheme vn-mission already.")


def test_unknown_organisation_is_not_found(client: TestClient) -> None:
    for response in (client.get(f"{URL}/{NOBODY}"), client.put(f"{URL}/{NOBODY}", json=SEOUL)):
        assert_problem(response, 404, "not-found", "No such organisation.")


@pytest.mark.parametrize("typed", ["Đà Nẵng", "da nang", "ĐÀ NẴNG", "\u00d0a\u0300 Na\u0306\u0303ng", "nẴnG", "48"])
def test_search_does_not_mind_accents_and_case(client: TestClient, db: Session, typed: str) -> None:
    wanted = an_organisation(db, "48", name_vi="Thành phố Đà Nẵng")
    an_organisation(db, "01", name_vi="Thành phố Hà Nội")

    assert client.get(URL, params={"q": typed}).json() == page(shown(wanted))


def test_search_for_nobody(client: TestClient, db: Session) -> None:
    an_organisation(db, "48")

    assert client.get(URL, params={"q": "%"}).json() == page()


@pytest.mark.parametrize(
    ("filters", "codes"),
    [
        ({"kind": "province"}, ["48"]),
        ({"scheme": "old"}, ["EMB-SU"]),
        ({"valid_on": "1991-12-25"}, ["48", "EMB-SU"]),
        ({"valid_on": "2026-12-08"}, ["48", "EMB-RU"]),
        ({"kind": "mission", "valid_on": "2026-12-08", "q": "emb"}, ["EMB-RU"]),
    ],
)
def test_list_organisations_filters(client: TestClient, db: Session, filters: dict[str, str], codes: list[str]) -> None:
    an_organisation(db, "48")
    an_organisation(db, "EMB-SU", scheme="old", valid_to=date(1991, 12, 25))
    an_organisation(db, "EMB-RU", valid_from=date(1991, 12, 26))

    found = client.get(URL, params=filters).json()["items"]

    assert sorted(each["code"] for each in found) == codes


def test_list_organisations_takes_as_many_statements_for_three_as_for_one(client: TestClient, engine: Engine) -> None:
    client.post(URL, json=SEOUL)
    with counted_statements(engine) as for_one:
        client.get(URL)
    for code in ("A", "B"):
        client.post(URL, json=SEOUL | {"code": code})
    with counted_statements(engine) as for_three:
        assert client.get(URL).json()["total"] == 3

    assert len(for_three) == len(for_one)


def codes_seen(client: TestClient, **filters: str) -> list[str]:
    return [each["code"] for each in client.get(URL, params=filters).json()["items"]]


def test_participants_see_who_comes_to_their_conferences(
    db: Session, people: People, conference: Conference, session: ConferenceSession
) -> None:
    own, seoul = a_delegation(db, session, "01"), a_delegation(db, session, "EMB-KR")
    elsewhere, firm = a_delegation(db, a_session(db), "EMB-JP").organisation_id, an_organisation(db, "FIRM").id
    member, viewer = people.of(conference, Role.MEMBER, own), people.of(conference, Role.VIEWER)

    assert codes_seen(member) == ["01", "EMB-KR"]
    assert codes_seen(member, kind="mission") == codes_seen(member, q="kr") == ["EMB-KR"]
    assert codes_seen(member, q="jp") == codes_seen(member, q="firm") == []
    assert member.get(f"{URL}/{seoul.organisation_id}").json()["code"] == "EMB-KR"
    for unseen in (elsewhere, firm, NOBODY):
        assert_problem(member.get(f"{URL}/{unseen}"), 404, "not-found", "No such organisation.")
        assert_problem(member.put(f"{URL}/{unseen}", json=SEOUL), 404, "not-found", "No such organisation.")
    assert codes_seen(viewer) == ["01", "EMB-JP", "EMB-KR", "FIRM"]
    assert codes_seen(people.client(an_account(db))) == []


def test_mission_sees_who_asks_it(
    db: Session, people: People, conference: Conference, session: ConferenceSession
) -> None:
    asker, mission = a_delegation(db, a_session(db), "01"), a_delegation(db, session)
    head = people.of(conference, Role.HEAD, mission)
    before = codes_seen(head)

    enquiry = {"organisation_id": asker.organisation_id, "mission_id": mission.organisation_id}
    an_enquiry(db, status="assigned", **enquiry)

    assert (before, codes_seen(head)) == (["EMB-KR"], ["01", "EMB-KR"])


def test_enquiry_in_the_name_of_who_is_not_seen_is_answered_as_in_nobodys(
    db: Session, people: People, conference: Conference, session: ConferenceSession
) -> None:
    head = people.of(conference, Role.HEAD, a_delegation(db, session))
    need = {"code": "N1", "title_vi": "Thẩm tra cảng"}

    for unseen in (an_organisation(db, "FIRM").id, NOBODY):
        body = {"organisation_id": str(unseen), "kind": "verification", "need": need}
        response = head.post(f"{API}/enquiries", json=body)
        assert_invalid(response, ("/organisation_id", "No such organisation."))
