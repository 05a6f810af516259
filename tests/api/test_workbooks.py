"""Workbooks, out: what is in them, and for whom."""

import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.models import (
    Conference,
    ConferenceSession,
    Delegation,
    Need,
    Role,
)
from tests.api.answers import API, assert_problem
from tests.api.people import People
from tests.api.workbook_desk import HANOI, JAPAN, KOREA, RICE, exported, send, submitted
from tests.databases import counted_statements
from tests.factories import (
    a_conference,
    a_delegation,
    a_session,
    added,
    an_organisation,
)
from tests.workbooks import Draft

OWN_SHEETS = ["Instructions", "Delegates", "Needs", "Offerings", "Wishes", "Lists"]
ALL_SHEETS = ["Instructions", "List of delegations", "Unavailable slots", *OWN_SHEETS[1:]]


@pytest.fixture
def delegations(db: Session, session: ConferenceSession) -> dict[str, Delegation]:
    return submitted(db, session)


@pytest.mark.usefixtures("delegations")
def test_export_has_all_that_is_there(client: TestClient, conference: Conference) -> None:
    response = client.get(f"{API}/conferences/{conference.id}/workbook")

    draft = Draft.of(response.content)
    assert list(draft.sheets) == ALL_SHEETS
    assert draft.rows("Needs") == [RICE]
    assert [row["Vietnamese title"] for row in draft.rows("Offerings")] == ["Secret buyer"]
    assert draft.rows("Delegates") == [
        {
            "Delegation": HANOI,
            "Name of the delegate": "Nguyễn Văn An",
            "Title in Vietnamese": "Phó Chủ tịch",
            "Languages spoken": "vi · Vietnamese; en · English",
            "E-mail": "an@example.vn",
            "Telephone": "+84912345678",
        }
    ]
    assert draft.rows("List of delegations")[2] == {
        "Organisation": HANOI,
        "Side": "Provinces",
        "Order of protocol": 0.0,
        "Takes part": "In person",
        "Teams": 1.0,
        "Fewest meetings": 0.0,
    }
    assert [(row["Of whom"], row["Rank of the wish"]) for row in draft.rows("Wishes")] == [(KOREA, 1.0), (JAPAN, 2.0)]
    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert response.headers["content-type"] == media_type
    today = datetime.now(ZoneInfo(conference.timezone)).date()
    name = f"{conference.code}-{today}.xlsx"
    assert response.headers["content-disposition"] == (
        f"attachment; filename=\"workbook.xlsx\"; filename*=UTF-8''{name}"
    )


@pytest.mark.usefixtures("delegations")
def test_export_speaks_vietnamese(client: TestClient, conference: Conference) -> None:
    draft = Draft.of(exported(client, conference, language="vi"))

    assert draft.row("Nhu cầu", 2) == {
        "Đoàn": HANOI,
        "Ký hiệu": "N1",
        "Thứ tự ưu tiên": 1.0,
        "Tiêu đề tiếng Việt": "Xuất khẩu gạo thơm",
        "Mục tiêu hợp tác": "MKT · Thị trường",
        "Lĩnh vực": "AGR · Nông nghiệp; LOG · Hậu cần",
        "Quốc gia": "KR · Hàn Quốc",
        "Mức độ cấp thiết": "Bình thường",
        "Khu vực": "NEA · Đông Bắc Á",
    }


@pytest.mark.usefixtures("delegations")
def test_template_has_headings_and_lists_alone(client: TestClient, conference: Conference) -> None:
    draft = Draft.of(exported(client, conference, template=True))

    assert {
        name: max(int(place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) for place in draft.sheets[name])
        for name in ALL_SHEETS[1:-1]
    } == dict.fromkeys(ALL_SHEETS[1:-1], 1)
    assert draft.row("Lists", 2)["Sectors"] == "AGR · Agriculture"


def test_export_takes_as_many_statements_for_three_delegations_as_for_one(
    client: TestClient, db: Session, engine: Engine, session: ConferenceSession, conference: Conference
) -> None:
    a_delegation(db, session, "01")
    with counted_statements(engine) as for_one:
        exported(client, conference)
    for code in ("02", "03"):
        added(db, Need(delegation_id=a_delegation(db, session, code).id, code="N1", title_vi="Gạo", is_disclosed=True))
    with counted_statements(engine) as for_three:
        exported(client, conference)

    # Three more for what needs have, of which there were none.
    assert len(for_three) <= len(for_one) + 3


def test_export_for_a_delegation_has_its_own_part(
    people: People, conference: Conference, delegations: dict[str, Delegation]
) -> None:
    data = exported(people.of(conference, Role.MEMBER, delegations["01"]), conference)

    draft = Draft.of(data)
    assert list(draft.sheets) == OWN_SHEETS
    assert (draft.rows("Needs"), draft.rows("Offerings")) == ([RICE], [])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert "Secret buyer" not in "".join(archive.read(name).decode() for name in archive.namelist())


@pytest.mark.parametrize(("role", "is_listed"), [(Role.MEMBER, False), (Role.EDITOR, True)])
def test_organisations_that_do_not_come_are_listed_for_organisers_alone(
    people: People,
    db: Session,
    conference: Conference,
    delegations: dict[str, Delegation],
    role: Role,
    *,
    is_listed: bool,
) -> None:
    an_organisation(db, "FIRM", name_vi="Công ty Kín", label_vi="Công ty Kín")
    client = people.of(conference, role, delegations["01"] if role is Role.MEMBER else None)

    data = client.get(f"{API}/conferences/{conference.id}/workbook", headers={"Accept-Language": "vi"}).content

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        texts = "".join(archive.read(name).decode() for name in archive.namelist())
    assert (("Công ty Kín" in texts), "Hàn Quốc" in texts) == (is_listed, True)


def test_two_sessions_are_told_apart(client: TestClient, db: Session, conference: Conference) -> None:
    a_session(db, conference, code="second", name_en="Second", slots=1)

    draft = Draft.of(exported(client, conference, template=True))

    headings = [text for place, text in draft.sheets["Unavailable slots"].items() if place[0] > "C"]
    assert headings == ["main s01 8/12 13:30–13:45", "main s02 8/12 13:45–14:00", "second s01 8/12 13:30–13:45"]


@pytest.mark.parametrize(
    "ask", [lambda c, e: c.get(f"{API}/conferences/{e.id}/workbook"), lambda c, e: send(c, e, b"")]
)
def test_workbook_is_for_people_of_the_conference(
    people: People, db: Session, conference: Conference, ask: Callable[[TestClient, Conference], Response]
) -> None:
    assert_problem(ask(people.client(), conference), 401, "not-signed-in")
    elsewhere = people.of(a_conference(db), Role.OWNER)
    assert_problem(ask(elsewhere, conference), 404, "not-found", "No such conference.")
