"""Every start and table for one meeting, held or not: whether it is legal there with all else left in place."""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass

from app.matching.scheduling.checker.agenda import Agenda
from app.matching.scheduling.checker.goals import GOALS
from app.matching.scheduling.checker.legality import Legality, alike
from app.matching.scheduling.checker.referee import Referee
from app.matching.scheduling.problem import Goal, InterpreterId, Meeting, MeetingId, Problem, SlotId, TableId
from app.matching.scheduling.timetable import Placement, Rule

BY_TABLE = frozenset({Goal.CHANGES, Goal.MOVES})
"""The goals that tell tables apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A meeting at `slot` and `table`: the rules that it would break there, or by how much the goals would change."""

    slot: SlotId
    table: TableId
    rules: tuple[Rule, ...]
    change: Mapping[Goal, int] | None

    @property
    def legal(self) -> bool:
        """Whether no rule is broken."""
        return not self.rules


def cells(problem: Problem, placements: tuple[Placement, ...], meeting: MeetingId) -> tuple[Cell, ...]:
    """All slots and tables, in the order of the instance. Raises `KeyError` for a meeting that is not known."""
    wanted = problem.meeting_by_id[meeting]
    # The meeting comes last, so that it can be taken out of the agenda again.
    agenda = Referee(problem, sorted(placements, key=lambda placement: placement.meeting == meeting)).agenda
    here = {goal: GOALS[goal](agenda) for goal in problem.policy.goals}
    if meeting in agenda.held:
        agenda.drop_last()
    return tuple(_cells(problem, agenda, wanted, here))


def by_interpreter(
    problem: Problem, placements: tuple[Placement, ...], meeting: MeetingId
) -> dict[SlotId, dict[InterpreterId, tuple[Rule, ...]]]:
    """Each slot, and who could interpret for the meeting there, with the rules about interpreters that break by it.

    Raises `KeyError` for a meeting that is not known.
    """
    wanted = problem.meeting_by_id[meeting]
    others = [placement for placement in placements if placement.meeting != meeting]
    legality = Legality(Referee(problem, others).agenda, wanted, alike(problem))
    # No rule depends on a table and an interpreter at once, so any table will do.
    tables = [table.id for table in problem.tables[:1]]
    return {
        slot.id: legality.by_interpreter(start, table) for start, slot in enumerate(problem.slots) for table in tables
    }


def _cells(problem: Problem, agenda: Agenda, meeting: Meeting, here: Mapping[Goal, int]) -> Iterator[Cell]:
    legality = Legality(agenda, meeting, alike(problem))
    told_apart = not BY_TABLE.isdisjoint(here)
    known: dict[Hashable, Mapping[Goal, int]] = {}
    for start, slot in enumerate(problem.slots):
        for table in problem.tables:
            rules = legality.broken(start, table.id)
            change = None
            if not rules:
                key = (start, table.id if told_apart else "")
                if key not in known:
                    values = legality.values(start, table.id, here)
                    known[key] = {goal: value - here[goal] for goal, value in values.items()}
                change = known[key]
            yield Cell(slot=slot.id, table=table.id, rules=rules, change=change)
