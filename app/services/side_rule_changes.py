"""Changing the rules for the sides of a session, after it is told what would no longer go with them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.models import ConferenceSession, SideRule
from app.queries import side_rules as queries
from app.services import lookup, rule_impacts, sessions, side_rules
from app.services.permissions import Actor


def put(
    db: Session, actor: Actor, session_id: UUID, rules: Sequence[dict[str, Any]], *, accept_impact: bool
) -> ConferenceSession:
    """Replace the rules, which is a revision of the session.

    Raises `Forbidden` but to editors, `Invalid` for a side that may ask one of which there are no rules, and
    `WouldInvalidate` if timetables, requests or what was used of quotas would no longer go with them.
    """
    sessions.locked_for_editor(db, actor, session_id)
    sessions.held(db, session_id)
    _check_sides(rules)
    with rule_impacts.told_first(db, [session_id], accepted=accept_impact):
        _replace(db, side_rules.get(db, actor, session_id), rules)
    return lookup.reloaded(db, queries.with_session(session_id, actor.sight))


def put_one(
    db: Session, actor: Actor, session_id: UUID, values: dict[str, Any], *, accept_impact: bool
) -> ConferenceSession:
    """Replace the rules of one side; those that it may ask get free ones if they have none. Raises as `put`."""
    sessions.locked_for_editor(db, actor, session_id)
    rules = {side: _values(rule) for side, rule in side_rules.by_side(db, session_id).items()}
    rules[values["side"]] = values
    for side in values["may_ask"] or ():
        rules.setdefault(side, _values(SideRule(side=side, min_meetings=0)))
    return put(db, actor, session_id, list(rules.values()), accept_impact=accept_impact)


def _values(rule: SideRule) -> dict[str, Any]:
    return {name: getattr(rule, name) for name in side_rules.NAMES}


def _replace(db: Session, session: ConferenceSession, rules: Sequence[dict[str, Any]]) -> None:
    known = {rule.side: rule for rule in session.side_rules}
    for rule in known.values():
        if rule.side not in {values["side"] for values in rules}:
            db.delete(rule)
    for values in rules:
        rule = known.get(values["side"]) or SideRule(session_id=session.id)
        lookup.change(rule, values)
        db.add(rule)
    if db.new or db.deleted or any(db.is_modified(rule) for rule in known.values()):
        session.updated_at = datetime.now(UTC)


def _check_sides(rules: Sequence[dict[str, Any]]) -> None:
    sides = {values["side"] for values in rules}
    for i, values in enumerate(rules):
        for j, side in enumerate(values["may_ask"] or ()):
            if side not in sides:
                raise lookup.invalid(f"/side_rules/{i}/may_ask/{j}", "There are no rules of such a side.")
