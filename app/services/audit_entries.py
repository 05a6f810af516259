"""The record of what was done; there is no way to change it."""

import csv
import io
import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.models import AuditEntry, Role
from app.queries import audit_entries
from app.services import lookup
from app.services.lookup import Page
from app.services.permissions import Actor, require_administrator, require_organiser

CONSOLE = "ketnoi (console)"
"""In place of a person's name."""
COLUMNS = (
    "at",
    "actor_name",
    "actor_id",
    "address",
    "action",
    "subject_id",
    "on_behalf_of_id",
    "before",
    "after",
)
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def record(
    db: Session,
    actor: Actor,
    action: str,
    *,
    subject_id: UUID | None = None,
    conference_id: UUID | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Note that the actor did `action` (`invitation.created`), in the same transaction as what was done."""
    who = {"actor_id": actor.account.id, "actor_name": actor.account.name, "address": actor.address}
    what = {"action": action, "subject_id": subject_id, "conference_id": conference_id}
    db.add(AuditEntry(at=datetime.now(UTC), before=before, after=after, **who, **what))


def record_of_console(
    db: Session,
    action: str,
    *,
    subject_id: UUID | None = None,
    conference_id: UUID | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """The same of a command of whoever runs the server: no account did it, from no address."""
    what = {"action": action, "subject_id": subject_id, "conference_id": conference_id, "after": after}
    db.add(AuditEntry(at=datetime.now(UTC), actor_id=None, actor_name=CONSOLE, address="", **what))


def page(
    db: Session,
    actor: Actor,
    conference_id: UUID | None,
    *,
    subject_id: UUID | None = None,
    actor_id: UUID | None = None,
    action: str | None = None,
    limit: int,
    cursor: str | None,
) -> Page[AuditEntry]:
    """What was done at a conference, for its organisers, or outside of any, for administrators; the latest first."""
    _require_reader(actor, conference_id)
    query = audit_entries.of_conference(conference_id, subject_id=subject_id, actor_id=actor_id, action=action)
    return lookup.page(db, query, limit=limit, cursor=cursor)


def file(db: Session, actor: Actor, conference_id: UUID | None) -> str:
    """The whole record as CSV with a heading, as of `page`; what was before and after as JSON.

    It starts with the mark by which spreadsheets know UTF-8, and nothing in it can be taken for a formula.
    """
    _require_reader(actor, conference_id)
    text = io.StringIO()
    text.write("\ufeff")
    table = csv.writer(text)
    table.writerow(COLUMNS)
    for entry in db.scalars(audit_entries.of_conference(conference_id)):
        table.writerow([_cell(getattr(entry, name)) for name in COLUMNS])
    return text.getvalue()


def _require_reader(actor: Actor, conference_id: UUID | None) -> None:
    """Accounts, organisations, tokens and enquiries belong to no conference, nor to its organisers."""
    if conference_id is None:
        require_administrator(actor)
    else:
        require_organiser(actor, conference_id, Role.VIEWER)


def _cell(value: object) -> str:
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)  # Starts with a brace.
    text = value.isoformat() if isinstance(value, datetime) else "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
