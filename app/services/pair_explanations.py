"""Why two delegations of a session meet or not, as far as that is decided before a timetable is made.

For organisers, of any pair: also of one that nobody has asked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import OwnTablesClash
from app.models import ConferenceSession, Delegation, MeetingRequest, Role, Wish, WishKind
from app.queries import delegations, meeting_requests, must_meets, pins, planning, wishes
from app.services import lookup, sessions, side_rules
from app.services.permissions import Actor, require_organiser
from app.services.planning import unscored_problem_of
from app.services.planning.names import names_of


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two delegations and all that was said of a meeting of theirs; `requests` are the latest first.

    If they are `wanted`, a timetable of the session as it is now tries to hold a meeting of theirs. Unless one
    `may_ask` the other, nothing but the organisers brings them together.
    """

    session: ConferenceSession
    one: Delegation
    other: Delegation
    wishes: Sequence[Wish]
    requests: Sequence[MeetingRequest]
    must_meet: bool
    pinned: bool
    may_ask: bool
    wanted: bool

    @property
    def refused_by(self) -> list[Delegation]:
        """Those of the two who do not want to meet the other."""
        refusing = {wish.delegation_id for wish in self.wishes if wish.kind is WishKind.DO_NOT_MEET}
        return [each for each in (self.one, self.other) if each.id in refusing]


def of_pair(db: Session, actor: Actor, session_id: UUID, one_id: UUID, other_id: UUID) -> Pair:
    """Raises `Invalid` for one that is elsewhere and for twice the same, `Forbidden` to delegations, and `NotFound`."""
    session = sessions.plain(db, actor, session_id)
    require_organiser(actor, session.conference_id, Role.VIEWER)
    known = {each.id: each for each in db.scalars(delegations.of_conference(session.conference_id))}
    for pointer, each in (("/one_id", one_id), ("/other_id", other_id)):
        if each not in known:
            raise lookup.invalid(pointer, "No such delegation at this conference.")
    if one_id == other_id:
        raise lookup.invalid("/other_id", "Choose two different delegations.")
    one, other = known[one_id], known[other_id]
    return Pair(
        session=session,
        one=one,
        other=other,
        wishes=sorted(
            db.scalars(wishes.between(session.id, [(one_id, other_id), (other_id, one_id)])),
            key=lambda wish: wish.delegation_id != one_id,
        ),
        requests=db.scalars(meeting_requests.history(session.id, one_id, other_id)).all(),
        must_meet=db.scalars(must_meets.of_pair(session.id, one_id, other_id)).first() is not None,
        pinned=db.scalars(pins.of_pair(session.id, one_id, other_id)).first() is not None,
        may_ask=_may_ask(db, session, one, other),
        wanted=_is_wanted(db, session, {one_id, other_id}),
    )


def _may_ask(db: Session, session: ConferenceSession, one: Delegation, other: Delegation) -> bool:
    rules = side_rules.by_side(db, session.id)
    asking = ((rules.get(one.side), other), (rules.get(other.side), one))
    return any(rule is None or side_rules.may_ask(rule, asked) for rule, asked in asking)


def _is_wanted(db: Session, session: ConferenceSession, ids: set[UUID]) -> bool:
    """Alone or in a group; nobody knows where no instance can be made."""
    parties = names_of(db.scalars(planning.named_delegations(session.conference_id)).all()).parties
    both = {parties[each] for each in ids}
    try:
        meetings = unscored_problem_of(db, session).meetings
    except OwnTablesClash:
        return False
    return any(both <= set(meeting.parties) for meeting in meetings)
