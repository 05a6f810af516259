"""Reading meeting requests. They are for both sides and for organisers.

A delegation sees no request of whom it does not want to meet: to the asker it looks like one that waits for an answer.
"""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Update, and_, case, exists, or_, select, update

from app.models import MeetingRequest, RequestStatus, Wish, WishKind
from app.queries import delegations
from app.queries.sight import Sight


class Found(NamedTuple):
    """What a search has found."""

    ids: Collection[UUID]
    organisation_ids: Collection[UUID]


_is_sent = MeetingRequest.status == RequestStatus.SENT


def visible(
    session_id: UUID,
    sight: Sight,
    *,
    now: datetime,
    delegation_id: UUID | None = None,
    status: RequestStatus | None = None,
    found: Found | None = None,
) -> Select[MeetingRequest]:
    """Those of a session that somebody may see, the latest first: of one delegation, as asker or as asked.

    With `found` those alone that are among them by themselves, or by the organisation of either side.
    """
    query = seen_by(sight).where(MeetingRequest.session_id == session_id)
    if delegation_id is not None:
        query = query.where(or_(MeetingRequest.a_id == delegation_id, MeetingRequest.b_id == delegation_id))
    if status is not None:
        query = query.where(current_status(now) == status)
    if found is not None:
        named = delegations.of_organisations(found.organisation_ids)
        sides = or_(MeetingRequest.a_id.in_(named), MeetingRequest.b_id.in_(named))
        query = query.where(or_(MeetingRequest.id.in_(found.ids), sides))
    return query.order_by(MeetingRequest.created_at.desc(), MeetingRequest.id)


def texts(session_id: UUID) -> Select[UUID, str, str | None]:
    """What those of a session say, and what was answered."""
    columns = (MeetingRequest.id, MeetingRequest.message, MeetingRequest.reply)
    return select(*columns).where(MeetingRequest.session_id == session_id)


def by_id(request_id: UUID, sight: Sight) -> Select[MeetingRequest]:
    return seen_by(sight).where(MeetingRequest.id == request_id)


def of_pair(session_id: UUID, a_id: UUID, b_id: UUID) -> Select[MeetingRequest]:
    """All that two delegations ever asked each other, in whatever order they are named."""
    return select(MeetingRequest).where(
        MeetingRequest.session_id == session_id,
        MeetingRequest.a_id == min(a_id, b_id),
        MeetingRequest.b_id == max(a_id, b_id),
    )


def history(session_id: UUID, a_id: UUID, b_id: UUID) -> Select[MeetingRequest]:
    """The same, the latest first."""
    return of_pair(session_id, a_id, b_id).order_by(MeetingRequest.created_at.desc(), MeetingRequest.id)


def standing(session_id: UUID, delegation_id: UUID, other_id: UUID, *, now: datetime) -> Select[MeetingRequest]:
    """What the one has agreed with the other, or waits to be told by it."""
    return of_pair(session_id, delegation_id, other_id).where(
        is_live(now), or_(MeetingRequest.status == RequestStatus.ACCEPTED, MeetingRequest.requester_id == delegation_id)
    )


def is_live(now: datetime) -> ColumnElement[bool]:
    """Whether a request waits or is accepted: one past its time does not, whatever its row still says."""
    return or_(MeetingRequest.status == RequestStatus.ACCEPTED, and_(_is_sent, ~_has_expired(now)))


def live(session_id: UUID, *, now: datetime) -> Select[MeetingRequest]:
    """Those that wait or are accepted."""
    return select(MeetingRequest).where(MeetingRequest.session_id == session_id, is_live(now))


def settle_overdue(session_id: UUID, *, now: datetime) -> Update:
    """Write down what has expired, so that its pairs are free again. Time did it, so nobody is recorded as who."""
    return (
        update(MeetingRequest)
        .where(MeetingRequest.session_id == session_id, _is_sent, _has_expired(now))
        .values(status=RequestStatus.EXPIRED, settled_at=MeetingRequest.expires_at)
    )


def accepted(session_id: UUID) -> Select[MeetingRequest]:
    return _of_status(session_id, RequestStatus.ACCEPTED)


def declined(session_id: UUID) -> Select[MeetingRequest]:
    return _of_status(session_id, RequestStatus.DECLINED)


def _of_status(session_id: UUID, status: RequestStatus) -> Select[MeetingRequest]:
    return select(MeetingRequest).where(MeetingRequest.session_id == session_id, MeetingRequest.status == status)


def seen_by(sight: Sight) -> Select[MeetingRequest]:
    """All that somebody may see."""
    asked = or_(sight.is_of(MeetingRequest.a_id), sight.is_of(MeetingRequest.b_id))
    unwanted = exists().where(
        Wish.session_id == MeetingRequest.session_id,
        Wish.kind == WishKind.DO_NOT_MEET,
        Wish.target_id == MeetingRequest.requester_id,
        Wish.delegation_id.in_((MeetingRequest.a_id, MeetingRequest.b_id)),
    )
    return select(MeetingRequest).where(
        or_(
            sight.organises_session(MeetingRequest.session_id),
            sight.is_of(MeetingRequest.requester_id),
            and_(asked, ~unwanted),
        )
    )


def _has_expired(now: datetime) -> ColumnElement[bool]:
    return and_(MeetingRequest.expires_at.is_not(None), MeetingRequest.expires_at <= now)


def current_status(now: datetime) -> ColumnElement[RequestStatus]:
    return case((and_(_is_sent, _has_expired(now)), RequestStatus.EXPIRED), else_=MeetingRequest.status)
