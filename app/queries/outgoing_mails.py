"""Reading the mails that wait to be sent."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Delete, Select, and_, delete, or_, select, true

from app.models import OutgoingMail

LONGEST_WAIT = timedelta(hours=1)
"""From one attempt to the next."""


def due(*, now: datetime) -> Select[UUID]:
    """One that can be sent now, if there is any."""
    return select(OutgoingMail.id).where(_is_due(now)).limit(1)


def next_due(*, now: datetime) -> Select[OutgoingMail]:
    """The one that is due first, locked; what others hold is passed over."""
    return (
        select(OutgoingMail)
        .where(_is_due(now))
        .order_by(OutgoingMail.due_at, OutgoingMail.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def latest(*, now: datetime, most: int) -> Select[OutgoingMail]:
    """Those that are of use still, the latest first."""
    return (
        select(OutgoingMail)
        .where(OutgoingMail.useless_at > now)
        .order_by(OutgoingMail.created_at.desc(), OutgoingMail.id)
        .limit(most)
    )


def refused(conference_id: UUID | None) -> Select[OutgoingMail]:
    """Those that nobody tries to send any more, of a conference or of all, the latest first."""
    there = true() if conference_id is None else OutgoingMail.conference_id == conference_id
    order = (OutgoingMail.created_at.desc(), OutgoingMail.id)
    return select(OutgoingMail).where(OutgoingMail.refusal.is_not(None), there).order_by(*order)


def locked(mail_id: UUID) -> Select[OutgoingMail]:
    """The row, held until the end of the transaction."""
    return select(OutgoingMail).where(OutgoingMail.id == mail_id).with_for_update()


def useless(*, now: datetime) -> Delete:
    """Delete those whose links have expired."""
    return delete(OutgoingMail).where(OutgoingMail.useless_at <= now)


def done(mail_id: UUID) -> Delete:
    return delete(OutgoingMail).where(OutgoingMail.id == mail_id)


def _is_due(now: datetime) -> ColumnElement[bool]:
    """Nobody waits longer than for the next attempt, whatever happens to clocks; some wait until they are useless."""
    was_put_back = or_(OutgoingMail.attempts == 0, OutgoingMail.due_at > now + LONGEST_WAIT)
    return or_(OutgoingMail.due_at <= now, and_(OutgoingMail.due_at < OutgoingMail.useless_at, was_put_back))
