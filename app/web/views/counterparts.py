"""Whom a delegation wishes, asks and is asked by, in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.i18n.languages import Language
from app.i18n.messages import mark
from app.models import Delegation, MeetingRequest, RequestStatus, Wish, WishKind
from app.services.meeting_requests import STANDING
from app.services.quotas import Quota, Quotas
from app.web.meeting_place import Here
from app.web.views.interest import State

STATUSES: Mapping[RequestStatus, State] = {
    RequestStatus.SENT: State(mark("Waits for an answer"), "warn"),
    RequestStatus.ACCEPTED: State(mark("Accepted"), "good"),
    RequestStatus.DECLINED: State(mark("Declined"), "bad"),
    RequestStatus.WITHDRAWN: State(mark("Withdrawn"), "quiet"),
    RequestStatus.EXPIRED: State(mark("Expired"), "quiet"),
}


@dataclass(frozen=True, slots=True)
class WishRow:
    id: UUID
    target_id: UUID
    name: str
    rank: int | None
    alternative: str | None


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request with whoever is on the other side of it."""

    id: UUID
    name: str
    message: str
    reply: str | None
    status: State
    at: datetime
    until: str | None
    is_own: bool
    waits: bool
    stands: bool


def wish_rows(
    language: Language, wishes: Iterable[Wish], names: Mapping[UUID, Delegation], kind: WishKind
) -> list[WishRow]:
    return [
        WishRow(each.id, each.target_id, language.name(names[each.target_id].organisation), each.rank, each.alternative)
        for each in wishes
        if each.kind is kind
    ]


def request_rows(
    language: Language, requests: Iterable[MeetingRequest], names: Mapping[UUID, Delegation], at: Here
) -> list[RequestRow]:
    """By the clock of the conference."""
    return [_request(language, each, names, at) for each in requests]


def _request(language: Language, row: MeetingRequest, names: Mapping[UUID, Delegation], at: Here) -> RequestRow:
    status = row.current_status
    is_own = row.requester_id == at.delegation.id
    ends = row.expires_at if status is RequestStatus.SENT else None
    return RequestRow(
        id=row.id,
        name=language.name(names[row.addressee_id if is_own else row.requester_id].organisation),
        message=row.message,
        reply=row.reply,
        status=STATUSES[status],
        at=row.created_at,
        until=None if ends is None else language.moment(at.conference.by_its_clock(ends)),
        is_own=is_own,
        waits=status is RequestStatus.SENT,
        stands=status in STANDING,
    )


def remaining(language: Language, quota: Quota) -> str:
    """Nothing where there is no limit, and so nothing to mind."""
    if quota.remaining is None:
        return ""
    return language.gettext(
        "Quota: %(used)s of %(limit)s; %(left)s left.",
        used=language.number(quota.used),
        limit=language.number(quota.limit or 0),
        left=language.number(quota.remaining),
    )


def requests_left(language: Language, quotas: Quotas) -> str:
    """With how many of them nobody sees in the list of requests, since they are asked into a group."""
    told = remaining(language, quotas.requests)
    if not (told and quotas.invitations):
        return told
    asked = language.ngettext(
        "%(num)s of them is asked into a group of yours.",
        "%(num)s of them are asked into groups of yours.",
        quotas.invitations,
    )
    return f"{told} {asked}"
