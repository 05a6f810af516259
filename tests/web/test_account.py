"""The own account on pages: a second factor from set-up to sign-in and removal, the password, the sign-ins."""

import re
from datetime import UTC, datetime
from urllib.parse import unquote

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from app.access.sign_in import COOKIE, STEP_COOKIE
from app.adapters.passwords import Argon2Passwords
from app.models import Account, HalfSignIn, SignIn
from app.web.views.account import browser
from tests import factories
from tests.factories import a_sign_in, an_invitation
from tests.telephone import Telephone
from tests.web.markup import texts

PASSWORD, NEW = "correct horse battery", "staple battery horse"
FORM = {"email": "an@example.vn", "password": PASSWORD}


@pytest.fixture
def account(db: Session) -> Account:
    hashed = Argon2Passwords(at_once=1).hashed(PASSWORD)
    return factories.an_account(db, email="an@example.vn", name="Nguyễn An", password_hash=hashed)


@pytest.fixture
def client(app: FastAPI, db: Session, account: Account) -> TestClient:
    """Of the account's owner, who reads English."""
    client = TestClient(app, base_url="http://localhost", raise_server_exceptions=False)
    client.cookies.set(COOKIE, a_sign_in(db, account))
    client.headers["Accept-Language"] = "en"
    return client


@pytest.fixture
def telephone(client: TestClient) -> Telephone:
    """Set up and confirmed on the pages."""
    page = client.post("/account/second-factor/new").text
    telephone = Telephone(texts(page, ".key")[0].replace(" ", ""))
    telephone.recovery_codes = texts(
        client.post("/account/second-factor", data={"code": telephone.code()}).text, ".key"
    )
    return telephone


@pytest.mark.parametrize("path", ["/account", "/account/second-factor", "/account/password", "/account/mail"])
def test_account_is_for_whoever_is_signed_in(visitor: TestClient, path: str) -> None:
    response = visitor.get(path, follow_redirects=False)

    assert (response.status_code, response.headers["location"]) == (303, f"/sign-in?next={path.replace('/', '%2F')}")


def test_account_tells_who_one_is_and_where_one_is_signed_in(client: TestClient, db: Session, account: Account) -> None:
    a_sign_in(db, account, agent="another browser")
    a_sign_in(db, factories.an_account(db), agent="somebody else's browser")

    page = client.get("/account").text

    assert texts(page, ".page-head") == ["Nguyễn An an@example.vn"]
    (listed,) = texts(page, ".sessions")
    assert "another browser" in listed
    assert "This browser" in listed
    assert "somebody else" not in page


ANDROID = "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 Chrome/131.0.0.0 Mobile Safari/537.36"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Version/18.1 Mobile/15E148 Safari/604.1"


@pytest.mark.parametrize(
    ("agent", "told"),
    [
        (ANDROID, "Chrome, Android"),
        (IPHONE, "Safari, iPhone"),
        (f"{ANDROID} Zalo android/24", "Zalo, Android"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0", "Firefox, Windows"),
        ("curl/8.5.0", "curl/8.5.0"),
        ("Mozilla/5.0 (compatible)", "Mozilla/5.0 (compatible)"),
        ("", ""),
    ],
)
def test_browser_is_told_as_people_call_it(agent: str, told: str) -> None:
    assert browser(agent) == told


def test_sign_in_tells_its_hour_by_the_clock_of_vietnam(client: TestClient, db: Session, account: Account) -> None:
    """On whose day it is often another than by UTC."""
    a_sign_in(db, account, created_at=datetime(2026, 11, 27, 19, 20, tzinfo=UTC))

    (listed,) = texts(client.get("/account").text, ".sessions")

    assert "28 November 2026, 02:20" in listed


def test_other_sign_in_is_ended(client: TestClient, db: Session, account: Account) -> None:
    a_sign_in(db, account)
    page = client.get("/account").text
    (path,) = re.findall(r'action="(/account/sign-ins/[^"]+)"', page)

    ended = client.post(path)

    assert (ended.status_code, ended.url.path) == (200, "/account")
    assert db.query(SignIn).count() == 1


def test_mail_is_as_one_wants_it(client: TestClient, db: Session, account: Account) -> None:
    odd = client.post("/account/mail", data={"language": "fr"})
    chosen = client.post("/account/mail", data={"language": "en", "essential": "true"})
    page = client.get("/account/mail").text

    assert (odd.status_code, chosen.url.path) == (422, "/account")
    assert re.findall(r'value="(\w*)"[^>]*(?:selected|checked)', page) == ["en", "true"]
    db.refresh(account)
    assert (account.language, account.only_essential_mail) == ("en", True)
    client.post("/account/mail", data={"language": ""})
    db.refresh(account)
    assert (account.language, account.only_essential_mail) == (None, False)


def test_password_is_changed(client: TestClient, visitor: TestClient) -> None:
    wrong = client.post("/account/password", data={"old": "a guess", "new": NEW})
    short = client.post("/account/password", data={"old": PASSWORD, "new": "short"})
    changed = client.post("/account/password", data={"old": PASSWORD, "new": NEW})

    assert (wrong.status_code, texts(wrong.text, ".fault")) == (401, ["Check the e-mail and the password."])
    assert (short.status_code, texts(short.text, ".fault")) == (422, ["At least 12 characters are needed."])
    assert NEW not in wrong.text
    assert changed.url.path == "/account"
    assert visitor.post("/sign-in", data=FORM | {"password": NEW}, follow_redirects=False).status_code == 303


def test_second_factor_is_set_up_with_a_picture_and_a_code(client: TestClient) -> None:
    page = client.post("/account/second-factor/new")
    telephone = Telephone(texts(page.text, ".key")[0].replace(" ", ""))
    wrong = client.post("/account/second-factor", data={"code": telephone.wrong()})
    confirmed = client.post("/account/second-factor", data={"code": telephone.code()})

    assert page.url.path == "/account/second-factor"
    assert unquote(re.findall(r'src="data:image/svg\+xml,([^"]+)"', page.text)[0]).startswith("<svg")
    fault = ["This code does not fit; take the one that is shown now."]
    assert (wrong.status_code, texts(wrong.text, ".fault"), texts(wrong.text, ".key")) == (
        422,
        fault,
        texts(page.text, ".key"),
    )
    assert (texts(confirmed.text, "h1"), len(texts(confirmed.text, ".key"))) == (["Recovery codes"], 10)
    assert {answer.headers["cache-control"] for answer in (page, wrong, confirmed)} == {"no-store"}
    assert "10 recovery codes are left." in client.get("/account").text


def test_signing_in_goes_by_the_code(visitor: TestClient, telephone: Telephone, db: Session) -> None:
    password = visitor.post("/sign-in?next=/account", data=FORM)
    wrong = visitor.post(str(password.url), data={"code": telephone.wrong()})
    code = visitor.post(str(password.url), data={"code": telephone.code(1)})

    assert (password.url.path, password.url.params["next"]) == ("/sign-in/code", "/account")
    assert "autofocus" in password.text
    fault = "Mã không đúng hoặc đã được sử dụng; vui lòng nhập mã đang hiển thị."
    assert (wrong.status_code, texts(wrong.text, ".fault")) == (403, [fault])
    assert telephone.wrong() not in wrong.text
    assert (code.url.path, texts(code.text, "h1")) == ("/account", ["Nguyễn An"])
    assert db.query(HalfSignIn).count() == 0


@pytest.mark.usefixtures("telephone")
def test_half_way_is_not_in(visitor: TestClient) -> None:
    visitor.post("/sign-in", data=FORM)

    assert COOKIE not in visitor.cookies
    assert STEP_COOKIE in visitor.cookies
    assert visitor.get("/account").url.path == "/sign-in"
    visitor.cookies.set(COOKIE, visitor.cookies[STEP_COOKIE])
    assert visitor.get("/account").url.path == "/sign-in"


def test_code_without_a_password_leads_to_the_beginning(visitor: TestClient, client: TestClient) -> None:
    answers = [visitor.get("/sign-in/code"), visitor.post("/sign-in/code", data={"code": "123456"})]

    assert [answer.url.path for answer in answers] == ["/sign-in", "/sign-in"]
    assert client.get("/sign-in/code", follow_redirects=False).headers["location"] == "/sign-in"


def test_recovery_code_lets_in_and_takes_the_factor_away(
    visitor: TestClient, client: TestClient, telephone: Telephone
) -> None:
    step = visitor.post("/sign-in", data=FORM)
    assert visitor.post(str(step.url), data={"code": telephone.recovery_codes[0]}).url.path == "/"

    refused = client.post("/account/second-factor/removal", data={"code": telephone.recovery_codes[0]})
    removed = client.post("/account/second-factor/removal", data={"code": telephone.recovery_codes[1]})

    assert (refused.status_code, len(texts(refused.text, ".fault"))) == (403, 1)
    assert removed.url.path == "/account"
    assert texts(removed.text, "#factor") == ["Second factor"]
    assert "Set up a second factor" in removed.text


def test_invitation_asks_for_the_code_too(visitor: TestClient, telephone: Telephone, db: Session) -> None:
    path = an_invitation(db, "an@example.vn")

    page = visitor.get(path).text
    refused = visitor.post(path, data={"password": PASSWORD, "code": telephone.wrong()})
    joined = visitor.post(path, data={"password": PASSWORD, "code": telephone.code(1)}, follow_redirects=False)

    assert 'name="code"' in page
    assert (refused.status_code, len(texts(refused.text, ".fault"))) == (403, 1)
    assert joined.status_code == 303
