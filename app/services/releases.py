"""What telling delegations of the newest timetables would change for whom, before anybody is told."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from app.matching.scheduling.problem import Goal
from app.models import ConferenceSession, Delegation, Placement, Role, TimetableVersion
from app.queries import releases as queries
from app.queries import sessions
from app.services import conferences
from app.services.permissions import Actor, require_organiser

Parties = frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Change:
    """A meeting that is new, is taken out, or is elsewhere; null is not held."""

    before: Placement | None
    after: Placement | None

    @property
    def delegations(self) -> list[Delegation]:
        """In the order of protocol."""
        placement = self.after or self.before
        found = [party.delegation for party in placement.parties] if placement else []
        return sorted(found, key=lambda each: (each.position, each.id))


class GoalChange(NamedTuple):
    """A goal that an edited version reaches less or more of than one that was calculated."""

    goal: Goal
    calculated: int
    by_hand: int

    @property
    def is_worse(self) -> bool:
        return self.goal.better(self.calculated, self.by_hand) == self.calculated


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """A version that was edited by hand, beside the newest that was calculated; `number` is null where none was.

    `is_alike` says whether both are of the very same requests, rules and pins. `changes` are in the order of the goals.
    """

    number: int | None
    is_alike: bool
    changes: Sequence[GoalChange]


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRelease:
    """Of a session the number that delegations were told last (null is none yet), that of the newest, and what differs.

    `meeting` are those who meet anybody by what was told; `edited` is null where the newest was calculated.
    """

    session: ConferenceSession
    told_number: int | None
    new_number: int | None
    changes: Sequence[Change]
    meeting: frozenset[UUID]
    edited: Edited | None

    @property
    def concerned(self) -> list[tuple[Delegation, int]]:
        """Delegations whose meetings change, with how many do, those with most first."""
        rows = {each.id: each for change in self.changes for each in change.delegations}
        numbers = Counter(each.id for change in self.changes for each in change.delegations)
        return [(rows[delegation_id], number) for delegation_id, number in numbers.most_common()]


def preview(db: Session, actor: Actor, conference_id: UUID) -> list[SessionRelease]:
    """For organisers, of each session. Raises `NotFound`, and `Forbidden` to delegations."""
    conferences.get(db, actor, conference_id)
    require_organiser(actor, conference_id, Role.VIEWER)
    versions = db.scalars(queries.versions(conference_id)).all()
    calculated = {each.session_id: each for each in db.scalars(queries.calculated(conference_id))}
    placed: dict[UUID, dict[Parties, Placement]] = {each.id: {} for each in versions}
    for placement in db.scalars(queries.placements(placed.keys())):
        placed[placement.version_id][frozenset(party.delegation_id for party in placement.parties)] = placement
    return [
        _release(
            session,
            [each for each in versions if each.session_id == session.id],
            placed,
            calculated=calculated.get(session.id),
        )
        for session in db.scalars(sessions.of_conference(conference_id))
    ]


def _release(
    session: ConferenceSession,
    versions: Sequence[TimetableVersion],
    placed: Mapping[UUID, Mapping[Parties, Placement]],
    *,
    calculated: TimetableVersion | None,
) -> SessionRelease:
    told = next((each for each in versions if each.number == session.told_number), None)
    newest = versions[-1] if versions else None
    before: Mapping[Parties, Placement] = placed[told.id] if told else {}
    after: Mapping[Parties, Placement] = placed[newest.id] if newest else {}
    return SessionRelease(
        session=session,
        told_number=told.number if told else None,
        new_number=newest.number if newest else None,
        changes=sorted(_changes(before, after), key=_order),
        meeting=frozenset[UUID]().union(*before),
        edited=_edited(newest, calculated) if newest and newest.run_data.get("by_hand") else None,
    )


def _edited(newest: TimetableVersion, calculated: TimetableVersion | None) -> Edited:
    if calculated is None:
        return Edited(number=None, is_alike=False, changes=())
    reached = {goal["goal"]: goal["value"] for goal in newest.goals}
    changes = [
        GoalChange(Goal(goal["goal"]), goal["value"], reached[goal["goal"]])
        for goal in calculated.goals
        if reached.get(goal["goal"], goal["value"]) != goal["value"]
    ]
    is_alike = newest.instance_digest == calculated.instance_digest
    return Edited(number=calculated.number, is_alike=is_alike, changes=changes)


def _changes(before: Mapping[Parties, Placement], after: Mapping[Parties, Placement]) -> Iterable[Change]:
    for parties in {*before, *after}:
        old, new = before.get(parties), after.get(parties)
        if old is None or new is None or (old.slot_id, old.table_id) != (new.slot_id, new.table_id):
            yield Change(old, new)


def _order(change: Change) -> tuple[int, str]:
    """In the order of the programme as it will be."""
    placement = change.after or change.before
    assert placement is not None, "A change is of a meeting that was or will be."
    return placement.slot.position, placement.table.code
