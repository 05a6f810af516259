"""The outbox: a mail is written in the transaction that it tells of, and sent after that one's commit.

Nobody is told of what was rolled back, and nothing that was done goes untold because a mail server is away.
"""

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from app.adapters.mail import Mail
from app.adapters.sealing import SealBroken, Sealer
from app.errors import NotFailed, NotFound
from app.i18n.languages import Language
from app.logs import fields
from app.models import OutgoingMail
from app.queries import outgoing_mails
from app.services import lookup, stages
from app.services.letters import Letter, html_of, text_of
from app.services.permissions import Actor, is_editor, require_administrator

logger = logging.getLogger(__name__)

# Longer than any attempt takes, so that a mail that is being sent is due for nobody else.
FIRST_WAIT = timedelta(minutes=2)


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


@dataclass(frozen=True, slots=True)
class RefusedMail:
    """A mail that the server for mails will never take, without what it says."""

    row: OutgoingMail
    recipient: str
    subject: str

    def reason(self, language: Language) -> str:
        why = self.row.refusal or {"template": "", "params": {}}
        return language.sentence(why["template"], why["params"])


def post(
    db: Session,
    postbox: Postbox,
    letters: Sequence[Letter],
    *,
    recipient: str | None,
    useless_at: datetime,
    conference_id: UUID | None = None,
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
    times = {"created_at": now, "due_at": due_at, "useless_at": useless_at}
    db.add(OutgoingMail(id=mail_id, conference_id=conference_id, sealed=sealed, **times))


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
    row.due_at = now + min(FIRST_WAIT * 2**row.attempts, outgoing_mails.LONGEST_WAIT)
    row.attempts += 1
    return _opened(db, sealer, row)


def done(db: Session, mail_id: UUID) -> None:
    db.execute(outgoing_mails.done(mail_id))


def refuse(db: Session, mail_id: UUID, *, template: str, params: Mapping[str, int]) -> None:
    """Leave a mail alone until it is of no use any more, unless somebody wants it tried again."""
    row = db.scalars(outgoing_mails.locked(mail_id)).one_or_none()
    if row is not None:
        row.refusal, row.due_at = {"template": template, "params": dict(params)}, row.useless_at


def refused(db: Session, sealer: Sealer, conference_id: UUID | None, *, most: int) -> list[RefusedMail]:
    """What was refused for good, of a conference or of all, and can be opened; the latest first."""
    rows = db.scalars(outgoing_mails.refused(conference_id).limit(most))
    opened = ((row, _content(sealer, row)) for row in rows)
    return [RefusedMail(row, content.recipient, content.subject) for row, content in opened if content is not None]


def retry(db: Session, actor: Actor, mail_id: UUID) -> OutgoingMail:
    """Have a refused mail sent as if it were new: for editors of its conference, and administrators.

    Raises `NotFound`, `WrongStage` in the archive, and `NotFailed` unless it was refused.
    """
    missing = NotFound("No such mail: it was sent, or is of no use any more.")
    row = lookup.one(db, outgoing_mails.locked(mail_id), missing)
    if not (actor.sight.everything or (row.conference_id is not None and is_editor(actor, row.conference_id))):
        raise missing
    if row.conference_id is not None:
        stages.require_editor(db, actor, row.conference_id)
    if row.refusal is None:
        raise NotFailed("Only a mail that was refused can be tried again.")
    row.refusal, row.attempts, row.due_at = None, 0, datetime.now(UTC)
    return row


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
