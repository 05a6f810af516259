"""Needs and offerings on pages: writing, saving as one types, sending, approving, documents."""

from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.adapters.document_files import Folder
from app.adapters.virus_scanner import NullScanner
from app.models import (
    Conference,
    ConferenceSession,
    Country,
    Delegation,
    Interest,
    InterestState,
    Region,
    Role,
    SignOff,
    SignOffState,
)
from app.services import reference
from app.services.incoming_files import Intake
from tests import factories
from tests.web.markup import texts
from tests.web.readers import reader

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def own(app: FastAPI, db: Session, conference: Conference, province: Delegation) -> TestClient:
    client = reader(app, db, conference, province)
    client.cookies.set("lang", "en")
    return client


@pytest.fixture
def head(app: FastAPI, db: Session, conference: Conference, province: Delegation) -> TestClient:
    client = reader(app, db, conference, province, Role.HEAD)
    client.cookies.set("lang", "en")
    return client


@pytest.fixture
def other(app: FastAPI, db: Session, session: ConferenceSession, conference: Conference) -> TestClient:
    return reader(app, db, conference, factories.a_delegation(db, session, "EMB-KR"))


@pytest.fixture
def draft(db: Session, province: Delegation) -> str:
    need = factories.a_need(db, province, title_vi="Điện gió ngoài khơi", state=InterestState.DRAFT)
    return f"/interests/needs/{need.id}"


def the_interest(db: Session) -> Interest:
    db.expire_all()
    return db.scalars(select(Interest)).one()


def typed(db: Session, **values: str) -> dict[str, str]:
    return {
        "title_vi": "Điện gió",
        "urgency": "high",
        "priority": "2",
        "revision": str(the_interest(db).revision),
    } | values


def test_pages_are_for_the_delegation_alone(
    visitor: TestClient, own: TestClient, other: TestClient, province: Delegation, draft: str
) -> None:
    for path, status in ((f"/delegations/{province.id}/interests", 403), (draft, 404)):
        answers = [visitor.get(path, follow_redirects=False), other.get(path), own.get(path)]
        assert [answer.status_code for answer in answers] == [303, status, 200]
        assert "Điện gió" not in answers[1].text


def test_nobody_else_writes(visitor: TestClient, other: TestClient, db: Session, draft: str) -> None:
    for path in ("", "/draft", "/withdrawal", "/removal", "/sign-off", "/letter", "/sending-back"):
        answers = [client.post(draft + path, data=typed(db), follow_redirects=False) for client in (visitor, other)]
        assert [answer.status_code for answer in answers] == [303, 404]

    assert the_interest(db).title_vi == "Điện gió ngoài khơi"


def test_organiser_who_may_not_read_it_yet_is_told_so_whatever_was_typed(
    app: FastAPI, db: Session, conference: Conference, draft: str
) -> None:
    editor = reader(app, db, conference, role=Role.EDITOR)

    answers = [editor.post(draft + path, data={"title_vi": ""}) for path in ("", "/draft", "/sign-off")]

    assert [answer.status_code for answer in answers] == [403, 403, 403]


def test_list_shows_what_is_there_and_says_what_to_do_where_nothing_is(
    own: TestClient, province: Delegation, db: Session
) -> None:
    path = f"/delegations/{province.id}/interests"
    before = own.get(path).text
    factories.a_need(db, province, title_vi="Cà phê")

    after = own.get(path).text

    assert texts(before, ".empty-title") == ["No need yet"]
    assert texts(after, ".rows") == ["Cà phê No sector yet Sent"]


def test_need_begins_with_a_title(own: TestClient, db: Session, province: Delegation) -> None:
    path = f"/delegations/{province.id}/interests/needs/new"

    refused = own.post(path, data={"title_vi": "", "title_en": " "})
    page = own.post(path, data={"title_vi": "Điện gió", "title_en": ""})

    faults = texts(refused.text, "#title_vi-fault")
    assert (refused.status_code, faults) == (422, ["A title is needed, in Vietnamese or in English."])
    assert (page.status_code, texts(page.text, "h1")) == (200, ["Điện gió"])
    assert (the_interest(db).code, the_interest(db).state) == ("01", InterestState.DRAFT)


def test_offering_begins_visible_to_those_it_is_matched_with(own: TestClient, province: Delegation) -> None:
    page = own.post(f"/delegations/{province.id}/interests/offerings/new", data={"title_en": "Coffee"})

    assert texts(page.text, "h1") == ["Coffee"]
    assert 'value="matched" checked' in page.text


def test_need_is_saved_and_sent(own: TestClient, db: Session, draft: str) -> None:
    saved = own.post(draft, data=typed(db, size_amount="1.500.000", size_currency="USD", then="save"))
    assert texts(saved.text, ".notice") == ["Your changes have been saved."]
    need = the_interest(db)
    assert (need.title_vi, need.size_amount, need.priority, need.state) == (
        *("Điện gió", 1_500_000, 2),
        InterestState.DRAFT,
    )

    sent = own.post(draft, data=typed(db, then="submit"))

    assert texts(sent.text, ".notice") == ["It has been sent to the organisers."]
    assert the_interest(db).state is InterestState.SUBMITTED
    assert "Save and send" not in sent.text
    own.post(f"{draft}/withdrawal")
    assert the_interest(db).state is InterestState.WITHDRAWN


def test_one_to_whom_it_was_returned_reads_how_it_is_sent_again(own: TestClient, db: Session, draft: str) -> None:
    need = the_interest(db)
    need.state = InterestState.RETURNED
    db.commit()

    page, listed = own.get(draft).text, own.get(f"/delegations/{need.delegation_id}/interests").text
    answer = own.post(draft, data=typed(db, then="submit"))

    (told,) = texts(page, ".warn")[1:]
    assert told.startswith(
        "The organisers have returned it to you It needs a correction. Change what they ask for, then"
    )
    assert "open it, change it and send it again." in listed
    assert (texts(answer.text, ".notice"), the_interest(db).state) == (
        ["It has been sent to the organisers."],
        InterestState.SUBMITTED,
    )


def test_groups_of_countries_are_no_parts_of_vietnam(own: TestClient, db: Session, draft: str) -> None:
    for code, name in (("NEA", "Đông Bắc Á"), ("DNB", "Đông Nam Bộ")):
        db.add(Region(code=code, name_vi=name, name_en=name))
    db.flush()
    db.add(Country(iso2="KR", name_vi="Hàn Quốc", name_en="South Korea", region_code="NEA"))
    db.commit()

    page = own.get(draft).text

    assert texts(page, "#region_codes") == ["Groups of countries Đông Bắc Á"]
    assert texts(page, "#country_codes") == ["Countries Look for Đông Bắc Á South Korea"]


def test_draft_is_saved_as_one_types(own: TestClient, db: Session, draft: str) -> None:
    part = own.post(f"{draft}/draft", data=typed(db, text_vi="Tỉnh có bờ biển dài"))

    assert the_interest(db).text_vi == "Tỉnh có bờ biển dài"
    assert f'name="revision" value="{the_interest(db).revision}"' in part.text
    assert "<html" not in part.text


def test_what_is_wrong_is_told_and_nothing_that_was_typed_is_lost(own: TestClient, db: Session, draft: str) -> None:
    wrong = typed(db, text_vi="Đừng mất", size_amount="nhiều", sector_codes="NONSENSE")

    answer = own.post(draft, data=wrong)
    unknown = own.post(draft, data=wrong | {"size_amount": ""})

    assert (answer.status_code, texts(answer.text, ".fault")) == (422, ["Please write a whole number."])
    assert "Đừng mất" in answer.text
    assert (unknown.status_code, texts(unknown.text, ".fault")) == (422, ["No such sector: NONSENSE."])


def test_nobody_overwrites_what_they_have_not_seen(own: TestClient, db: Session, draft: str) -> None:
    stale = typed(db)
    own.post(draft, data=typed(db, title_vi="Mới"))

    as_typed, page = own.post(f"{draft}/draft", data=stale), own.post(draft, data=stale)

    assert (as_typed.status_code, page.status_code, the_interest(db).title_vi) == (412, 412, "Mới")
    over = f'name="revision" value="{the_interest(db).revision}">Save mine over it</button>'
    for answer in (as_typed, page):
        assert answer.text.index(f'name="revision" value="{stale["revision"]}"') < answer.text.index(over)
        assert f'<a href="{draft}" target="_blank">' in answer.text
    assert texts(as_typed.text, ".saving")[0].startswith("Not saved yet: Somebody has changed this meanwhile.")


def test_whoever_was_told_saves_theirs_over_it(own: TestClient, db: Session, draft: str) -> None:
    stale = typed(db, title_vi="Của tôi")
    own.post(draft, data=typed(db, title_vi="Mới"))

    # As a browser sends the form: its own revision, then that of the button.
    saved = own.post(draft, data=stale | {"revision": [stale["revision"], str(the_interest(db).revision)]})

    assert (texts(saved.text, ".notice"), the_interest(db).title_vi) == (["Your changes have been saved."], "Của tôi")


def test_what_has_arrived_though_its_answer_was_lost_is_no_change_of_somebody_else(
    own: TestClient, db: Session, draft: str
) -> None:
    reference.load(db)
    lost = typed(db, text_vi="Tỉnh có bờ biển dài") | {"sector_codes": ["ENE", "AGR"], "country_codes": ["KR", "JP"]}
    own.post(f"{draft}/draft", data=lost)

    part, page = own.post(f"{draft}/draft", data=lost), own.post(draft, data=lost)
    other = own.post(f"{draft}/draft", data=lost | {"text_vi": "Khác"})

    assert (part.status_code, page.status_code, other.status_code) == (200, 200, 412)
    assert f'name="revision" value="{the_interest(db).revision}"' in part.text


@pytest.mark.slow
def test_sectors_are_suggested_from_the_text(own: TestClient, db: Session, draft: str) -> None:
    reference.load(db)

    part = own.post(f"{draft}/suggestions", data=typed(db, text_vi="Thu hút đầu tư điện gió và điện mặt trời"))

    assert 'name="sector_codes"' in part.text
    assert "<html" not in part.text


def test_head_approves_or_sends_back_before_it_is_sent(
    own: TestClient, head: TestClient, db: Session, conference: Conference, draft: str
) -> None:
    conference.requires_sign_off = True
    db.commit()
    assert 'value="submit"' not in own.get(draft).text
    refused = own.post(draft, data=typed(db, title_vi="Điện gió ngoài khơi", then="submit"))
    assert (refused.status_code, the_interest(db).state) == (409, InterestState.DRAFT)

    assert own.post(f"{draft}/sign-off", data=typed(db, state="asked")).status_code == 200
    for more in ({}, {"revision": "0"}, {"title_vi": ""}):  # Who may comes first, whatever was typed.
        assert own.post(f"{draft}/sign-off", data=typed(db, state="approved") | more).status_code == 403
    page = head.post(f"{draft}/sending-back", data=typed(db, comment="Nêu rõ công suất")).text
    assert "Nêu rõ công suất" in page
    assert texts(head.post(f"{draft}/sending-back", data={"comment": ""}).text, ".fault") == ["Please fill this in."]
    head.post(f"{draft}/sign-off", data=typed(db, state="approved"))

    assert the_interest(db).sign_off is SignOffState.APPROVED
    assert 'value="submit"' in own.get(draft).text


def test_what_was_typed_is_kept_before_it_is_asked_or_approved(
    own: TestClient, head: TestClient, db: Session, conference: Conference, draft: str
) -> None:
    conference.requires_sign_off = True
    db.commit()

    own.post(f"{draft}/sign-off", data=typed(db, title_vi="Điện khí", state="asked"))
    asked = the_interest(db)
    said = (asked.title_vi, asked.sign_off)
    wrong = head.post(f"{draft}/sign-off", data=typed(db, title_vi="", state="approved"))
    head.post(f"{draft}/sign-off", data=typed(db, title_vi="Điện sinh khối", state="approved"))

    assert said == ("Điện khí", SignOffState.ASKED)
    assert wrong.status_code == 422
    assert (the_interest(db).title_vi, the_interest(db).sign_off) == ("Điện sinh khối", SignOffState.APPROVED)


def test_what_has_changed_is_shown_anew_before_it_is_approved(
    own: TestClient, head: TestClient, db: Session, conference: Conference, draft: str
) -> None:
    conference.requires_sign_off = True
    db.commit()
    stale = typed(db, state="approved", comment="Nêu rõ", number="1", on="2026-11-20")
    assert f'value="{stale["revision"]}"' in head.get(f"{draft}/letter").text
    own.post(draft, data=typed(db, title_vi="Điện mặt trời"))

    answers = [head.post(f"{draft}/{step}", data=stale) for step in ("sign-off", "letter", "sending-back")]

    assert [answer.status_code for answer in answers] == [412] * 3
    assert ("Điện mặt trời" in answers[0].text, the_interest(db).sign_off) == (True, None)
    assert f'name="revision" value="{the_interest(db).revision}"' in answers[0].text
    assert f'formaction="{draft}/sign-off"' in answers[0].text


def test_official_letter_approves(own: TestClient, db: Session, conference: Conference, draft: str) -> None:
    conference.requires_sign_off = True
    db.commit()

    wrong = own.post(f"{draft}/letter", data={"number": "1234/UBND-NV", "on": "soon"})
    own.post(f"{draft}/letter", data=typed(db, number="1234/UBND-NV", on="2026-11-20"))

    assert texts(wrong.text, ".fault") == ["Please write a date, like 2026-12-08."]
    assert db.scalars(select(SignOff.letter_number)).all() == ["1234/UBND-NV"]


def test_scan_that_the_conference_asks_for_is_missed_at_its_field(
    own: TestClient, db: Session, conference: Conference, draft: str
) -> None:
    conference.requires_sign_off = conference.requires_letter_scan = True
    db.commit()

    bare = own.post(f"{draft}/letter", data=typed(db, number="1234/UBND-NV", on="2026-11-20"))
    scan = factories.a_document(db, the_interest(db), purpose="letter", name="1234.pdf")
    own.post(f"{draft}/letter", data=typed(db, number="1234/UBND-NV", on="2026-11-20", scan=str(scan.id)))

    fault = "The conference asks for the scan of the letter."
    assert (bare.status_code, texts(bare.text, ".fault")) == (422, [fault])
    assert "please add it under Documents first" in bare.text
    assert db.scalars(select(SignOff.letter_document_id)).all() == [scan.id]


def test_document_is_added_and_removed(own: TestClient, db: Session, app: FastAPI, draft: str, tmp_path: Path) -> None:
    closed = own.get(draft).text
    app.state.intake = Intake(app.state.settings.documents, Folder(tmp_path), NullScanner())

    file = {"file": ("kế hoạch.pdf", PDF, "application/pdf")}
    added = own.post(f"{draft}/documents", data=typed(db, text_vi="Vừa gõ"), files=file)
    missing = own.post(f"{draft}/documents", data=typed(db, purpose="letter"))
    link = added.text.partition('href="/api/v1/documents/')[2].partition("/")[0]
    own.post(f"{draft}/documents/{link}/removal", data=typed(db, text_vi="Gõ thêm"))

    told = "No documents are taken here; please send them in another way."
    assert [(told in page, 'type="file"' in page) for page in (closed, added.text)] == [(True, False), (False, True)]
    assert ("kế hoạch.pdf" in added.text, "Vừa gõ" in added.text) == (True, True)
    assert missing.status_code == 422
    assert ("kế hoạch.pdf" in own.get(draft).text, the_interest(db).text_vi) == (False, "Gõ thêm")


def test_document_that_is_refused_is_told_where_one_chooses_it(
    *, own: TestClient, other: TestClient, db: Session, app: FastAPI, draft: str, tmp_path: Path
) -> None:
    settings = app.state.settings.documents.model_copy(update={"max_bytes": 2048})
    app.state.intake = Intake(settings, Folder(tmp_path), NullScanner())
    files = {"odd": b"MZ" + b"x" * 64, "empty": b"", "large": PDF + b"x" * 2048}

    about = typed(db, title_vi="Điện gió ngoài khơi", text_vi="Đừng mất")
    answers = [own.post(f"{draft}/documents", data=about, files={"file": ("a.pdf", data)}) for data in files.values()]
    none = own.post(f"{draft}/documents", data=about | {"purpose": "letter"})

    assert [answer.status_code for answer in answers] == [422, 422, 413]
    assert [texts(page.text, "h1") for page in (*answers, none)] == [["Điện gió ngoài khơi"]] * 4
    assert ["Đừng mất" in page.text for page in (*answers, none)] == [True] * 4
    assert "without macros. At most 2 KB are taken." in none.text
    kinds, nothing, size = (texts(answer.text, ".fault") for answer in answers)
    assert kinds == nothing != []
    assert kinds[0].startswith("Only these files are taken, without macros: pdf")
    assert size == ["At most 2 KB are taken."]
    assert texts(none.text, ".fault") == ["Please choose a file."]
    assert 'aria-invalid="true" aria-describedby="file-fault file-hint" autofocus' in none.text
    assert other.post(f"{draft}/documents", files={"file": ("a.pdf", b"MZ")}).status_code == 404


def test_organisers_read_only_what_was_sent(app: FastAPI, db: Session, conference: Conference, draft: str) -> None:
    viewer = reader(app, db, conference)

    page = viewer.get(draft)

    assert page.status_code == 200
    assert "Điện gió" not in page.text
    assert "<textarea" not in page.text
