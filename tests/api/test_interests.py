"""The `needs` and `offerings` resources, which differ in the regions alone."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.models import Conference, Country, Objective, Region, Role, Sector
from tests.api.answers import API, NOBODY, assert_invalid, assert_problem, page
from tests.api.people import People
from tests.databases import counted_statements
from tests.factories import a_delegation, a_session

BOTH = pytest.mark.parametrize("noun", ["need", "offering"])
RICE: dict[str, Any] = {
    "code": "N1",
    "priority": 2,
    "title_vi": "Xuất khẩu gạo thơm",
    "title_en": "Export of fragrant rice",
    "text_vi": "Gạo ST25.\nBa vụ một năm.",
    "text_en": None,
    "objective_code": "MKT",
    "sector_codes": ["AGR", "LOG"],
    "country_codes": ["KR"],
    "size_amount": 2_000_000_000_000,
    "size_currency": "VND",
    "size_unit": None,
    "urgency": "high",
    "partner_kind": "enterprise",
    "note": "Lãnh đạo tỉnh quan tâm.",
}
OWN: dict[str, dict[str, Any]] = {
    "need": {"region_codes": ["NEA"]},
    "offering": {
        "visibility": "all",
        "partner_name": "Công ty Gạo Seoul",
        "partner_country_code": "KR",
        "partner_intent": "seeks",
    },
}


@pytest.fixture(autouse=True)
def reference(db: Session) -> None:
    names = {"name_vi": "", "name_en": ""}
    db.add_all([Region(code="NEA", **names), Objective(code="MKT", **names)])
    db.add_all([Sector(code="AGR", **names), Sector(code="LOG", **names)])
    db.add(Country(iso2="KR", region_code="NEA", **names))
    db.commit()


@pytest.fixture
def delegation(db: Session) -> str:
    return str(a_delegation(db, a_session(db)).id)


def body(noun: str, **change: Any) -> dict[str, Any]:
    return RICE | OWN[noun] | change


def posted(client: TestClient, delegation: str, noun: str, **change: Any) -> dict[str, Any]:
    created: dict[str, Any] = client.post(f"{API}/delegations/{delegation}/{noun}s", json=body(noun, **change)).json()
    return created


@BOTH
def test_create_is_stored_and_returned(client: TestClient, delegation: str, noun: str) -> None:
    response = client.post(f"{API}/delegations/{delegation}/{noun}s", json=body(noun))

    made = response.json()
    assert (response.status_code, made) == (
        201,
        body(noun)
        | {"id": made["id"], "delegation_id": delegation, "extent": "whole", "state": "draft"}
        | {"created_at": made["created_at"], "submitted_at": None, "sign_off": None},
    )
    assert client.get(f"{API}/{noun}s/{made['id']}").json() == made


@BOTH
def test_create_twice_is_a_duplicate(client: TestClient, delegation: str, noun: str) -> None:
    posted(client, delegation, noun)

    response = client.post(f"{API}/delegations/{delegation}/{noun}s", json=body(noun))

    article = "a" if noun == "need" else "an"
    detail = f"This delegation has {article} {noun} with the code N1 already."
    assert_problem(response, 409, "duplicate", detail)


@BOTH
@pytest.mark.parametrize(
    ("change", "pointer", "detail"),
    [
        ({"sector_codes": ["AGR", "UFO"]}, "/sector_codes/1", "No such sector: UFO."),
        ({"country_codes": ["XX"]}, "/country_codes/0", "No such country: XX."),
        ({"objective_code": "WAR"}, "/objective_code", "No such objective: WAR."),
    ],
)
def test_create_refuses_what_leads_nowhere(
    client: TestClient, delegation: str, noun: str, *, change: dict[str, Any], pointer: str, detail: str
) -> None:
    response = client.post(f"{API}/delegations/{delegation}/{noun}s", json=body(noun, **change))

    assert_problem(response, 422, "invalid", detail, errors=[{"pointer": pointer, "detail": detail, "in": "body"}])
    assert client.get(f"{API}/delegations/{delegation}/{noun}s").json() == page()


@BOTH
@pytest.mark.parametrize(
    ("change", "pointer", "detail"),
    [
        ({"title_vi": None, "title_en": None}, "/title_vi", "A title is needed, in Vietnamese or in English"),
        ({"size_currency": "DEM"}, "/size_currency", "Not the code of a currency of ISO 4217, like VND"),
        ({"size_unit": "ha"}, "/size_unit", "A size is an amount and either its currency or its unit"),
        ({"size_currency": None}, "/size_currency", "A size is an amount and either its currency or its unit"),
        ({"size_amount": None}, "/size_amount", "A size is an amount and either its currency or its unit"),
    ],
)
def test_create_refuses_what_says_nothing(
    client: TestClient, delegation: str, noun: str, *, change: dict[str, Any], pointer: str, detail: str
) -> None:
    response = client.post(f"{API}/delegations/{delegation}/{noun}s", json=body(noun, **change))

    assert_invalid(response, (pointer, detail))


@BOTH
def test_create_tells_every_unknown_code_at_once(client: TestClient, delegation: str, noun: str) -> None:
    unknown = {"sector_codes": ["AGR", "UFO", "OVNI"], "country_codes": ["XX"], "objective_code": "WAR"}

    response = client.post(f"{API}/delegations/{delegation}/{noun}s", json=body(noun, **unknown))

    detail = "See `errors` for every place that does not fit."
    assert_invalid(
        response,
        ("/sector_codes/1", "No such sector: UFO."),
        ("/sector_codes/2", "No such sector: OVNI."),
        ("/country_codes/0", "No such country: XX."),
        ("/objective_code", "No such objective: WAR."),
    )
    assert response.json()["detail"] == detail


def test_create_offering_refuses_an_unknown_country_of_the_partner(client: TestClient, delegation: str) -> None:
    address = f"{API}/delegations/{delegation}/offerings"

    response = client.post(address, json=body("offering", partner_country_code="XX"))

    detail = "No such country: XX."
    place = {"pointer": "/partner_country_code", "detail": detail, "in": "body"}
    assert_problem(response, 422, "invalid", detail, errors=[place])


def test_create_need_knows_no_partner(client: TestClient, delegation: str) -> None:
    response = client.post(f"{API}/delegations/{delegation}/needs", json=body("need", partner_name="ACME"))

    assert_invalid(response, ("/partner_name", "Extra inputs are not permitted"))


def test_create_need_refuses_an_unknown_region(client: TestClient, delegation: str) -> None:
    response = client.post(f"{API}/delegations/{delegation}/needs", json=body("need", region_codes=["MOON"]))

    detail = "No such region: MOON."
    place = {"pointer": "/region_codes/0", "detail": detail, "in": "body"}
    assert_problem(response, 422, "invalid", detail, errors=[place])


def test_create_offering_knows_no_regions(client: TestClient, delegation: str) -> None:
    response = client.post(f"{API}/delegations/{delegation}/offerings", json=RICE | {"region_codes": []})

    assert_invalid(response, ("/region_codes", "Extra inputs are not permitted"))


@BOTH
def test_update(client: TestClient, delegation: str, noun: str) -> None:
    made = posted(client, delegation, noun)
    change = {"title_vi": None, "text_vi": None, "sector_codes": ["LOG"], "objective_code": None, "note": None}

    response = client.put(f"{API}/{noun}s/{made['id']}", json=body(noun, **change))

    assert response.json() == made | change
    assert client.get(f"{API}/{noun}s/{made['id']}").json() == response.json()


@BOTH
def test_update_to_a_taken_code_is_a_duplicate(client: TestClient, delegation: str, noun: str) -> None:
    posted(client, delegation, noun)
    other = posted(client, delegation, noun, code="N2")

    response = client.put(f"{API}/{noun}s/{other['id']}", json=body(noun))

    assert_problem(response, 409, "duplicate")


@BOTH
def test_list_has_the_most_pressing_first(
    client: TestClient, db: Session, engine: Engine, delegation: str, noun: str
) -> None:
    address = f"{API}/delegations/{delegation}/{noun}s"
    second = posted(client, delegation, noun)
    with counted_statements(engine) as for_one:
        assert client.get(address).json() == page(second)
    third = posted(client, delegation, noun, code="N2")
    first = posted(client, delegation, noun, code="N3", priority=1)
    posted(client, str(a_delegation(db, a_session(db), "EMB-JP").id), noun)
    with counted_statements(engine) as for_three:
        assert client.get(address).json() == page(first, second, third)

    assert len(for_three) == len(for_one)


@BOTH
def test_delete(client: TestClient, delegation: str, noun: str) -> None:
    made = posted(client, delegation, noun)

    assert client.delete(f"{API}/{noun}s/{made['id']}").status_code == 204
    assert client.get(f"{API}/delegations/{delegation}/{noun}s").json() == page()


@BOTH
def test_unknown_is_not_found(client: TestClient, noun: str) -> None:
    address = f"{API}/{noun}s/{NOBODY}"
    for response in (client.get(address), client.put(address, json=body(noun)), client.delete(address)):
        assert_problem(response, 404, "not-found", f"No such {noun}.")


@BOTH
def test_unknown_delegation_is_not_found(client: TestClient, noun: str) -> None:
    address = f"{API}/delegations/{NOBODY}/{noun}s"
    for response in (client.get(address), client.post(address, json=body(noun))):
        assert_problem(response, 404, "not-found", "No such delegation.")


@BOTH
def test_list_of_a_conference_has_all_that_one_sees_by_the_order_of_protocol(
    client: TestClient, db: Session, engine: Engine, noun: str
) -> None:
    session = a_session(db)
    later, earlier = (a_delegation(db, session, code, position=at) for code, at in (("01", 2), ("04", 1)))
    address = f"{API}/conferences/{session.conference_id}/{noun}s"
    last = posted(client, str(later.id), noun)
    with counted_statements(engine) as for_one:
        assert client.get(address).json() == page(last)
    second = posted(client, str(earlier.id), noun)
    first = posted(client, str(earlier.id), noun, code="N2", priority=1)
    posted(client, str(a_delegation(db, a_session(db), "EMB-JP").id), noun)
    with counted_statements(engine) as for_three:
        assert client.get(address).json() == page(first, second, last)

    assert len(for_three) == len(for_one)


@BOTH
@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, {"N1", "N2"}),
        ({"q": "gao thom"}, {"N1"}),
        ({"q": "BA VỤ"}, {"N1"}),
        ({"q": "%"}, set()),
        ({"state": "submitted"}, {"N2"}),
        ({"objective_code": "MKT"}, {"N1"}),
        ({"sector_code": "ECO"}, {"N1", "N2"}),
        ({"sector_code": "LOG"}, {"N1"}),
        ({"delegation_id": NOBODY}, set()),
        ({"q": "gao", "state": "submitted"}, set()),
    ],
)
def test_list_of_a_conference_is_filtered(
    client: TestClient, db: Session, noun: str, *, wanted: dict[str, str], found: set[str]
) -> None:
    db.add(Sector(code="ECO", name_vi="", name_en=""))
    db.flush()
    db.get_one(Sector, "AGR").parent_code = "ECO"
    session = a_session(db)
    delegation = str(a_delegation(db, session).id)
    posted(client, delegation, noun)
    other = {"title_vi": "Chè", "title_en": None, "text_vi": None, "objective_code": None, "sector_codes": ["AGR"]}
    tea = posted(client, delegation, noun, code="N2", **other)
    client.post(f"{API}/{noun}s/{tea['id']}/state-changes", json={"state": "submitted"})

    listed = client.get(f"{API}/conferences/{session.conference_id}/{noun}s", params=wanted).json()

    assert {each["code"] for each in listed["items"]} == found


@BOTH
def test_filter_finds_nothing_in_what_one_may_not_read(
    client: TestClient, db: Session, people: People, noun: str
) -> None:
    session = a_session(db)
    conference, delegation = db.get_one(Conference, session.conference_id), a_delegation(db, session)
    head, owner = people.of(conference, Role.HEAD, delegation), people.of(conference, Role.OWNER)
    posted(head, str(delegation.id), noun)
    address = f"{API}/conferences/{conference.id}/{noun}s"

    for wanted in ({"q": "gạo"}, {"objective_code": "MKT"}, {"sector_code": "AGR"}):
        assert client.get(address, params=wanted).json() == owner.get(address, params=wanted).json() == page()
        assert head.get(address, params=wanted).json()["total"] == 1
    assert owner.get(address).json()["items"][0]["extent"] == "existence"


@BOTH
def test_list_of_an_unknown_conference_is_not_found(client: TestClient, noun: str) -> None:
    assert_problem(client.get(f"{API}/conferences/{NOBODY}/{noun}s"), 404, "not-found", "No such conference.")
