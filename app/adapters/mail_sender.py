"""Sending what waits in the outbox: a protocol, a thread beside the server that does it, and one that does nothing."""

import logging
import threading
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from app.adapters.mail import Mail, Mailer, MailRefused
from app.logs import fields

logger = logging.getLogger(__name__)


class Outbox(Protocol):
    """The mails that wait; every call is a short transaction of its own."""

    def claim(self) -> Mail | None:
        """The mail that is due, put off at the same time, so that nobody else sends it meanwhile."""

    def done(self, mail_id: UUID) -> None:
        """Forget a mail that was sent."""

    def refuse(self, mail_id: UUID, why: MailRefused) -> None:
        """Try this mail no more, unless somebody wants it."""


class MailSender(Protocol):
    """Sends mails between `start` and `stop`."""

    def start(self) -> None: ...

    def stop(self) -> None: ...


class NullMailSender:
    """Sends nothing, where no server for mail is named."""

    def start(self) -> None:
        """Nothing to start."""

    def stop(self) -> None:
        """Nothing to stop."""


@dataclass(kw_only=True)
class ThreadedMailSender:
    """One thread. A mail that fails stays in the outbox and is due again later."""

    outbox: Outbox
    mailer: Mailer
    poll_seconds: float
    _failing: bool = field(default=False, init=False)
    _stopping: threading.Event = field(default_factory=threading.Event, init=False)
    _thread: threading.Thread | None = field(default=None, init=False)

    def start(self) -> None:
        """Send until `stop`."""
        self._stopping.clear()
        self._thread = threading.Thread(target=self._work, name="mail-sender", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Finish with the mail at hand."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _work(self) -> None:
        while not self._stopping.is_set():
            try:
                while self._sends_one() and not self._stopping.is_set():
                    pass
            except Exception:
                if not self._failing:  # Once, not at every round until the database is back.
                    logger.exception("The mail sender can't do its rounds; it keeps trying.")
                self._failing = True
            else:
                self._failing = False
            self._stopping.wait(self.poll_seconds)

    def _sends_one(self) -> bool:
        """Whether it makes sense to go on at once."""
        mail = self.outbox.claim()
        if mail is None:
            return False
        try:
            self.mailer.send(mail)
        except MailRefused as exc:
            logger.error("mail refused for good", extra=fields(mail_id=mail.id, reason=str(exc)))  # noqa: TRY400 -- no bug of ours, and its traceback says nothing more
            self.outbox.refuse(mail.id, exc)
        except Exception:
            # The server may be away, or may not know this one: the others wait for the next round.
            logger.exception("mail not sent yet", extra=fields(mail_id=mail.id))
            return False
        else:
            logger.info("mail sent", extra=fields(mail_id=mail.id))
            self.outbox.done(mail.id)
        return True
