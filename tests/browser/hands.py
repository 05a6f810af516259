"""What people do on any page: follow the navigation, and press a button."""

from playwright.sync_api import Page


def follow(page: Page, name: str) -> None:
    """By the navigation of the conference, which a phone has behind a button."""
    menu = page.locator(".menu-button")
    if menu.is_visible():
        menu.click()
    page.locator(".sections").get_by_role("link", name=name, exact=True).click()


def press(page: Page, name: str, tells: str) -> None:
    """A button, after which the page tells something."""
    page.get_by_role("button", name=name, exact=True).click()
    page.get_by_text(tells).first.wait_for()
