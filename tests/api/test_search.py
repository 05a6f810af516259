"""Lists that are searched: each word is looked for by itself, without accents and case."""

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from app.models import Conference, Role
from tests.api.answers import API
from tests.api.people import People
from tests.factories import (
    a_conference,
    a_delegate,
    a_delegation,
    a_group,
    a_membership,
    a_request,
    a_session,
    a_wish,
    an_account,
    an_invitation,
    an_organisation,
)

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


@pytest.mark.parametrize(
    ("text", "is_found"), [("da nang 2026", True), ("GẶP gỡ", True), ("meet nang", True), ("hue", False)]
)
def test_conferences_are_found_by_each_word_of_names_code_and_city(
    client: TestClient, db: Session, text: str, *, is_found: bool
) -> None:
    names = {"name_vi": "Gặp gỡ Thái Lan", "name_en": "Meet Thailand", "city": "Đà Nẵng"}
    conference = a_conference(db, code="TH-2026", **names)
    a_conference(db)

    found = client.get(f"{API}/conferences", params={"q": text}).json()

    assert ([each["id"] for each in found["items"]], found["total"]) == ([str(conference.id)] * is_found, is_found)


def test_conferences_of_others_are_not_found(db: Session, people: People) -> None:
    a_conference(db, name_vi="Gặp gỡ bí mật")
    own = a_conference(db, name_vi="Gặp gỡ")

    found = people.of(own, Role.VIEWER).get(f"{API}/conferences", params={"q": "gap go"}).json()

    assert [each["id"] for each in found["items"]] == [str(own.id)]


@pytest.mark.parametrize(("text", "is_found"), [("binh tran", True), ("BÌNH@example", True), ("binh chi", False)])
def test_members_and_invitations_are_found_by_each_word(
    client: TestClient, db: Session, text: str, *, is_found: bool
) -> None:
    conference = a_conference(db)
    account = an_account(db, name="Trần Bình", email="binh@example.vn")
    membership = a_membership(db, account, conference, Role.EDITOR)
    a_membership(db, an_account(db, name="Lê Chi", email="chi@example.vn"), conference, Role.EDITOR)
    an_invitation(db, "binh.tran@example.vn", conference_id=conference.id)
    address = f"{API}/conferences/{conference.id}"

    members, invited = (
        client.get(f"{address}/{what}", params={"q": asked}).json()
        for what, asked in (("memberships", text), ("invitations", text.replace("@", ".tran@")))
    )

    assert [each["id"] for each in members["items"]] == [str(membership.id)] * is_found
    assert [each["email"] for each in invited["items"]] == ["binh.tran@example.vn"] * is_found


def test_head_finds_only_members_of_its_own_delegation(db: Session, people: People) -> None:
    session = a_session(db)
    conference = db.get_one(Conference, session.conference_id)
    own, other = (a_delegation(db, session, code) for code in ("01", "EMB-KR"))
    a_membership(db, an_account(db, name="Trần Bình"), conference, Role.MEMBER, other)
    head = people.of(conference, Role.HEAD, own)

    found = head.get(f"{API}/conferences/{conference.id}/memberships", params={"q": "binh"}).json()

    assert (found["items"], found["total"]) == ([], 0)


@pytest.mark.parametrize(("text", "is_found"), [("sach nuoc", True), ("WATER sạch", True), ("nuoc gao", False)])
def test_groups_are_found_by_each_word_of_code_and_theme(
    client: TestClient, db: Session, text: str, *, is_found: bool
) -> None:
    session = a_session(db)
    members = [a_delegation(db, session, code) for code in ("01", "46", "EMB-KR")]
    group = a_group(db, session, *members, code="water", theme="Nước sạch")
    a_group(db, session, *members, code="rice", theme="Gạo thơm")

    found = client.get(f"{API}/sessions/{session.id}/groups", params={"q": text}).json()

    assert [each["id"] for each in found["items"]] == [str(group.id)] * is_found


@pytest.mark.parametrize(
    ("text", "wishes", "requests"),
    [("nang da", 1, 1), ("emb-kr", 1, 1), ("THƠM gạo", 0, 1), ("da nang gao", 0, 0), ("hue", 0, 0)],
)
def test_wishes_and_requests_are_found_by_either_side_and_requests_by_what_they_say(
    client: TestClient, db: Session, text: str, wishes: int, requests: int
) -> None:
    session = a_session(db)
    danang = a_delegation(db, session, organisation=an_organisation(db, "48", name_vi="Thành phố Đà Nẵng"))
    seoul, tokyo = (a_delegation(db, session, code) for code in ("EMB-KR", "EMB-JP"))
    other = a_delegation(db, session, "01")
    a_wish(db, session, danang, seoul)
    a_wish(db, session, other, tokyo)
    a_request(db, session, danang, seoul, message="Xuất khẩu gạo thơm")
    a_request(db, session, other, tokyo, message="Du lịch")
    address = f"{API}/sessions/{session.id}"

    found = [client.get(f"{address}/{what}", params={"q": text}).json() for what in ("wishes", "meeting-requests")]

    assert [each["total"] for each in found] == [wishes, requests]


def test_requests_of_others_are_not_found(db: Session, people: People) -> None:
    session = a_session(db)
    own, danang, seoul = (a_delegation(db, session, code) for code in ("01", "48", "EMB-KR"))
    a_request(db, session, danang, seoul, message="Bí mật")
    head = people.of(db.get_one(Conference, session.conference_id), Role.HEAD, own)

    for text in ("bi mat", "emb-kr"):
        assert head.get(f"{API}/sessions/{session.id}/meeting-requests", params={"q": text}).json()["items"] == []
