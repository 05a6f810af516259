"""Exchanges that make room for a meeting, as the solver proposes them; and what holding it would cost at best."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.adapters.explainer import Explainer, Question
from app.errors import ExchangeGone
from app.matching.scheduling.io import instance_to_json
from app.matching.scheduling.problem import Goal, MeetingId, SlotId, TableId
from app.services.permissions import Actor
from app.services.planning import drafting
from app.services.planning.seating import Wanted
from app.services.timetable_drafts import drafts, moves
from app.services.timetable_drafts.drafts import Desk

EXACT = "exact"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A meeting at `slot` and `table`, where others make way for it; all that is held stays held."""

    slot: SlotId
    table: TableId
    change: Mapping[Goal, int]
    moves: tuple[Wanted, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospect:
    """What the solver says of a meeting. `price` is None if it is held, or can't be; `is_exact` says that it is proven.

    If it is not `known`, there was no answer in time.
    """

    known: bool
    price: Mapping[Goal, int] | None = None
    is_exact: bool = False
    exchanges: tuple[Exchange, ...] = ()


UNKNOWN = Prospect(known=False)


def prospect(db: Session, explainer: Explainer, desk: Desk, meeting: MeetingId) -> Prospect:
    """Raises `NotFound` for a meeting that the draft does not know."""
    desk.check_known(meeting)
    draft = desk.draft
    answer = explainer.ask(
        Question(
            digest=draft.instance_digest,
            # Of another thread, which has no business with the database.
            instance=partial(instance_to_json, drafting.problem_of(db, draft, {})),
            pins={pinned: (at.slot, at.table) for pinned, at in desk.pinned.items()},
            placements=[drafting.place(each) for each in desk.placements],
            meeting=meeting,
        )
    )
    if answer is None:
        return UNKNOWN
    price = answer["price"]
    return Prospect(
        known=True,
        price=_goals(price) if price else None,
        is_exact=bool(price and price[EXACT]),
        exchanges=tuple(_exchange(meeting, each) for each in answer["exchanges"]),
    )


def carry_out(
    db: Session, actor: Actor, explainer: Explainer, draft_id: UUID, *, meeting: MeetingId, slot: SlotId, table: TableId
) -> Desk:
    """The exchange that was proposed for this place. Raises `ExchangeGone` if there is none, and as `moves.move`."""
    desk = drafts.shown(db, drafts.row_for_editor(db, actor, draft_id))
    found = prospect(db, explainer, desk, meeting).exchanges
    chosen = next((each for each in found if (each.slot, each.table) == (slot, table)), None)
    if chosen is None:
        raise ExchangeGone("This exchange is not to be had at the moment.")
    return moves.move(db, actor, draft_id, chosen.moves)


def _exchange(meeting: MeetingId, found: Mapping[str, Any]) -> Exchange:
    chain = (Wanted(**each | {"interpreters": tuple(each["interpreters"])}) for each in found["chain"])
    own = Wanted(meeting=meeting, slot=found["slot"], table=found["table"])
    return Exchange(slot=own.slot or "", table=own.table or "", change=_goals(found["price"]), moves=(*chain, own))


def _goals(price: Mapping[str, Any]) -> dict[Goal, int]:
    return {Goal(goal): value for goal, value in price.items() if goal != EXACT}
