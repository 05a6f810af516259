"""The journey of an organiser in a browser: from an import through pre-checks and a run to a release."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Page
from pydantic import SecretStr

from app import db as database
from app.access.sign_in import COOKIE
from app.db import make_engine, make_session_factory
from app.main import create_app
from app.models import Conference, Role, Stage
from app.services import reference
from app.settings import Settings
from tests import factories
from tests.browser.server import serving

pytestmark = pytest.mark.browser


class Place(NamedTuple):
    """Where an organiser begins."""

    conference: str
    session: str
    page: Page


@pytest.fixture
def place(browser: Browser, tmp_path: Path) -> Iterator[Place]:
    """A small conference that is being scheduled, on a server that carries runs out."""
    url = f"sqlite:///{tmp_path / 'ketnoi.db'}"
    engine = make_engine(url)
    database.upgrade(engine)
    with make_session_factory(engine)() as db:
        reference.load(db)
        session = factories.a_session(db, slots=3, tables=2)
        conference = db.get_one(Conference, session.conference_id)
        conference.stage = Stage.SCHEDULING
        seoul = factories.a_delegation(db, session, "EMB-KR")
        for code in ("01", "46", "48", "49"):
            factories.a_wish(db, session, factories.a_delegation(db, session, code), seoul)
        account = factories.an_account(db)
        factories.a_membership(db, account, conference, Role.OWNER)
        secret = factories.a_sign_in(db, account, expires_at=datetime.now(UTC) + timedelta(days=1))
        ids = str(conference.id), str(session.id)
    engine.dispose()
    app = create_app(Settings(database_url=SecretStr(url), secret_key=SecretStr("only for tests, " * 3)))
    with serving(app) as origin, browser.new_context(locale="en-GB") as context:
        context.add_cookies(
            [{"name": name, "value": value, "url": origin} for name, value in {COOKIE: secret, "lang": "en"}.items()]
        )
        page = context.new_page()
        page.goto(f"{origin}/conferences/{ids[0]}/overview")
        yield Place(*ids, page)


def test_organiser_goes_from_import_to_release(place: Place, tmp_path: Path) -> None:
    page = place.page
    page.get_by_role("link", name="Import", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("link", name="All that is there now").click()
    workbook = tmp_path / "workbook.xlsx"
    download.value.save_as(workbook)
    page.locator("#file").set_input_files(workbook)
    page.get_by_role("button", name="Look it through").click()
    page.get_by_text("nothing would change").wait_for(timeout=60_000)

    page.get_by_role("link", name="Make a timetable", exact=True).click()
    page.get_by_text("EMB-KR is wanted for 4 meetings and can hold 3 at most.").wait_for()
    page.locator("#seconds").fill("10")
    page.locator("#workers").fill("1")
    page.get_by_role("button", name="Start").click()
    page.wait_for_url("**/runs/*")
    # The page looks anew by itself until the run has ended.
    page.get_by_role("heading", name="Finished").wait_for(timeout=60_000)
    page.get_by_text("No timetable can serve more than").wait_for()

    page.get_by_role("link", name="Stage and release", exact=True).click()
    page.get_by_text("Version 1 is the first that delegations are told of.").wait_for()
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Tell delegations, and go on").click()
    page.get_by_text("Delegations can read the timetable from now on.").wait_for()

    assert page.locator(".stages .now").inner_text() == "Preliminary timetable"
