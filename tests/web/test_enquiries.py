"""Enquiries on the pages: asked, assigned, answered, with documents, and found again."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, cast

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy.orm import Session

from app.models import (
    Conference,
    ConferenceSession,
    Delegation,
    Enquiry,
    EnquiryChange,
    EnquiryDocument,
    EnquiryStatus,
    Organisation,
    OrganisationKind,
    Sector,
)
from tests import factories
from tests.importing import carry_out_all
from tests.web.markup import texts
from tests.web.readers import reader
from tests.workbooks import Draft

SAID: dict[str, Any] = {
    "kind": "partner_search",
    "code": "ĐH1",
    "title_vi": "Tìm đối tác bán dẫn",
    "text_vi": "Hai doanh nghiệp đóng gói chip.",
    "priority": "1",
    "urgency": "normal",
}
NEED: dict[str, Any] = dict.fromkeys(
    ("title_en", "text_en", "objective_code", "size_amount", "size_currency", "size_unit", "partner_kind", "note")
) | {
    "code": "ĐH1",
    "priority": 1,
    "title_vi": "Tìm đối tác bán dẫn",
    "text_vi": "Hai doanh nghiệp đóng gói chip.",
    "sector_codes": ["SEM"],
    "country_codes": [],
    "region_codes": [],
    "urgency": "normal",
}
Enter = Callable[[Delegation], TestClient]


@pytest.fixture
def enter(app: FastAPI, db: Session, conference: Conference) -> Enter:
    """Somebody of a delegation, who reads English."""

    def entered(delegation: Delegation) -> TestClient:
        client = reader(app, db, conference, delegation)
        client.cookies.set("lang", "en")
        return client

    return entered


def asked(db: Session, delegation: Delegation, **values: Any) -> Enquiry:
    need = {"code": "ĐH1", "title_vi": "Tìm đối tác bán dẫn", "title_en": None, "text_vi": "Đóng gói chip"}
    known = {"need": need, "folded": "dh1\ntim doi tac ban dan\ndong goi chip"}
    return factories.an_enquiry(db, organisation_id=delegation.organisation_id, **known | values)


def test_province_asks_and_edits_until_somebody_has_taken_it_on(
    db: Session, province: Delegation, seoul: Delegation, enter: Enter, client: TestClient
) -> None:
    factories.added(db, Sector(code="SEM", name_vi="Bán dẫn", name_en="Semiconductors"))
    asker = enter(province)
    begun = asker.get("/enquiries/new").text
    typed = SAID | {"sector_codes": "SEM", "organisation_id": str(province.organisation_id)}
    odd = asker.post("/enquiries/new", data=typed | {"kind": "", "size_amount": "5"})
    sent = asker.post("/enquiries/new", data=typed)
    made = db.query(Enquiry).one()
    path = f"/enquiries/{made.id}"
    form = asker.get(f"{path}/edit").text
    changed = asker.post(f"{path}/edit", data=typed | {"priority": "2", "revision": str(made.revision)})
    stale = asker.post(f"{path}/edit", data=typed | {"title_vi": "Của tôi", "revision": "1"})

    assert 'value="01"' in begun
    assert (odd.status_code, texts(odd.text, ".fault")) == (
        422,
        ["Please choose one of those offered.", "A size is an amount and either its currency or its unit."],
    )
    assert "Hai doanh nghiệp đóng gói chip." in odd.text
    assert (sent.url.path, texts(sent.text, "h1")) == (path, ["Tìm đối tác bán dẫn"])
    assert "checked> <span>Partners are wanted" in form
    assert changed.status_code == 200
    assert (stale.status_code, "Save mine over it" in stale.text, "Của tôi" in stale.text) == (412, True, True)
    db.expire_all()
    assert (made.kind, made.need) == ("partner_search", NEED | {"priority": 2})

    step = {"mission_id": str(seoul.organisation_id), "revision": str(made.revision)}
    db.get_one(Organisation, seoul.organisation_id).kind = OrganisationKind.MISSION
    nowhere = client.post(f"{path}/steps/assigned", data=step | {"mission_id": ""})
    assert (nowhere.status_code, "Cần nêu cơ quan đại diện được giao yêu cầu" in nowhere.text) == (422, True)
    assert client.post(f"{path}/steps/assigned", data=step).url.path == path
    db.expire_all()
    late = asker.post(f"{path}/edit", data=typed | {"revision": str(made.revision)})
    assert (asker.get(f"{path}/edit").status_code, late.status_code) == (409, 409)


def test_everything_wrong_with_a_new_enquiry_is_told_at_once(province: Delegation, enter: Enter) -> None:
    typed = {"organisation_id": "", "kind": "", "code": "", "priority": "0", "size_amount": "5", "size_currency": "ABC"}

    odd = enter(province).post("/enquiries/new", data=typed)

    assert (odd.status_code, texts(odd.text, ".fault")) == (
        422,
        [
            "Please choose one of those offered.",
            "Please fill this in.",
            "A title is needed, in Vietnamese or in English.",
            "Not the code of a currency of ISO 4217, like VND.",
            "This must be 1 or more.",
        ],
    )


def test_reference_that_is_taken_is_told_at_its_field(db: Session, province: Delegation, enter: Enter) -> None:
    asker, typed = enter(province), SAID | {"organisation_id": str(province.organisation_id)}
    asker.post("/enquiries/new", data=typed)

    again = asker.post("/enquiries/new", data=typed)

    told = "The organisation has an enquiry with the reference ĐH1 already."
    assert (again.status_code, texts(again.text, ".fault")) == (409, [told])
    assert db.query(Enquiry).count() == 1


def test_buttons_are_those_that_one_may_press(
    db: Session, province: Delegation, seoul: Delegation, enter: Enter, client: TestClient
) -> None:
    enquiry = asked(db, province, mission_id=seoul.organisation_id)
    client.cookies.set("lang", "en")
    path, asker, mission = f"/enquiries/{enquiry.id}", enter(province), enter(seoul)

    def shown() -> list[list[str]]:
        return [texts(each.get(path).text, ".actions")[1:] for each in (asker, mission, client)]

    waiting = shown()
    enquiry.status = EnquiryStatus.ASSIGNED
    db.commit()
    assigned = shown()
    enquiry.status, enquiry.answer = EnquiryStatus.ANSWERED, "Two firms in Suwon."
    db.commit()

    whole = "Give it to another mission"
    assert waiting == [["Change it Withdraw"], [], [f"{whole} Change it Decline the enquiry Withdraw Refuse as unfit"]]
    assert assigned == [["Withdraw"], ["Answer"], [f"{whole} Answer Decline the enquiry Withdraw Refuse as unfit"]]
    assert shown() == [
        ["Finish it Withdraw"],
        ["Correct the answer"],
        [f"{whole} Correct the answer Finish it Withdraw Refuse as unfit"],
    ]
    assert "Two firms in Suwon." in texts(asker.get(path).text, "#main")[0]
    assert [mission.get(f"{path}/steps/closed").status_code, asker.get(f"{path}/edit").status_code] == [403, 409]


def test_who_may_comes_before_what_was_typed(
    db: Session, province: Delegation, seoul: Delegation, enter: Enter
) -> None:
    enquiry = asked(db, province, mission_id=seoul.organisation_id, status=EnquiryStatus.ASSIGNED)
    path, asker, mission = f"/enquiries/{enquiry.id}", enter(province), enter(seoul)

    empty = [mission.post(f"{path}/edit"), mission.post(f"{path}/steps/closed"), asker.post(f"{path}/steps/answered")]

    assert [answer.status_code for answer in empty] == [403, 403, 403]


def test_mission_answers_and_the_history_tells_it(
    db: Session, province: Delegation, seoul: Delegation, enter: Enter
) -> None:
    enquiry = asked(db, province, mission_id=seoul.organisation_id, status=EnquiryStatus.ASSIGNED)
    path, mission = f"/enquiries/{enquiry.id}", enter(seoul)
    form = f"{path}/steps/answered"

    silent = mission.post(form, data={"text": " ", "revision": "1"})
    stale = mission.post(form, data={"text": "Two firms", "revision": "9"})
    answered = mission.post(form, data={"text": "Two firms", "revision": "1"})
    again = mission.get(form).text
    finished = enter(province).post(f"{path}/steps/closed", data={"revision": "2"})

    assert (silent.status_code, texts(silent.text, ".fault")) == (422, ["This takes a text: the other side reads it."])
    assert (stale.status_code, "Đóng gói chip" in stale.text, "Two firms" in stale.text) == (412, True, True)
    assert texts(answered.text, ".notice") == ["Your answer has been sent."]
    assert texts(again, "textarea") == ["Two firms"]
    assert [each.split()[0] for each in texts(finished.text, ".history")[0].split("· ")[:1]] == ["Finished"]
    assert [each.text for each in db.query(EnquiryChange).order_by(EnquiryChange.number)] == ["Two firms", None]


@pytest.mark.usefixtures("takes_files")
def test_documents_go_with_the_question_and_with_the_answer(
    db: Session, province: Delegation, seoul: Delegation, enter: Enter
) -> None:
    enquiry = asked(db, province)
    path, asker, mission = f"/enquiries/{enquiry.id}", enter(province), enter(seoul)
    pdf = {"file": ("Hồ sơ.pdf", b"%PDF-1.7\n%%EOF\n")}

    none, odd = asker.post(f"{path}/documents"), asker.post(f"{path}/documents", files={"file": ("a.exe", b"MZ")})
    added = asker.post(f"{path}/documents", files=pdf)
    db.refresh(enquiry)
    enquiry.mission_id, enquiry.status = seoul.organisation_id, EnquiryStatus.ASSIGNED
    db.commit()
    late = asker.post(f"{path}/documents", files=pdf)
    answer = mission.post(f"{path}/documents", files=pdf)
    of_asker, of_mission = db.query(EnquiryDocument).order_by(EnquiryDocument.by_mission)
    kept = mission.post(f"{path}/documents/{of_asker.id}/removal")
    gone = mission.post(f"{path}/documents/{of_mission.id}/removal")

    assert texts(none.text, ".fault") == ["Please choose a file."]
    assert (odd.status_code, late.status_code, kept.status_code) == (422, 409, 409)
    assert [texts(each.text, ".notice")[0] for each in (added, gone)] == [
        "The document has been added.",
        "It has been removed.",
    ]
    assert "With the answer" in answer.text
    assert "Remove : Hồ sơ.pdf" in texts(answer.text, "#main")[0]
    assert db.query(EnquiryDocument).all() == [of_asker]


def test_mission_is_not_offered_to_remove_what_the_former_one_sent(
    db: Session, session: ConferenceSession, province: Delegation, seoul: Delegation, enter: Enter
) -> None:
    tokyo = factories.a_delegation(db, session, "EMB-JP")
    enquiry = asked(db, province)
    enquiry.mission_id, enquiry.status = tokyo.organisation_id, EnquiryStatus.ASSIGNED
    for number, mission, day in ((1, seoul, 1), (2, tokyo, 3)):
        at = datetime(2026, 11, day, tzinfo=UTC)
        step = {"status": EnquiryStatus.ASSIGNED, "mission_id": mission.organisation_id}
        db.add(EnquiryChange(enquiry_id=enquiry.id, number=number, at=at, **step))
    for day in (2, 4):
        at = datetime(2026, 11, day, tzinfo=UTC)
        factories.an_enquiry_document(db, enquiry, by_mission=True, at=at, name=f"{day}.pdf")

    shown = texts(enter(tokyo).get(f"/enquiries/{enquiry.id}").text, "#main")[0]

    assert ("2.pdf" in shown, "Remove : 2.pdf" in shown, "Remove : 4.pdf" in shown) == (True, False, True)


def test_list_finds_without_accents_and_by_what_is_chosen(
    db: Session, session: ConferenceSession, province: Delegation, seoul: Delegation, enter: Enter
) -> None:
    one = asked(db, province, code="H1")
    asked(db, province, mission_id=seoul.organisation_id, status=EnquiryStatus.ASSIGNED, kind="protection", folded="x")
    asked(db, seoul, need={"title_en": "Ours alone"}, folded="ours")
    queries = ("", "q=BAN+DAN", "status=assigned", "kind=protection", f"mission={seoul.organisation_id}", "q=Suwon")
    asker, stranger = enter(province), enter(factories.a_delegation(db, session, "02"))

    found = [len(texts(asker.get(f"/enquiries?{query}").text, ".row-title")) for query in queries]

    assert found == [2, 1, 1, 1, 1, 0]
    assert '<p class="quiet">H1 · ' in asker.get("/enquiries?q=ban+dan").text
    assert "bán dẫn" not in stranger.get("/enquiries").text
    assert [each.get(f"/enquiries/{one.id}").status_code for each in (asker, stranger)] == [200, 404]


def test_mission_that_asks_is_not_offered_to_answer_itself(db: Session, seoul: Delegation, client: TestClient) -> None:
    tokyo = factories.an_organisation(db, "EMB-JP", kind=OrganisationKind.MISSION, name_vi="ĐSQ tại Nhật Bản")
    db.get_one(Organisation, seoul.organisation_id).kind = OrganisationKind.MISSION
    path = f"/enquiries/{asked(db, seoul).id}/steps/assigned"

    offered = client.get(path).text
    itself = client.post(path, data={"mission_id": str(seoul.organisation_id), "revision": "1"})

    assert (f'value="{tokyo.id}"' in offered, f'value="{seoul.organisation_id}"' in offered) == (True, False)
    assert (itself.status_code, texts(itself.text, ".fault")) == (
        422,
        ["Cơ quan đại diện này là bên gửi yêu cầu; vui lòng giao cho cơ quan đại diện khác trả lời."],
    )


def test_pages_are_for_those_who_ask_or_answer(
    app: FastAPI, db: Session, conference: Conference, province: Delegation, visitor: TestClient
) -> None:
    organiser = reader(app, db, conference)
    path = f"/enquiries/{asked(db, province).id}"

    assert "Yêu cầu" not in " ".join(texts(organiser.get("/").text, ".sections"))
    assert organiser.get("/enquiries").status_code == 200
    assert [organiser.get(each).status_code for each in ("/enquiries/new", path, f"{path}/steps/refused")] == [
        403,
        404,
        404,
    ]
    assert visitor.get(path).url.path == "/sign-in"


def test_workbook_is_looked_through_before_it_is_brought_in(db: Session, province: Delegation, enter: Enter) -> None:
    asked(db, province, need=NEED | {"sector_codes": []})
    asker = enter(province)
    workbook = Draft.of(asker.get("/enquiries/import/workbook").content)
    right = workbook.set("Enquiries", 2, Priority=7).saved()
    wrong = workbook.set("Enquiries", 2, Answer="Ourselves").set("Enquiries", 3, Status=None).saved()

    page, looked = asker.get("/enquiries/import").text, sent_in(asker, right)
    refused = sent_in(asker, wrong).text
    gone = asker.post(f"{looked.url.path}/confirmed")
    again = sent_in(asker, right)
    asker.post(f"{again.url.path}/confirmed")
    carry_out_all(cast(FastAPI, asker.app))
    done = asker.get(again.url.path)

    assert "What is asked, assigned and answered" in page
    assert "1 → 7" in texts(looked.text, "tbody")[1]
    assert texts(refused, "tbody")[0] == "Enquiries U2 No mission has been assigned yet: there is nobody to answer."
    assert "Import just this" not in gone.text
    assert texts(done.text, "#import-status") == ["The workbook has been imported"]
    db.expire_all()
    assert db.query(Enquiry).one().need == NEED | {"sector_codes": [], "priority": 7}


def sent_in(client: TestClient, data: bytes) -> Response:
    asked = client.post("/enquiries/import", files={"file": ("w.xlsx", data)})
    carry_out_all(cast(FastAPI, client.app))
    return client.get(asked.url.path)
