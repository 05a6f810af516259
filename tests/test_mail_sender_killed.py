"""Whoever sends mails, killed between the mail server's having a mail and its being marked as sent.

By SMTP nobody can tell whether a mail that was not confirmed has been taken. So it is sent at least once; a second copy
is the same message, by its id, and there is no third.
"""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select, update

from app.adapters.mail import Mail, SmtpMailer
from app.adapters.mail_sender import ThreadedMailSender
from app.adapters.sealing import Sealer
from app.db import SessionFactory, make_engine, make_session_factory, unit_of_work, upgrade
from app.i18n.languages import language
from app.main import Outbox
from app.models import OutgoingMail
from app.services import letters, outgoing_mails
from app.services.outgoing_mails import Postbox
from app.settings import MailSettings
from tests.smtp import HERE, receiving
from tests.waiting import wait_for

POSTBOX = Postbox(Sealer("only for tests, " * 3, purpose="outgoing mail"), "https://ketnoi.example", is_emptied=True)
PROGRAM = "import sys; from tests.test_mail_sender_killed import send_until_killed; send_until_killed(*sys.argv[1:])"


class LastMail(SmtpMailer):
    """Dies when the server has confirmed one."""

    def send(self, mail: Mail) -> None:
        super().send(mail)
        os.kill(os.getpid(), signal.SIGKILL)


def a_sender(factory: SessionFactory, port: int, kind: type[SmtpMailer] = SmtpMailer) -> ThreadedMailSender:
    told = MailSettings(host=HERE, port=port, security="none", sender="no-reply@example.vn", timeout_seconds=30)
    outbox = Outbox(factory, POSTBOX, timedelta(minutes=10))
    return ThreadedMailSender(outbox=outbox, mailer=kind(told), poll_seconds=0.02)


def send_until_killed(url: str, port: str) -> None:
    """In a process of its own."""
    a_sender(make_session_factory(make_engine(url)), int(port), LastMail).start()
    signal.pause()


@pytest.mark.slow  # a process begins
@pytest.mark.parametrize("is_confirmed", [False, True])
def test_mail_is_sent_at_least_once_and_again_as_the_same(empty_engine: Engine, *, is_confirmed: bool) -> None:
    upgrade(empty_engine)
    factory = make_session_factory(empty_engine)
    with unit_of_work(factory, write=True) as db:
        written = [letters.password_changed(language("en"), "binh@example.vn")]
        until = datetime.now(UTC) + timedelta(days=1)
        outgoing_mails.post(db, POSTBOX, written, recipient="binh@example.vn", useless_at=until)
    url = empty_engine.url.render_as_string(hide_password=False)

    with receiving() as received:
        process = subprocess.Popen([sys.executable, "-c", PROGRAM, url, str(received.port)])
        if not is_confirmed:
            received.on_mail = process.kill  # Long before it has loaded what it needs to send anything.
        code = process.wait(180)
        received.on_mail = lambda: None
        with unit_of_work(factory, write=True) as db:
            waits = db.scalars(select(OutgoingMail.due_at)).one() > datetime.now(UTC)
            db.execute(update(OutgoingMail).values(due_at=datetime.now(UTC)))
        sender = a_sender(factory, received.port)
        sender.start()
        wait_for(lambda: nothing_waits(factory))
        sender.stop()

    assert (code, waits, received.recipients) == (-signal.SIGKILL, True, ["binh@example.vn"] * 2)
    assert len({mail["Message-ID"] for mail in received.mails}) == 1


def nothing_waits(factory: SessionFactory) -> bool:
    with unit_of_work(factory, write=False) as db:
        return db.scalars(select(OutgoingMail.id)).first() is None
