"""How well every delegation of one side fits every one of another, for organisers."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from app.matching.scoring.organisations import Party, fit
from app.matching.scoring.score import DECIMALS
from app.models import Delegation, Role
from app.queries import delegations
from app.services import conferences
from app.services.permissions import Actor, require_organiser
from app.services.scoring.market import Market

NOTHING = Party("", {}, {})


@dataclass(frozen=True, slots=True)
class Fits:
    """From 0 to 100, by rows and columns in the order of protocol."""

    rows: Sequence[Delegation]
    columns: Sequence[Delegation]
    fits: Sequence[Sequence[float]]


def get(db: Session, actor: Actor, conference_id: UUID, *, rows: str, columns: str) -> Fits:
    """Two sides of a conference. Raises `NotFound`, and `Forbidden` to delegations."""
    conference = conferences.get(db, actor, conference_id)
    require_organiser(actor, conference.id, Role.VIEWER)
    market = Market(db, actor, conference.id)
    here, there = (db.scalars(delegations.of_conference(conference.id, side=side)).all() for side in (rows, columns))
    return Fits(here, there, [[_fit(market, one, other) for other in there] for one in here])


def _fit(market: Market, *pair: Delegation) -> float:
    parties = [market.stands[each.id].party if each.id in market.stands else NOTHING for each in pair]
    return round(fit(market.fitting(*parties)), DECIMALS)
