"""Recording every change of a row by itself: no service can forget it, and nothing is told that was undone."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from sqlalchemy import event, inspect
from sqlalchemy.orm import Mapper, Session, UOWTransaction
from sqlalchemy.orm.attributes import History
from sqlalchemy.orm.util import identity_key

from app.models.base import Audited, Base
from app.queries import audit_entries, cascades, enquiries
from app.services import endings
from app.services.permissions import Actor

HIDDEN = "…"
"""In place of personal data: the record says that it was changed, not what it was, so that it can be erased."""
TAKEN_ALONG = "taken_along"
"""Beside what a row was: the ids of what went with it, by kind. What those were, their own entries tell."""
UNTOLD = {"id", "created_at", "updated_at", "revision", "folded"}


class Loss(NamedTuple):
    """A row that stays, and a column that pointed at what goes."""

    row: Audited
    column: str
    before: UUID


@dataclass(slots=True)
class Along:
    """Of each row that a flush deletes, what goes with it; and what loses sight of any of that."""

    gone: dict[UUID, dict[str, list[str]]] = field(default_factory=dict)
    losses: list[Loss] = field(default_factory=list)


class Change(NamedTuple):
    """What a flush has done to a row."""

    verb: str
    row: Audited
    before: dict[str, Any] | None
    after: dict[str, Any] | None


def watch(db: Session, actor: Actor) -> None:
    """Record what is made, changed and deleted in this session from now on as done by the actor."""
    along = Along()
    event.listen(db, "before_flush", partial(_look_along, along))
    event.listen(db, "after_flush", partial(_record, actor, _Conferences(), along))


def _look_along(along: Along, db: Session, _context: UOWTransaction, _instances: object) -> None:
    """Which rows go with those that are deleted, while they are still there."""
    deleted = {row for row in db.deleted if isinstance(row, Audited)}
    known = {str(row.id) for row in deleted}
    along.gone.clear()
    along.losses[:] = _losses(db, known)
    for row in deleted:
        gone = {kind: [str(id_) for id_ in ids] for kind, ids in endings.gone_with(db, row).items()}
        others = {kind: [id_ for id_ in ids if id_ not in known] for kind, ids in gone.items()}
        along.gone[row.id] = {kind: ids for kind, ids in others.items() if ids}


def _losses(db: Session, known: set[str]) -> Iterator[Loss]:
    for row in db.deleted:
        if isinstance(row, Base) and isinstance(row, (Audited, *cascades.NAMED)):
            for kind, column, found in cascades.loosened_with(row):
                for row_id, before in db.execute(found).all():
                    if str(row_id) not in known:
                        yield Loss(db.get_one(kind, row_id), column, before)


def _record(actor: Actor, conferences: "_Conferences", along: Along, db: Session, _context: UOWTransaction) -> None:
    conferences.db = db
    entries = [_entry(actor, conferences, change) for change in _changes(db, along)]
    if entries:
        db.execute(audit_entries.append(), entries)
    for loss in along.losses:  # The database has emptied it.
        db.expire(loss.row, [loss.column])


def _changes(db: Session, along: Along) -> Iterator[Change]:
    for row in db.new:
        if isinstance(row, Audited):
            yield Change("created", row, None, _whole(row) | _lists(row))
    for row in db.dirty:
        if isinstance(row, Audited) and (told := _told(row)):
            yield Change(
                "changed", row, {name: old for name, (old, _) in told.items()}, {k: new for k, (_, new) in told.items()}
            )
    for row in db.deleted:
        if isinstance(row, Audited):
            taken = {TAKEN_ALONG: gone} if (gone := along.gone.get(row.id)) else {}
            yield Change("deleted", row, _whole(row) | taken, None)
    for row, column, before in along.losses:
        yield Change("changed", row, {column: str(before)}, {column: None})


def _entry(actor: Actor, conferences: "_Conferences", change: Change) -> dict[str, Any]:
    row = change.row
    return {
        "id": uuid4(),
        "at": datetime.now(UTC),
        "conference_id": conferences.of(row),
        "actor_id": actor.account.id,
        "actor_name": actor.account.name,
        "address": actor.address,
        "action": f"{cascades.name_of(type(row))}.{change.verb}",
        "subject_id": row.id,
        "on_behalf_of_id": _spoken_for(actor, conferences.db, row),
        "before": change.before,
        "after": change.after,
    }


def _spoken_for(actor: Actor, db: Session, row: Audited) -> UUID | None:
    """The delegation or the organisation whose word the row is; None if it is the actor's own."""
    delegation_id: UUID | None = getattr(row, row.audited_for) if row.audited_for else None
    if delegation_id is not None:
        return delegation_id if actor.of_delegation(delegation_id) is None else None
    named = row.audited_for_organisation
    organisation_id: UUID | None = getattr(row, named) if named else None
    if organisation_id is None:
        return None
    own = db.connection().scalars(enquiries.organisations_of(actor.sight)).all()
    return None if organisation_id in own else organisation_id


class _Conferences:
    """Knows the conferences that rows belong to, each asked for once: no row goes from one to another."""

    db: Session

    def __init__(self) -> None:
        self._known: dict[tuple[str, UUID], UUID | None] = {}

    def of(self, row: Audited) -> UUID | None:
        """Found by the first of the row's keys that leads to one."""
        for name, query in audit_entries.CONFERENCE_BY.items():
            key = row.id if name == cascades.name_of(type(row)) else getattr(row, f"{name}_id", None)
            if key is not None:
                if (name, key) not in self._known:
                    self._known[name, key] = self._held(name, key) or self.db.connection().scalar(query(key))
                return self._known[name, key]
        return None

    def _held(self, name: str, key: UUID) -> UUID | None:
        """Told by a row that is loaded already, as the owner of what is written mostly is."""
        kind = audit_entries.HELD_AS.get(name)
        held = None if kind is None else self.db.identity_map.get(identity_key(kind, key))
        return None if held is None else held.__dict__.get("conference_id")


def _told(row: Audited) -> dict[str, tuple[Any, Any]]:
    """Each column and list that the flush has changed, with what it was and is."""
    state = inspect(row)
    told = {}
    for column in _mapper(row).column_attrs:
        history = state.attrs[column.key].history
        if column.key not in UNTOLD and history.has_changes():
            told[column.key] = (_first(row, column.key, history.deleted), _first(row, column.key, history.added))
    for name in row.audited_lists:
        history = state.attrs[name].history
        if history.has_changes():
            told[name] = _listed(history)
    return told


def _first(row: Audited, name: str, values: Any) -> Any:
    return _shown(row, name, values[0]) if values else None


def _whole(row: Audited) -> dict[str, Any]:
    values = {column.key: getattr(row, column.key) for column in _mapper(row).column_attrs if column.key not in UNTOLD}
    return {name: _shown(row, name, value) for name, value in values.items() if value is not None}


def _lists(row: Audited) -> dict[str, list[str]]:
    histories = {name: inspect(row).attrs[name].history for name in row.audited_lists}
    return {name: _listed(history)[1] for name, history in histories.items() if history.has_changes()}


def _listed(history: History) -> tuple[list[str], list[str]]:
    kept = list(history.unchanged or ())
    before, after = [*kept, *(history.deleted or ())], [*kept, *(history.added or ())]
    return sorted(map(_key, before)), sorted(map(_key, after))


def _key(row: Base) -> str:
    """What a row in a list is known by: the last part of its key."""
    return str(_mapper(row).primary_key_from_instance(row)[-1])


def _shown(row: Audited, name: str, value: Any) -> Any:
    """The value as JSON can hold it; personal data and what is too large are not told."""
    if value is not None and _mapper(row).columns[name].info.keys() & {"personal", "untold"}:
        return HIDDEN
    return value if isinstance(value, (bool, int, float, list, dict, type(None))) else str(value)


def _mapper(row: object) -> Mapper[Any]:
    return inspect(type(row))  # type: ignore[no-any-return]  # of a mapped class it is its mapper
