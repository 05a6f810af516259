"""A server that carries runs out, and the owner of one conference before its overview."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page
from pydantic import SecretStr
from sqlalchemy.orm import Session

from app import db as database
from app.access.sign_in import COOKIE
from app.db import make_engine, make_session_factory
from app.main import create_app
from app.models import Conference, Role
from app.services import reference
from app.settings import Settings
from tests import factories
from tests.browser import chromium
from tests.browser.server import serving


@contextmanager
def organised(
    browser: Browser, folder: Path, made: Callable[[Session], Conference], *, lang: str = "en", **options: Any
) -> Iterator[Page]:
    """The overview of a conference, before its owner, in a browser that complains of nothing."""
    url = f"sqlite:///{folder / 'ketnoi.db'}"
    engine = make_engine(url)
    database.upgrade(engine)
    with make_session_factory(engine)() as db:
        reference.load(db)
        conference = made(db)
        account = factories.an_account(db)
        factories.a_membership(db, account, conference, Role.OWNER)
        secret = factories.a_sign_in(db, account)
        overview = f"/conferences/{conference.id}/overview"
    engine.dispose()
    complaints: list[str] = []
    app = create_app(Settings(database_url=SecretStr(url), secret_key=SecretStr("only for tests, " * 3)))
    with serving(app) as origin, browser.new_context(**options) as context:
        context.set_default_timeout(chromium.PATIENCE)
        context.add_cookies(
            [{"name": name, "value": value, "url": origin} for name, value in {COOKIE: secret, "lang": lang}.items()]
        )
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.goto(origin + overview)
        yield page
    assert complaints == [], complaints
