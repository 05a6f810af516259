"""Signing in in a browser: by the keyboard, on either width, in light and dark, past axe."""

from pathlib import Path
from typing import Any

import pytest
import requests
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from pydantic import SecretStr

from app.adapters.oidc import OidcProvider
from app.db import make_engine, make_session_factory, upgrade
from app.settings import OidcSettings
from tests.browser.conftest import DESKTOP, EMAIL, PASSWORD, PHONE, Served, Visit
from tests.browser.server import app_on, serving
from tests.factories import an_account
from tests.provider import real_provider
from tests.telephone import Telephone

pytestmark = pytest.mark.browser


def test_sign_in_with_the_keyboard_alone(visit: Visit) -> None:
    page = visit(path="/sign-in?next=/%3Flang=en", signed_in=False)

    page.keyboard.type(EMAIL)  # The cursor is there already.
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/?lang=en")
    page.goto(page.url.replace("/?lang=en", "/sign-in"))

    assert page.evaluate("location.pathname") == "/"
    assert page.evaluate("document.cookie") == ""


def test_wrong_password_leaves_the_cursor_in_its_field(visit: Visit) -> None:
    page = visit(path="/sign-in", signed_in=False)

    page.locator("#email").fill(EMAIL)
    page.locator("#password").fill("not this one")
    page.keyboard.press("Enter")
    page.locator(".fault").wait_for()

    assert page.evaluate("document.activeElement.id") == "password"
    assert page.locator("#password").input_value() == ""
    assert page.locator("#email").input_value() == EMAIL


@pytest.mark.parametrize(
    ("width", "scheme"), [(DESKTOP, "light"), (DESKTOP, "dark"), (PHONE, "light"), (PHONE, "dark")]
)
def test_axe_finds_nothing(visit: Visit, pictures: Path, scheme: str, width: int) -> None:
    page = visit(path="/sign-in", signed_in=False, width=width, color_scheme=scheme)

    before = Axe().run(page).response["violations"]
    page.screenshot(path=pictures / f"sign-in-{width}-{scheme}.png")
    page.locator("#email").fill("nobody@example.vn")
    page.locator("#password").fill("not this one")
    page.keyboard.press("Enter")
    page.locator(".fault").wait_for()
    page.screenshot(path=pictures / f"sign-in-refused-{width}-{scheme}.png")

    assert (before, Axe().run(page).response["violations"]) == ([], [])
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("look", [(DESKTOP, "light"), (PHONE, "dark")])
@pytest.mark.parametrize("name", ["forgotten", "mailed", "invitation", "new-password"])
def test_axe_finds_nothing_on_the_other_ways_in(
    visit: Visit, served: Served, pictures: Path, name: str, look: tuple[int, str]
) -> None:
    width, scheme = look
    page = visit(path=served.entrances[name], width=width, color_scheme=scheme, signed_in=False)
    page.screenshot(path=pictures / f"{name}-{width}-{scheme}.png")

    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


def width_of_keys(page: Page) -> int:
    """That of the narrowest: one that is too narrow has each letter on a line of its own."""
    width: int = page.locator(".key").evaluate_all("all => Math.min(...all.map(one => one.offsetWidth))")
    return width


def test_second_factor_is_set_up_and_asked_for(visit: Visit, served: Served, pictures: Path) -> None:
    """With somebody of their own, since the factor stays."""
    page = visit(path=served.entrances["joining"], width=PHONE, signed_in=False)
    page.locator("#name").fill("Lê Chi")
    page.locator("#password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/conferences/**")
    page.get_by_role("link", name="Tài khoản cá nhân: Lê Chi").click()
    assert Axe().run(page).response["violations"] == []
    page.screenshot(path=pictures / "account.png", full_page=True)
    page.get_by_role("button", name="Thiết lập lớp xác thực thứ hai").click()
    assert width_of_keys(page) > 100
    secret = page.locator(".key").inner_text().replace(" ", "")
    assert page.locator(".qr").evaluate("image => image.naturalWidth") > 100
    assert Axe().run(page).response["violations"] == []
    page.screenshot(path=pictures / "second-factor.png", full_page=True)

    page.keyboard.type(Telephone(secret).code())
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Mã khôi phục").wait_for()
    assert width_of_keys(page) > 50
    assert Axe().run(page).response["violations"] == []
    page.screenshot(path=pictures / "recovery-codes.png", full_page=True)
    page.get_by_role("button", name="Đăng xuất").click()
    page.wait_for_url("**/sign-in")
    page.keyboard.type("chi@example.vn")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign-in/code?**")
    assert Axe().run(page).response["violations"] == []
    page.screenshot(path=pictures / "code.png", full_page=True)
    page.keyboard.type(Telephone(secret).code(1))
    page.keyboard.press("Enter")
    page.wait_for_url(f"{served.origin}/")

    assert page.evaluate("document.documentElement.scrollWidth") == PHONE


@pytest.mark.parametrize("look", [(DESKTOP, "dark"), (PHONE, "light")])
def test_axe_finds_nothing_where_there_is_another_service(visit: Visit, pictures: Path, look: tuple[int, str]) -> None:
    width, scheme = look
    page = visit(path="/sign-in", width=width, color_scheme=scheme, signed_in=False)
    page.screenshot(path=pictures / f"elsewhere-{width}-{scheme}.png")

    assert page.get_by_role("link", name="Đăng nhập qua Bộ Ngoại giao").is_visible()
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_another_site_signs_in_by_its_own_page(browser: Browser, tmp_path: Path) -> None:
    """A browser keeps cookies from other sites, unless somebody follows a link from there."""
    url = f"sqlite:///{tmp_path / 'ketnoi.db'}"
    engine = make_engine(url)
    upgrade(engine)
    with make_session_factory(engine)() as db:
        an_account(db, email=EMAIL, name="Nguyễn An")
    engine.dispose()
    with real_provider("localhost") as issuer:
        settings = OidcSettings(issuer=issuer, client_id="ketnoi", client_secret=SecretStr("a secret"))
        app = app_on(url, oidc=settings)
        claims: dict[str, Any] = {"email": EMAIL, "email_verified": True}
        requests.put(f"{issuer}/users/an", json=claims, timeout=60).raise_for_status()
        with serving(app) as origin, browser.new_context(locale="vi-VN") as context:
            app.state.oidc = OidcProvider(settings, f"{origin}/sign-in/oidc/callback")
            page = context.new_page()
            page.goto(f"{origin}/account")
            page.get_by_role("link", name="Đăng nhập qua OpenID Connect").click()
            page.wait_for_url(f"{issuer}/**")
            page.locator("[name=sub]").fill("an")
            page.keyboard.press("Enter")
            page.wait_for_url(f"{origin}/account")

            assert page.locator("h1").inner_text() == "Nguyễn An"
