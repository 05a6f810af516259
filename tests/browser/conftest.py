"""A real server on a real database with the scenario of 2026 and a timetable, and a real browser."""

import os
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy.orm import Session

from app import db as database
from app.access.sign_in import COOKIE
from app.adapters.passwords import Argon2Passwords
from app.db import make_engine, make_session_factory
from app.models import Account, Conference, Role
from app.services import links, password_resets, scenarios
from app.settings import AccountSettings, DocumentSettings, OidcSettings
from tests import factories, mailbox
from tests.browser import chromium, world
from tests.browser.screenshots import WIDTHS
from tests.browser.server import app_on, serving
from tests.browser.stage import Stage
from tests.factories import a_sign_in, added, an_invitation
from tests.web import greedy

Visit = Callable[..., Page]
EXPECTED = re.compile(
    r"status of (?:401 \(Unauthorized\)|404 \(Not Found\)|409 \(Conflict\)|412 \(Precondition Failed\))$"
)

PHONE, DESKTOP = WIDTHS
ENTRANCES = {"sign-in": "/sign-in", "forgotten": "/password-reset", "mailed": "/password-reset/sent"}
EMAIL, PASSWORD = "an@example.vn", "correct horse battery"


class Served(NamedTuple):
    """A server: its address, the path of the timetable page, and the secret of an administrator's sign-in.

    `colleague` is that of an editor's. `entrances` are the pages by which people get in, by name.
    """

    origin: str
    timetable: str
    secret: str
    colleague: str
    entrances: dict[str, str]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium.executable()
    if path is None:
        # A build that skipped these would pass for one that had run them.
        (pytest.fail if os.environ.get("CI") else pytest.skip)(chromium.MISSING)
    expect.set_options(timeout=chromium.PATIENCE)
    with chromium.launched(path) as browser:
        yield browser


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    url = f"sqlite:///{tmp_path_factory.mktemp('browser') / 'ketnoi.db'}"
    engine = make_engine(url)
    database.upgrade(engine)
    with make_session_factory(engine)() as db:
        session = scenarios.load(db, "session-2026")
        greedy.store(db, session)
        path = f"/sessions/{session.id}/timetable"
        hashed = Argon2Passwords(at_once=1).hashed(PASSWORD)
        account = Account(email=EMAIL, name="Nguyễn An", password_hash=hashed, is_administrator=True)
        secret = a_sign_in(db, added(db, account), expires_at=datetime.now(UTC) + timedelta(days=1))
        colleague = factories.an_account(db, name="Trần Bình")
        factories.a_membership(db, colleague, db.get_one(Conference, session.conference_id), Role.EDITOR)
        second = a_sign_in(db, colleague, expires_at=datetime.now(UTC) + timedelta(days=1))
        entrances = ENTRANCES | {
            "invitation": an_invitation(db),
            "joining": an_invitation(db, "chi@example.vn"),
            "new-password": a_reset(db, account),
        }
        db.commit()
    engine.dispose()
    app = app_on(url, oidc=OidcSettings(issuer="https://sign-in.example", client_id="ketnoi", button="Bộ Ngoại giao"))
    mailbox.opened(app)
    with serving(app) as origin:
        yield Served(origin, path, secret, second, entrances)


def a_reset(db: Session, account: Account) -> str:
    """The path of a page for a new password."""
    return links.password_reset("", password_resets.create(db, AccountSettings(), account))


@pytest.fixture
def visit(browser: Browser, served: Served) -> Iterator[Visit]:
    """Opens the timetable page, or `path` on its server, in a browser of the given width and taste.

    An administrator is signed in there, unless nobody shall be or somebody else by a `secret`.

    Nothing may be asked of another server, and the browser has nothing to complain of but a page that is not there,
    and a sign-in that is refused.
    """
    origin = served.origin
    contexts: list[BrowserContext] = []
    asked: list[str] = []
    complaints: list[str] = []

    def open_page(
        query: str = "",
        *,
        path: str | None = None,
        width: int = DESKTOP,
        signed_in: bool = True,
        secret: str = served.secret,
        **options: Any,
    ) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, **{"locale": "vi-VN"} | options)
        context.set_default_timeout(chromium.PATIENCE)
        contexts.append(context)
        if signed_in:
            context.add_cookies([{"name": COOKIE, "value": secret, "url": origin}])
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(origin + (served.timetable + query if path is None else path), wait_until="networkidle")
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


@pytest.fixture(scope="module")
def stage(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    folder = tmp_path_factory.mktemp("pages")
    url = f"sqlite:///{folder / 'ketnoi.db'}"
    made = world.made(url)
    app = app_on(url, environment="development", documents=DocumentSettings(folder=str(folder)))
    with serving(app) as origin:
        yield Stage(origin, made, browser)
