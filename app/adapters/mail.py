"""Mail: what one is, and handing it over by SMTP."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, parseaddr
from http import HTTPStatus
from typing import Protocol
from uuid import UUID

from app.i18n.messages import mark
from app.settings import MailSettings

UNWRITABLE = mark("Its address or its subject can't be put into a mail.")
UNKNOWN_ADDRESS = mark("The mail server takes no addresses like this one.")
REFUSED = mark("The mail server has refused it for good, with code {code}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One mail to one person; the codes of its languages, the first one first."""

    id: UUID
    recipient: str
    languages: tuple[str, ...]
    subject: str
    text: str
    html: str


class MailRefused(Exception):
    """The server will never take this mail, as a template with its parameters says; any other failure may pass."""

    def __init__(self, template: str, **params: int) -> None:
        super().__init__(template.format(**params))
        self.template, self.params = template, params


class MailNotTaken(Exception):
    """The server does not take this mail now, and may later."""


class Mailer(Protocol):
    """Hands mails over to whoever delivers them."""

    def send(self, mail: Mail) -> None:
        """Raises `MailRefused` if it makes no sense to try again, anything else if it does."""


class NullMailer:
    """Takes none, now or later."""

    def send(self, mail: Mail) -> None:
        """Raises `MailNotTaken`."""
        raise MailNotTaken(f"{mail.id} stays here")


class SmtpMailer:
    """Hands each mail to the SMTP server of the settings, on a connection of its own."""

    def __init__(self, settings: MailSettings) -> None:
        assert settings.host
        assert settings.sender
        self._settings, self._host, self._sender = settings, settings.host, settings.sender

    def send(self, mail: Mail) -> None:
        try:
            message = written(mail, self._sender)
        except ValueError:
            raise MailRefused(UNWRITABLE) from None
        with self._connected() as server:
            try:
                server.send_message(message)
            except smtplib.SMTPRecipientsRefused as exc:
                ((code, _),) = exc.recipients.values()
                raise _failure(code) from None  # What the server said repeats the address.
            except smtplib.SMTPDataError as exc:
                raise _failure(exc.smtp_code) from None
            except smtplib.SMTPNotSupportedError:
                raise MailRefused(UNKNOWN_ADDRESS) from None

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        to, safe = self._settings, ssl.create_default_context(cafile=self._settings.ca_file or None)
        if to.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(self._host, to.port, timeout=to.timeout_seconds, context=safe)
        else:
            server = smtplib.SMTP(self._host, to.port, timeout=to.timeout_seconds)
        with server:
            if to.security == "starttls":
                server.starttls(context=safe)
            if to.username and to.password:
                server.login(to.username, to.password.get_secret_value())
            yield server


def written(mail: Mail, sender: str) -> EmailMessage:
    """The message as it travels; the same id each time it is tried, so that a second copy can be told as one."""
    name, address = parseaddr(sender)
    sender_domain = address.rpartition("@")[2]
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(name, addr_spec=address)
    message["To"] = _address(mail.recipient)
    message["Subject"] = mail.subject
    message["Date"] = formatdate()
    message["Message-ID"] = f"<{mail.id}@{sender_domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text, cte="quoted-printable")
    message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    message["Content-Language"] = ", ".join(mail.languages)  # Setting the content would take it away again.
    return message


def _address(email: str) -> Address:
    """A name in other letters is left to a server that knows them; a domain has another way to be written."""
    name, _, domain = email.rpartition("@")
    return Address(username=name, domain=domain if domain.isascii() else domain.encode("idna").decode())


def _failure(code: int) -> Exception:
    if code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return MailRefused(REFUSED, code=code)
    return MailNotTaken(f"not taken now, with {code}")
