"""Working copies of timetables to and from the scheduling core: the instance with the pins of now, and the referee."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.matching.scheduling.checker import Referee, Violation
from app.matching.scheduling.io import digest, read_instance
from app.matching.scheduling.pinning import with_pins
from app.matching.scheduling.problem import Goal, MeetingId, Problem, Spot
from app.matching.scheduling.reasons import told_by
from app.matching.scheduling.timetable import GoalValue, Placement, Status, Timetable, Unplaced
from app.models import MeetingGroup, Pin, TimetableDraft
from app.queries import timetable_drafts as queries

PAIR, KEPT = 2, 8

Pins = Mapping[MeetingId, Spot]
Place = dict[str, Any]
"""A placement as a file has it."""


@dataclass(frozen=True, kw_only=True)
class Judged:
    """Placements under an instance, and what the referee says of them; worked out when it is asked for."""

    problem: Problem
    placements: tuple[Placement, ...]

    @cached_property
    def referee(self) -> Referee:
        return Referee(self.problem, self.placements)

    @property
    def violations(self) -> tuple[Violation, ...]:
        return self.referee.violations

    @cached_property
    def unplaced(self) -> tuple[Unplaced, ...]:
        return told_by(self.referee)

    @cached_property
    def goals(self) -> Mapping[Goal, int]:
        """Those of the policy, in its order."""
        return {goal: self.referee.goals[goal] for goal in self.problem.policy.goals}

    def timetable(self, instance: str, known: Iterable[GoalValue]) -> Timetable:
        """As a file says it. Of a `known` bound that holds as long as all goals before it are as they were there."""
        bounds, goals = {goal.goal: goal for goal in known}, []
        as_good = True
        for goal, value in self.goals.items():
            before = bounds.get(goal)
            goals.append(GoalValue(goal=goal, value=value, bound=before.bound if before and as_good else None))
            as_good = as_good and before is not None and before.value == value
        proven = all(goal.value == goal.bound for goal in goals)
        return Timetable(
            instance=instance,
            status=Status.OPTIMAL if proven else Status.FEASIBLE,
            placements=self.placements,
            goals=tuple(goals),
            unplaced=self.unplaced,
        )


def problem_of(db: Session, draft: TimetableDraft, pins: Pins) -> Problem:
    """The instance of a draft with these pins. Reading it takes a while, so the last few are kept."""
    plain = _PLAIN.get(draft.instance_digest)
    if plain is None:
        loaded = db.scalars(queries.instance(draft.id)).one()
        plain = read_instance(json.dumps(loaded.instance).encode())
        _keep(_PLAIN, draft.instance_digest, plain)
    if not pins:
        return plain
    key = (draft.instance_digest, tuple(sorted((meeting, at.slot, at.table or "") for meeting, at in pins.items())))
    if key not in _PINNED:
        _keep(_PINNED, key, pinned(plain, pins))
    return _PINNED[key]


def pinned(problem: Problem, pins: Pins) -> Problem:
    """The problem with these pins and no others."""
    changed = with_pins(problem, pins)
    return replace(changed, digest=digest(changed))


def pins_of(db: Session, draft: TimetableDraft, parties: Mapping[UUID, str]) -> Pins:
    """Where meetings of the draft's session are pinned now; `parties` are the ids of delegations in its instance."""
    plain = problem_of(db, draft, {})
    pairs = {frozenset(each.parties): each.id for each in plain.meetings if len(each.parties) == PAIR}
    found: dict[MeetingId, Spot] = {}
    for pin in db.scalars(queries.pins(draft.session_id)):
        together = frozenset(parties.get(each, "") for each in (pin.a_id, pin.b_id))
        if together in pairs:
            found |= _spot(plain, pairs[together], pin)
    for group in db.scalars(queries.pinned_groups(draft.session_id)):
        if group.code in plain.meeting_by_id:
            found |= _spot(plain, group.code, group)
    return found


def _spot(problem: Problem, meeting: MeetingId, pin: Pin | MeetingGroup) -> dict[MeetingId, Spot]:
    """Nothing for what was renamed or added since the instance was made."""
    slot, table = pin.slot, pin.table
    if slot is None or slot.code not in problem.slot_index:
        return {}
    known = table is not None and table.code in problem.table_by_id
    return {meeting: Spot(slot=slot.code, table=table.code if known and table is not None else None)}


def placement(place: Place) -> Placement:
    return Placement(**place | {"interpreters": tuple(place["interpreters"])})


def place(put: Placement) -> Place:
    at = {"meeting": put.meeting, "slot": put.slot, "table": put.table}
    return at | {"interpreters": [*put.interpreters]}


def _keep(kept: dict[Any, Problem], key: Any, problem: Problem) -> None:
    """Instead of the oldest one, if there are many."""
    while len(kept) >= KEPT:
        kept.pop(next(iter(kept)), None)
    kept[key] = problem


# Problems never change, and one digest is one problem, so whoever comes first may read it for all.
_PLAIN: dict[str, Problem] = {}
_PINNED: dict[Any, Problem] = {}
