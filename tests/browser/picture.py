"""Makes the picture of the README: `python -m tests.browser.picture` after `ketnoi demo --no-serve`."""

import sys
from pathlib import Path

from app.access.sign_in import COOKIE
from app.db import make_engine, make_session_factory
from app.queries import accounts
from app.services import conferences
from app.services.demo_people import ORGANISER
from tests.browser import chromium
from tests.browser.conftest import DESKTOP
from tests.browser.server import app_on, serving
from tests.factories import ADMINISTRATOR, a_sign_in

DATABASE = Path("var/demo/ketnoi.db")
PICTURE = Path("docs/images/timetable.png")
HEIGHT = 1010


def main() -> None:
    path = chromium.executable()
    if path is None:
        sys.exit(chromium.MISSING)
    url = f"sqlite:///{DATABASE.resolve()}"
    with make_session_factory(make_engine(url))() as db:
        session = conferences.with_sessions(db, ADMINISTRATOR)[0].sessions[0]
        secret = a_sign_in(db, db.scalars(accounts.by_email(ORGANISER)).one())
    with serving(app_on(url)) as origin, chromium.launched(path) as browser:
        context = browser.new_context(
            viewport={"width": DESKTOP, "height": HEIGHT}, locale="en-GB", color_scheme="light"
        )
        context.add_cookies([{"name": COOKIE, "value": secret, "url": origin}])
        page = context.new_page()
        page.goto(f"{origin}/sessions/{session.id}/timetable", wait_until="networkidle")
        page.screenshot(path=PICTURE)


if __name__ == "__main__":
    main()
