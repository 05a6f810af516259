"""Pages by the keyboard alone, and what shows where one is."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.stage import LOOKS, Stage, shot

pytestmark = pytest.mark.browser

ON_PHONE = LOOKS[2]


def focused(page: Page) -> str:
    """What the thing that has the focus is called."""
    return str(page.evaluate("document.activeElement.innerText.trim()"))


def test_sections_of_a_phone_are_on_a_sheet_that_keys_open_and_close(stage: Stage) -> None:
    with stage.page(shot("my-conference"), ON_PHONE) as page:
        button, sheet = page.locator(".menu-button"), page.locator("#menu")
        expect(sheet).to_be_hidden()
        button.focus()
        page.keyboard.press("Enter")
        expect(sheet).to_be_visible()
        page.keyboard.press("Tab")
        first = focused(page)
        page.keyboard.press("Escape")
        expect(sheet).to_be_hidden()

        assert first == "Hội nghị của tôi"
        expect(button).to_be_focused()
        expect(button).to_contain_text("Hội nghị của tôi")
        assert page.evaluate("document.querySelector('header').offsetHeight") < 900 / 4


def test_sections_are_there_at_once_on_a_desk_and_without_scripts(stage: Stage) -> None:
    with stage.page(shot("my-conference")) as page:
        expect(page.get_by_role("link", name="Danh bạ", exact=True)).to_be_visible()
        expect(page.locator(".menu-button")).to_be_hidden()
    with stage.page(shot("my-conference"), ON_PHONE, java_script_enabled=False) as page:
        page.locator(".menu-button").click()
        page.get_by_role("link", name="Danh bạ", exact=True).click()
        page.wait_for_url("**/directory")
