"""What a change would invalidate is told before it is made, and of each kind the first few by name."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import InUse, WouldInvalidate
from app.i18n.messages import Label
from app.queries import delegations
from app.queries import impacts as queries
from app.services.impacts import Impact, together

After = Callable[[], Impact]
"""What a change has harmed, once it is made, by whoever has looked before."""

SHOWN = 6
"""So many of each kind are named."""

Thing = tuple[Sequence[UUID | None], UUID | None]
"""Ids of what has a name, and that of a slot; null is nothing."""


@dataclass(frozen=True, slots=True)
class Named:
    """What a thing is called, part by part, and when it is by the clock of the conference."""

    parts: tuple[Label, ...]
    at: datetime | None


class Few(NamedTuple):
    """Of one kind: the `number` of all, the first of them by name, and how many `others` have other names."""

    number: int
    first: Sequence[Named]
    others: int


@contextmanager
def told_first(db: Session, afters: Sequence[After], *, accepted: bool) -> Iterator[None]:
    """Do the change inside; nothing of it is done, and `WouldInvalidate` raised, where it harms and is not `accepted`.

    All that it harms is told at once, since all of it is accepted at once.
    """
    if not afters:
        yield
        return
    with db.begin_nested():
        yield
        db.flush()
        check(db, together(*(after() for after in afters)), accepted=accepted)


def check(db: Session, impact: Impact, *, accepted: bool) -> None:
    """Raises `InUse` if the change is refused, `WouldInvalidate` if it does harm that nobody has `accepted`."""
    if impact.is_refused:
        raise InUse(
            "Meetings are pinned or placed there, or a timetable names it; `impact` lists them.",
            impact=impact.told(),
            names=_names(db, impact),
        )
    if not (accepted or impact.is_nothing):
        raise WouldInvalidate(
            "`impact` lists what this would invalidate; send it again with `accept_impact=true` to do it.",
            impact=impact.told(),
            names=_names(db, impact),
        )


def _names(db: Session, impact: Impact) -> Mapping[str, Few]:
    """By kind, as the impact tells them."""
    things = _things(impact)
    once = {kind: _once(found) for kind, found in things.items()}
    every = [thing for found in once.values() for thing in found[:SHOWN]]
    labels = _labels(db, impact, {id_ for ids, _ in every for id_ in ids if id_ is not None})
    clock = _clock(db, {slot_id for _, slot_id in every if slot_id is not None})

    def named(ids: Sequence[UUID | None], slot_id: UUID | None) -> Named:
        parts = tuple(label for id_, label in labels.items() if id_ in ids)
        return Named(parts, None if slot_id is None else clock[slot_id])

    return {
        kind: Few(len(things[kind]), [named(*thing) for thing in found[:SHOWN]], max(len(found) - SHOWN, 0))
        for kind, found in once.items()
    }


def _once(things: Iterable[Thing]) -> Sequence[Thing]:
    """Without those of the same ids in the same slot."""
    return list({(frozenset(ids), slot_id): (ids, slot_id) for ids, slot_id in things}.values())


def _things(impact: Impact) -> Mapping[str, Sequence[Thing]]:
    """A meeting counts once, though the timetable that people know and the newest one have it alike."""
    return {
        "meetings": _once(
            ([*(party.delegation_id for party in each.parties), each.table_id], each.slot_id)
            for each in impact.meetings
        ),
        "pins": [([each.a_id, each.b_id, each.table_id], each.slot_id) for each in impact.pins],
        "groups": [([each.id, each.table_id], each.slot_id) for each in impact.groups],
        "unavailabilities": [([each.delegation_id], each.slot_id) for each in impact.absences],
        "interpreter_unavailabilities": [([each.interpreter_id], each.slot_id) for each in impact.interpreters_away],
        "table_unavailabilities": [([each.table_id], each.slot_id) for each in impact.tables_away],
        "own_tables": [([each.delegation_id, each.id], None) for each in impact.own_tables],
        "convened_groups": [([each.id], None) for each in impact.convened_groups],
        "slots": [([], each.id) for each in impact.slots],
        "requests": [([each.requester_id, each.addressee_id], None) for each in impact.requests],
        "over_quota": [([each.delegation_id], None) for each in impact.over_quota],
        "broken": [(each.delegation_ids, None) for each in impact.broken],
    }


def _labels(db: Session, impact: Impact, ids: set[UUID]) -> Mapping[UUID, Label]:
    """Of delegations, side by side as protocol has them, of groups, tables and interpreters."""
    found = {
        each.id: Label(each.organisation.name_vi, each.organisation.name_en)
        for each in sorted(db.scalars(delegations.all_named(ids)), key=lambda each: (each.side, each.position))
    }
    plain = {each.id: each.theme for each in (*impact.groups, *impact.convened_groups)}
    plain |= {each.id: each.code for each in db.scalars(queries.tables_of(ids))}
    plain |= {each.id: each.name or each.code for each in db.scalars(queries.interpreters_of(ids))}
    return found | {id_: Label(name, name) for id_, name in plain.items()}


def _clock(db: Session, slot_ids: set[UUID]) -> Mapping[UUID, datetime]:
    return {each.id: each.starts_there for each in db.scalars(queries.slots_of(slot_ids))}
