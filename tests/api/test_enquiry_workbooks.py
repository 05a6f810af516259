"""Enquiries as a workbook: asked, edited, assigned and answered in a spreadsheet, by the rules of their routes."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.i18n.languages import language
from app.models import AuditEntry, Conference, ConferenceSession, Enquiry, Role
from app.services import enquiry_parties
from app.services.enquiries import NAMES
from tests import factories, importing
from tests.api.answers import API, assert_problem
from tests.api.asking import NEED, Scene, sent, step
from tests.api.people import People
from tests.databases import counted_statements
from tests.workbooks import Draft

SHEET = "Enquiries"
PORT = {"What is asked": "verification", "Reference": "ĐH2", "Vietnamese title": "Thẩm tra cảng", "Sectors": "sem"}


@pytest.fixture
def scene(db: Session, people: People, conference: Conference, session: ConferenceSession) -> Scene:
    return Scene(db, people, conference, session)


def taken_out(client: TestClient, language: str = "en", **options: Any) -> Draft:
    response = client.get(f"{API}/enquiry-workbook", params=options, headers={"Accept-Language": language})
    assert response.status_code == 200, response.text
    return Draft.of(response.content)


def brought(client: TestClient, draft: Draft) -> Response:
    return client.post(f"{API}/enquiry-workbook-imports", files={"file": ("workbook.xlsx", draft.saved())})


def carried(client: TestClient, draft: Draft) -> dict[str, Any]:
    """What an import did that confirms its dry run."""
    report = importing.carried(client, brought(client, draft))
    return {name: count for name, count in report["sheets"][0].items() if count} | {
        "cells": [(cell["heading"], cell["after"]) for change in report["changes"] for cell in change["cells"]]
    }


def problems(client: TestClient, draft: Draft) -> list[tuple[str, str]]:
    return [(each["cell"], each["detail"]) for each in importing.told(client, brought(client, draft))["problems"]]


def told(**counts: Any) -> dict[str, Any]:
    return {"sheet": SHEET, "noun": "enquiries", "cells": []} | counts


def test_enquiry_goes_there_and_back_in_workbooks(scene: Scene, client: TestClient) -> None:
    (province, province_id), (mission, mission_id) = scene.of("01"), scene.of("EMB-KR")
    known = sent(province, province_id)

    asked = taken_out(province)
    assert asked.rows(SHEET) == [
        {
            "Organisation": "01 · 01",
            "What is asked": "Partners are wanted",
            "Reference": "ĐH1",
            "Priority": 1.0,
            "Vietnamese title": "Đối tác bán dẫn",
            "Vietnamese text": "Hai doanh nghiệp đóng gói chip.",
            "Sectors": "SEM · ",
            "Regions": "NEA · ",
            "Urgency": "Normal",
            "Kind of partner": "Enterprise",
            "Status": "sent",
        }
    ]
    asked.set(SHEET, 2, Priority=2)
    asked.add(SHEET, PORT)
    assert carried(province, asked) == told(created=1, changed=1, cells=[("Priority", "2")])

    assigned = taken_out(client)
    assigned.set(SHEET, 2, Mission="EMB-KR")
    assert carried(client, assigned) == told(changed=1, unchanged=1, cells=[("Mission", "EMB-KR · EMB-KR")])

    answered = taken_out(mission)
    answered.set(SHEET, 2, Answer="Hai doanh nghiệp tại Suwon.")
    assert carried(mission, answered) == told(changed=1, cells=[("Answer", "Hai doanh nghiệp tại Suwon.")])

    items = {each["need"]["code"]: each for each in province.get(f"{API}/enquiries").json()["items"]}
    assert items["ĐH1"] == known | {
        "need": NEED | {"priority": 2},
        "mission_id": mission_id,
        "status": "answered",
        "answer": "Hai doanh nghiệp tại Suwon.",
    }
    wanted = dict.fromkeys(NEED) | {"code": "ĐH2", "priority": 1, "title_vi": "Thẩm tra cảng", "urgency": "normal"}
    lists = {"sector_codes": ["SEM"], "country_codes": [], "region_codes": []}
    assert (items["ĐH2"]["kind"], items["ĐH2"]["need"]) == ("verification", wanted | lists)
    assert carried(province, taken_out(province, "vi")) | {"sheet": SHEET} == told(unchanged=2)
    entry = scene.db.scalars(select(AuditEntry).where(AuditEntry.action == "workbook.imported")).all()[0]
    assert (entry.conference_id, entry.after and entry.after["enquiries"]["created"]) == (None, 1)


def test_workbook_has_what_its_reader_may_see_and_no_more(
    scene: Scene, client: TestClient, engine: Engine, db: Session
) -> None:
    (province, province_id), (_, mission_id) = scene.of("01"), scene.of("EMB-KR")
    other, other_id = scene.of("02")
    organisation = {"organisation_id": sent(province, province_id)["organisation_id"]}
    with counted_statements(engine) as for_one:
        assert len(taken_out(province).rows(SHEET)) == 1
    for _ in range(2):
        factories.an_enquiry(db, mission_id=mission_id, **organisation)
    refused = sent(province, province_id, code="MẬT")
    assert step(client, refused, "refused", text="Không phù hợp").status_code == 201
    with counted_statements(engine) as for_three:
        assert len(taken_out(province).rows(SHEET)) == 3

    assert len(for_three) == len(for_one)
    assert "Bí mật" not in str(taken_out(other).sheets)
    assert "MẬT" not in str(taken_out(client).sheets)
    assert taken_out(province, template=True).rows(SHEET) == []
    assert [len(taken_out(each).sheets) for each in (other, client)] == [3, 3]
    sent(other, other_id)
    assert [row["Organisation"] for row in taken_out(other).rows(SHEET)] == ["02 · 02"]


def test_each_status_comes_back_as_it_was_in_either_language(scene: Scene, client: TestClient) -> None:
    province, province_id = scene.of("01")
    declined = sent(province, province_id)
    assert step(client, declined, "declined", text="Không thuộc phạm vi").status_code == 201

    for code in ("vi", "en"):
        assert carried(province, taken_out(province, code)) | {"sheet": SHEET} == told(unchanged=1)
        assert len({language(code).gettext(str(name)) for name in NAMES.values()}) == len(NAMES)


def test_workbook_lists_no_mission_that_one_has_nothing_to_do_with(scene: Scene, client: TestClient) -> None:
    (province, province_id), (_, mission_id) = scene.of("01"), scene.of("EMB-KR")
    scene.of("EMB-JP")
    assert step(client, sent(province, province_id), "assigned", mission_id=mission_id).status_code == 201

    listed = [
        {text for text in draft.sheets["Lists"].values() if str(text).startswith("EMB-")}
        for draft in (taken_out(province), taken_out(client))
    ]

    assert listed == [{"EMB-KR · EMB-KR"}, {"EMB-KR · EMB-KR", "EMB-JP · EMB-JP"}]


def test_each_row_that_may_not_be_done_is_told_by_its_cell_and_nothing_is_done(
    scene: Scene, client: TestClient
) -> None:
    (province, province_id), (_, mission_id), (other, _) = map(scene.of, ("01", "EMB-KR", "02"))
    mine, taken = sent(province, province_id), sent(province, province_id, code="ĐH2")
    assert step(client, taken, "assigned", mission_id=mission_id).status_code == 201
    stale = taken_out(province).set(SHEET, 2, Priority=5)
    draft = taken_out(province)
    draft.set(SHEET, 2, Answer="Của chính mình")
    draft.set(SHEET, 3, Priority=7)
    draft.add(SHEET, PORT | {"Reference": "ĐH3", "Mission": "EMB-KR"})
    draft.add(SHEET, PORT | {"Reference": "ĐH4", "Organisation": "02"})
    draft.add(SHEET, PORT | {"Reference": "ĐH5", "What is asked": "tea", "Sectors": "UFO", "Size": "much"})

    found = problems(province, draft)

    assert found == [
        ("U2", "No mission has been assigned yet: there is nobody to answer."),
        ("E3", "It is assigned now."),
        ("T4", "Only administrators assign an enquiry to a mission."),
        ("C5", "“02” is not in the list “Who asks”."),
        ("D6", "“tea” is not in the list “What is asked”."),
        ("L6", "“UFO” is not in the list “Sectors”."),
        ("N6", "A whole number is expected here, not “much”."),
    ]
    scene.db.expire_all()
    assert scene.db.scalars(select(Enquiry.answer)).all() == [None, None]
    province.put(f"{API}/enquiries/{mine['id']}", json={"kind": "protection", "need": NEED})
    assert problems(province, stale) == [
        ("E2", "This was changed after the file was exported: export it again and start from there.")
    ]
    begun = importing.ended(province, brought(province, taken_out(province).set(SHEET, 2, Priority=5)))
    assert step(province, mine, "withdrawn").status_code == 201
    assert importing.confirmed(province, begun)["error_code"] == "invalid"
    address = f"{API}/workbook-imports/{begun['id']}"
    assert [each.get(address).status_code for each in (province, other, client)] == [200, 404, 404]


def test_steps_and_what_is_only_to_be_read_are_told_at_their_own_cells(scene: Scene, client: TestClient) -> None:
    (province, province_id), (mission, mission_id) = scene.of("01"), scene.of("EMB-KR")
    answered, waiting, closed = (sent(province, province_id, code=code) for code in ("ĐH1", "ĐH2", "ĐH3"))
    for each in (answered, closed):
        assert step(client, each, "assigned", mission_id=mission_id).status_code == 201
        assert step(mission, each, "answered", text="Hai doanh nghiệp").status_code == 201
    assert step(province, closed, "closed").status_code == 201

    of_asker = taken_out(province).set(SHEET, 2, Answer="Ba doanh nghiệp").set(SHEET, 3, Status=None)
    of_mission = taken_out(mission).set(SHEET, 2, Answer=None).set(SHEET, 3, Answer="Ba doanh nghiệp")
    of_all = taken_out(client).set(SHEET, 3, Mission="01")
    sent(mission, mission_id, code="ĐH4")
    of_itself = taken_out(client).set(SHEET, 5, Mission="EMB-KR")

    assert waiting["mission_id"] is None
    assert problems(province, of_asker) == [
        ("U2", "Only the mission that it is assigned to answers."),
        ("V3", "This is only there to be read: write “sent” again."),
    ]
    assert problems(mission, of_mission) == [
        ("U2", "This takes a text: the other side reads it."),
        ("U3", "It is closed now."),
    ]
    assert problems(client, of_all) == [("T3", "“01” is not in the list “Missions”.")]
    assert problems(client, of_itself) == [("T5", "This mission asks itself: another one answers.")]


def test_new_rows_are_sent_again_and_leave_to_us_what_is_only_to_be_read(scene: Scene) -> None:
    province, province_id = scene.of("01")
    sent(province, province_id)
    draft = taken_out(province)
    number = draft.add(SHEET, PORT)
    assert carried(province, draft) == told(created=1, unchanged=1)

    assert carried(province, draft) == told(unchanged=2)
    draft.set(SHEET, number, Priority=3)
    assert carried(province, draft) == told(changed=1, unchanged=1, cells=[("Priority", "3")])
    draft.set(SHEET, number, Status="closed").add(SHEET, PORT | {"Reference": "ĐH3", "Status": "sent"})
    assert problems(province, draft) == [
        ("V3", "This is only there to be read: write “sent” again."),
        ("V4", "This is only there to be read: leave it empty in a new row."),
    ]


def test_workbook_is_called_by_the_day_in_viet_nam(scene: Scene) -> None:
    province, _ = scene.of("01")
    assert enquiry_parties.day(datetime(2026, 12, 7, 17, 30, tzinfo=UTC)) == date(2026, 12, 8)

    days = [datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).date()]
    sent_as = province.get(f"{API}/enquiry-workbook").headers["content-disposition"]
    days.append(datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).date())
    assert sent_as.partition("UTF-8''")[2] in {f"enquiries-{day}.xlsx" for day in days}


def test_workbook_is_for_those_who_ask_or_answer(scene: Scene, people: People) -> None:
    organiser = people.of(scene.conference, Role.OWNER)
    visitor = people.client()

    for method, path in (("GET", "enquiry-workbook"), ("POST", "enquiry-workbook-imports")):
        files = {"file": ("workbook.xlsx", Draft({"Notes": {}}).saved())} if method == "POST" else None
        detail = "This is for those who come to conferences for the organisation."
        assert_problem(organiser.request(method, f"{API}/{path}", files=files), 403, "forbidden", detail)
        assert_problem(visitor.request(method, f"{API}/{path}", files=files), 401, "not-signed-in")
