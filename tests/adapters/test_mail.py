"""Handing mails to a real SMTP server, in clear, under TLS and by STARTTLS, and what comes of refusals."""

import smtplib
import ssl
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from pydantic import SecretStr

from app.adapters.mail import Mail, MailNotTaken, MailRefused, SmtpMailer
from app.settings import MailSettings
from tests.smtp import HERE, PASSWORD, USER, certificate, only_with_password, receiving

SENDER = "Kết Nối <no-reply@example.vn>"


def mail(**values: Any) -> Mail:
    defaults: dict[str, Any] = {
        "id": UUID(int=7),
        "recipient": "binh@example.vn",
        "languages": ("vi", "en"),
        "subject": "Lời mời: Hội nghị Ngoại vụ lần thứ 21, nơi các địa phương gặp gỡ các cơ quan đại diện",
        "text": "Trân trọng mời Ông/Bà\n\nhttps://ketnoi.example/invitations/accept?secret=" + "x" * 60 + "\n",
        "html": "<p>Trân trọng mời Ông/Bà</p>\n",
    }
    return Mail(**defaults | values)


def mailer(port: int, **values: Any) -> SmtpMailer:
    defaults: dict[str, Any] = {"host": HERE, "port": port, "security": "none", "sender": SENDER, "timeout_seconds": 30}
    return SmtpMailer(MailSettings(**defaults | values))


def test_mail_arrives_as_it_was_written() -> None:
    with receiving() as received:
        mailer(received.port).send(mail())

    (message,) = received.mails
    assert received.recipients == ["binh@example.vn"]
    assert (message["From"], message["To"], message["Subject"]) == (SENDER, "binh@example.vn", mail().subject)
    assert message["Message-ID"] == f"<{UUID(int=7)}@example.vn>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "vi, en"
    assert message["Date"].datetime is not None
    text, html = message.iter_parts()
    assert [part.get_content_type() for part in (text, html)] == ["text/plain", "text/html"]
    assert [part.get_content().replace("\r\n", "\n") for part in (text, html)] == [mail().text, mail().html]


def test_mail_travels_in_short_lines_of_plain_letters() -> None:
    with receiving() as received:
        mailer(received.port).send(mail())

    lines = received.mails[0].as_bytes().splitlines()
    assert max(map(len, lines)) <= 78
    assert b"".join(lines).isascii()


def test_name_of_a_person_adds_no_header() -> None:
    with receiving() as received, pytest.raises(MailRefused):
        mailer(received.port).send(mail(subject="Lời mời\nBcc: all@example.vn"))

    assert received.mails == []


@pytest.mark.filterwarnings("ignore:Requiring AUTH:UserWarning")  # The library only counts STARTTLS as TLS.
@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_mail_travels_under_tls_after_signing_in(tmp_path: Path, security: str) -> None:
    path, context = certificate(tmp_path)
    secured: dict[str, Any] = (
        {"ssl_context": context} if security == "tls" else {"tls_context": context, "require_starttls": True}
    )
    signing_in: dict[str, Any] = {
        "authenticator": only_with_password,
        "auth_required": True,
        "auth_require_tls": security != "tls",
    }
    known: dict[str, Any] = {"security": security, "ca_file": str(path), "username": USER}
    with receiving(**secured, **signing_in) as received:
        mailer(received.port, **known, password=SecretStr(PASSWORD)).send(mail())
        with pytest.raises(smtplib.SMTPAuthenticationError):
            mailer(received.port, **known, password=SecretStr("another")).send(mail())

    assert len(received.mails) == 1


def test_server_that_nobody_vouches_for_gets_nothing(tmp_path: Path) -> None:
    _, context = certificate(tmp_path)
    with receiving(ssl_context=context) as received, pytest.raises(ssl.SSLCertVerificationError):
        mailer(received.port, security="tls").send(mail())

    assert received.mails == []


def test_server_without_starttls_gets_nothing() -> None:
    with receiving() as received, pytest.raises(smtplib.SMTPNotSupportedError):
        mailer(received.port, security="starttls").send(mail())

    assert received.mails == []


@pytest.mark.parametrize(("answer", "failure"), [("550 Nobody here", MailRefused), ("451 Later", MailNotTaken)])
def test_refusal_is_for_good_or_for_now(answer: str, failure: type[Exception]) -> None:
    with receiving({"binh@example.vn": answer}) as received, pytest.raises(failure) as caught:
        mailer(received.port).send(mail())

    assert answer[:3] in str(caught.value)
    assert "binh" not in str(caught.value)


def test_address_with_vietnamese_letters_takes_a_server_that_knows_them() -> None:
    with receiving(enable_SMTPUTF8=True) as knowing, receiving(enable_SMTPUTF8=False) as other:
        mailer(knowing.port).send(mail(recipient="bình@ngoạivụ.example"))
        with pytest.raises(MailRefused):
            mailer(other.port).send(mail(recipient="bình@example.vn"))

    assert (knowing.recipients, other.recipients) == (["bình@xn--ngoiv-l11bwt.example"], [])
