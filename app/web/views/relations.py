"""How a delegation stands to each of the others: what it wishes and asks already, and what it is asked."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy.orm import Session

from app.i18n.languages import Language
from app.i18n.messages import mark
from app.models import MeetingRequest, RequestStatus, Wish, WishKind
from app.services import meeting_requests, wishes
from app.services.permissions import Actor
from app.web.meeting_place import Here
from app.web.views.counterparts import STATUSES
from app.web.views.interest import State

MOST = 200
TOLD = frozenset({RequestStatus.SENT, RequestStatus.ACCEPTED, RequestStatus.DECLINED})


@dataclass(frozen=True, slots=True)
class Relation:
    """`told` are words for badges; what is wished or asked already is not offered once more.

    `to_answer` is a request of the other that waits.
    """

    told: tuple[State, ...] = ()
    may_wish: bool = True
    may_ask: bool = True
    to_answer: UUID | None = None


def relations(db: Session, actor: Actor, language: Language, here: Here) -> Mapping[UUID, Relation]:
    """By the other delegation; of those that are not in it nothing is known."""
    own, session_id = here.delegation.id, here.session.id
    wished = wishes.page(db, actor, session_id, delegation_id=own, limit=MOST, cursor=None).items
    asked = meeting_requests.page(db, actor, session_id, delegation_id=own, status=None, limit=MOST, cursor=None).items
    found = {each.target_id: _wished(language, each) for each in wished}
    for request in asked:
        other = request.addressee_id if request.requester_id == own else request.requester_id
        found[other] = _asked(language, found.get(other, Relation()), request, own)
    return found


def _wished(language: Language, wish: Wish) -> Relation:
    if wish.kind is WishKind.DO_NOT_MEET:
        state = State(language.gettext("You do not want to meet"), "bad")
        return Relation((state,), may_wish=False, may_ask=False)
    words = language.gettext("On your list: number %(rank)s", rank=language.number(wish.rank or 0))
    return Relation((State(words, "good"),), may_wish=False)


def _asked(language: Language, known: Relation, request: MeetingRequest, own: UUID) -> Relation:
    """What was taken back or forgotten leaves nothing; who has declined is asked no more, and may ask."""
    status, is_own = request.current_status, request.requester_id == own
    if status not in TOLD:
        return known
    state = STATUSES[status]
    words = mark("You asked: %(status)s") if is_own else mark("Asks you: %(status)s")
    told = State(language.gettext(words, status=language.gettext(state.name)), state.kind)
    waits = status is RequestStatus.SENT and not is_own
    return replace(
        known,
        told=(*known.told, told),
        may_ask=known.may_ask and status is RequestStatus.DECLINED and not is_own,
        to_answer=request.id if waits else known.to_answer,
    )
