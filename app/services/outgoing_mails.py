"""The outbox: a mail is written in the transaction that it tells of, and sent after that one's commit.

Nobody is told of what was rolled back, and nothing that was done goes untold because a mail server is away.
"""

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from app.adapters.mail import Mail
from app.adapters.sealing import SealBroken, Sealer
from app.logs import fields
from app.models import OutgoingMail
from app.queries import outgoing_mails
from app.services.letters import Letter, html_of, text_of
from app.services.permissions import Actor, require_administrator

logger = logging.getLogger(__name__)

# Longer than any attempt takes, so that a mail that is being sent is due for nobody else.
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=2), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Postbox:
    """Takes mails in, if somebody will send them, or if they are kept; `public_url` is what links begin with."""

    sealer: Sealer
    public_url: str
    is_emptied: bool
    is_kept: bool = False


@dataclass(frozen=True, slots=True)
class KeptMail:
    """A mail that nobody was sent, and when it was written."""

    at: datetime
    mail: Mail


def post(
    db: Session, postbox: Postbox, letters: Sequence[Letter], *, recipient: str | None, useless_at: datetime
) -> None:
    """Write a mail; its letters say the same in several languages. Without a server for mail nothing is written.

    One to nobody takes as long as any other, and goes nowhere.
    """
    if not postbox.is_emptied:
        logger.warning("mail not written, since no server for mail is named")
        return
    now, mail_id = datetime.now(UTC), uuid4()
    content = {
        "recipient": recipient,
        "languages": [letter.language.code for letter in letters],
        "subject": " / ".join(letter.subject for letter in letters),
        "text": text_of(letters),
        "html": html_of(letters),
    }
    sealed = postbox.sealer.seal(json.dumps(content), row=mail_id)
    # One that is kept is due when it is of no use any more: whoever sends mails would throw it away.
    due_at = useless_at if postbox.is_kept else now
    db.add(OutgoingMail(id=mail_id, sealed=sealed, created_at=now, due_at=due_at, useless_at=useless_at))


def kept(db: Session, actor: Actor, postbox: Postbox, *, most: int) -> list[KeptMail]:
    """What a rehearsal has written, the latest first. They have links that open doors: for administrators alone."""
    require_administrator(actor)
    rows = db.scalars(outgoing_mails.latest(now=datetime.now(UTC), most=most))
    opened = ((row.created_at, _content(postbox.sealer, row)) for row in rows)
    return [KeptMail(at, content) for at, content in opened if content is not None]


def has_due(db: Session) -> bool:
    return db.scalars(outgoing_mails.due(now=datetime.now(UTC))).first() is not None


def claim(db: Session, sealer: Sealer) -> Mail | None:
    """The mail that is due first. It is due again some time later, unless it is `done` by then."""
    now = datetime.now(UTC)
    db.execute(outgoing_mails.useless(now=now))
    row = db.scalars(outgoing_mails.next_due(now=now)).first()
    if row is None:
        return None
    row.due_at = now + min(FIRST_WAIT * 2**row.attempts, LONGEST_WAIT)
    row.attempts += 1
    return _opened(db, sealer, row)


def done(db: Session, mail_id: UUID) -> None:
    db.execute(outgoing_mails.done(mail_id))


def _opened(db: Session, sealer: Sealer, row: OutgoingMail) -> Mail | None:
    mail = _content(sealer, row)
    if mail is None:
        db.delete(row)
    return mail


def _content(sealer: Sealer, row: OutgoingMail) -> Mail | None:
    """Nothing of one to nobody, or that can't be opened any more."""
    try:
        content = json.loads(sealer.open(row.sealed, row=row.id))
    except SealBroken:
        logger.error("mail lost, since the server's secret has changed", extra=fields(mail_id=row.id))  # noqa: TRY400 -- expected, and its traceback says nothing more
        return None
    if content["recipient"] is None:
        return None
    return Mail(id=row.id, **content | {"languages": tuple(content["languages"])})
