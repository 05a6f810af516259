"""A finger on a page."""

from collections.abc import Callable

from playwright.sync_api import Page

Touch = Callable[..., None]


def of(page: Page) -> Touch:
    """Does `touchStart`, `touchMove` or `touchEnd` at points of the window."""
    session = page.context.new_cdp_session(page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})

    return touch
