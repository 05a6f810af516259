"""Putting meetings where somebody wants them: whoever names no table or interpreter gets one that breaks no rule."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.matching.scheduling.checker.admission import admit, held_by
from app.matching.scheduling.checker.agenda import Agenda
from app.matching.scheduling.checker.legality import Legality, alike
from app.matching.scheduling.problem import InterpreterId, MeetingId, Problem, SlotId, TableId
from app.matching.scheduling.timetable import Placement


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Where a meeting shall be: nowhere without a slot; without a table or interpreters at any that suits."""

    meeting: MeetingId
    slot: SlotId | None
    table: TableId | None = None
    interpreters: tuple[InterpreterId, ...] | None = None


def seated(problem: Problem, placements: Iterable[Placement], wanted: Sequence[Wanted]) -> tuple[Placement, ...]:
    """The placements with some meetings moved, in the order of the instance. All that is wanted is known."""
    moved = {each.meeting for each in wanted}
    before = {each.meeting: each for each in placements}
    after = {meeting: each for meeting, each in before.items() if meeting not in moved}
    agenda, _ = admit(problem, after.values())
    for each in wanted:
        if each.slot is not None:
            put = _put(agenda, each, each.slot, before.get(each.meeting))
            after[each.meeting] = put
            if agenda.programme.fits(problem.slot_index[put.slot], problem.meeting_by_id[put.meeting].length):
                agenda.add(held_by(agenda, put))
    order = {meeting.id: place for place, meeting in enumerate(problem.meetings)}
    return tuple(sorted(after.values(), key=lambda put: order.get(put.meeting, len(order))))


def _put(agenda: Agenda, wanted: Wanted, slot: SlotId, before: Placement | None) -> Placement:
    meeting = agenda.problem.meeting_by_id[wanted.meeting]
    legality, start = Legality(agenda, meeting, alike(agenda.problem)), agenda.problem.slot_index[slot]
    table = wanted.table or _table(agenda.problem, legality, start, before)
    people = wanted.interpreters
    if people is None:
        people = legality.people(start, table)
    return Placement(meeting=meeting.id, slot=slot, table=table, interpreters=people)


def _table(problem: Problem, legality: Legality, start: int, before: Placement | None) -> TableId:
    """The table that it has, if that will do; else the one of least trouble, the first of several."""
    tables = [table.id for table in problem.tables]
    if before is not None and before.table in problem.table_by_id:
        tables.sort(key=lambda table: table != before.table)
    return min(tables, key=lambda table: len(legality.broken(start, table)))
