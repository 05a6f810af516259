"""How far a conference has come, for its organisers: what there is, what is missing, and whom to chase."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.models import Conference, Delegation, DelegationMode, InterestKind, InterestState, RequestStatus, Role
from app.queries import overview as queries
from app.services import conferences, demand
from app.services.demand import Demand, Rows
from app.services.permissions import Actor, require_organiser
from app.services.state_rules import EDITABLE

REMINDED = "delegation.reminded"
SUBMITTED = (InterestState.SUBMITTED, InterestState.VALIDATED)
"""What of a need or an offering has been sent, and not come back."""


class Lack(StrEnum):
    """What a delegation owes: nobody can act for it, it has submitted nothing, and so on.

    An approval is its head's, where the conference wants that; an invitation is one into a group.
    """

    PEOPLE = "people"
    SUBMISSION = "submission"
    DRAFT = "draft"
    CORRECTION = "correction"
    APPROVAL = "approval"
    ANSWER = "answer"
    INVITATION = "invitation"
    DELEGATES = "delegates"
    MEETING_LINK = "meeting_link"


@dataclass(frozen=True, slots=True, kw_only=True)
class ToChase:
    """A delegation that something is missing of, and how much of it.

    `people` can sign in for it, and so be written to; `invited` may still join.
    """

    delegation: Delegation
    lacks: Mapping[Lack, int]
    people: int
    invited: int
    reminded_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SideProgress:
    """How many delegations of a side there are, and have submitted anything."""

    side: str
    delegations: int
    submitted: int

    @property
    def missing(self) -> int:
        return self.delegations - self.submitted


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Everything is as it is now; `present` are its delegations, `interests` the numbers of each kind in each state."""

    conference: Conference
    present: Collection[UUID]
    sides: Sequence[SideProgress]
    interests: Mapping[InterestKind, Mapping[InterestState, int]]
    sessions: Sequence[Demand]
    to_chase: Sequence[ToChase]

    @property
    def to_review(self) -> int:
        """How many needs and offerings wait for organisers, where the conference validates them."""
        if not self.conference.requires_validation:
            return 0
        return sum(states[InterestState.SUBMITTED] for states in self.interests.values())


def get(db: Session, actor: Actor, conference_id: UUID) -> Overview:
    """Raises `NotFound`, and `Forbidden` to delegations."""
    conference = conferences.get(db, actor, conference_id)
    require_organiser(actor, conference_id, Role.VIEWER)
    now = datetime.now(UTC)
    present = db.scalars(queries.delegations(conference_id)).all()
    requests = db.execute(queries.requests(conference_id, now=now)).all()
    submitted = _Submitted(db.execute(queries.interests(conference_id)).all(), requests)
    sessions = db.scalars(queries.sessions(conference_id)).all()
    return Overview(
        conference=conference,
        present=frozenset(each.id for each in present),
        sides=_sides(present, submitted),
        interests=submitted.by_kind,
        sessions=demand.of_sessions(db, conference_id, sessions, present, requests),
        to_chase=_to_chase(db, conference, present, submitted, now),
    )


class _Submitted:
    """The numbers of needs and offerings: of all delegations, and of each; and the requests that wait for each."""

    def __init__(self, rows: Rows, requests: Rows) -> None:
        kinds = {kind: dict.fromkeys(InterestState, 0) for kind in InterestKind}
        self._of: dict[UUID, Counter[InterestState]] = {}
        for delegation_id, kind, state, number in rows:
            kinds[kind][state] += number
            self._of.setdefault(delegation_id, Counter())[state] += number
        self.unanswered = Counter(asked for _, _, asked, status in requests if status is RequestStatus.SENT)
        self.by_kind: Mapping[InterestKind, Mapping[InterestState, int]] = kinds

    def states(self, delegation_id: UUID) -> Counter[InterestState]:
        return self._of.get(delegation_id, Counter())

    def has_submitted(self, delegation_id: UUID) -> bool:
        return any(self.states(delegation_id)[state] for state in SUBMITTED)


def _sides(present: Sequence[Delegation], submitted: _Submitted) -> list[SideProgress]:
    whole = Counter(each.side for each in present)
    part = Counter(each.side for each in present if submitted.has_submitted(each.id))
    return [SideProgress(side=side, delegations=whole[side], submitted=part[side]) for side in sorted(whole)]


def _to_chase(
    db: Session,
    conference: Conference,
    present: Sequence[Delegation],
    submitted: _Submitted,
    now: datetime,
) -> list[ToChase]:
    people = _by_delegation(db, queries.people(conference.id))
    invited = _by_delegation(db, queries.invited(conference.id, now=now))
    reminded = _by_delegation(db, queries.reminders(conference.id, action=REMINDED))
    waiting = _waiting(db, conference)
    found = (
        ToChase(
            delegation=each,
            lacks=_lacks(each, people.get(each.id, 0), submitted, waiting),
            people=people.get(each.id, 0),
            invited=invited.get(each.id, 0),
            reminded_at=reminded.get(each.id),
        )
        for each in present
    )
    return [each for each in found if each.lacks]


def _by_delegation(db: Session, query: Any) -> dict[UUID, Any]:
    return dict(iter(db.execute(query)))


def _waiting(db: Session, conference: Conference) -> dict[Lack, dict[UUID, int]]:
    """What waits for a word of each delegation, besides the requests of others."""
    found = {Lack.INVITATION: _by_delegation(db, queries.asked_into_groups(conference.id))}
    if conference.requires_sign_off:
        found[Lack.APPROVAL] = _by_delegation(db, queries.to_approve(conference.id, EDITABLE))
    return found


def _lacks(
    delegation: Delegation, people: int, submitted: _Submitted, waiting: Mapping[Lack, Mapping[UUID, int]]
) -> dict[Lack, int]:
    states = submitted.states(delegation.id)
    is_met_nowhere = delegation.mode is DelegationMode.ONLINE and delegation.meeting_link is None
    numbers = {
        Lack.PEOPLE: int(not people),
        Lack.SUBMISSION: int(not submitted.has_submitted(delegation.id)),
        Lack.DRAFT: states[InterestState.DRAFT],
        Lack.CORRECTION: states[InterestState.RETURNED],
        Lack.APPROVAL: waiting.get(Lack.APPROVAL, {}).get(delegation.id, 0),
        Lack.ANSWER: submitted.unanswered[delegation.id],
        Lack.INVITATION: waiting[Lack.INVITATION].get(delegation.id, 0),
        Lack.DELEGATES: int(not delegation.delegates),
        Lack.MEETING_LINK: int(is_met_nowhere),
    }
    return {lack: number for lack, number in numbers.items() if number}
