"""The delegations of a conference as its organisers look through them: who of each can act, and who may still join."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.models import Delegation, Role
from app.queries import delegations as queries
from app.queries import overview, side_rules
from app.services import conferences
from app.services.permissions import Actor, require_organiser


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """`people` can sign in for the delegation; `invited` have a link that is still good."""

    delegation: Delegation
    people: int
    invited: int

    @property
    def is_reached(self) -> bool:
        return bool(self.people or self.invited)


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """In the order of protocol, side by side; `ruled` are the sides that have rules in a session."""

    listed: Sequence[Listed]
    ruled: frozenset[str]

    @property
    def sides(self) -> frozenset[str]:
        return frozenset(each.delegation.side for each in self.listed)

    @property
    def next_position(self) -> int:
        return max((each.delegation.position for each in self.listed), default=-1) + 1


def get(db: Session, actor: Actor, conference_id: UUID) -> Roster:
    """Raises `NotFound`, and `Forbidden` to delegations."""
    conferences.get(db, actor, conference_id)
    require_organiser(actor, conference_id, Role.VIEWER)
    people = _by_delegation(db, overview.people(conference_id))
    invited = _by_delegation(db, overview.invited(conference_id, now=datetime.now(UTC)))
    return Roster(
        listed=[
            Listed(delegation=each, people=people.get(each.id, 0), invited=invited.get(each.id, 0))
            for each in db.scalars(queries.named_of_conference(conference_id))
        ],
        ruled=frozenset(db.scalars(side_rules.sides_of_conference(conference_id))),
    )


def _by_delegation(db: Session, query: Any) -> dict[UUID, int]:
    return dict(iter(db.execute(query)))
