"""How well every delegation of one side fits every one of another, for organisers."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import Invalid, Place
from app.i18n.messages import mark
from app.matching.scoring.organisations import Party, fit
from app.matching.scoring.score import DECIMALS
from app.models import Delegation, Role
from app.queries import delegations
from app.services import conferences, lookup
from app.services.permissions import Actor, require_organiser
from app.services.scoring.market import Market

NOTHING = Party("", {}, {})


@dataclass(frozen=True, slots=True)
class Fits:
    """From 0 to 100, by rows and columns in the order of protocol: some of the `total` rows."""

    rows: Sequence[Delegation]
    columns: Sequence[Delegation]
    fits: Sequence[Sequence[float]]
    total: int
    next_cursor: str | None


def get(
    db: Session, actor: Actor, conference_id: UUID, *, rows: str, columns: str, limit: int, cursor: str | None
) -> Fits:
    """Two sides of a conference. Raises `NotFound`, `Forbidden` to delegations, and `Invalid` for an unknown side."""
    conference = conferences.get(db, actor, conference_id)
    require_organiser(actor, conference.id, Role.VIEWER)
    here = lookup.page(db, delegations.named_of_conference(conference.id, side=rows), limit=limit, cursor=cursor)
    there = db.scalars(delegations.named_of_conference(conference.id, side=columns)).all()
    sizes = {"rows": (rows, here.total), "columns": (columns, len(there))}
    lookup.together(*(partial(_check_side, parameter, *side) for parameter, side in sizes.items()))
    market = Market(db, actor, conference.id)
    fits = [[_fit(market, one, other) for other in there] for one in here.items]
    return Fits(here.items, there, fits, here.total, here.next_cursor)


def _check_side(parameter: str, side: str, size: int) -> None:
    if not size:
        template, params = mark("No delegation of this conference is of the side {side}."), {"side": side}
        raise Invalid(template, places=[Place(f"/{parameter}", template, params, where="query")], **params)


def _fit(market: Market, *pair: Delegation) -> float:
    one, other = (market.book.parties.get(each.id, NOTHING) for each in pair)
    return round(fit(market.fitting(one, other)), DECIMALS)
