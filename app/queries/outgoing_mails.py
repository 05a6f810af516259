"""Reading the mails that wait to be sent."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Delete, Select, delete, select

from app.models import OutgoingMail


def due(*, now: datetime) -> Select[UUID]:
    """One that can be sent now, if there is any."""
    return select(OutgoingMail.id).where(OutgoingMail.due_at <= now).limit(1)


def next_due(*, now: datetime) -> Select[OutgoingMail]:
    """The one that is due first, locked; what others hold is passed over."""
    return (
        select(OutgoingMail)
        .where(OutgoingMail.due_at <= now)
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


def useless(*, now: datetime) -> Delete:
    """Delete those whose links have expired."""
    return delete(OutgoingMail).where(OutgoingMail.useless_at <= now)


def done(mail_id: UUID) -> Delete:
    return delete(OutgoingMail).where(OutgoingMail.id == mail_id)
