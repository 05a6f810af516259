"""The journey of an organiser who takes the workbook out, changes it in a spreadsheet, and brings it in."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, FilePayload, Page
from pydantic import SecretStr
from sqlalchemy.orm import Session

from app import db as database
from app.access.sign_in import COOKIE
from app.db import make_engine, make_session_factory
from app.main import create_app
from app.models import Delegate, Need, Role
from app.settings import Settings
from tests import factories
from tests.api.workbook_desk import HANOI, submitted
from tests.browser import chromium
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.server import serving
from tests.workbooks import Draft

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WRONG = {"Thứ tự ưu tiên": "cao", "Lĩnh vực": "UFO · Đĩa bay"}
MISTAKES = [
    ["Nhu cầu", "E2", "Ô này phải là số nguyên, không phải “cao”."],
    ["Nhu cầu", "K2", "“UFO · Đĩa bay” không có trong danh sách “Lĩnh vực”."],
]


class Place(NamedTuple):
    """The page for imports of a conference with a need and a delegate, and the rows behind it."""

    page: Page
    db: Session
    origin: str
    path: str


@pytest.fixture(params=[(DESKTOP, True), (PHONE, False)], ids=["desktop", "phone without scripts"])
def place(browser: Browser, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Place]:
    url = f"sqlite:///{tmp_path / 'ketnoi.db'}"
    engine = make_engine(url)
    database.upgrade(engine)
    width, scripts = request.param
    looks = {"viewport": {"width": width, "height": 900}, "java_script_enabled": scripts, "locale": "vi-VN"}
    with make_session_factory(engine)() as db:
        conference = factories.a_conference(db)
        submitted(db, factories.a_session(db, conference))
        account = factories.an_account(db)
        factories.a_membership(db, account, conference, Role.OWNER)
        secret = factories.a_sign_in(db, account, expires_at=datetime.now(UTC) + timedelta(hours=1))
        with serving(a_server(url)) as origin, browser.new_context(**looks) as context:
            context.add_cookies([{"name": COOKIE, "value": secret, "url": origin}])
            context.set_default_timeout(chromium.PATIENCE)
            yield Place(context.new_page(), db, origin, f"/conferences/{conference.id}/import")
    engine.dispose()


def a_server(url: str) -> FastAPI:
    """One that carries out what waits."""
    return create_app(Settings(database_url=SecretStr(url), secret_key=SecretStr("only for tests, " * 3)))


def edited(place: Place, mistakes: dict[str, str]) -> Draft:
    """What is there now, with another title of the need and one more delegate."""
    place.page.goto(place.origin + place.path)
    with place.page.expect_download() as download:
        place.page.get_by_role("link", name="Toàn bộ dữ liệu hiện có").click()
    draft = Draft.of(Path(download.value.path()).read_bytes())
    draft.type("Nhu cầu", 2, {"Tiêu đề tiếng Việt": "Xuất khẩu gạo nếp"} | mistakes)
    draft.add("Đại biểu", {"Đoàn": HANOI, "Họ và tên đại biểu": "Trần Thị Bình"})
    return draft


def look_through(place: Place, draft: Draft) -> None:
    file = FilePayload(name="hội nghị.xlsx", mimeType="application/octet-stream", buffer=draft.saved())
    place.page.locator("#file").set_input_files(file)
    place.page.get_by_role("button", name="Chạy thử").click()
    place.page.locator("#report").wait_for()  # The page looks anew by itself, also without scripts.


def come_back(place: Place) -> None:
    """Leave the page of an import, and find it again among what was sent."""
    place.page.goto(place.origin + place.path)
    place.page.locator("section[aria-labelledby=sent] a").first.click()
    place.page.get_by_role("heading", name="Đã nhập tệp bảng tính").wait_for()


def rows(place: Place) -> list[list[str]]:
    """Of the first table of what the dry run has found."""
    found = place.page.locator("section[aria-labelledby=report] table").first.locator("tbody tr").all()
    return [[cell.inner_text() for cell in row.locator("th, td").all()] for row in found]


def there(place: Place) -> tuple[list[str | None], int]:
    """The title of the need and how many delegates there are, whatever pages say."""
    place.db.rollback()  # What was read before is what SQLite goes on to show.
    return [each.title_vi for each in place.db.query(Need)], place.db.query(Delegate).count()


def test_workbook_is_changed_mended_and_brought_in(place: Place) -> None:
    page, confirmed = place.page, place.page.get_by_role("button", name="Nhập đúng nội dung này")
    look_through(place, edited(place, WRONG))
    wrong, offered = rows(place), confirmed.count()

    look_through(place, edited(place, {}))
    page.get_by_text("Xuất khẩu gạo thơm → Xuất khẩu gạo nếp").wait_for()
    untouched = there(place)
    place.db.query(Need).one().note = "Đã gọi điện"  # Somebody else, meanwhile.
    place.db.commit()
    confirmed.click()
    page.get_by_text("vui lòng xem lỗi của từng ô").wait_for()
    refused, why = there(place), rows(place)

    look_through(place, edited(place, {}))
    confirmed.click()
    come_back(place)
    need, delegation = place.db.query(Need.id, Need.delegation_id).one()
    page.goto(f"{place.origin}/interests/needs/{need}")
    title = page.locator("h1").inner_text()
    page.goto(f"{place.origin}/delegations/{delegation}")
    page.get_by_text("Trần Thị Bình", exact=True).wait_for()

    assert (wrong, offered) == (MISTAKES, 0)
    assert why == [
        ["Nhu cầu", "D2", "Nội dung này đã được sửa sau khi xuất tệp: vui lòng xuất lại và sửa trên tệp mới."]
    ]
    assert (untouched, refused) == ((["Xuất khẩu gạo thơm"], 1), (["Xuất khẩu gạo thơm"], 1))
    assert (title, there(place)) == ("Xuất khẩu gạo nếp", (["Xuất khẩu gạo nếp"], 2))
