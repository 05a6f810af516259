"""The pages on which somebody gets a new password."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from app.adapters.passwords import Argon2Passwords
from app.models import Account
from tests import factories, mailbox
from tests.web.markup import texts

PASSWORD, NEW = "correct horse battery", "staple battery horse"


@pytest.fixture
def account(app: FastAPI, db: Session) -> Account:
    mailbox.opened(app)
    return factories.an_account(db, email="an@example.vn", password_hash=Argon2Passwords(at_once=1).hashed(PASSWORD))


def test_new_password_is_asked_for_chosen_and_used(
    app: FastAPI, visitor: TestClient, db: Session, account: Account
) -> None:
    assert 'href="/password-reset"' in visitor.get("/sign-in").text
    visitor.get("/password-reset?lang=en")
    sent = visitor.post("/password-reset", data={"email": account.email})
    (mail,) = mailbox.taken(app, db)
    path = f"/password-reset/accept?secret={mailbox.secret_in(mail)}"
    page = visitor.get(path)
    short = visitor.post(path, data={"password": "short"})
    changed = visitor.post(path, data={"password": NEW})
    entered = visitor.post("/sign-in", data={"email": account.email, "password": NEW}, follow_redirects=False)

    assert (sent.url.path, texts(sent.text, "h1")) == ("/password-reset/sent", ["Look into your mailbox"])
    assert mail.languages == ("en",)
    assert 'value="an@example.vn"' in page.text
    assert page.headers["referrer-policy"] == short.headers["referrer-policy"] == "strict-origin"
    assert page.headers["cache-control"] == "no-store"
    assert (short.status_code, texts(short.text, ".fault")) == (422, ["At least 12 characters are needed."])
    assert texts(changed.text, ".notice") == ["Your password has been changed. Sign in with the new one."]
    assert entered.status_code == 303


def test_used_link_is_told_on_a_page(visitor: TestClient) -> None:
    response = visitor.get("/password-reset/accept?secret=unknown&lang=en")

    assert (response.status_code, texts(response.text, "h1")) == (409, ["This link can't be used any more"])


def test_page_for_asking_looks_alike_for_known_and_unknown(visitor: TestClient, account: Account) -> None:
    pages = [visitor.post("/password-reset", data={"email": email}).text for email in (account.email, "no@example.vn")]

    assert pages[0] == pages[1]


def test_server_without_mail_offers_no_link(visitor: TestClient) -> None:
    assert "/password-reset" not in visitor.get("/sign-in").text
    refused = visitor.post("/password-reset?lang=en", data={"email": "an@example.vn"})
    assert texts(refused.text, ".notice") == ["Ask whoever runs this server for a link to a new password."]


def test_reason_that_nobody_gave_is_not_found(visitor: TestClient) -> None:
    assert visitor.get("/sign-in?because=<script>").status_code == 404
