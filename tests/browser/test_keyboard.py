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


# What has the focus: whether a ring shows that, and whether it is seen where it is.
HERE = """(() => {
  const here = document.activeElement, box = here.getBoundingClientRect(), style = getComputedStyle(here);
  const ring = [style, getComputedStyle(here.closest("label") ?? here)].some(each => each.outlineStyle !== "none");
  const at = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height / 2, 20));
  const seen = at !== null && (here.contains(at) || at.contains(here) || at.closest("label")?.contains(here));
  return here === document.body ? null : { html: here.outerHTML.slice(0, 200), ok: ring && Boolean(seen) };
})()"""


@pytest.mark.parametrize(
    "name", ["my-conference", "details", "availability", "wishes", "session-settings", "programme"]
)
def test_keys_go_through_a_page_and_show_where_they_are(stage: Stage, name: str) -> None:
    with stage.page(shot(name), reduced_motion="reduce") as page:
        stops, lost = 0, list[str]()
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip-link"
        while (here := page.evaluate(HERE)) and stops < 200:
            stops, lost = stops + 1, lost if here["ok"] else [*lost, here["html"]]
            page.keyboard.press("Tab")

        assert lost == []
        assert 12 < stops < 200  # It comes to an end, after more than the frame of the page.


def test_link_to_the_content_goes_there(stage: Stage) -> None:
    with stage.page(shot("wishes")) as page:
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")

        assert page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.parametrize(
    ("name", "part", "plainer"),
    [
        ("my-conference", ".progress", "progress => (progress.querySelector('progress').value = 0)"),
        ("partners", ".swatch", "swatch => (swatch.className = 'swatch')"),
        ("overview", ".badge", "badge => (badge.className = '')"),
        ("timetable", ".away-key", "key => (key.style.background = 'none')"),
    ],
)
def test_state_is_seen_where_the_system_chooses_the_colours(stage: Stage, name: str, part: str, plainer: str) -> None:
    with stage.page(shot(name), forced_colors="active") as page:
        first = page.locator(part).first
        before = first.screenshot()
        first.evaluate(plainer)

        assert first.screenshot() != before
