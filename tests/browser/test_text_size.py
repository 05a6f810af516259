"""Text of twice the usual size, as a browser can be told to show it: nothing of a timetable is cut off or covered."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import DESKTOP, Served, Visit

pytestmark = pytest.mark.browser

WIDE = 2 * DESKTOP
SIDEWAYS = "document.documentElement.scrollWidth"
# Words that reach beyond what they stand in, where that does not scroll.
LOST = """[...document.querySelectorAll("main *")].filter(each => {
  const style = getComputedStyle(each), clips = [style.overflowX, style.overflowY].some(how => /hidden|clip/.test(how));
  const lost = each.scrollWidth > each.clientWidth + 1 || each.scrollHeight > each.clientHeight + 1;
  return clips && lost && each.checkVisibility() && !each.closest(".sr") && each.innerText?.trim();
}).map(each => each.outerHTML.slice(0, 200))"""
# Cells of a table in which something is wider or higher than the cell.
OVERFULL = """[...document.querySelectorAll("table.board :is(td, th), table.desk-grid :is(td, th)")].filter(cell =>
  cell.checkVisibility() && (cell.scrollWidth > cell.clientWidth + 1 || cell.scrollHeight > cell.clientHeight + 1)
).map(cell => cell.outerHTML.slice(0, 200))"""


def enlarge(page: Page) -> None:
    """By the setting of the browser, which lengths in `rem` of the style sheet and its media queries follow."""
    session = page.context.new_cdp_session(page)
    session.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    page.reload(wait_until="networkidle")
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"


@pytest.mark.parametrize("width", [DESKTOP, WIDE])
@pytest.mark.parametrize("view", ["", "?view=slots", "?view=province"])
def test_timetable_loses_nothing_at_twice_the_size(visit: Visit, view: str, width: int) -> None:
    page = visit(view, width=width)
    before = page.locator("main").inner_text().split()

    enlarge(page)

    assert page.evaluate(SIDEWAYS) == width
    assert (page.evaluate(LOST), page.evaluate(OVERFULL)) == ([], [])
    assert before
    assert page.locator(".board").is_visible() == (view == "" and width == WIDE)


def test_desk_loses_nothing_at_twice_the_size(visit: Visit, served: Served) -> None:
    page = visit(path=served.timetable.replace("/timetable", "/desk"))
    if page.locator("#begin").count():
        page.locator("main form button").click()
        page.wait_for_load_state("networkidle")

    enlarge(page)

    assert page.evaluate(SIDEWAYS) == DESKTOP
    assert (page.evaluate(LOST), page.evaluate(OVERFULL)) == ([], [])
