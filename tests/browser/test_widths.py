"""What people write without spaces breaks at the edge of a phone, and widens no page."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from app import db as database
from app.access.sign_in import COOKIE
from app.db import make_engine, make_session_factory
from app.models import EnquiryChange, EnquiryStatus, Role
from tests import factories
from tests.browser.conftest import PHONE
from tests.browser.server import app_on, serving

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LONG = "https://example.vn/" + "m" * 270
NAME = "k" * 120 + ".pdf"


def made(url: str) -> tuple[str, list[str]]:
    """The secret of a sign-in, and the paths of pages with long words."""
    engine = make_engine(url)
    database.upgrade(engine)
    with make_session_factory(engine)() as db:
        conference = factories.a_conference(db)
        delegation = factories.a_delegation(db, factories.a_session(db, conference), "46")
        account = factories.an_account(db)
        factories.a_membership(db, account, conference, Role.HEAD, delegation)
        need = factories.a_need(db, delegation, title_vi=LONG, text_vi=LONG)
        factories.a_document(db, need, name=NAME)
        asked = {"title_vi": LONG, "text_vi": LONG}
        enquiry = factories.an_enquiry(db, organisation_id=delegation.organisation_id, need=asked, answer=LONG)
        factories.an_enquiry_document(db, enquiry, name=NAME)
        step = EnquiryChange(
            enquiry_id=enquiry.id, number=1, status=EnquiryStatus.ASSIGNED, text=LONG, at=datetime.now(UTC)
        )
        factories.added(db, step)
        secret = factories.a_sign_in(db, account)
        needs, list_of = f"/interests/needs/{need.id}", f"/delegations/{delegation.id}/interests"
        db.commit()
        paths = ["/enquiries", f"/enquiries/{enquiry.id}", list_of, needs]
    engine.dispose()
    return secret, paths


def test_long_words_do_not_widen_a_page_on_a_phone(browser: Browser, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'ketnoi.db'}"
    secret, paths = made(url)

    wide = {}
    with serving(app_on(url)) as origin, browser.new_context(viewport={"width": PHONE, "height": 844}) as context:
        context.add_cookies([{"name": COOKIE, "value": secret, "url": origin}])
        page = context.new_page()
        for path in paths:
            page.goto(origin + path)
            assert page.get_by_text("mmmm").count(), path
            wide[path] = page.evaluate("document.documentElement.scrollWidth")

    assert wide == dict.fromkeys(paths, PHONE)
