"""A new password for whoever has forgotten it; nobody learns whether an e-mail has an account."""

from datetime import UTC, datetime, timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Account, AuditEntry, FailedSignIn, PasswordReset, SignIn
from tests import mailbox
from tests.api.answers import API, assert_invalid, assert_problem
from tests.api.people import PASSWORD, People
from tests.databases import counted_statements
from tests.factories import a_sign_in, an_account

ASK, ACCEPT = f"{API}/password-resets", f"{API}/password-reset-acceptances"
EMAIL, UNKNOWN, NEW = "an@example.vn", "nobody@example.vn", "staple battery horse"
OVER = "It was used already or has expired; ask for a new one."


@pytest.fixture
def account(db: Session, people: People) -> Account:
    return an_account(db, email=EMAIL, password_hash=people.password_hash)


@pytest.fixture
def client(app: FastAPI, people: People) -> TestClient:
    """Nobody's, of a service that sends mail."""
    mailbox.opened(app)
    return people.client()


def ask(client: TestClient, email: str = EMAIL) -> Response:
    return client.post(ASK, json={"email": email}, headers={"Accept-Language": "vi"})


def accept(client: TestClient, secret: str, password: str = NEW) -> Response:
    return client.post(ACCEPT, json={"secret": secret, "password": password})


def sign_in(client: TestClient, password: str) -> int:
    return client.post(f"{API}/sign-ins", json={"email": EMAIL, "password": password}).status_code


@pytest.mark.usefixtures("account")
def test_link_in_the_mail_leads_to_a_new_password(client: TestClient, app: FastAPI, db: Session) -> None:
    asked = ask(client, " An@Example.VN ")
    (mail,) = mailbox.taken(app, db)
    accepted = accept(client, mailbox.secret_in(mail))

    assert (asked.status_code, asked.json(), accepted.status_code) == (202, None, 204)
    assert (mail.recipient, mail.languages, mail.subject) == (EMAIL, ("vi",), "Đặt lại mật khẩu")
    assert "http://127.0.0.1:8000/password-reset/accept?secret=" in mail.text
    assert "trong vòng 60 phút" in mail.text
    assert (sign_in(client, PASSWORD), sign_in(client, NEW)) == (401, 201)


def test_new_password_ends_all_sign_ins_and_is_told_and_recorded(
    client: TestClient, app: FastAPI, db: Session, account: Account
) -> None:
    a_sign_in(db, account)
    ask(client)
    accept(client, mailbox.secret_in(mailbox.taken(app, db)[0]))

    assert db.scalars(select(SignIn).where(SignIn.account_id == account.id)).all() == []
    (news,) = mailbox.taken(app, db)
    assert (news.recipient, news.subject) == (
        EMAIL,
        "Mật khẩu của Ông/Bà đã được thay đổi / Your password has been changed",
    )
    (entry,) = db.scalars(select(AuditEntry)).all()
    assert (entry.action, entry.subject_id, entry.actor_id) == ("password.reset", account.id, account.id)


@pytest.mark.usefixtures("account")
def test_link_works_once_and_drops_the_others(client: TestClient, app: FastAPI, db: Session) -> None:
    ask(client)
    ask(client)
    first, second = map(mailbox.secret_in, mailbox.taken(app, db))

    assert accept(client, second).status_code == 204
    for used in (first, second, "unknown"):
        assert_problem(accept(client, used, "another password"), 409, "reset-over", OVER)
    assert sign_in(client, NEW) == 201


@pytest.mark.usefixtures("account")
def test_link_expires(client: TestClient, app: FastAPI, db: Session) -> None:
    ask(client)
    (mail,) = mailbox.taken(app, db)
    db.scalars(select(PasswordReset)).one().expires_at = datetime.now(UTC) - timedelta(seconds=1)
    db.commit()

    assert_problem(accept(client, mailbox.secret_in(mail)), 409, "reset-over", OVER)


@pytest.mark.usefixtures("account")
def test_known_and_unknown_emails_get_the_same_answer_by_the_same_statements(
    client: TestClient, app: FastAPI, db: Session
) -> None:
    an_account(db, email="oidc@example.vn")  # Signs in elsewhere, so has no password here.
    answers, statements = [], []
    for email in (EMAIL, UNKNOWN, "oidc@example.vn"):
        with counted_statements(db.get_bind().engine) as seen:
            answers.append(ask(client, email))
        statements.append(seen)

    assert [(answer.status_code, answer.content) for answer in answers] == [(202, b"null")] * 3
    assert statements[0] == statements[1] == statements[2]
    assert [mail.recipient for mail in mailbox.taken(app, db)] == [EMAIL]


@pytest.mark.usefixtures("account")
def test_after_some_links_no_more_are_mailed_and_nobody_is_told(client: TestClient, app: FastAPI, db: Session) -> None:
    answers = [ask(client, email).status_code for email in [EMAIL, UNKNOWN] * 5]

    assert answers == [202] * 10
    assert len(mailbox.taken(app, db)) == 3


@pytest.mark.usefixtures("account")
def test_address_that_asks_too_often_is_refused_for_a_while(client: TestClient, db: Session) -> None:
    for number in range(20):
        ask(client, f"an{number}@example.vn")

    refused = ask(client)

    assert_problem(refused, 429, "too-many-attempts", "Vui lòng thử lại sau 15 phút.")
    assert 880 < int(refused.headers["retry-after"]) <= 900
    for attempt in db.scalars(select(FailedSignIn)):
        attempt.at -= timedelta(minutes=16)
    db.commit()
    assert ask(client).status_code == 202


@pytest.mark.usefixtures("account")
def test_new_password_ends_a_lock(client: TestClient, app: FastAPI, db: Session) -> None:
    ask(client)
    assert [sign_in(client, "a guess") for _ in range(4)] == [401, 401, 401, 429]

    accept(client, mailbox.secret_in(mailbox.taken(app, db)[0]))

    assert sign_in(client, NEW) == 201


def test_server_without_mail_says_so(people: People) -> None:
    response = people.client().post(ASK, json={"email": EMAIL})

    assert_problem(response, 503, "no-mail", "Ask whoever runs this server for a link to a new password.")


@pytest.mark.usefixtures("account")
def test_what_does_not_fit_is_refused_and_uses_nothing_up(client: TestClient, app: FastAPI, db: Session) -> None:
    ask(client)
    secret = mailbox.secret_in(mailbox.taken(app, db)[0])

    assert_invalid(ask(client, "an@"), ("/email", "Địa chỉ thư điện tử có dạng ten@example.vn"))
    assert_invalid(accept(client, secret, "short"), ("/password", "String should have at least 12 characters"))
    assert_invalid(accept(client, secret, EMAIL.upper()), ("/password", "The password must not be the e-mail address."))
    assert accept(client, secret).status_code == 204


@pytest.mark.usefixtures("client")
def test_changed_password_is_told_to_its_owner(app: FastAPI, db: Session, account: Account, people: People) -> None:
    body, own = {"old_password": PASSWORD, "new_password": NEW}, people.client(account)
    address = f"{API}/accounts/me/password"

    refused = own.put(address, json=body | {"new_password": EMAIL})
    assert own.put(address, json=body).status_code == 204

    assert_invalid(refused, ("/new_password", "The password must not be the e-mail address."))

    assert [mail.recipient for mail in mailbox.taken(app, db)] == [EMAIL]
