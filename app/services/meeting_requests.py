"""Meeting requests: asking another delegation, and answering."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import Duplicate, NotFound, RequestDeclined, RequestSettled
from app.i18n.messages import mark
from app.models import ConferenceSession, HappeningKind, MeetingRequest, RequestStatus
from app.queries import meeting_requests
from app.queries.meeting_requests import Found
from app.services import contradictions, delegations, happenings, lookup, pairs, quotas, sessions, side_rules, stages
from app.services.folding import ids_with
from app.services.lookup import Page
from app.services.organisations import ids_named
from app.services.permissions import Actor, require_submitter
from app.services.stage_rules import Activity

SETTLED = {
    RequestStatus.ACCEPTED: mark("The request has been accepted already."),
    RequestStatus.DECLINED: mark("The request has been declined already."),
    RequestStatus.WITHDRAWN: mark("The request has been withdrawn."),
    RequestStatus.EXPIRED: mark("The request has expired."),
}
WAITING = frozenset({RequestStatus.SENT})
STANDING = frozenset({RequestStatus.SENT, RequestStatus.ACCEPTED})


def page(
    db: Session,
    actor: Actor,
    session_id: UUID,
    *,
    delegation_id: UUID | None,
    status: RequestStatus | None,
    text: str | None = None,
    limit: int,
    cursor: str | None,
) -> Page[MeetingRequest]:
    """The latest first; message and reply, or names and code of either side, have each word of `text`."""
    session = sessions.get(db, actor, session_id)
    found = None if text is None else _found(db, session.id, text)
    query = meeting_requests.visible(
        session.id, actor.sight, now=datetime.now(UTC), delegation_id=delegation_id, status=status, found=found
    )
    return lookup.page(db, query, limit=limit, cursor=cursor)


def get(db: Session, actor: Actor, request_id: UUID) -> MeetingRequest:
    return lookup.one(db, meeting_requests.by_id(request_id, actor.sight), NotFound("No such meeting request."))


def _found(db: Session, session_id: UUID, text: str) -> Found:
    saying = ids_with(db.execute(meeting_requests.texts(session_id)), text)
    return Found(saying, ids_named(db, text))


def create(
    db: Session, actor: Actor, session_id: UUID, *, requester_id: UUID, addressee_id: UUID, message: str
) -> MeetingRequest:
    """Ask for a meeting; if the other has asked already, this accepts it, with the message as the reply.

    The answer does not tell whether the other does not want to meet: such a request is kept, and waits in vain.
    Raises `Invalid` for itself or one that is elsewhere, `Duplicate` if this was asked already, `RequestDeclined` if
    the other has said no, `MayNotAsk` if its side does not ask that of the other, `QuotaUsed`, and
    `ContradictsDoNotMeet` if the asker itself does not want to meet.
    """
    session = sessions.plain(db, actor, session_id)
    pairs.check(db, session, ("requester_id", requester_id), ("addressee_id", addressee_id))
    require_submitter(actor, delegations.get(db, actor, requester_id))
    stages.require(db, actor, session.conference_id, Activity.REQUEST)
    sessions.locked(db, actor, session_id)
    contradictions.check_own_mind(db, session.id, requester_id, addressee_id)
    db.execute(meeting_requests.settle_overdue(session.id, now=datetime.now(UTC)))
    known = db.scalars(meeting_requests.of_pair(session.id, requester_id, addressee_id)).all()
    for other in known:
        if other.requester_id == addressee_id and other.status is RequestStatus.SENT:
            _tell(db, actor, session, other.requester_id, HappeningKind.REQUEST_ACCEPTED)
            return _settled(db, other, RequestStatus.ACCEPTED, reply=message, is_mutual=True)
        if other.requester_id == requester_id and other.status is RequestStatus.DECLINED:
            raise RequestDeclined("That delegation has declined; it is the one to ask now.")
    side_rules.check_may_ask(db, session.id, requester_id, addressee_id)
    quotas.check_request(db, session.id, requester_id)
    request = MeetingRequest(
        session_id=session.id,
        a_id=requester_id,
        b_id=addressee_id,
        requester_id=requester_id,
        message=message,
        expires_at=_expiry(session),
    )
    with lookup.refused_as(db, Duplicate("These two have a request that waits or was accepted already.")):
        db.add(request)
    if contradictions.is_welcome(db, session.id, requester_id, addressee_id):
        _tell(db, actor, session, addressee_id, HappeningKind.REQUEST_RECEIVED)
    return request


def accept(db: Session, actor: Actor, request_id: UUID, *, reply: str | None) -> MeetingRequest:
    """Agree to meet.

    Raises `Forbidden` but to the one who was asked, `RequestSettled` for one that waits no more, and
    `ContradictsDoNotMeet`.
    """
    request = _locked(db, actor, request_id, whose="addressee_id")
    _check_status(request, WAITING)
    contradictions.check_own_mind(db, request.session_id, request.addressee_id, request.requester_id)
    _tell_requester(db, actor, request, HappeningKind.REQUEST_ACCEPTED)
    return _settled(db, request, RequestStatus.ACCEPTED, reply=reply)


def decline(db: Session, actor: Actor, request_id: UUID, *, reply: str | None) -> MeetingRequest:
    """Say no, also after having accepted. Raises `Forbidden` but to the one who was asked, and `RequestSettled`."""
    request = _locked(db, actor, request_id, whose="addressee_id")
    _check_status(request, STANDING)
    _tell_requester(db, actor, request, HappeningKind.REQUEST_DECLINED)
    return _settled(db, request, RequestStatus.DECLINED, reply=reply)


def withdraw(db: Session, actor: Actor, request_id: UUID) -> MeetingRequest:
    """Take it back, also after it was accepted. Raises `Forbidden` but to the one who asked, and `RequestSettled`."""
    request = _locked(db, actor, request_id, whose="requester_id")
    _check_status(request, STANDING)
    return _settled(db, request, RequestStatus.WITHDRAWN, reply=request.reply, is_mutual=request.is_mutual)


def _locked(db: Session, actor: Actor, request_id: UUID, *, whose: str) -> MeetingRequest:
    """The request as it is when nobody else can answer it any more, for those whose word is needed."""
    seen = get(db, actor, request_id)
    delegation = delegations.get(db, actor, getattr(seen, whose))
    require_submitter(actor, delegation)
    stages.require(db, actor, delegation.conference_id, Activity.ANSWER)
    sessions.locked(db, actor, seen.session_id)
    query = meeting_requests.by_id(request_id, actor.sight).execution_options(populate_existing=True)
    return lookup.one(db, query, NotFound("No such meeting request."))


def _check_status(request: MeetingRequest, allowed: frozenset[RequestStatus]) -> None:
    if request.current_status not in allowed:
        raise RequestSettled(SETTLED[request.current_status])


def _settled(
    db: Session, request: MeetingRequest, status: RequestStatus, *, reply: str | None, is_mutual: bool = False
) -> MeetingRequest:
    request.status, request.settled_at = status, datetime.now(UTC)
    request.reply, request.is_mutual = reply, is_mutual
    db.flush()
    return request


def _tell_requester(db: Session, actor: Actor, request: MeetingRequest, kind: HappeningKind) -> None:
    session = sessions.plain(db, actor, request.session_id)
    _tell(db, actor, session, request.requester_id, kind)


def _tell(db: Session, actor: Actor, session: ConferenceSession, delegation_id: UUID, kind: HappeningKind) -> None:
    happenings.tell_delegation(db, actor, delegation_id, kind, conference_id=session.conference_id)


def _expiry(session: ConferenceSession) -> datetime | None:
    return None if session.request_days is None else datetime.now(UTC) + timedelta(days=session.request_days)
