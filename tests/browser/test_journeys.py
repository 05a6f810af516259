"""The journeys of a province and of a mission in a browser: from the invitation to the day of their meetings."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from icalendar import Calendar
from playwright.sync_api import Browser, FilePayload, Page
from sqlalchemy.orm import Session

from app import db as database
from app.db import SessionFactory, make_engine, make_session_factory
from app.models import Conference, ConferenceSession, Delegation, Placement, PlacementParty, Role, Stage, Visibility
from app.services import reference
from app.settings import DocumentSettings
from tests import factories
from tests.browser import chromium
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.hands import follow, press
from tests.browser.server import app_on, serving

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PASSWORD = "gió biển sóng xanh"  # noqa: S105 -- nobody else's
TEXT = "Tỉnh tìm nhà đầu tư điện gió ngoài khơi."


class Place(NamedTuple):
    """A server with an empty database that has the reference data."""

    origin: str
    sessions: SessionFactory
    browser: Browser


class Guests(NamedTuple):
    """Of one conference whose first slot begins in an hour: a province and a mission, by their ids."""

    conference: UUID
    session: UUID
    province: UUID
    mission: UUID


@pytest.fixture(scope="module")
def place(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("journeys")
    url = f"sqlite:///{folder / 'ketnoi.db'}"
    engine = make_engine(url)
    database.upgrade(engine)
    sessions = make_session_factory(engine)
    with sessions() as db:
        reference.load(db)
        db.commit()
    with serving(app_on(url, documents=DocumentSettings(folder=str(folder)))) as origin:
        yield Place(origin, sessions, browser)
    engine.dispose()


@pytest.fixture
def guests(place: Place) -> Guests:
    with place.sessions() as db:
        today = datetime.now(UTC).date()
        conference = factories.a_conference(db, starts_on=today, ends_on=today + timedelta(days=1))
        session = factories.a_session(db, conference, slots=4, tables=2)
        _begin_in_an_hour(db, session)
        province = factories.a_delegation(db, session, organisation=_known(db, reference.PROVINCES, "46"))
        mission = factories.a_delegation(db, session, organisation=_known(db, reference.MISSIONS, "EMB-KR"))
        factories.an_offering(
            db,
            mission,
            title_vi="Tập đoàn Hàn Quốc tìm địa điểm làm điện gió ngoài khơi",
            title_en="A Korean group looks for a site for offshore wind",
            visibility=Visibility.ALL,
        )
        return Guests(conference.id, session.id, province.id, mission.id)


def _known(db: Session, scheme: str, code: str) -> Any:
    return reference.by_code(db, scheme)[code]


def _begin_in_an_hour(db: Session, session: ConferenceSession) -> None:
    db.refresh(session, ["slots"])
    start = datetime.now(UTC).replace(second=0, microsecond=0) + timedelta(hours=1)
    for number, slot in enumerate(session.slots):
        slot.starts_at = start + timedelta(minutes=15 * number)
        slot.ends_at = slot.starts_at + timedelta(minutes=15)
    db.commit()


@contextmanager
def visiting(place: Place, width: int, locale: str, **options: Any) -> Iterator[Page]:
    """A browser of somebody new, that complains of nothing."""
    complaints: list[str] = []
    with place.browser.new_context(viewport={"width": width, "height": 844}, locale=locale, **options) as context:
        page = context.new_page()
        page.set_default_timeout(chromium.PATIENCE)
        page.on("console", lambda message: complaints.append(message.text))
        page.on("dialog", lambda dialog: dialog.accept())
        yield page
    assert complaints == []


def join(place: Place, page: Page, guests: Guests, delegation: UUID, name: str, *, role: Role = Role.HEAD) -> None:
    """By the link of an invitation, as the head of a delegation; the page is then that of the conference."""
    with place.sessions() as db:
        email = f"{role}.{delegation}@example.vn"
        ids = {"conference_id": guests.conference, "delegation_id": delegation}
        path = factories.an_invitation(db, email, role=role, **ids)
    page.goto(place.origin + path)
    page.locator("#name").fill(name)
    page.locator("#password").fill(PASSWORD)
    page.locator("main button").click()
    page.wait_for_url(f"**/conferences/{guests.conference}")


def release(place: Place, guests: Guests, stage: Stage, *, number: int, slot: int) -> None:
    """What organisers do meanwhile: the two meet at this slot, and delegations are told."""
    # The lock is taken first, where it can still be waited for: the server may be writing.
    first = {"sqlite_begin": "IMMEDIATE"}
    with place.sessions() as db:
        db.connection(execution_options=first)
        session = db.get_one(ConferenceSession, guests.session)
        db.refresh(session, ["slots", "tables"])
        parties = [PlacementParty(delegation_id=each) for each in (guests.province, guests.mission)]
        where = {"slot_id": session.slots[slot].id, "table_id": session.tables[1].id}
        placements = [Placement(meeting="province-mission", parties=parties, **where)]
        factories.a_version(db, session, number=number, placements=placements)
        db.connection(execution_options=first)
        db.get_one(Conference, guests.conference).stage = stage
        factories.tell(db, guests.conference)


def entry(page: Page, link: str) -> Any:
    """The one meeting of the calendar file."""
    with page.expect_download() as download:
        page.get_by_role("link", name=link).click()
    (event,) = Calendar.from_ical(Path(download.value.path()).read_bytes()).walk("VEVENT")
    return event


def fill_in_as_a_province(page: Page) -> None:
    """Who comes, when, what for, and whom it wants to meet, in Vietnamese; works without scripts."""
    page.get_by_role("link", name="Đến mục này").click()
    page.get_by_role("link", name="Thêm đại biểu").click()
    page.locator("#name").fill("Nguyễn Thị Minh Khai")
    page.locator("#title_vi").fill("Giám đốc Sở Ngoại vụ")
    page.get_by_label("Tham gia các cuộc gặp").check()
    press(page, "Lưu", "Đã thêm đại biểu.")

    page.get_by_role("link", name="Xem các khung giờ").click()
    page.locator(".slot-cell").last.click()
    press(page, "Lưu", "Đã lưu các thay đổi.")

    follow(page, "Nhu cầu")
    page.get_by_role("link", name="Soạn nhu cầu").first.click()
    page.locator("#title_vi").fill("Thu hút đầu tư điện gió ngoài khơi")
    page.get_by_role("button", name="Tiếp tục").click()
    page.locator("#text_vi").fill(TEXT)
    press(page, "Lưu và gửi", "Đã gửi Ban Tổ chức.")

    follow(page, "Danh bạ")
    page.locator("#q").fill("han quoc")
    page.get_by_role("button", name="Tìm", exact=True).click()
    page.get_by_text("1 đoàn").wait_for()
    page.get_by_role("button", name="Thêm nguyện vọng").click()
    page.get_by_text("Trong danh sách: ưu tiên 1").wait_for()
    assert "q=han+quoc" in page.url

    page.locator("main a", has_text="Đề nghị gặp").click()
    page.locator("#message").fill("Về điện gió ngoài khơi")
    press(page, "Gửi đề nghị", "Đã gửi đề nghị gặp.")


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_province_goes_from_the_invitation_to_its_day(place: Place, guests: Guests, width: int) -> None:
    with visiting(place, width, "vi-VN", is_mobile=width == PHONE, has_touch=width == PHONE) as page:
        join(place, page, guests, guests.province, "Nguyễn Thị Minh Khai")
        fill_in_as_a_province(page)
        follow(page, "Hội nghị của tôi")
        page.get_by_text("Hiện đoàn không có việc gì cần làm.").wait_for()

        release(place, guests, Stage.PRELIMINARY, number=1, slot=0)
        page.reload()
        page.locator(".next a", has_text="Xem lịch của đoàn").click()
        page.get_by_text("còn có thể thay đổi cho đến khi có lịch chính thức").wait_for()
        before = entry(page, "Thêm vào lịch cá nhân")
        release(place, guests, Stage.FINAL, number=2, slot=1)
        page.reload()
        page.get_by_text("Lịch chính thức").first.wait_for()
        following = page.locator(".next-meeting").inner_text()
        after = entry(page, "Thêm vào lịch cá nhân")
        page.emulate_media(media="print")
        sheets = page.pdf().count(b"/Type /Page\n")

        assert all(words in following for words in ("Hàn Quốc", "Bàn T02", "Nguyễn Thị Minh Khai"))
        assert (before["uid"], before["status"]) == (after["uid"], "TENTATIVE")
        assert (before["sequence"], after["sequence"], after["status"]) == (1, 2, "CONFIRMED")
        assert after.decoded("dtstart") - before.decoded("dtstart") == timedelta(minutes=15)
        assert "Về điện gió ngoài khơi" in after["description"]
        assert sheets == 1


def write_for_approval(page: Page) -> None:
    """As an officer, who cannot send it without the head."""
    follow(page, "Nhu cầu")
    page.get_by_role("link", name="Soạn nhu cầu").first.click()
    page.locator("#title_vi").fill("Thu hút đầu tư điện gió ngoài khơi")
    page.get_by_role("button", name="Tiếp tục").click()
    page.locator("#text_vi").fill(TEXT)
    press(page, "Trình trưởng đoàn", "Đã trình trưởng đoàn phê duyệt.")


def correct_what_came_back(page: Page) -> None:
    page.reload()
    page.get_by_text("Nêu rõ công suất").first.wait_for()
    page.locator("#text_vi").fill(f"{TEXT} Công suất 800 MW.")
    press(page, "Trình trưởng đoàn", "Đã trình trưởng đoàn phê duyệt.")


def send_back(page: Page) -> None:
    follow(page, "Nhu cầu")
    page.get_by_role("link", name="Thu hút đầu tư điện gió ngoài khơi").click()
    page.get_by_role("link", name="Trả lại").click()
    page.locator("#comment").fill("Nêu rõ công suất")
    press(page, "Trả lại", "Đã trả lại kèm ý kiến.")


def approve_by_letter(page: Page) -> None:
    """With its scan, and send it."""
    page.reload()
    assert "800 MW" in page.locator("#text_vi").input_value()
    scan = FilePayload(name="1234-UBND.pdf", mimeType="application/pdf", buffer=b"%PDF-1.7\n%%EOF\n")
    page.locator("#file").set_input_files(scan)
    page.get_by_label("Đây là bản quét văn bản phê duyệt").check()
    press(page, "Thêm", "Đã thêm tài liệu.")
    page.get_by_role("link", name="Ghi nhận văn bản").click()
    page.locator("#number").fill("1234/UBND-NV")
    page.locator("#on").fill("2026-11-20")
    page.locator("#scan").select_option("1234-UBND.pdf")
    press(page, "Ghi nhận", "Đã ghi nhận phê duyệt.")
    press(page, "Lưu và gửi", "Đã gửi Ban Tổ chức.")


def test_province_has_its_text_approved_by_a_letter(place: Place, guests: Guests) -> None:
    """Two of it on their phones, from their invitations to the day that comes of it."""
    phone: Any = {"width": PHONE, "locale": "vi-VN", "is_mobile": True, "has_touch": True}
    with place.sessions() as db:
        db.get_one(Conference, guests.conference).requires_sign_off = True
        db.commit()
    with visiting(place, **phone) as officer, visiting(place, **phone) as head:
        join(place, officer, guests, guests.province, "Lê Chi", role=Role.MEMBER)
        join(place, head, guests, guests.province, "Nguyễn Thị Minh Khai")
        write_for_approval(officer)
        send_back(head)
        correct_what_came_back(officer)
        approve_by_letter(head)
        officer.reload()
        history = officer.locator("#history").locator("xpath=..").inner_text()
        release(place, guests, Stage.FINAL, number=1, slot=0)
        follow(officer, "Lịch của đoàn")
        following = officer.locator(".next-meeting").inner_text()

    assert "1234/UBND-NV" in history
    assert "Hàn Quốc" in following
    assert "Bàn T02" in following


def test_province_fills_everything_in_without_scripts(place: Place, guests: Guests) -> None:
    with visiting(place, PHONE, "vi-VN", java_script_enabled=False) as page:
        join(place, page, guests, guests.province, "Nguyễn Thị Minh Khai")
        fill_in_as_a_province(page)
        page.locator("#requests").get_by_text("Về điện gió ngoài khơi").wait_for()

        assert page.locator(".wish-name").all_inner_texts() == ["Đại sứ quán Việt Nam tại Hàn Quốc"]


def ask_as_a_province(place: Place, guests: Guests) -> None:
    """What the other side has done before the mission comes."""
    with place.sessions() as db:
        session = db.get_one(ConferenceSession, guests.session)
        province, mission = (db.get_one(Delegation, each) for each in (guests.province, guests.mission))
        factories.a_request(db, session, province, mission, message="About offshore wind")
        factories.a_need(db, province, title_en="Investors for offshore wind", title_vi="Tìm nhà đầu tư điện gió")


def fill_in_as_a_mission(page: Page) -> None:
    """Who comes, by which clock, what it offers, and what it answers, in English; works without scripts."""
    page.get_by_role("link", name="Go there").click()
    page.get_by_role("link", name="Add a delegate").click()
    page.locator("#name").fill("Trần Minh")
    page.get_by_label("Takes part in meetings").check()
    press(page, "Save", "The delegate has been added.")
    page.locator("a", has_text="How you attend").click()
    page.get_by_label("On line").check()
    page.locator("#timezone").select_option("Asia/Seoul")
    page.locator("#meeting_link").fill("https://meet.example/seoul")
    press(page, "Save", "Your changes have been saved.")
    page.get_by_role("link", name="See the slots").click()
    page.locator("#starts").fill("00:00")
    page.locator("#ends").fill("23:59")
    page.get_by_role("button", name="Propose").click()
    page.get_by_text("Nothing is saved yet").wait_for()
    press(page, "Save", "Your changes have been saved.")

    follow(page, "Offerings")
    page.get_by_role("link", name="Write an offering").first.click()
    page.locator("#title_en").fill("A bank that lends for harbours")
    page.get_by_role("button", name="Go on").click()
    page.locator("summary", has_text="Sectors").click()
    narrow = page.locator("#sector_codes-narrow")
    if narrow.is_visible():
        narrow.fill("ports")
    page.locator("#sector_codes .choice:visible", has_text="ports").first.click()
    press(page, "Save and send", "It has been sent to the organisers.")

    follow(page, "Wishes and requests")
    page.locator("#requests a", has_text="Answer").click()
    page.locator("#reply").fill("With pleasure")
    press(page, "Accept", "Your answer has been sent.")
    page.locator("#target_id").select_option(index=1)
    press(page, "Add", "It is on your list.")


WAYS = [(DESKTOP, True), (PHONE, True), (PHONE, False)]


@pytest.mark.parametrize(("width", "scripts"), WAYS, ids=["desktop", "phone", "without-scripts"])
def test_mission_goes_from_the_invitation_to_its_day(
    place: Place, guests: Guests, width: int, *, scripts: bool
) -> None:
    ask_as_a_province(place, guests)
    browser = {"is_mobile": width == PHONE, "has_touch": width == PHONE, "java_script_enabled": scripts}
    with visiting(place, width, "en-GB", **browser) as page:
        join(place, page, guests, guests.mission, "Trần Minh")
        fill_in_as_a_mission(page)
        release(place, guests, Stage.FINAL, number=1, slot=0)
        follow(page, "Diary")
        following = page.locator(".next-meeting").inner_text()
        event = entry(page, "Add to my calendar")

        assert all(words in following for words in ("by the clock of the conference", "Table T02", "With pleasure"))
        assert event["location"] == "https://meet.example/seoul"
        assert str(event["dtstart"].params["TZID"]) == "Asia/Seoul"
