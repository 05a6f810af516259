"""Bad lines in a browser: a sign-in that ends and a connection that is lost, while somebody is at work."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Dialog, Page, Route, expect

from app.access.sign_in import COOKIE
from tests.browser.stage import Stage, shot
from tests.browser.test_desk import SAID, lifted

UNAUTHORIZED = re.compile(r"401 \(Unauthorized\)")
NO_LINE = re.compile(r"ERR_INTERNET_DISCONNECTED|ERR_FAILED|htmx:error: Failed to fetch|412 \(Precondition")
BROKEN = re.compile(r"500 \(Internal Server Error\)")
UNSAVED = ".unsaved [data-told]:visible"
LINE = "[data-line]:visible"
STAYS = "Nội dung đã nhập vẫn còn trên trang này."
# Notes that a draft was to be sent, and waits for the one that is on its way.
HOLDING_BACK = """document.addEventListener("htmx:config:request", (event) => {
  if (event.defaultPrevented) document.body.dataset.heldBack = "yes";
})"""
pytestmark = pytest.mark.browser


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


def test_draft_that_is_not_saved_says_so_stays_and_is_saved_once_the_line_is_back(stage: Stage) -> None:
    with stage.page(shot("need-draft"), excused=NO_LINE) as page:
        page.context.set_offline(True)
        page.locator("#text_vi").press_sequentially(" Câu viết khi mất mạng.")
        expect(page.locator(UNSAVED)).to_have_text("Chưa lưu được, hệ thống đang thử lại. " + STAYS)

        # The browser has no page for it now, and ours would be gone with all that was typed.
        page.get_by_role("button", name="Lưu", exact=True).click()
        expect(page.locator(UNSAVED)).to_have_text("Chưa lưu được, hệ thống đang thử lại. " + STAYS)
        assert "Câu viết khi mất mạng." in page.locator("#text_vi").input_value()

        page.context.set_offline(False)
        page.get_by_text("Đã tự động lưu").wait_for()
        expect(page.locator(UNSAVED)).to_have_count(0)
        page.reload()
        assert "Câu viết khi mất mạng." in page.locator("#text_vi").input_value()


def test_draft_that_the_server_fails_to_save_is_tried_again(stage: Stage) -> None:
    with stage.page(shot("need-draft"), excused=BROKEN) as page:
        page.route("**/draft", lambda route: route.fulfill(status=500, body="broken"), times=1)
        page.locator("#text_vi").press_sequentially(" Câu thử lại.")

        expect(page.locator(UNSAVED)).to_have_text("Chưa lưu được, hệ thống đang thử lại. " + STAYS)
        page.get_by_text("Đã tự động lưu").wait_for()
        expect(page.locator(UNSAVED)).to_have_count(0)


def holding(held: list[Route]) -> Callable[[Route], None]:
    """A line on which nothing arrives until it is let go."""

    def hold(route: Route) -> None:
        held.append(route)

    return hold


def let_go(page: Page, held: list[Route]) -> Route:
    """What comes next, to be answered."""
    for _ in range(1200):
        if held:
            break
        page.wait_for_timeout(50)
    return held.pop(0)


def test_draft_on_a_slow_line_is_saved_one_version_after_another(stage: Stage) -> None:
    """Also what was typed while the one before was on its way, or has arrived though its answer was lost."""
    with stage.page(shot("need-draft"), excused=NO_LINE) as page:
        held: list[Route] = []
        page.route("**/draft", holding(held))
        text, pieces = page.locator("#text_vi"), (" Câu thứ nhất.", " Câu thứ hai.", " Câu thứ ba.")
        page.evaluate(HOLDING_BACK)

        text.press_sequentially(pieces[0])
        lost = let_go(page, held)
        text.press_sequentially(pieces[1])
        page.locator("body[data-held-back]").wait_for()
        lost.fetch()
        lost.abort()
        let_go(page, held).continue_()
        page.get_by_role("button", name="Lưu", exact=True).click()
        second = let_go(page, held)
        text.press_sequentially(pieces[2])
        second.continue_()
        let_go(page, held).continue_()

        expect(page.locator(".notice.good")).to_contain_text("Đã lưu các thay đổi.")
        assert "".join(pieces).strip() in text.input_value()


def test_document_is_added_without_losing_what_was_just_typed(stage: Stage, tmp_path: Path) -> None:
    (tmp_path / "kế hoạch.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n")
    with stage.page(shot("need-draft")) as page:
        page.locator("#text_vi").press_sequentially(" Vừa gõ xong.")
        page.locator("#file").set_input_files(tmp_path / "kế hoạch.pdf")
        page.get_by_role("button", name="Thêm", exact=True).click()

        page.get_by_role("link", name="kế hoạch.pdf").wait_for()
        assert "Vừa gõ xong." in page.locator("#text_vi").input_value()


def test_whoever_leaves_a_draft_that_is_not_saved_is_asked_first(stage: Stage) -> None:
    asked: list[str] = []
    with stage.page(shot("need-draft"), excused=NO_LINE) as page:

        def answer(dialog: Dialog) -> None:
            asked.append(dialog.type)
            dialog.accept()

        page.on("dialog", answer)
        page.locator("#text_vi").press_sequentially(" Một câu.")
        page.get_by_text("Đã tự động lưu").wait_for()
        page.reload()
        assert asked == []

        page.context.set_offline(True)
        page.locator("#text_vi").press_sequentially(" Câu chưa lưu.")
        page.locator(UNSAVED).wait_for()
        page.context.set_offline(False)
        page.route("**/draft", lambda route: route.abort())
        page.reload()
        assert asked == ["beforeunload"]


def test_sign_in_that_ends_while_one_types_takes_nothing_away(stage: Stage) -> None:
    with stage.page(shot("need-draft"), excused=UNAUTHORIZED) as page:
        page.context.clear_cookies(name=COOKIE)
        page.locator("#text_vi").press_sequentially(" Câu viết sau khi hết phiên.")

        expect(page.locator(UNSAVED)).to_contain_text("Chưa lưu: phiên đăng nhập đã kết thúc. " + STAYS)
        page.get_by_role("button", name="Lưu", exact=True).click()
        expect(page.locator(UNSAVED)).to_contain_text("Đăng nhập trong thẻ mới")

        page.context.add_cookies([{"name": COOKIE, "value": stage.made.secrets["province"], "url": stage.origin}])
        page.get_by_role("button", name="Lưu", exact=True).click()
        expect(page.locator(".notice.good")).to_contain_text("Đã lưu các thay đổi.")
        assert "Câu viết sau khi hết phiên." in page.locator("#text_vi").input_value()


@contextmanager
def at_desk(stage: Stage) -> Iterator[Page]:
    """The desk, with a meeting picked up that has somewhere to go."""
    with stage.page(shot("desk"), excused=NO_LINE) as page:
        if page.locator("#begin").count():
            page.locator("main form button").click()
        page.goto(page.url.partition("?")[0] + "?lang=en")
        lifted(page)
        yield page


def revision(page: Page) -> str | None:
    return page.locator("#desk-bar").get_attribute("data-revision")


def test_move_without_a_line_is_told_and_carried_out_once_there_is_one(stage: Stage) -> None:
    with at_desk(stage) as page:
        before = revision(page)
        page.context.set_offline(True)
        page.locator(".target").first.click()

        expect(page.locator(LINE)).to_contain_text("your last change has not been saved yet")
        page.locator(".desk-grid .chip").first.click()
        expect(page.locator(SAID)).to_have_text("First the last change has to be sent, or given up.")
        assert revision(page) == before

        page.context.set_offline(False)
        expect(page.locator(SAID)).to_have_text("Done.")
        expect(page.locator(LINE)).to_have_count(0)
        assert revision(page) != before


def test_move_without_a_line_is_given_up(stage: Stage) -> None:
    with at_desk(stage) as page:
        before = revision(page)
        page.context.set_offline(True)
        page.locator(".target").first.click()
        page.get_by_role("button", name="Do not send it").click()

        expect(page.locator(LINE)).to_contain_text("what you see may be out of date")
        page.context.set_offline(False)
        expect(page.locator(LINE)).to_have_count(0)
        page.reload()
        assert revision(page) == before


def test_move_that_has_arrived_though_its_answer_was_lost_is_not_done_twice(stage: Stage) -> None:
    answers: list[int] = []

    def lose(route: Route) -> None:
        answers.append(route.fetch().status)
        route.abort()

    with at_desk(stage) as page:
        page.on("response", lambda each: answers.append(each.status) if "/desk/moves" in each.url else None)
        page.route("**/desk/moves*", lose, times=1)
        page.locator(".target").first.click()

        expect(page.locator(SAID)).to_contain_text("The timetable was changed while there was no connection.")
        expect(page.locator(LINE)).to_have_count(0)
        assert answers == [200, 412]


def test_line_that_is_lost_during_a_run_is_told_until_it_is_back_with_what_has_happened(stage: Stage) -> None:
    with stage.page(shot("run"), excused=NO_LINE) as page:
        stop = page.locator("#run-live form[action$='/stop']")
        expect(stop).to_have_count(1)
        expect(page.locator(LINE)).to_have_count(0)

        page.context.set_offline(True)
        expect(page.locator(LINE)).to_contain_text("Mất kết nối: những gì đang hiển thị có thể đã cũ.")
        # Somebody else, whose line is good, ends the search meanwhile.
        answer = page.context.request.post(f"{page.url}/stop")
        assert answer.ok
        expect(stop).to_have_count(1)

        page.context.set_offline(False)
        expect(page.locator(LINE)).to_have_count(0)
        expect(stop).to_have_count(0)


@contextmanager
def slow(page: Page, pattern: str) -> Iterator[None]:
    """What is asked of such an address has no answer before the block ends."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(pattern, hold)
    yield
    for route in held:
        route.continue_()
    page.unroute(pattern)


def test_answer_that_takes_long_is_seen_to_be_waited_for(stage: Stage) -> None:
    with stage.page(shot("need-draft")) as page:
        with slow(page, "**/suggestions"):
            page.locator("#text_vi").press_sequentially(" Chế biến thuỷ sản.")
            expect(page.locator("#suggested")).to_have_attribute("aria-busy", "true")
            expect(page.locator("html")).to_have_class(re.compile("is-working"))
        expect(page.locator("[aria-busy]")).to_have_count(0)
        expect(page.locator("html")).not_to_have_class(re.compile("is-working"))


def test_form_that_takes_long_is_seen_to_be_waited_for(stage: Stage) -> None:
    with stage.page(shot("delegate")) as page:
        # What is sent here never arrives: while a page is on its way, nobody can ask a browser how the old one looks.
        page.evaluate("document.addEventListener('submit', (event) => event.preventDefault())")
        page.locator("#name").fill("Trần Bình")
        page.get_by_role("button", name="Lưu", exact=True).click()

        expect(page.locator("html.is-working form[aria-busy=true] .is-sent")).to_have_text("Lưu")
        page.evaluate("window.dispatchEvent(new Event('pageshow'))")  # As on coming back.
        expect(page.locator("html.is-working, [aria-busy=true], .is-sent")).to_have_count(0)


def test_desk_is_busy_until_a_change_is_answered(stage: Stage) -> None:
    with at_desk(stage) as page:
        with slow(page, "**/desk/**"):
            page.locator(".target").first.click()
            expect(page.locator(".desk-frame")).to_have_attribute("aria-busy", "true")
        expect(page.locator(SAID)).to_have_text("Done.")
        expect(page.locator("[aria-busy]")).to_have_count(0)
