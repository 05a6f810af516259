"""Lists that are searched: each word is looked for by itself, without accents and case."""

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from app.models import Conference, Role
from tests.api.answers import API
from tests.api.people import People
from tests.factories import a_delegate, a_delegation, a_session, an_account, an_organisation

WORDS = [
    ("Nguyễn An", True),
    ("an nguyen", True),
    ("AN  NGUYỄN an", True),
    ("nguyen vice", True),
    ("nguyen minister", False),
    ("%", False),
]


@pytest.mark.parametrize(("text", "is_found"), WORDS)
def test_delegates_are_found_by_each_word_of_name_and_titles(
    client: TestClient, db: Session, text: str, *, is_found: bool
) -> None:
    delegation = a_delegation(db, a_session(db), "01")
    delegate = a_delegate(db, delegation, name="Nguyễn Văn An", title_en="Vice Chairman")
    a_delegate(db, delegation, position=2, name="Trần Bình")

    found = client.get(f"{API}/delegations/{delegation.id}/delegates", params={"q": text}).json()

    assert [each["id"] for each in found["items"]] == [str(delegate.id)] * is_found
    assert found["total"] == is_found


def test_delegates_are_not_found_by_what_is_private(db: Session, people: People) -> None:
    session = a_session(db)
    delegation = a_delegation(db, session, "01")
    a_delegate(db, delegation, name="Trần Bình", email="an@hanoi.example.vn", note="Ăn chay")
    other = a_delegation(db, session, "EMB-KR")
    stranger = people.of(db.get_one(Conference, session.conference_id), Role.HEAD, other)

    for text in ("hanoi", "an chay"):
        found = stranger.get(f"{API}/delegations/{delegation.id}/delegates", params={"q": text}).json()
        assert found["items"] == []


@pytest.mark.parametrize(
    ("wanted", "is_found"),
    [
        ({"q": "nang da"}, True),
        ({"q": "ĐÀ 48"}, True),
        ({"q": "nang hue"}, False),
        ({"q": "da nang", "side": "mission"}, False),
        ({"q": "_"}, False),
    ],
)
def test_delegations_are_found_by_each_word_of_names_and_code(
    client: TestClient, db: Session, wanted: dict[str, str], *, is_found: bool
) -> None:
    session = a_session(db)
    delegation = a_delegation(db, session, organisation=an_organisation(db, "48", name_vi="Thành phố Đà Nẵng"))
    a_delegation(db, session, "46")

    found = client.get(f"{API}/conferences/{session.conference_id}/delegations", params=wanted).json()

    assert [each["id"] for each in found["items"]] == [str(delegation.id)] * is_found


@pytest.mark.parametrize(("text", "is_found"), [("thom gao", True), ("gao vu", True), ("gao che", False)])
def test_needs_are_found_by_each_word(client: TestClient, db: Session, text: str, *, is_found: bool) -> None:
    session = a_session(db)
    body = {"title_vi": "Gạo thơm", "text_vi": "Ba vụ mỗi năm", "code": "N1"}
    client.post(f"{API}/delegations/{a_delegation(db, session, '01').id}/needs", json=body).raise_for_status()

    found = client.get(f"{API}/conferences/{session.conference_id}/needs", params={"q": text}).json()

    assert [each["code"] for each in found["items"]] == ["N1"] * is_found


@pytest.mark.parametrize(("text", "is_found"), [("nang da", True), ("48 NẴNG", True), ("nang hue", False)])
def test_organisations_are_found_by_each_word(client: TestClient, db: Session, text: str, *, is_found: bool) -> None:
    an_organisation(db, "48", name_vi="Thành phố Đà Nẵng")

    found = client.get(f"{API}/organisations", params={"q": text}).json()

    assert [each["code"] for each in found["items"]] == ["48"] * is_found


@pytest.mark.parametrize(("text", "is_found"), [("binh tran", True), ("BINH@example", True), ("binh chi", False)])
def test_accounts_are_found_by_each_word(client: TestClient, db: Session, text: str, *, is_found: bool) -> None:
    binh = an_account(db, name="Trần Bình", email="binh@example.vn")

    found = client.get(f"{API}/accounts", params={"q": text}).json()

    assert ([each["id"] for each in found["items"]], found["total"]) == ([str(binh.id)] * is_found, int(is_found))
