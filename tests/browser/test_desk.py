"""The timetable desk in a browser: by mouse, by keyboard, by two at once, without scripts, and past axe."""

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from tests.browser import finger
from tests.browser.conftest import DESKTOP, PHONE, Served, Visit

pytestmark = pytest.mark.browser

SAID = "[data-said]"
WORKING = "html.is-working"


def at_desk(visit: Visit, served: Served, query: str = "", **options: Any) -> Page:
    """The desk of the one session, begun by whoever comes first."""
    path = served.timetable.replace("/timetable", "/desk")
    page = visit(path=path + query, **options)
    if page.locator("#begin").count():
        page.locator("main form button").click()
        page.goto(served.origin + path + query)
    return page


def lifted(page: Page) -> str:
    """Picks up the first meeting that has somewhere to go; its id."""
    # Of those of one province at times none can go anywhere.
    for number in range(0, page.locator(".desk-grid .chip").count(), 3):
        chip = page.locator(".desk-grid .chip").nth(number)
        meeting = chip.get_attribute("data-meeting")
        assert meeting is not None
        chip.click()
        expect(page.locator(".desk-grid .chip.picked").first).to_have_attribute("data-meeting", meeting)
        # The exchanges come after the cells that are free, which they replace.
        expect(page.locator(WORKING)).to_have_count(0)
        if page.locator(".target").count():
            return meeting
        page.keyboard.press("Escape")
        expect(page.locator(".desk-grid .chip.picked")).to_have_count(0)
    pytest.fail("no meeting can go anywhere")


def test_a_meeting_is_moved_by_mouse_and_back_by_undo(visit: Visit, served: Served) -> None:
    page = at_desk(visit, served, "?lang=en")
    meeting = lifted(page)
    before = page.locator("#desk-bar").get_attribute("data-revision") or ""

    page.locator(".target").first.click()

    expect(page.locator(SAID)).to_have_text("Done.")
    expect(page.locator(".target")).to_have_count(0)
    expect(page.locator("#desk-bar")).not_to_have_attribute("data-revision", before)
    expect(page.locator(f'.chip[data-meeting="{meeting}"]:focus')).to_have_count(1)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Redo")).to_be_enabled()


def test_keys_undo_a_step_and_take_it_again(visit: Visit, served: Served) -> None:
    page = at_desk(visit, served, "?lang=en")
    lifted(page)
    page.locator(".target").first.click()
    expect(page.locator(SAID)).to_have_text("Done.")
    undo, redo = (page.get_by_role("button", name=name) for name in ("Undo", "Redo"))

    page.locator("[data-filter]").focus()
    page.keyboard.press("Control+z")  # Of what is typed there, which is nothing.
    expect(redo).to_be_disabled()
    page.locator(".desk-grid .chip").first.focus()
    page.keyboard.press("Control+z")
    expect(redo).to_be_enabled()
    page.keyboard.press("Control+Shift+z")
    expect(redo).to_be_disabled()
    page.keyboard.press("Control+z")
    expect(redo).to_be_enabled()
    page.keyboard.press("Control+y")
    expect(redo).to_be_disabled()
    expect(undo).to_be_enabled()


def test_a_meeting_is_carried(visit: Visit, served: Served) -> None:
    page = at_desk(visit, served, "?lang=en")
    meeting = lifted(page)
    page.keyboard.press("Escape")
    expect(page.locator(".target")).to_have_count(0)
    chip = page.locator(f'.desk-grid .chip[data-meeting="{meeting}"]').first
    box = chip.bounding_box()
    assert box is not None

    page.mouse.move(box["x"] + 8, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + 40, box["y"] + 30, steps=4)
    expect(page.locator(".target").first).to_be_visible()
    expect(page.locator(WORKING)).to_have_count(0)  # What the solver adds may move the places.
    place = page.locator(".target").first.bounding_box()
    assert place is not None
    page.mouse.move(place["x"] + 10, place["y"] + 10, steps=4)
    page.mouse.up()

    expect(page.locator(SAID)).to_have_text("Done.")
    expect(page.locator(".ghost")).to_have_count(0)


def test_a_meeting_is_carried_by_finger(visit: Visit, served: Served) -> None:
    page = at_desk(visit, served, "?lang=en", has_touch=True)
    meeting = lifted(page)
    page.keyboard.press("Escape")
    expect(page.locator(".target")).to_have_count(0)
    chip = page.locator(f'.desk-grid .chip[data-meeting="{meeting}"]').first
    chip.scroll_into_view_if_needed()
    box = chip.bounding_box()
    assert box is not None
    touch = finger.of(page)

    touch("touchStart", (box["x"] + 8, box["y"] + 8))
    expect(page.locator(".ghost")).to_be_visible()
    expect(page.locator(".target").first).to_be_visible()
    expect(page.locator(WORKING)).to_have_count(0)  # What the solver adds may move the places.
    place = page.locator(".target").first.bounding_box()
    assert place is not None
    touch("touchMove", (place["x"] + 10, place["y"] + 10))
    touch("touchEnd")

    expect(page.locator(SAID)).to_have_text("Done.")
    expect(page.locator(".ghost")).to_have_count(0)


def test_a_meeting_is_moved_by_keyboard(visit: Visit, served: Served) -> None:
    page = at_desk(visit, served, "?lang=en")
    meeting = lifted(page)
    page.keyboard.press("Escape")
    expect(page.locator(SAID)).to_have_text("Put down.")

    page.locator(f'.desk-grid .chip[data-meeting="{meeting}"]').first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".target").first).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator(SAID)).to_have_text("Done.")


def spot(page: Page, meeting: str) -> str:
    """The row and the column in which a meeting stands."""
    chip = page.locator(f'.desk-grid .chip[data-meeting="{meeting}"]').first
    return str(chip.evaluate("chip => `${chip.closest('tr').id} ${chip.closest('td').cellIndex}`"))


def two(visit: Visit, served: Served) -> tuple[Page, Page, str]:
    """Two people at the desk, who have picked up the same meeting; the second looks at nothing by itself."""
    one = at_desk(visit, served, "?lang=en")
    other = at_desk(visit, served, "?lang=en", secret=served.colleague)
    other.evaluate("Object.defineProperty(document, 'hidden', { configurable: true, get: () => true })")
    meeting = lifted(one)
    assert lifted(other) == meeting
    return one, other, meeting


def test_of_two_people_none_overwrites_the_other_and_both_see_what_is_done(visit: Visit, served: Served) -> None:
    one, other, meeting = two(visit, served)

    one.locator(".target").first.click()
    expect(one.locator(SAID)).to_have_text("Done.")
    other.locator(".target").last.evaluate("target => target.click()")
    expect(other.locator(SAID)).to_contain_text("Somebody else has changed the timetable")
    moved = spot(one, meeting)
    seen = spot(other, meeting)
    other.locator(".target").first.evaluate("target => target.click()")  # Knowing that.
    expect(other.locator(SAID)).to_have_text("Done.")
    one.evaluate("window.dispatchEvent(new Event('online'))")
    revision = other.locator("#desk-bar").get_attribute("data-revision") or ""
    expect(one.locator("#desk-bar")).to_have_attribute("data-revision", revision)

    assert seen == moved
    assert spot(one, meeting) == spot(other, meeting) != moved


def test_nobody_decides_over_what_arrives_only_after_the_decision(visit: Visit, served: Served) -> None:
    one, other, meeting = two(visit, served)
    told = other.locator("[data-others]").get_attribute("data-others") or ""
    held: list[Route] = []
    other.route("**/desk/parts?**", lambda route: held.append(route))  # noqa: PLW0108 -- the driver takes no built-in function
    other.evaluate("delete document.hidden")
    with other.expect_request("**/desk/parts?**"):
        other.evaluate("window.dispatchEvent(new Event('online'))")

    one.locator(".target").first.click()
    expect(one.locator(SAID)).to_have_text("Done.")
    other.locator(".target").last.evaluate("target => target.click()")
    for route in held:
        route.continue_()
    other.unroute("**/desk/parts?**")

    expect(other.locator(SAID)).to_have_text(told)
    assert spot(other, meeting) == spot(one, meeting)


def test_without_scripts_forms_do_the_same(visit: Visit, served: Served) -> None:
    page = at_desk(visit, served, "?lang=en&rows=mission", java_script_enabled=False)

    page.locator(".desk-grid .chip").first.click()
    page.get_by_role("button", name="Pin it here").click()
    expect(page.locator(".desk-grid .chip.pinned").first).to_be_visible()
    page.get_by_role("button", name="Undo").click()

    expect(page.locator(".desk-grid .chip.pinned")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_axe_finds_nothing(visit: Visit, served: Served, pictures: Path, scheme: str, width: int) -> None:
    page = at_desk(visit, served, "?rows=province", width=width, color_scheme=scheme)
    lifted(page)

    found = Axe().run(page)

    page.screenshot(path=pictures / f"desk-{scheme}-{width}.png")
    assert found.response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_rows_are_found_by_words_in_any_order_without_accents(visit: Visit, served: Served) -> None:
    page = at_desk(visit, served, "?lang=vi")
    rows = page.locator(".desk-grid tbody tr")
    whole = rows.count()

    page.locator("[data-filter]").fill("noi  HA")

    expect(page.locator(".desk-grid tbody tr:visible")).not_to_have_count(whole)
    assert "Hà Nội" in page.locator(".desk-grid tbody tr:visible .row-label").all_inner_texts()
    page.locator("[data-filter]").fill("")
    expect(page.locator(".desk-grid tbody tr:visible")).to_have_count(whole)


def test_what_is_left_over_is_priced_where_it_is_seen(visit: Visit, served: Served) -> None:
    page = at_desk(visit, served, "?lang=en")

    if page.locator(".tray-list [data-price]").count():
        expect(page.locator(".tray-list .price").first).to_contain_text("Holding it would")
