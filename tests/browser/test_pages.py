"""Every page of the list that pictures are taken of: past axe, as wide as its window, light; and what needs a hand.

Whoever adds a page to that list has it tried here, too.
"""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from benchmarks.lighthouse import DESK, MAIN
from tests.browser import finger
from tests.browser.screenshots import PAGES, Shot
from tests.browser.stage import LOOKS, OTHER_LOOKS, PHONE, SMALL_TARGETS, Stage, shot

pytestmark = pytest.mark.browser

MOST_BYTES = 120_000
MOST_BYTES_OF_THE_DESK = 250_000
HREFS = "all => all.map(one => one.href)"


# By turns, so that each page is seen in each language and theme, and each of these together on half of the pages.
SEEN = [(each.name, look) for at, each in enumerate(PAGES) for look in (LOOKS, OTHER_LOOKS)[at % 2]]


@pytest.mark.parametrize(("name", "look"), SEEN, ids=[f"{name}-{'-'.join(map(str, look))}" for name, look in SEEN])
def test_axe_finds_nothing_and_nothing_is_cut_off(stage: Stage, name: str, look: tuple[str, str, int]) -> None:
    with stage.page(shot(name), look) as page:
        found = [
            (each["id"], [node["target"] for node in each["nodes"]]) for each in Axe().run(page).response["violations"]
        ]

        assert found == []
        assert page.evaluate("document.documentElement.scrollWidth") == look[2]
        assert page.evaluate(SMALL_TARGETS) == []
        assert page.locator(".stacks .number:not(th, [data-head])").count() == 0
        page.set_viewport_size({"width": min(320, look[2]), "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") == 320


def fill_in_wrongly(page: Page) -> None:
    page.locator("#email").fill("không phải thư")
    page.locator("form.fields button").first.click()
    page.locator(".notice.failed li").nth(1).wait_for()


def be_overtaken(page: Page) -> None:
    page.locator("[name=revision]").evaluate("each => each.value = 0")
    page.locator("#title_vi").fill("Tên khác")
    with page.expect_navigation():  # The draft that is kept meanwhile may be told of the same first.
        page.locator("form.fields [name=then]").first.click()
    page.locator("#over").wait_for()


def unfold(page: Page) -> None:
    page.evaluate("document.querySelectorAll('main details').forEach(each => each.open = true)")


def lose_the_line(page: Page) -> None:
    page.route("**/draft", lambda route: route.abort())
    page.locator("#title_vi").fill("Tên khác")
    page.locator("[data-told=lost]:visible").wait_for()


def fail_to_order(page: Page) -> None:
    unfold(page)
    page.route("**/wishes/order**", lambda route: route.abort())
    page.locator("[name=down]").first.click()
    page.locator("[data-failed]:visible").wait_for()


def open_the_menu(page: Page) -> None:
    page.locator(".menu-button").click()
    page.locator(".menu-close:visible").wait_for()


def open_a_dialog(page: Page) -> None:
    page.locator("[data-opens]").click()
    page.locator("dialog[open]").wait_for()


def remove_what_is_used(page: Page) -> None:
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("form[action$=removal] button, button[formaction$=removal]").first.click()
    page.locator(".notice.failed, .notice.warn, .notice.bad").first.wait_for()


CHANGED = (
    ("delegate", fill_in_wrongly),
    ("need-draft", be_overtaken),
    ("need-draft", lose_the_line),
    ("need-draft", unfold),
    ("wishes", fail_to_order),
    ("my-conference", open_the_menu),
    ("styleguide", open_a_dialog),
    ("diary", unfold),
    ("table-used", remove_what_is_used),
)
OPEN = [(*each, (("vi", "light", PHONE), ("en", "dark", PHONE))[at % 2]) for at, each in enumerate(CHANGED)]


@pytest.mark.parametrize(("name", "change", "look"), OPEN, ids=[f"{name}-{act.__name__}" for name, act, _ in OPEN])
def test_axe_finds_nothing_where_something_is_open_or_wrong(
    stage: Stage, name: str, change: Callable[[Page], None], look: tuple[str, str, int]
) -> None:
    used = Shot("table-used", "organiser", "/tables/{past_table}")
    excused = re.compile("409|412|422|ERR_FAILED|htmx:error")
    with stage.page(used if name == used.name else shot(name), look, excused=excused) as page:
        change(page)
        found = [
            (each["id"], [node["target"] for node in each["nodes"]]) for each in Axe().run(page).response["violations"]
        ]

        assert found == []
        assert page.evaluate("document.documentElement.scrollWidth") == look[2]
        assert page.evaluate(SMALL_TARGETS) == []


@pytest.mark.parametrize("name", [*MAIN, "need-draft", DESK])
def test_page_is_light(stage: Stage, name: str) -> None:
    """Over the wire, at the first visit: with style sheet, scripts and fonts."""
    size = "[performance.getEntriesByType('navigation')[0], ...performance.getEntriesByType('resource')]"
    with stage.page(shot(name)) as page:
        total = page.evaluate(f"{size}.reduce((sum, each) => sum + each.transferSize, 0)")

    assert total <= (MOST_BYTES_OF_THE_DESK if name == DESK else MOST_BYTES)


@pytest.mark.parametrize("look", [("vi", "light", 360), ("en", "light", 320)])
def test_what_a_dry_run_found_is_read_on_a_phone_without_scrolling_sideways(
    stage: Stage, look: tuple[str, str, int]
) -> None:
    with stage.page(shot("import-looked"), look) as page:
        frames = page.locator(".table-frame").evaluate_all("all => all.map(one => one.scrollWidth - one.clientWidth)")
        told = "all => all.map(one => getComputedStyle(one, '::before').content)"
        heads = page.locator("[data-head]").evaluate_all(told)

    assert frames == [0, 0]
    assert len(heads) == 6
    assert "none" not in heads


@pytest.mark.parametrize("language", ["vi", "en"])
def test_fonts_are_asked_for_ahead_of_the_style_sheet_that_names_them(stage: Stage, language: str) -> None:
    """All that the page is set in, and none that it is not: a font that comes late moves what is read already."""
    fonts = "performance.getEntriesByType('resource').filter(each => each.name.endsWith('.woff2'))"
    loaded = "[...document.fonts].filter(each => each.status === 'loaded' && each.family.includes('Vietnam')).length"
    with stage.page(shot("review"), (language, "light", PHONE)) as page:
        page.evaluate("document.fonts.ready.then(() => true)")
        asked = page.evaluate(f"{fonts}.map(each => [each.name, each.initiatorType])")

        assert sorted(asked) == sorted([each, "link"] for each in page.locator("link[as=font]").evaluate_all(HREFS))
        assert page.evaluate(loaded) == len(asked) == 4


@pytest.mark.parametrize("language", ["vi", "en"])
def test_organisers_find_all_pages_in_one_line(stage: Stage, language: str) -> None:
    with stage.page(shot("what-ifs"), (language, "light", 1280)) as page:
        tops = page.locator("nav.sections li").evaluate_all("all => all.map(one => one.offsetTop)")

    assert len(tops) >= 14
    assert len(set(tops)) == 1


def test_slots_are_painted_with_the_mouse_and_by_the_keyboard(stage: Stage) -> None:
    with stage.page(shot("availability")) as page:
        cells = page.locator(".slot-cell")
        first, third = (cells.nth(at).bounding_box() for at in (0, 2))
        assert first
        assert third
        page.mouse.move(first["x"] + 5, first["y"] + 5)
        page.mouse.down()
        page.mouse.move(third["x"] + 5, third["y"] + 5, steps=12)
        page.mouse.up()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Space")
        for at, checked in enumerate((False, True, False, True)):  # Three were painted, and the second was given back.
            expect(cells.nth(at).locator("input")).to_be_checked(checked=checked)
        page.locator("form[data-module=paint] button").click()
        page.wait_for_url("**/delegations/*")


def test_slots_are_painted_by_a_finger_that_goes_sideways(stage: Stage) -> None:
    with stage.page(shot("availability"), LOOKS[2], has_touch=True, is_mobile=True) as page:
        cells = page.locator(".slot-cell")
        cells.first.scroll_into_view_if_needed()
        touch, boxes = finger.of(page), [cells.nth(at).bounding_box() for at in range(3)]
        middles = [(box["x"] + box["width"] / 2, box["y"] + 10) for box in boxes if box]
        before = [cells.nth(at).locator("input").is_checked() for at in range(3)]
        cells.nth(
            2
        ).tap()  # First, since a browser takes a tap right after a stroke for what stops the page from moving on.
        expect(cells.nth(2).locator("input")).to_be_checked(checked=not before[2])
        touch("touchStart", middles[0])
        for x in range(int(middles[0][0]), int(middles[1][0]) + 5, 5):
            touch("touchMove", (x, middles[0][1]))
        touch("touchEnd")

        for at, checked in enumerate((not before[0], not before[0], not before[2])):
            expect(cells.nth(at).locator("input")).to_be_checked(checked=checked)


def test_wish_is_dragged_by_finger_along_the_page(stage: Stage) -> None:
    with stage.page(shot("wishes"), LOOKS[2], has_touch=True, is_mobile=True) as page:
        names, touch = page.locator(".wish-name"), finger.of(page)
        first, start = names.first.inner_text(), page.locator(".wish-list .rank").first.bounding_box()
        assert start
        touch("touchStart", (start["x"] + 10, start["y"] + 10))
        for step in range(1500):
            touch("touchMove", (start["x"] + 10 + step % 2, min(start["y"] + 12 * step, 890)))
            if step % 50 == 49 and names.all_inner_texts().index(first) > names.count() // 2:
                break
        with page.expect_response("**/wishes/order**"):
            touch("touchEnd")

        assert names.all_inner_texts().index(first) > names.count() // 2


def test_wish_is_dragged_to_another_place(stage: Stage) -> None:
    with stage.page(shot("wishes")) as page:
        names = page.locator(".wish-name")
        first = names.first.inner_text()
        start, end = (page.locator(".wish-list .rank").nth(at).bounding_box() for at in (0, 3))
        assert start
        assert end
        page.mouse.move(start["x"] + 10, start["y"] + 10)
        page.mouse.down()
        page.mouse.move(end["x"] + 10, end["y"] + end["height"] - 2, steps=20)
        with page.expect_response("**/wishes/order**"):
            page.mouse.up()
        page.reload()

        assert first in names.nth(3).inner_text() or first in names.nth(2).inner_text()


def test_wish_is_moved_by_its_button_which_keeps_the_focus(stage: Stage) -> None:
    with stage.page(shot("wishes")) as page:
        names = page.locator(".wish-name")
        first, second = names.nth(0).inner_text(), names.nth(1).inner_text()
        page.locator("[name=down]").first.focus()
        with page.expect_response("**/wishes/order**"):
            page.keyboard.press("Enter")
        page.get_by_text("hiện ở vị trí 2").wait_for(state="attached")
        focused = page.evaluate("document.activeElement.getAttribute('aria-label')")

        assert [names.nth(0).inner_text(), names.nth(1).inner_text()] == [second, first]
        assert (focused.startswith(first), focused.endswith("xuống")) == (True, True)


@pytest.mark.parametrize("status", [None, 503])
def test_order_that_cannot_be_saved_is_told_and_taken_back(stage: Stage, status: int | None) -> None:
    with stage.page(shot("wishes"), excused=re.compile("503|ERR_FAILED")) as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url) if request.method == "POST" else None)
        page.route("**/wishes/order**", lambda route: route.fulfill(status=status) if status else route.abort())
        names = page.locator(".wish-name")
        before = names.all_inner_texts()
        page.locator("[name=down]").first.click()
        page.get_by_text("Chưa lưu được thứ tự mới").wait_for()

        assert (names.all_inner_texts(), len(asked)) == (before, 1)


def test_list_of_countries_is_narrowed_without_accents(stage: Stage) -> None:
    with stage.page(shot("need-draft")) as page:
        page.locator("summary", has_text="Quốc gia").click()
        page.locator("#country_codes-narrow").fill("han quoc")

        expect(page.locator("#country_codes .choice:visible")).to_have_text(["Hàn Quốc"])


def test_draft_is_saved_as_one_types(stage: Stage) -> None:
    with stage.page(shot("need-draft")) as page:
        page.locator("#text_vi").press_sequentially(" Thêm một câu.")
        page.get_by_text("Đã tự động lưu").wait_for()
        page.reload()

        assert "Thêm một câu." in page.locator("#text_vi").input_value()


@pytest.mark.parametrize("name", ["delegate", "need-draft", "wishes", "availability"])
def test_forms_work_without_scripts(stage: Stage, name: str) -> None:
    buttons = {"delegate": "Lưu", "need-draft": "Lưu", "wishes": "Thêm", "availability": "Lưu"}
    with stage.page(shot(name), java_script_enabled=False) as page:
        if name == "delegate":
            page.locator("#name").fill("Trần Bình")
        if name == "wishes":
            page.locator("#target_id").select_option(index=1)
        page.get_by_role("button", name=buttons[name], exact=True).click()

        expect(page.locator(".notice.good")).to_have_count(1)
