"""What a conference has been set up with so far, computed from what is there: nobody ticks anything off."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.models import Conference, ConferenceSession, Role, Stage
from app.queries import setups as queries
from app.services import conferences
from app.services.permissions import Actor, require_organiser

PREPARING = (Stage.DRAFT, Stage.COLLECTING)
"""While a conference is in these stages, its organisers are led through what is still to be set up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionSetup:
    """A session, and how many there are of what it is laid out with."""

    session: ConferenceSession
    slots: int
    tables: int
    rules: int
    interpreters: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """`sides` are the numbers of delegations; `reached` are those of whom somebody has joined or is invited."""

    conference: Conference
    organisers: int
    invited_organisers: int
    sessions: Sequence[SessionSetup]
    sides: Mapping[str, int]
    reached: int

    @property
    def delegations(self) -> int:
        return sum(self.sides.values())


def get(db: Session, actor: Actor, conference_id: UUID) -> Setup:
    """Raises `NotFound`, and `Forbidden` to delegations."""
    conference = conferences.get(db, actor, conference_id)
    require_organiser(actor, conference_id, Role.VIEWER)
    now = datetime.now(UTC)
    joined, invited = db.execute(queries.organisers(conference_id, now=now)).one()
    return Setup(
        conference=conference,
        organisers=joined,
        invited_organisers=invited,
        sessions=[
            SessionSetup(session=session, slots=slots, tables=tables, rules=rules, interpreters=interpreters)
            for session, slots, tables, rules, interpreters in db.execute(queries.sessions(conference_id))
        ],
        sides=dict(iter(db.execute(queries.sides(conference_id)))),
        reached=db.scalars(queries.reached(conference_id, now=now)).one(),
    )
