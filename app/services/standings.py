"""How far a delegation is at its conference: what it has done, and what waits for it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.models import Conference, Delegation, Interest, InterestState, MeetingRequest, Need, Offering, Slot
from app.queries import delegates, sessions, standings, timetables
from app.queries.timetables import TOLD
from app.services import delegation_details
from app.services.permissions import Actor
from app.services.state_rules import EDITABLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Of a delegation at the clock of `zone`; `meetings` are those that delegations have been told of.

    `to_answer` are the requests that wait for it, most pressing first; `invited` the sessions of the groups that do.
    `to_approve` is what its head is asked to approve, where the conference wants that.
    """

    conference: Conference
    delegation: Delegation
    zone: ZoneInfo
    delegates: int
    programme: Sequence[Slot]
    missed: int
    needs: Mapping[InterestState, int]
    offerings: Mapping[InterestState, int]
    wishes: int
    to_approve: Sequence[Interest]
    to_answer: Sequence[MeetingRequest]
    invited: Sequence[UUID]
    meetings: int

    @property
    def is_over(self) -> bool:
        """Whether its days are, and delegations have been told whom they meet: there is nothing left to prepare."""
        today = self.conference.by_its_clock(datetime.now(UTC)).date()
        return self.conference.stage in TOLD and self.conference.ends_on < today

    @property
    def slots(self) -> int:
        return len(self.programme)

    @property
    def interests(self) -> Counter[InterestState]:
        return Counter(self.needs) + Counter(self.offerings)


def get(db: Session, actor: Actor, delegation_id: UUID) -> Standing:
    """Raises `Forbidden` but to the delegation itself and the organisers."""
    delegation = delegation_details.get(db, actor, delegation_id)
    conference = db.get_one(Conference, delegation.conference_id)
    waiting = standings.waiting(delegation.id, actor.sight, now=datetime.now(UTC))
    return Standing(
        conference=conference,
        delegation=delegation,
        zone=delegation_details.own_clock(db, delegation),
        delegates=db.scalars(delegates.number(delegation.id)).one(),
        programme=db.scalars(sessions.programme(delegation.conference_id)).all(),
        missed=len(delegation.unavailabilities),
        needs=_by_state(db, Need, delegation.id),
        offerings=_by_state(db, Offering, delegation.id),
        wishes=db.scalars(standings.ranked_wishes(delegation.id)).one(),
        to_approve=_to_approve(db, conference, delegation.id),
        to_answer=db.scalars(waiting).all(),
        invited=db.scalars(standings.invited(delegation.id)).all(),
        meetings=len(db.scalars(timetables.diary(delegation.id, told=True)).all()),
    )


def _to_approve(db: Session, conference: Conference, delegation_id: UUID) -> Sequence[Interest]:
    if not conference.requires_sign_off:
        return []
    return db.scalars(standings.to_approve(delegation_id, EDITABLE)).all()


def _by_state(db: Session, kind: type[Interest], delegation_id: UUID) -> Mapping[InterestState, int]:
    return dict(iter(db.execute(standings.interests(kind, delegation_id))))
