"""A server with people of each role, and browsers that visit the pages of the list that pictures are taken of."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

from playwright.sync_api import Browser, Page

from app.access.sign_in import COOKIE
from tests.browser import chromium, world
from tests.browser.screenshots import PAGES, WIDTHS, Shot

PHONE, DESKTOP = WIDTHS
EXCUSED = re.compile(r"40[349] \((Forbidden|Not Found|Conflict)\)|ERR_FAILED")
"""What a browser may complain of that visits a page of each kind."""
REFUSED = {
    "not-found": HTTPStatus.NOT_FOUND,
    "forbidden": HTTPStatus.FORBIDDEN,
    "link-over": HTTPStatus.CONFLICT,
}
LOOKS = [("vi", "light", DESKTOP), ("en", "dark", PHONE), ("vi", "contrast", PHONE)]
OTHER_LOOKS = [("en", "light", PHONE), ("vi", "dark", DESKTOP), ("en", "contrast", DESKTOP)]

# What is lower or narrower than a finger needs, unless it stands in a sentence or fills the cell of the timetable.
SMALL_TARGETS = """[...document.querySelectorAll("a[href], button, input, select, textarea, summary")].map(each => {
  const box = (each.matches("[type=checkbox], [type=radio]") && each.closest("label") || each).getBoundingClientRect();
  const isOneOfMany = getComputedStyle(each).display === "inline" && each.parentElement.innerText !== each.innerText;
  const counts = each.checkVisibility({ visibilityProperty: true }) && !each.closest(".held, .sr") && !isOneOfMany;
  return counts && box.width && (box.width < 24 || box.height < 24) ? each.outerHTML : null;
}).filter(Boolean)"""


def shot(name: str) -> Shot:
    return next(each for each in PAGES if each.name == name)


class Stage:
    """A server with people of each role, and browsers for them."""

    def __init__(self, origin: str, made: world.World, browser: Browser) -> None:
        self.origin, self.made, self.browser = origin, made, browser

    @contextmanager
    def page(
        self,
        shot: Shot,
        look: tuple[str, str, int] = LOOKS[0],
        *,
        excused: re.Pattern[str] = EXCUSED,
        **options: Any,
    ) -> Iterator[Page]:
        """The page, of which nothing is fetched from elsewhere and the browser complains of nothing but what it is."""
        language, theme, width = look
        cookies = {"lang": language, "theme": theme} | ({COOKIE: self.made.secrets[shot.role]} if shot.role else {})
        asked: list[str] = []
        complaints: list[str] = []
        with self.browser.new_context(viewport={"width": width, "height": 900}, **options) as context:
            context.set_default_timeout(chromium.PATIENCE)
            context.add_cookies([{"name": key, "value": value, "url": self.origin} for key, value in cookies.items()])
            page = context.new_page()
            page.on("request", lambda request: asked.append(request.url))
            page.on("console", lambda message: complaints.append(message.text))
            answer = page.goto(self.origin + shot.path.format(**self.made.ids), wait_until="networkidle")
            assert answer
            assert answer.status == REFUSED.get(shot.name, HTTPStatus.OK)
            yield page
        assert [url for url in asked if not url.startswith(f"{self.origin}/")] == []
        assert [text for text in complaints if not excused.search(text)] == []
