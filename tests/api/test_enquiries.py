"""The `enquiries` resource: docs/enquiries.md has its steps as a table, tried cell by cell."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.models import (
    AnsweredRequest,
    AuditEntry,
    Conference,
    ConferenceSession,
    Enquiry,
    EnquiryChange,
    EnquiryStatus,
    Role,
)
from app.services.enquiry_rules import STEPS
from app.services.folding import folded
from tests import factories
from tests.api.answers import API, NOBODY, assert_invalid, assert_problem, page
from tests.api.asking import NEED, Scene, sent, step
from tests.api.people import People
from tests.databases import counted_statements

DOCUMENT = Path(__file__).parents[2] / "docs" / "enquiries.md"
ROW = re.compile(r"^\| `(\w+)` \| (.+) \| (asker|mission|administrator) \| (may|must) \|$", re.MULTILINE)
SECRET = "Tài liệu mật về cảng"  # noqa: S105 -- what should not be here, no password


@pytest.fixture
def scene(db: Session, people: People, conference: Conference, session: ConferenceSession) -> Scene:
    return Scene(db, people, conference, session)


@cache
def documented() -> dict[str, tuple[tuple[str, ...], str, str]]:
    rows = ROW.findall(DOCUMENT.read_text(encoding="utf-8"))
    return {target: (tuple(re.findall(r"`(\w+)`", sources)), by, text) for target, sources, by, text in rows}


def test_steps_are_those_of_the_document() -> None:
    told = {str(target): (tuple(map(str, each.sources)), str(each.by)) for target, each in STEPS.items()}

    assert told == {target: (sources, by) for target, (sources, by, _) in documented().items()}
    assert {t for t, (_, _, text) in documented().items() if text == "must"} == {
        str(target) for target, each in STEPS.items() if each.takes_a_text
    }


def test_enquiry_goes_to_a_mission_and_comes_back_with_an_answer(scene: Scene, client: TestClient) -> None:
    (province, province_id), (mission, mission_id) = scene.of("01"), scene.of("EMB-KR")
    (_, other_id), (other, _) = scene.of("EMB-JP"), scene.of("04")

    made = sent(province, province_id)
    before = mission.get(f"{API}/enquiries").json()
    assigned = step(client, made, "assigned", mission_id=mission_id).json()
    answered = step(mission, made, "answered", text="Hai doanh nghiệp ở Suwon.").json()
    closed = step(province, made, "closed")

    assert made == {
        "id": made["id"],
        "organisation_id": province_id,
        "mission_id": None,
        "kind": "partner_search",
        "status": "sent",
        "sent_at": made["sent_at"],
        "need": NEED,
        "answer": None,
    }
    assert before == page()
    assert assigned == made | {"status": "assigned", "mission_id": mission_id}
    assert answered == assigned | {"status": "answered", "answer": "Hai doanh nghiệp ở Suwon."}
    assert (closed.status_code, closed.json()) == (201, answered | {"status": "closed"})
    for client_ in (province, mission, client):
        one = client_.get(f"{API}/enquiries/{made['id']}")
        assert (one.json(), one.headers["ETag"]) == (closed.json(), closed.headers["ETag"])
        assert client_.get(f"{API}/enquiries").json() == page(closed.json())
    assert other.get(f"{API}/enquiries").json() == page()
    told = province.get(f"{API}/enquiries/{made['id']}/status-changes").json()["items"]
    assert [(each["number"], each["status"], each["mission_id"], each["text"]) for each in told] == [
        (3, "closed", mission_id, None),
        (2, "answered", mission_id, "Hai doanh nghiệp ở Suwon."),
        (1, "assigned", mission_id, None),
    ]
    assert other_id not in str(told)


@pytest.mark.parametrize("source", EnquiryStatus)
@pytest.mark.parametrize("target", STEPS)
def test_step_leads_only_from_where_the_document_says(
    scene: Scene, client: TestClient, source: EnquiryStatus, target: EnquiryStatus
) -> None:
    _, mission_id = scene.of("EMB-KR")
    enquiry = factories.an_enquiry(scene.db, status=source, mission_id=mission_id)
    said = {"mission_id": mission_id} if target is EnquiryStatus.ASSIGNED else {}

    response = step(client, {"id": enquiry.id}, target, text="Đề nghị xem lại", **said)

    if source in documented()[target][0]:
        assert (response.status_code, response.json()["status"]) == (201, target)
    else:
        assert_problem(response, 409, "wrong-state")


@pytest.mark.parametrize("target", STEPS)
def test_step_is_for_whom_the_document_says(scene: Scene, target: EnquiryStatus) -> None:
    (province, province_id), (mission, mission_id) = scene.of("01"), scene.of("EMB-KR")
    values = {"organisation_id": province_id, "mission_id": mission_id, "status": STEPS[target].sources[-1]}
    enquiry = factories.an_enquiry(scene.db, **values)
    said = {"mission_id": mission_id} if target is EnquiryStatus.ASSIGNED else {}
    clients = {
        "asker": province,
        "mission": mission,
        "stranger": scene.of("04")[0],
        "organiser": scene.people.of(scene.conference, Role.OWNER),
    }

    answers = {who: step(each, {"id": enquiry.id}, target, text="Lý do", **said) for who, each in clients.items()}

    allowed = {"asker": 403, "mission": 403, "stranger": 404, "organiser": 404}
    statuses = {who: answer.status_code for who, answer in answers.items()}
    assert statuses == allowed | ({} if documented()[target][1] == "administrator" else {documented()[target][1]: 201})


@pytest.mark.parametrize("target", ["answered", "declined", "refused"])
def test_step_that_takes_a_text_is_refused_without(scene: Scene, client: TestClient, target: str) -> None:
    _, mission_id = scene.of("EMB-KR")
    enquiry = factories.an_enquiry(scene.db, status=EnquiryStatus.ASSIGNED, mission_id=mission_id)

    response = step(client, {"id": enquiry.id}, target)

    detail = "This takes a text: the other side reads it."
    assert_problem(response, 422, "invalid", detail, errors=[{"pointer": "/text", "detail": detail, "in": "body"}])


@pytest.mark.parametrize("mission_id", [NOBODY, "province"])
def test_enquiry_is_assigned_to_missions_only(scene: Scene, client: TestClient, mission_id: str) -> None:
    _, province_id = scene.of("01")
    enquiry = factories.an_enquiry(scene.db)
    wanted = province_id if mission_id == "province" else str(mission_id)

    response = step(client, {"id": enquiry.id}, "assigned", mission_id=wanted)

    detail = "This is no mission."
    place = {"pointer": "/mission_id", "detail": detail, "in": "body"}
    assert_problem(response, 422, "invalid", detail, errors=[place])


def test_mission_does_not_answer_what_it_asks_itself(scene: Scene, client: TestClient) -> None:
    (mission, mission_id), (_, other_id) = scene.of("EMB-KR"), scene.of("EMB-JP")
    made = sent(mission, mission_id)

    response = step(client, made, "assigned", mission_id=mission_id)

    detail = "This mission asks itself: another one answers."
    place = {"pointer": "/mission_id", "detail": detail, "in": "body"}
    assert_problem(response, 422, "invalid", detail, errors=[place])
    assert step(client, made, "assigned", mission_id=other_id).status_code == 201


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({"status": "assigned"}, "Say to which mission it is assigned"),
        ({"status": "closed", "mission_id": str(NOBODY)}, "A mission is named only when it is assigned"),
    ],
)
def test_mission_goes_with_assigned_alone(scene: Scene, client: TestClient, body: dict[str, Any], detail: str) -> None:
    enquiry = factories.an_enquiry(scene.db)

    response = client.post(f"{API}/enquiries/{enquiry.id}/status-changes", json=body)

    assert_invalid(response, ("/mission_id", detail))


def test_enquiry_is_edited_until_somebody_has_taken_it_on(scene: Scene, client: TestClient) -> None:
    (province, province_id), (_, mission_id) = scene.of("01"), scene.of("EMB-KR")
    made = sent(province, province_id)
    body = {"kind": "verification", "need": NEED | {"title_vi": "Thẩm tra đối tác"}}

    edited = province.put(f"{API}/enquiries/{made['id']}", json=body)
    step(client, made, "assigned", mission_id=mission_id)
    late = province.put(f"{API}/enquiries/{made['id']}", json=body)

    assert (edited.status_code, edited.json()) == (200, made | body)
    assert_problem(late, 409, "wrong-state", "It is assigned now.")


def test_nobody_asks_in_the_name_of_another(scene: Scene) -> None:
    (province, _), (_, other_id) = scene.of("01"), scene.of("04")  # They come to the same conference.
    body = {"organisation_id": other_id, "kind": "protection", "need": NEED}

    response = province.post(f"{API}/enquiries", json=body)
    unknown = province.post(f"{API}/enquiries", json=body | {"organisation_id": str(NOBODY)})

    assert_problem(response, 403, "forbidden", "This is for those who come to conferences for the organisation.")
    detail = "No such organisation."
    place = {"pointer": "/organisation_id", "detail": detail, "in": "body"}
    assert_problem(unknown, 422, "invalid", detail, errors=[place])


@pytest.mark.parametrize(
    ("change", "pointer", "detail"),
    [
        ({"sector_codes": ["UFO"]}, "/need/sector_codes/0", "No such sector: UFO."),
        ({"country_codes": ["XX"]}, "/need/country_codes/0", "No such country: XX."),
        ({"region_codes": ["MOON"]}, "/need/region_codes/0", "No such region: MOON."),
        ({"objective_code": "WAR"}, "/need/objective_code", "No such objective: WAR."),
    ],
)
def test_enquiry_refuses_what_leads_nowhere(
    scene: Scene, client: TestClient, *, change: dict[str, Any], pointer: str, detail: str
) -> None:
    _, province_id = scene.of("01")
    body = {"organisation_id": province_id, "kind": "protection", "need": NEED | change}

    response = client.post(f"{API}/enquiries", json=body)

    assert_problem(response, 422, "invalid", detail, errors=[{"pointer": pointer, "detail": detail, "in": "body"}])


def test_enquiry_is_told_at_once_of_all_that_does_not_fit_alone_and_together(scene: Scene, client: TestClient) -> None:
    odd = {"priority": 0, "title_vi": None, "title_en": None, "size_amount": 1, "size_currency": "DEM", "note": "Riêng"}
    body = {"organisation_id": scene.of("01")[1], "kind": "party", "need": NEED | odd}

    response = client.post(f"{API}/enquiries", json=body)

    assert [place["pointer"] for place in response.json()["errors"]] == [
        "/kind",
        "/need/priority",
        "/need/title_vi",
        "/need/size_currency",
        "/need/note",
    ]


def test_enquiry_is_told_of_every_unknown_code_at_once(scene: Scene, client: TestClient) -> None:
    unknown = {"sector_codes": ["UFO", "OVNI"], "region_codes": ["MOON"], "objective_code": "WAR"}
    body = {"organisation_id": scene.of("01")[1], "kind": "protection", "need": NEED | unknown}

    response = client.post(f"{API}/enquiries", json=body)

    assert_invalid(
        response,
        ("/need/sector_codes/0", "No such sector: UFO."),
        ("/need/sector_codes/1", "No such sector: OVNI."),
        ("/need/region_codes/0", "No such region: MOON."),
        ("/need/objective_code", "No such objective: WAR."),
    )


def test_enquiry_takes_no_note(scene: Scene, client: TestClient) -> None:
    body = {"organisation_id": scene.of("01")[1], "kind": "protection", "need": NEED | {"note": "Nội bộ"}}

    response = client.post(f"{API}/enquiries", json=body)

    assert_invalid(response, ("/need/note", "An enquiry takes no note, for all of it is for the mission"))


def test_nobody_decides_on_what_has_changed_meanwhile(scene: Scene, client: TestClient) -> None:
    province, province_id = scene.of("01")
    made = sent(province, province_id)
    read = client.get(f"{API}/enquiries/{made['id']}").headers["ETag"]
    province.put(f"{API}/enquiries/{made['id']}", json={"kind": "protection", "need": NEED})

    response = client.post(
        f"{API}/enquiries/{made['id']}/status-changes",
        json={"status": "declined", "text": "Không thuộc phạm vi"},
        headers={"If-Match": read},
    )

    assert (response.status_code, response.json()["type"]) == (412, "/problems/precondition-failed")


def test_refused_is_taken_away_for_good(scene: Scene, client: TestClient) -> None:
    (province, province_id), (mission, mission_id) = scene.of("01"), scene.of("EMB-KR")
    body = {"organisation_id": province_id, "kind": "protection", "need": NEED | {"title_vi": SECRET}}
    made = province.post(f"{API}/enquiries", json=body, headers={"Idempotency-Key": "mine"}).json()
    step(client, made, "assigned", mission_id=mission_id, text=SECRET)
    step(mission, made, "answered", text=SECRET)

    response = step(client, made, "refused", text="Không phù hợp")

    assert (response.status_code, response.json()["need"], response.json()["answer"]) == (201, None, None)
    scene.db.expire_all()
    rows = [row for kind in (Enquiry, EnquiryChange, AuditEntry) for row in scene.db.scalars(select(kind))]
    assert [row for row in rows if folded(SECRET) in folded(str(vars(row)))] == []
    assert [answered.answer for answered in scene.db.scalars(select(AnsweredRequest))] == [None]
    told = province.get(f"{API}/enquiries/{made['id']}/status-changes").json()["items"]
    assert [each["text"] for each in told] == ["Không phù hợp", None, None]


def test_list_is_filtered_and_has_the_latest_first(scene: Scene, client: TestClient, engine: Engine) -> None:
    province, province_id = scene.of("01")
    first = sent(province, province_id)
    with counted_statements(engine) as for_one:
        assert province.get(f"{API}/enquiries").json() == page(first)
    second, third = (sent(province, province_id, code=code) for code in ("ĐH2", "ĐH3"))
    withdrawn = step(province, second, "withdrawn").json()
    with counted_statements(engine) as for_three:
        assert province.get(f"{API}/enquiries").json() == page(third, withdrawn, first)

    assert len(for_three) == len(for_one)
    assert client.get(f"{API}/enquiries", params={"status": "withdrawn"}).json() == page(withdrawn)
    assert client.get(f"{API}/enquiries", params={"kind": "protection"}).json() == page()


def test_reference_is_given_once_by_each_organisation(scene: Scene, client: TestClient) -> None:
    (province, province_id), (other, other_id) = scene.of("01"), scene.of("48")
    first, second = sent(province, province_id), sent(province, province_id, code="ĐH2")
    sent(other, other_id)
    body = {"organisation_id": province_id, "kind": "protection", "need": NEED}
    taken = "The organisation has an enquiry with the reference ĐH1 already."

    assert_problem(province.post(f"{API}/enquiries", json=body), 409, "duplicate", taken)
    edit = {"kind": "protection", "need": NEED}
    assert_problem(province.put(f"{API}/enquiries/{second['id']}", json=edit), 409, "duplicate", taken)
    assert province.put(f"{API}/enquiries/{first['id']}", json=edit).status_code == 200
    # What is taken away has no reference left that could be told by a refusal.
    step(client, first, "refused", text="Mật")
    assert province.post(f"{API}/enquiries", json=body).status_code == 201


def test_list_is_searched_without_accents_and_by_mission(scene: Scene, client: TestClient) -> None:
    (province, province_id), (_, mission_id) = scene.of("01"), scene.of("EMB-KR")
    mine = sent(province, province_id)
    other = sent(province, province_id, code="ĐH2", title_vi=None, title_en="Cold chain 100%", text_vi=None)
    edited = client.put(f"{API}/enquiries/{mine['id']}", json={"kind": "verification", "need": NEED}).json()
    taken = step(client, other, "assigned", mission_id=mission_id).json()
    wanted = {"q": ("DAN ban", "đh2", "0%", "%_", "suwon"), "mission_id": (mission_id, province_id)}

    found = [
        province.get(f"{API}/enquiries", params={name: value}).json()["items"]
        for name, values in wanted.items()
        for value in values
    ]

    assert found == [[edited], [taken], [taken], [], [], [taken], []]


def test_list_of_changes_takes_as_many_statements_for_three_as_for_one(
    scene: Scene, client: TestClient, engine: Engine
) -> None:
    made, (_, mission_id) = sent(client, scene.of("01")[1]), scene.of("EMB-KR")
    step(client, made, "assigned", mission_id=mission_id)
    address = f"{API}/enquiries/{made['id']}/status-changes"
    with counted_statements(engine) as for_one:
        client.get(address)
    for status in ("answered", "closed"):
        step(client, made, status, text="Đã trả lời")
    with counted_statements(engine) as for_three:
        assert client.get(address).json()["total"] == 3

    assert len(for_three) == len(for_one)


def test_unknown_enquiry_is_not_found(client: TestClient) -> None:
    address, need = f"{API}/enquiries/{NOBODY}", {"code": "N1", "title_vi": "Gạo"}
    answers = [
        client.get(address),
        client.put(address, json={"kind": "protection", "need": need}),
        client.get(f"{address}/status-changes"),
        client.post(f"{address}/status-changes", json={"status": "closed"}),
    ]

    for response in answers:
        assert_problem(response, 404, "not-found", "No such enquiry.")
