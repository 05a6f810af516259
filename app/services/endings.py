"""Taking a row away with what hangs on it: that is told first, by kind, and taken along once it is accepted."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import InUse
from app.models import Conference, ConferenceSession, Delegation
from app.models.base import Audited
from app.queries import cascades
from app.services import impact_checks, lookup
from app.services.impacts import Impact

PARTS = {"slot", "meeting-table", "side-rule", "scoring-weights", "dismissal", "draft-step"}
"""How a session or a conference is set up, and what is of no use without it: whoever takes that away means them."""
NOTHING = Impact(timetables=(), meetings=())


def gone_with(db: Session, row: Audited) -> Mapping[str, Sequence[UUID]]:
    """The ids of all that the database takes along, by kind."""
    query, gone = cascades.gone_with(row), dict[str, list[UUID]]()
    if query is None:
        return gone
    for kind, id_ in db.connection().execute(query):
        gone.setdefault(kind, []).append(id_)
    return {kind: sorted(ids) for kind, ids in sorted(gone.items())}


def delete(
    db: Session,
    row: Conference | ConferenceSession | Delegation,
    *,
    unless: InUse,
    accepted: bool,
    besides: Impact = NOTHING,
) -> None:
    """Raises `unless` if the row must stay, and `WouldInvalidate` if others would go that nobody has `accepted`.

    `besides` is what stays: what would be nobody's then, and what people go by.
    """
    db.flush()
    gone = {kind: ids for kind, ids in gone_with(db, row).items() if kind not in PARTS}
    impact = replace(besides, gone=gone)
    with db.begin_nested() as tried:
        lookup.delete(db, row, unless=unless)
        if not (accepted or impact.is_nothing):
            tried.rollback()
    impact_checks.check(db, impact, accepted=accepted)
