"""The journey of an enquiry in a browser: a province asks, an administrator assigns, a mission answers in English."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser, Page

from app import db as database
from app.access.sign_in import COOKIE
from app.db import make_engine, make_session_factory
from app.models import Role
from app.services import reference
from app.settings import DocumentSettings
from tests import factories
from tests.browser import chromium
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.server import app_on, serving

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TEXT = "Hai doanh nghiệp của tỉnh tìm nơi đóng gói chip."
ANSWER = "Two firms in Suwon are interested."


class Place(NamedTuple):
    """A server, and by role the secret of a sign-in."""

    origin: str
    secrets: dict[str, str]
    browser: Browser

    @contextmanager
    def visited(self, role: str, width: int, locale: str, **options: Any) -> Iterator[Page]:
        complaints: list[str] = []
        size: Any = {"width": width, "height": 844}
        with self.browser.new_context(viewport=size, locale=locale, **options) as context:
            context.add_cookies([{"name": COOKIE, "value": self.secrets[role], "url": self.origin}])
            page = context.new_page()
            page.set_default_timeout(chromium.PATIENCE)
            page.on("console", lambda message: complaints.append(message.text))
            page.goto(self.origin)
            yield page
        # What is missing in a form is told so on purpose.
        assert [text for text in complaints if "422" not in text] == []


@pytest.fixture
def place(browser: Browser, tmp_path: Path) -> Iterator[Place]:
    url = f"sqlite:///{tmp_path / 'ketnoi.db'}"
    engine = make_engine(url)
    database.upgrade(engine)
    with make_session_factory(engine)() as db:
        reference.load(db)
        conference = factories.a_conference(db)
        session = factories.a_session(db, conference)
        secrets = {"administrator": factories.a_sign_in(db, factories.an_account(db, is_administrator=True))}
        for scheme, code in ((reference.PROVINCES, "46"), (reference.MISSIONS, "EMB-KR")):
            organisation = reference.by_code(db, scheme)[code]
            delegation = factories.a_delegation(db, session, organisation=organisation)
            account = factories.an_account(db, name=organisation.name_en)
            factories.a_membership(db, account, conference, Role.MEMBER, delegation)
            secrets[code] = factories.a_sign_in(db, account)
        db.commit()
    with serving(app_on(url, documents=DocumentSettings(folder=str(tmp_path)))) as origin:
        yield Place(origin, secrets, browser)
    engine.dispose()


def follow(page: Page, name: str) -> None:
    page.locator("main, .sections").get_by_role("link", name=name, exact=True).first.click()


def press(page: Page, name: str, tells: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    page.get_by_text(tells).first.wait_for()


def ask(place: Place) -> None:
    """By a province on a phone without scripts, with a document."""
    with place.visited("46", PHONE, "vi-VN", java_script_enabled=False) as page:
        follow(page, "Yêu cầu")
        follow(page, "Soạn yêu cầu")
        page.get_by_label("Đặt hàng tìm đối tác").check()
        page.locator("#text_vi").fill(TEXT)
        press(page, "Gửi", "Cần có tiêu đề")
        assert page.locator("#text_vi").input_value() == TEXT
        page.locator("#title_vi").fill("Tìm đối tác bán dẫn")
        press(page, "Gửi", "Đã gửi yêu cầu.")
        page.locator("#file").set_input_files(
            {"name": "hồ sơ.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n%%EOF\n"}
        )
        press(page, "Thêm", "Đã thêm tài liệu.")


def assign(place: Place) -> None:
    with place.visited("administrator", DESKTOP, "vi-VN") as page:
        follow(page, "Yêu cầu")
        page.locator("#q").fill("ban dan")
        page.get_by_role("button", name="Tìm", exact=True).click()
        follow(page, "Tìm đối tác bán dẫn")
        follow(page, "Giao cho cơ quan đại diện")
        page.locator("#mission_id").select_option("Đại sứ quán Việt Nam tại Hàn Quốc")
        press(page, "Giao cho cơ quan đại diện", "Đã giao yêu cầu")


def answer(place: Place) -> None:
    with place.visited("EMB-KR", DESKTOP, "en-GB") as page:
        follow(page, "Enquiries")
        follow(page, "Tìm đối tác bán dẫn")
        with page.expect_download() as download:
            page.get_by_role("link", name="hồ sơ.pdf").click()
        assert download.value.suggested_filename == "hồ sơ.pdf"
        follow(page, "Answer")
        page.get_by_text(TEXT).wait_for()
        page.locator("#text").fill(ANSWER)
        press(page, "Answer", "Your answer has been sent.")


def test_enquiry_goes_from_a_province_to_a_mission_and_back(place: Place) -> None:
    ask(place)
    assign(place)
    answer(place)

    with place.visited("46", PHONE, "vi-VN", is_mobile=True) as page:
        follow(page, "Yêu cầu")
        page.get_by_text("Đã trả lời").last.wait_for()
        follow(page, "Tìm đối tác bán dẫn")
        page.locator("section", has=page.locator("#answer")).get_by_text(ANSWER).wait_for()
        follow(page, "Kết thúc")
        press(page, "Kết thúc", "Yêu cầu đã kết thúc.")
