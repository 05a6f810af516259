"""Changing a working copy by hand: each step is judged by the referee, kept, and can be undone.

A step is refused if it breaks a rule that was kept before. What was broken before, because the session has changed
since the timetable was made, stays in the list of violations until somebody mends it: a draft may break rules, a
version not.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import MoveRefused, NothingLeft
from app.i18n.messages import Term
from app.matching.scheduling.checker import Violation
from app.matching.scheduling.problem import MeetingId
from app.matching.scheduling.timetable import Placement
from app.models import DraftStep, StepKind, StepState
from app.queries import timetable_drafts as queries
from app.services import lookup
from app.services.permissions import Actor
from app.services.planning import drafting
from app.services.planning.drafting import Judged
from app.services.planning.seating import Wanted, seated
from app.services.rule_names import RULES
from app.services.timetable_drafts import draft_pins
from app.services.timetable_drafts.drafts import Desk, row_for_editor, shown

Change = dict[str, Any]


def move(db: Session, actor: Actor, draft_id: UUID, wanted: Sequence[Wanted]) -> Desk:
    """Place, move or take out meetings, all at once.

    Raises `Forbidden` but to editors, `Invalid` for what the instance does not know, and `MoveRefused`.
    """
    desk = shown(db, row_for_editor(db, actor, draft_id))
    _check_known(desk, wanted)
    after = seated(desk.judged.problem, desk.placements, wanted)
    before = {each.meeting: each for each in desk.placements}
    now = {each.meeting: each for each in after}
    changes = [
        _change(each.meeting, before.get(each.meeting), now.get(each.meeting))
        for each in wanted
        if before.get(each.meeting) != now.get(each.meeting)
    ]
    if not changes:
        return desk
    _place(desk, after)
    return _stepped(db, actor, desk, StepKind.PLACEMENT, changes)


def pin(db: Session, actor: Actor, draft_id: UUID, meeting: MeetingId, *, is_pinned: bool) -> Desk:
    """Pin a meeting where it is, or let it go. The session's next run heeds that, too.

    Raises `Forbidden` but to editors, `Invalid` for a meeting that is not held, and what pins contradict.
    """
    desk = shown(db, row_for_editor(db, actor, draft_id))
    held = next((each for each in desk.placements if each.meeting == meeting), None)
    if is_pinned and held is None:
        raise lookup.invalid("/meeting", "This meeting is not held, so there is nowhere to pin it.")
    at = desk.pinned.get(meeting)
    before: draft_pins.At | None = None if at is None else {"slot": at.slot, "table": at.table}
    after: draft_pins.At | None = {"slot": held.slot, "table": held.table} if is_pinned and held is not None else None
    if before == after:
        return desk
    draft_pins.put(db, actor, desk, meeting, after)
    changes = [{"meeting": meeting, "before": before, "after": after}]
    return _stepped(db, actor, desk, StepKind.PIN, changes)


def undo(db: Session, actor: Actor, draft_id: UUID) -> Desk:
    """Take back the last step, whoever made it. Raises `NothingLeft`, and `MoveRefused` if a rule forbids that now."""
    desk = shown(db, row_for_editor(db, actor, draft_id))
    if desk.done is None:
        raise NothingLeft("There is no step to be undone.")
    _carry_out(db, actor, desk, desk.done, back=True)
    desk.done.state = StepState.UNDONE
    return _renewed(db, desk)


def redo(db: Session, actor: Actor, draft_id: UUID) -> Desk:
    """Take the step again that was undone last. Raises as `undo`."""
    desk = shown(db, row_for_editor(db, actor, draft_id))
    if desk.undone is None:
        raise NothingLeft("There is no step to be taken again.")
    _carry_out(db, actor, desk, desk.undone, back=False)
    desk.undone.state = StepState.DONE
    return _renewed(db, desk)


def _carry_out(db: Session, actor: Actor, desk: Desk, step: DraftStep, *, back: bool) -> None:
    side = "before" if back else "after"
    if step.kind is StepKind.PIN:
        for change in step.changes:
            draft_pins.put(db, actor, desk, change["meeting"], change[side])
        return
    placed = {each.meeting: each for each in desk.placements}
    for change in step.changes:
        placed.pop(change["meeting"], None)
        if change[side] is not None:
            placed[change["meeting"]] = drafting.placement({"meeting": change["meeting"]} | change[side])
    order = desk.judged.problem.meeting_by_id
    _place(desk, tuple(placed[meeting] for meeting in order if meeting in placed))


def _place(desk: Desk, after: tuple[Placement, ...]) -> None:
    """Have the draft be so, unless that breaks a rule."""
    judged = replace(desk.judged, placements=after)
    broken = _newly_broken(desk.judged, judged)
    if broken:
        first = broken[0]
        raise MoveRefused(
            "A rule would be broken: {rule} ({subjects}).",
            rule=Term(RULES[first.rule]),
            subjects=", ".join(first.subjects),
            violations=broken,
        )
    desk.draft.placements = [drafting.place(each) for each in after]


def _newly_broken(before: Judged, after: Judged) -> list[Violation]:
    """The violations that there were not before; whoever only takes meetings out may leave a smaller one in place."""
    new = [each for each in after.violations if each not in set(before.violations)]
    if {each.meeting for each in after.placements} <= {each.meeting for each in before.placements}:
        were, are = (Counter(each.rule for each in judged.violations) for judged in (before, after))
        unmoved = set(after.placements) <= set(before.placements)
        new = [each for each in new if are[each.rule] > were[each.rule] or not unmoved]
    return new


def _stepped(db: Session, actor: Actor, desk: Desk, kind: StepKind, changes: list[Change]) -> Desk:
    """Keep the step; what was undone before it can't be done again any more."""
    _renew(db, desk)
    for undone in db.scalars(queries.steps_in(desk.id, StepState.UNDONE)):
        undone.state = StepState.DROPPED
    number = db.scalars(queries.last_number(desk.id)).one() + 1
    account_id = actor.account.id
    step = DraftStep(draft_id=desk.id, session_id=desk.session_id, number=number, at=datetime.now(UTC))
    step.kind, step.state, step.changes, step.account_id = kind, StepState.DONE, changes, account_id
    db.add(step)
    return _renewed(db, desk)


def _renewed(db: Session, desk: Desk) -> Desk:
    _renew(db, desk)
    return shown(db, desk.draft)


def _renew(db: Session, desk: Desk) -> None:
    """Make it a new revision now: of two who change the same one the database lets one go on."""
    desk.draft.updated_at = datetime.now(UTC)
    db.flush()


def _change(meeting: MeetingId, before: Placement | None, after: Placement | None) -> Change:
    return {"meeting": meeting, "before": _at(before), "after": _at(after)}


def _at(put: Placement | None) -> Change | None:
    if put is None:
        return None
    return {"slot": put.slot, "table": put.table, "interpreters": [*put.interpreters]}


def _check_known(desk: Desk, wanted: Sequence[Wanted]) -> None:
    problem, held = desk.judged.problem, {each.meeting for each in desk.placements}
    known: dict[str, Collection[str]] = {"slot": problem.slot_index, "table": problem.table_by_id}
    for i, each in enumerate(wanted):
        if each.meeting not in problem.meeting_by_id and (each.slot is not None or each.meeting not in held):
            raise lookup.invalid(f"/moves/{i}/meeting", "No such meeting.")
        for name, ids in known.items():
            value = getattr(each, name)
            if value is not None and value not in ids:
                raise lookup.invalid(f"/moves/{i}/{name}", "The draft knows no such thing.")
        for who in each.interpreters or ():
            if who not in problem.interpreter_by_id:
                raise lookup.invalid(f"/moves/{i}/interpreters", "The draft knows no such thing.")
