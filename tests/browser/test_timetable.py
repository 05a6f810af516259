"""The timetable page in a browser: on a desk, on a phone, on paper, and for those who do not see it."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE, Visit

pytestmark = pytest.mark.browser

WIDTHS = [PHONE, DESKTOP]
SHORT = 12_000
VIEWS = ["", "?view=slots", "?view=province", "?view=mission"]


def test_board_shows_every_province_and_slot(visit: Visit) -> None:
    page = visit()

    assert page.locator(".board tbody").count() == 34
    assert page.locator(".board thead th.slot").all_inner_texts()[0].split() == ["13:30", "\N{EN DASH}13:45"]
    assert page.locator(".board thead .break").count() == 1


def test_board_fits_a_desk_and_keeps_its_head_in_sight(visit: Visit) -> None:
    page = visit()

    page.locator(".board tbody").last.scroll_into_view_if_needed()

    head = page.locator(".board thead th").first.bounding_box()
    assert head is not None
    assert head["y"] == 0


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("view", VIEWS)
def test_page_never_scrolls_sideways(visit: Visit, width: int, view: str) -> None:
    page = visit(view, width=width)

    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_phone_shows_the_meetings_by_slot_in_place_of_the_board(visit: Visit) -> None:
    page = visit(width=PHONE)

    assert not page.locator(".board").is_visible()
    assert page.locator(".slot-list").count() == 12
    page.get_by_role("link", name="15:20", exact=True).click()
    expect(page.locator("#slot-7 h2")).to_be_visible()
    expect(page.locator("#slot-7 li").first).to_be_visible()
    expect(page.locator(".slot-list[open]")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollHeight") < SHORT


def test_phone_opens_one_party_after_another(visit: Visit) -> None:
    page = visit("?view=mission", width=PHONE)

    page.locator(".diary summary").nth(4).click()

    expect(page.locator(".diary[open]")).to_have_count(1)
    assert page.locator(".diary table").nth(4).is_visible()


def test_language_is_switched_and_remembered(visit: Visit) -> None:
    page = visit()

    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("link", name="By mission").click()

    expect(page.locator(".diary h2").first).to_have_text("Embassy of Vietnam in China")
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_counterpart_in_the_board_leads_to_its_own_meetings(visit: Visit) -> None:
    page = visit()
    cell = page.locator(".board td.held a").first
    label = cell.inner_text()

    cell.click()

    expect(page.locator(".diary")).to_have_count(1)
    expect(page.locator("select#party option:checked")).to_have_text(label)


def test_party_is_chosen_with_the_keyboard_alone(visit: Visit) -> None:
    page = visit("?view=province")

    page.locator("select#party").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**party=*")

    expect(page.locator(".diary h2")).to_have_text(["Thành phố Hà Nội"])


def test_skip_link_comes_first_and_leads_to_the_content(visit: Visit) -> None:
    page = visit()

    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Đến nội dung chính")
    page.keyboard.press("Enter")

    expect(page.locator("#main")).to_be_focused()


def test_paper_has_the_board_alone_on_either_width(visit: Visit) -> None:
    page = visit(width=PHONE)

    page.emulate_media(media="print")

    assert page.locator(".board").is_visible()
    hidden = [".letterhead", ".tabs", ".figures", ".slot-jump", ".quality", ".colophon"]
    assert [name for name in hidden if page.locator(name).first.is_visible()] == []
    assert page.evaluate("getComputedStyle(document.querySelector('.board thead')).display") == "table-header-group"


def test_font_is_our_own(visit: Visit) -> None:
    page = visit()

    loaded = page.evaluate(
        """document.fonts.ready.then(fonts => [...fonts].filter(font => font.status === "loaded")
            .map(font => [font.family.replaceAll('"', ""), font.weight, font.unicodeRange]))"""
    )
    assert {(family, weight) for family, weight, letters in loaded if "U+1EA0-1EF9" in letters.upper()} >= {
        ("Be Vietnam Pro", "600")
    }


@pytest.mark.parametrize(("width", "scheme"), [(DESKTOP, "light"), (PHONE, "dark")])
@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing(visit: Visit, pictures: Path, scheme: str, width: int, view: str) -> None:
    page = visit(view, width=width, color_scheme=scheme)
    page.screenshot(path=pictures / f"timetable{view.replace('?view=', '-')}-{width}-{scheme}.png")

    results = Axe().run(page)

    assert results.response["violations"] == [], results.generate_report()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/", "/nothing"])
def test_axe_finds_nothing_on_the_other_pages(visit: Visit, scheme: str, path: str) -> None:
    page = visit(path=path, color_scheme=scheme)

    assert Axe().run(page).response["violations"] == []
