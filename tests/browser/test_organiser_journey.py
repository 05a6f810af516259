"""An organiser in one go, in Vietnamese: empty conference, workbook, review, run, desk, release; phone and desktop."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Locator, Page, expect

from app.models import Stage
from tests import factories
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.hands import follow, press
from tests.browser.organiser import organised
from tests.workbooks import Draft

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DEADLINES = ("submissions_close_at", "requests_close_at")
PROVINCES = ("01 · Hà Nội", "46 · Huế", "48 · Đà Nẵng")
MISSIONS = ("EMB-KR · Hàn Quốc", "EMB-JP · Nhật Bản")


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def page(browser: Browser, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Of somebody who has an empty conference."""
    phone = {"is_mobile": True, "has_touch": True} if request.param == PHONE else {}
    looks = {"viewport": {"width": request.param, "height": 844}, "locale": "vi-VN"} | phone
    with organised(
        browser, tmp_path, lambda db: factories.a_conference(db, stage=Stage.DRAFT), lang="vi", **looks
    ) as page:
        page.on("dialog", lambda dialog: dialog.accept())
        yield page


def go_on(page: Page, step: str) -> None:
    """By what the way says is next."""
    expect(page.locator(".next-label")).to_have_text(step)
    page.locator(".next").get_by_role("link").click()


def set_deadlines(page: Page, moment: str) -> None:
    for name in DEADLINES:
        page.locator(f"#{name}").fill(moment)
    page.get_by_role("button", name="Lưu", exact=True).click()


def set_up(page: Page) -> None:
    go_on(page, "Thời hạn")
    set_deadlines(page, "2100-01-15T17:00")
    go_on(page, "Phiên kết nối")
    page.get_by_label("Phiên kết nối Đại sứ với các địa phương").check()
    page.locator("#starts").fill("13:30")
    page.locator("#ends").fill("14:30")
    page.get_by_role("button", name="Tạo phiên").click()
    go_on(page, "Bàn và hội trường")
    page.locator("#number").fill("3")
    press(page, "Thêm", "Đã thêm bàn.")


def bring_in(page: Page) -> None:
    """The template, filled in and looked through: who comes, what provinces need, and whom they want to meet."""
    follow(page, "Nhập dữ liệu")
    with page.expect_download() as download:
        page.get_by_role("link", name="Mẫu: tiêu đề và danh mục để điền").click()
    draft = filled_in(Draft.of(Path(download.value.path()).read_bytes()))
    file = FilePayload(name="hội nghị.xlsx", mimeType="application/octet-stream", buffer=draft.saved())
    page.locator("#file").set_input_files(file)
    page.get_by_role("button", name="Chạy thử").click()
    page.get_by_text("Tệp không có lỗi.").wait_for()
    page.get_by_role("button", name="Nhập đúng nội dung này").click()
    page.get_by_role("heading", name="Đã nhập tệp bảng tính").wait_for()


def filled_in(draft: Draft) -> Draft:
    for name in PROVINCES + MISSIONS:
        side = "Địa phương" if name in PROVINCES else "Cơ quan đại diện"
        draft.add("Danh sách đoàn", {"Cơ quan, tổ chức": name, "Bên": side, "Hình thức tham dự": "Trực tiếp"})
    for name in PROVINCES:
        need = {"Ký hiệu": "N1", "Tiêu đề tiếng Việt": "Thu hút đầu tư điện gió", "Gửi": "x"}
        draft.add("Nhu cầu", {"Đoàn": name} | need)
        for rank, target in enumerate(MISSIONS, 1):
            wish = {"Đoàn được nêu": target, "Nguyện vọng": "Muốn gặp", "Thứ tự nguyện vọng": rank}
            draft.add("Nguyện vọng", {"Đoàn nêu nguyện vọng": name} | wish)
    return draft


def validate_all(page: Page) -> None:
    """One after the other: each decision leads to the next, the last back to the list."""
    follow(page, "Thẩm định")
    page.locator(".row-title").first.click()
    for place in ("1 trên 3", "1 trên 2", "1 trên 1"):
        page.get_by_text(f"{place} nội dung đang chờ").wait_for()
        page.get_by_role("button", name="Thẩm định đạt").click()
    expect(page.locator(".notice")).to_have_text("Đã thẩm định.")
    page.get_by_text("Không có nội dung nào", exact=True).wait_for()


def close_the_collecting(page: Page) -> None:
    """Whose deadline is ahead, as the page of the stage says, with where to move it."""
    follow(page, "Giai đoạn và công bố")
    page.get_by_text("cần thay đổi thời hạn đó trước").wait_for()
    page.locator("main").get_by_role("link", name="Điều chỉnh thời hạn").click()
    set_deadlines(page, "2026-11-20T17:00")
    step_on(page, "Rà soát")
    step_on(page, "Xếp lịch")


def step_on(page: Page, stage: str) -> None:
    follow(page, "Giai đoạn và công bố")
    page.get_by_role("button", name="Tiếp tục", exact=True).click()
    expect(page.locator(".stages .now")).to_have_text(stage)


def generate(page: Page) -> None:
    follow(page, "Xếp lịch")
    page.get_by_text("Có 6 cuộc gặp được đề nghị; các bàn đủ cho 12 cuộc.").wait_for()
    page.locator("#seconds").fill("60")
    page.get_by_text("Cách tìm kiếm", exact=True).click()
    page.locator("#workers").fill("1")
    page.get_by_role("button", name="Bắt đầu").click()
    page.get_by_role("heading", name="Đã xong").wait_for()
    page.get_by_text("Không lịch nào đáp ứng được nhiều hơn lịch này").wait_for()


def move_by_hand(page: Page) -> tuple[str, str]:
    """The first meeting of the desk that can be elsewhere, kept as a version; when it was, and when it is."""
    follow(page, "Bàn xếp lịch")
    page.get_by_role("button", name="Bắt đầu").click()
    chip = page.locator(".desk-grid .chip").first
    meeting, before = chip.get_attribute("data-meeting"), where(chip)
    chip.click()
    page.locator(".target").first.click()
    expect(page.locator("[data-said]")).to_have_text("Đã thực hiện.")
    after = where(page.locator(f'.desk-grid .chip[data-meeting="{meeting}"]').first)
    press(page, "Lưu thành phiên bản", "Đã lưu lịch thành phiên bản 2.")
    return before, after


def where(chip: Locator) -> str:
    """The slot above."""
    column = "cell => cell.closest('table').tHead.rows[0].cells[cell.closest('td').cellIndex].innerText"
    return str(chip.evaluate(column))


def test_organiser_goes_from_an_empty_conference_to_the_release(page: Page) -> None:
    set_up(page)
    bring_in(page)
    step_on(page, "Tiếp nhận")
    validate_all(page)
    close_the_collecting(page)
    generate(page)
    before, after = move_by_hand(page)
    follow(page, "Giai đoạn và công bố")
    page.get_by_text("Phiên bản 2 là phiên bản đầu tiên được thông báo cho các đoàn.").wait_for()
    page.get_by_text("6 cuộc gặp, liên quan đến 5 đoàn.").wait_for()
    press(page, "Thông báo cho các đoàn và chuyển tiếp", "Từ bây giờ các đoàn có thể xem lịch.")
    follow(page, "Lịch gặp")

    assert before != after
    expect(page.locator(".figures")).to_contain_text("6")
    expect(page.locator("#version option:checked")).to_contain_text("Phiên bản 2")
