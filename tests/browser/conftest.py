"""A real server on a real database with the scenario of 2026 and a timetable, and a real browser."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from app import db as database
from app.adapters.passwords import Argon2Passwords
from app.db import make_engine, make_session_factory
from app.models import Account
from app.services import scenarios
from tests.browser import chromium
from tests.browser.server import app_on, serving
from tests.web import greedy

Visit = Callable[..., Page]
EXPECTED = re.compile(r"status of (?:401 \(Unauthorized\)|404 \(Not Found\))$")

PHONE, DESKTOP = 390, 1280
EMAIL, PASSWORD = "an@example.vn", "correct horse battery"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium.executable()
    if path is None:
        # A build that skipped these would pass for one that had run them.
        (pytest.fail if os.environ.get("CI") else pytest.skip)(chromium.MISSING)
    with chromium.launched(path) as browser:
        yield browser


@pytest.fixture(scope="session")
def timetable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the timetable page."""
    url = f"sqlite:///{tmp_path_factory.mktemp('browser') / 'ketnoi.db'}"
    engine = make_engine(url)
    database.upgrade(engine)
    with make_session_factory(engine).begin() as db:
        session = scenarios.load(db, "session-2026")
        greedy.store(db, session)
        path = f"/sessions/{session.id}/timetable"
        db.add(Account(email=EMAIL, name="Nguyễn An", password_hash=Argon2Passwords(at_once=1).hashed(PASSWORD)))
    engine.dispose()
    with serving(app_on(url)) as origin:
        yield origin + path


@pytest.fixture
def visit(browser: Browser, timetable: str) -> Iterator[Visit]:
    """Opens the timetable page, or `path` on its server, in a browser of the given width and taste.

    Nothing may be asked of another server, and the browser has nothing to complain of but a page that is not there,
    and a sign-in that is refused.
    """
    origin = timetable.partition("/sessions/")[0]
    contexts: list[BrowserContext] = []
    asked: list[str] = []
    complaints: list[str] = []

    def open_page(query: str = "", *, path: str | None = None, width: int = DESKTOP, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, **{"locale": "vi-VN"} | options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(timetable + query if path is None else origin + path, wait_until="networkidle")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [url for url in asked if not url.startswith(f"{origin}/")] == []
    assert [text for text in complaints if not EXPECTED.search(text)] == []


@pytest.fixture(scope="session")
def pictures() -> Path:
    """Where pictures go that a person may want to look at; git does not know it."""
    folder = Path(__file__).parents[2] / "screenshots"
    folder.mkdir(exist_ok=True)
    return folder
