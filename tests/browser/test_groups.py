"""Groups and workshops in a browser: dragged by mouse, moved by keyboard and without scripts, and past axe."""

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser import finger
from tests.browser.conftest import DESKTOP, PHONE, Served, Visit

pytestmark = pytest.mark.browser


def two_groups(visit: Visit, served: Served, *, width: int = DESKTOP, scripts: bool = True, **options: Any) -> Page:
    """A page with a proposal taken as a group, and a group in which nobody is yet."""
    path = served.timetable.replace("/timetable", "/groups")
    page = visit(path=path + "?lang=en", width=width, java_script_enabled=scripts, **options)
    if not page.locator(".group-member").count():
        page.locator(".proposal button").first.click()
        page.wait_for_load_state("networkidle")
    page.get_by_role("link", name="Form a group yourself").click()
    page.locator("#theme").fill("Empty")
    page.get_by_role("button", name="Form the group").click()
    page.wait_for_load_state("networkidle")
    return page


def test_member_is_dragged_to_another_group(visit: Visit, served: Served) -> None:
    page = two_groups(visit, served)
    member = page.locator(".group-member").first
    name = member.locator(".member-name").inner_text()
    target = page.locator(".group", has_text="Nobody has been asked yet.").first
    to = target.get_attribute("id") or ""
    target.scroll_into_view_if_needed()
    start, end = member.locator(".handle").bounding_box(), target.bounding_box()
    assert start is not None
    assert end is not None

    page.mouse.move(start["x"] + 5, start["y"] + 5)
    page.mouse.down()
    page.mouse.move(end["x"] + 30, end["y"] + 30, steps=5)
    expect(page.locator(".group.over")).to_have_id(to)
    page.mouse.up()

    expect(page.locator(f"#{to} .member-name")).to_have_text([name])


def test_member_is_dragged_by_finger(visit: Visit, served: Served) -> None:
    """On a phone, where the group lies below the window: held at its edge, the page goes on by itself."""
    page = two_groups(visit, served, width=PHONE, has_touch=True, is_mobile=True)
    member = page.locator(".group-member").first
    name = member.locator(".member-name").inner_text()
    target = page.locator(".group", has_text="Nobody has been asked yet.").first
    to = target.get_attribute("id")
    member.scroll_into_view_if_needed()
    start = member.locator(".handle").bounding_box()
    assert start is not None

    touch = finger.of(page)
    touch("touchStart", (start["x"] + 8, start["y"] + 8))
    for step in range(4000):
        end = target.bounding_box()
        assert end is not None
        height = min(max(end["y"] + 20, 20), 880)  # The window has 900.
        touch("touchMove", (end["x"] + 30 + step % 2, height))
        if height == end["y"] + 20:
            break
    over = page.locator(".group.over").get_attribute("id")
    touch("touchEnd")

    expect(page.locator(f"#{to} .member-name")).to_have_text([name])
    assert over == to


@pytest.mark.parametrize("scripts", [True, False])
def test_member_is_moved_by_its_form(visit: Visit, served: Served, scripts: bool) -> None:
    page = two_groups(visit, served, scripts=scripts)
    member = page.locator(".group-member").first
    before = page.locator(".group-member").count()

    member.locator("button").focus()
    page.keyboard.press("Enter")

    expect(page.locator(".group-member")).to_have_count(before - 1)


@pytest.mark.parametrize(("width", "scheme"), [(DESKTOP, "light"), (PHONE, "dark")])
def test_axe_finds_nothing(visit: Visit, served: Served, pictures: Path, scheme: str, width: int) -> None:
    page = two_groups(visit, served, width=width, color_scheme=scheme)
    page.locator(".group summary").first.click()

    found = Axe().run(page)

    page.screenshot(path=pictures / f"groups-{scheme}-{width}.png", full_page=True)
    assert found.response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
