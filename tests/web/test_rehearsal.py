"""A rehearsal: it says so everywhere, and nothing leaves."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import SecretStr
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.access.sign_in import COOKIE
from app.adapters.mail import Mail, MailNotTaken, NullMailer
from app.adapters.sealing import Sealer
from app.db import make_session_factory
from app.main import Outbox, make_oidc, make_postbox, make_sender
from app.models import Conference, OutgoingMail
from app.settings import MailSettings, OidcSettings, Settings
from tests import factories

SAID = "Nothing leaves this system: mails are written and not sent"
MAIL = MailSettings(host="mail.example.vn", sender="Kết Nối <no-reply@example.vn>")


@pytest.fixture
def settings(settings: Settings, engine: Engine) -> Settings:
    """On the database of the tests, since the thread that writes gathered mails runs."""
    url = SecretStr(engine.url.render_as_string(hide_password=False))
    return settings.model_copy(update={"rehearsal": True, "database_url": url})


@pytest.fixture
def conference(db: Session) -> Conference:
    return factories.a_conference(db)


def invited(client: TestClient, conference: Conference) -> str:
    asked = {"email": "binh@example.vn", "role": "editor"}
    made = client.post(f"/api/v1/conferences/{conference.id}/invitations", json=asked)
    assert made.status_code == 201, made.text
    return str(made.json()["secret"])


@pytest.mark.parametrize("path", ["/", "/account", "/nowhere", "/sessions/1/timetable"])
def test_each_page_says_that_it_is_a_rehearsal(client: TestClient, path: str) -> None:
    english, vietnamese = (client.get(path, params={"lang": language}) for language in ("en", "vi"))

    assert SAID in english.text
    assert "Hệ thống không gửi gì ra bên ngoài" in vietnamese.text
    assert english.headers["X-Rehearsal"] == "true"


def test_page_for_signing_in_says_so_too(visitor: TestClient) -> None:
    assert SAID in visitor.get("/sign-in?lang=en").text


def test_mails_are_kept_and_shown_to_administrators(client: TestClient, conference: Conference) -> None:
    secret = invited(client, conference)

    page = client.get("/rehearsal/mails?lang=en")

    assert "To binh@example.vn" in page.text
    assert f"?secret={secret}" in page.text
    assert 'href="/rehearsal/mails"' in client.get("/account").text


def test_mails_are_shown_to_nobody_else(
    app: FastAPI, client: TestClient, visitor: TestClient, conference: Conference, db: Session
) -> None:
    invited(client, conference)

    anonymous = visitor.get("/rehearsal/mails", follow_redirects=False)
    with TestClient(app, base_url="http://localhost") as other:
        other.cookies.set(COOKIE, factories.a_sign_in(db, factories.an_account(db)))
        refused, account = other.get("/rehearsal/mails"), other.get("/account")

    assert (anonymous.status_code, refused.status_code) == (303, 403)
    assert "binh@example.vn" not in anonymous.text + refused.text
    assert "/rehearsal/mails" not in account.text


def test_mails_of_a_rehearsal_are_not_sent_after_it_either(
    app: FastAPI, client: TestClient, conference: Conference, db: Session, settings: Settings
) -> None:
    invited(client, conference)
    kept = factories.added(db, _waiting())
    factory = app.state.session_factory
    sealer: Sealer = app.state.postbox.sealer

    during = Outbox(factory, make_postbox(settings, sealer), gathered=timedelta(0)).claim()
    real = make_postbox(settings.model_copy(update={"rehearsal": False, "mail": MAIL}), sealer)
    db.delete(kept)
    db.commit()
    after = Outbox(factory, real, gathered=timedelta(0)).claim()

    assert (during, after) == (None, None)
    assert db.query(OutgoingMail).count() == 1


def _waiting() -> OutgoingMail:
    """What waited when the backup was made that a rehearsal began with."""
    now = datetime.now(UTC)
    return OutgoingMail(sealed=b"", created_at=now, due_at=now, useless_at=now + timedelta(days=1))


def test_sender_of_a_rehearsal_reaches_no_server(settings: Settings, engine: Engine) -> None:
    settings = settings.model_copy(update={"mail": MAIL})
    sealer = Sealer("only for tests, " * 3, purpose="outgoing mail")

    sender = make_sender(settings, make_session_factory(engine), make_postbox(settings, sealer))

    assert isinstance(sender.mailer, NullMailer)  # type: ignore[attr-defined]  # Only the one that sends has it.
    mail = Mail(id=uuid4(), recipient="a", languages=(), subject="", text="", html="")
    with pytest.raises(MailNotTaken):
        sender.mailer.send(mail)  # type: ignore[attr-defined]  # As above.


def test_no_other_service_is_asked_who_somebody_is(settings: Settings) -> None:
    oidc = OidcSettings(issuer="https://id.example.vn", client_id="ketnoi", client_secret=SecretStr("s"))

    assert make_oidc(settings.model_copy(update={"oidc": oidc})) is None
    assert make_oidc(settings.model_copy(update={"oidc": oidc, "rehearsal": False})) is not None


def test_files_say_it_in_their_names(client: TestClient, conference: Conference) -> None:
    audit = client.get(f"/api/v1/conferences/{conference.id}/audit-entries/file")

    name = f"REHEARSAL-audit-{conference.code}-{conference.by_its_clock(datetime.now(UTC)).date()}.csv"
    expected = f"attachment; filename=\"{name}\"; filename*=UTF-8''{name}"
    assert audit.headers["Content-Disposition"] == expected


class TestWithout:
    """A service that is meant."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return settings.model_copy(update={"rehearsal": False})

    def test_page_says_nothing_of_a_rehearsal(self, client: TestClient) -> None:
        page = client.get("/account?lang=en")

        assert (page.status_code, "ehearsal" in page.text, "X-Rehearsal" in page.headers) == (200, False, False)

    def test_there_are_no_mails_to_be_seen(self, client: TestClient) -> None:
        assert client.get("/rehearsal/mails").status_code == 404
