"""Bad lines in a browser: a sign-in that ends and a connection that is lost, while somebody is at work."""

import re

import pytest
from playwright.sync_api import expect

from app.access.sign_in import COOKIE
from tests.browser.stage import Stage, shot

UNAUTHORIZED = re.compile(r"401 \(Unauthorized\)")
pytestmark = pytest.mark.browser
expect.set_options(timeout=30_000)


def test_sign_in_that_ends_while_a_run_is_watched_leads_to_a_new_one_and_back(stage: Stage) -> None:
    with stage.page(shot("run"), excused=UNAUTHORIZED) as page:
        here = page.url
        page.context.clear_cookies(name=COOKIE)
        page.locator("#run-live").dispatch_event("news")

        page.wait_for_url("**/sign-in?next=*")
        expect(page.locator("form")).to_have_count(1)
        assert page.locator("#run-live").count() == 0
        page.context.add_cookies([{"name": COOKIE, "value": stage.made.secrets["organiser"], "url": stage.origin}])
        page.reload()
        page.wait_for_url(here)
