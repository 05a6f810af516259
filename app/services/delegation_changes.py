"""What organisers change of a delegation, after it is told what would no longer go with it."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.models import Delegation
from app.queries import delegations as queries
from app.queries import sessions
from app.services import delegations, lookup, own_tables, rule_impacts, stages
from app.services.permissions import Actor

RULED = ("side", "teams", "min_meetings", "max_meetings", "max_consecutive")
"""What of a delegation rules of timetables, requests and quotas go by."""


def update(
    db: Session, actor: Actor, delegation_id: UUID, *, values: dict[str, Any], accept_impact: bool
) -> Delegation:
    """What its organisers decide.

    Raises `Forbidden` but to editors, `OwnTablesClash` if its own tables do not go with its side, and
    `WouldInvalidate` if timetables, requests or what was used of quotas would no longer go with the rules.
    """
    delegation = delegations.get(db, actor, delegation_id)
    stages.require_editor(db, actor, delegation.conference_id)
    is_ruled = any(values[name] != getattr(delegation, name) for name in RULED)
    query = sessions.of_conference(delegation.conference_id)
    touched = [session.id for session in db.scalars(query)] if is_ruled else []
    with rule_impacts.told_first(db, touched, accepted=accept_impact):
        lookup.change(delegation, values)
    own_tables.check_delegation(db, delegation)
    return lookup.reloaded(db, queries.by_id(delegation.id, actor.sight))
