"""Parts of a conflict, from the definition of the rules alone: which placements break which of them."""

from collections.abc import Callable, Iterator, Sequence
from itertools import product

from app.matching.scheduling.problem import Meeting, Problem
from app.matching.scheduling.timetable import Conflict, Placement, Rule

Held = Sequence[Placement]


def can_hold_together(problem: Problem, parts: Sequence[Conflict]) -> bool:
    """Whether the meetings that `parts` pin can be held at their pins without breaking one of the other parts.

    That is by enumeration, and without other meetings: not for `break-spread` and `at-most-once`.
    """
    pinned = [problem.meeting_by_id[part.subjects[0]] for part in parts if part.rule == Rule.PINS]
    rules = [part for part in parts if part.rule != Rule.PINS]
    choices = [list(at_pin(problem, meeting)) for meeting in pinned]
    return any(not any(breaks(problem, part, held) for part in rules) for held in product(*choices))


def at_pin(problem: Problem, meeting: Meeting) -> Iterator[Placement]:
    """Every way of holding a meeting at its pin, with one interpreter or none."""
    assert meeting.pin is not None
    for table in problem.tables if meeting.pin.table is None else [problem.table_by_id[meeting.pin.table]]:
        for who in ((), *((interpreter.id,) for interpreter in problem.interpreters)):
            yield Placement(meeting=meeting.id, slot=meeting.pin.slot, table=table.id, interpreters=who)


def breaks(problem: Problem, part: Conflict, held: Held) -> bool:
    """Whether the placements break the rule at the place that the part names."""
    return BREAKS[Rule(part.rule)](problem, part.subjects, held)


def covered(problem: Problem, placement: Placement) -> list[str]:
    """The ids of the slots that it takes; those after the last are not there."""
    start = problem.slot_index[placement.slot]
    return [slot.id for slot in problem.slots[start : start + problem.meeting_by_id[placement.meeting].length]]


def inside(problem: Problem, held: Held, slot: str, wanted: Callable[[Placement], bool]) -> int:
    """How many of the wanted placements take the slot."""
    return sum(slot in covered(problem, placement) for placement in held if wanted(placement))


def starts_there(_problem: Problem, subjects: Sequence[str], held: Held) -> bool:
    return any((placement.meeting, placement.slot) == tuple(subjects) for placement in held)


def takes_slot(problem: Problem, subjects: Sequence[str], held: Held) -> bool:
    meeting, _, slot = subjects
    return inside(problem, held, slot, lambda placement: placement.meeting == meeting) > 0


def over_teams(problem: Problem, subjects: Sequence[str], held: Held) -> bool:
    party, slot = subjects
    return inside(problem, held, slot, lambda p: party in parties(problem, p)) > problem.party_by_id[party].teams


def over_maximum(problem: Problem, subjects: Sequence[str], held: Held) -> bool:
    (party,) = subjects
    number = sum(party in parties(problem, placement) for placement in held)
    return number > (problem.party_by_id[party].max_meetings or 0)


def always_busy(problem: Problem, subjects: Sequence[str], held: Held) -> bool:
    party, *slots = subjects
    return all(inside(problem, held, slot, lambda p: party in parties(problem, p)) for slot in slots)


def at_closed_table(problem: Problem, subjects: Sequence[str], held: Held) -> bool:
    *tables, slot = subjects
    return inside(problem, held, slot, lambda placement: placement.table in tables) > 0


def over_tables(problem: Problem, subjects: Sequence[str], held: Held) -> bool:
    *tables, slot = subjects
    return inside(problem, held, slot, lambda placement: placement.table in tables) > len(tables)


def at_foreign_table(problem: Problem, subjects: Sequence[str], held: Held) -> bool:
    own = problem.own_tables(problem.meeting_by_id[subjects[0]])
    return any(own is not None and p.table not in own for p in held if p.meeting == subjects[0])


def at_poor_table(problem: Problem, subjects: Sequence[str], held: Held) -> bool:
    wanted = set(problem.meeting_by_id[subjects[0]].features)
    return any(not wanted <= set(problem.table_by_id[p.table].features) for p in held if p.meeting == subjects[0])


def in_two_zones(problem: Problem, subjects: Sequence[str], held: Held) -> bool:
    party, first, second = subjects
    mine = [placement for placement in held if party in parties(problem, placement)]
    here, there = (
        {problem.table_by_id[p.table].zone for p in mine if slot in covered(problem, p)} for slot in (first, second)
    )
    return any(one != other for one in here for other in there)


def out_of_order(problem: Problem, subjects: Sequence[str], held: Held) -> bool:
    meeting, earlier = subjects
    starts = [problem.slot_index[p.slot] for p in held if p.meeting == meeting]
    length = problem.meeting_by_id[earlier].length
    stops = [problem.slot_index[p.slot] + length for p in held if p.meeting == earlier]
    return any(start < stop for start in starts for stop in stops)


def without_interpreter(_problem: Problem, subjects: Sequence[str], held: Held) -> bool:
    meeting, *who = subjects
    mine = [placement.interpreters for placement in held if placement.meeting == meeting]
    return any(who[0] in interpreters if who else not interpreters for interpreters in mine)


def over_capacity(problem: Problem, subjects: Sequence[str], held: Held) -> bool:
    name, slot = subjects
    users = inside(problem, held, slot, lambda p: name in problem.meeting_by_id[p.meeting].resources)
    return users > problem.resource_by_id[name].capacity


def more_than_one(_problem: Problem, subjects: Sequence[str], held: Held) -> bool:
    return sum(placement.meeting in subjects for placement in held) > 1


def serves_two(problem: Problem, subjects: Sequence[str], held: Held) -> bool:
    who, slot = subjects
    return inside(problem, held, slot, lambda placement: who in placement.interpreters) > 1


def serves_absent(problem: Problem, subjects: Sequence[str], held: Held) -> bool:
    who, slot = subjects
    return inside(problem, held, slot, lambda placement: who in placement.interpreters) > 0


def serves_too_many(problem: Problem, subjects: Sequence[str], held: Held) -> bool:
    (who,) = subjects
    return sum(who in p.interpreters for p in held) > (problem.interpreter_by_id[who].max_meetings or 0)


def serves_always(problem: Problem, subjects: Sequence[str], held: Held) -> bool:
    who, *slots = subjects
    return all(inside(problem, held, slot, lambda placement: who in placement.interpreters) for slot in slots)


def parties(problem: Problem, placement: Placement) -> tuple[str, ...]:
    return problem.meeting_by_id[placement.meeting].parties


BREAKS: dict[Rule, Callable[[Problem, Sequence[str], Held], bool]] = {
    Rule.WITHIN_PERIOD: starts_there,
    Rule.ALLOWED_SLOTS: starts_there,
    Rule.PARTY_AVAILABILITY: takes_slot,
    Rule.PARTY_TEAMS: over_teams,
    Rule.PARTY_MAXIMUM: over_maximum,
    Rule.PARTY_CONSECUTIVE: always_busy,
    Rule.TABLE_AVAILABILITY: at_closed_table,
    Rule.ONE_MEETING_PER_TABLE: over_tables,
    Rule.OWN_TABLES: at_foreign_table,
    Rule.TABLE_FEATURES: at_poor_table,
    Rule.TABLE_ZONES: in_two_zones,
    Rule.PRECEDENCE: out_of_order,
    Rule.INTERPRETER_PRESENT: without_interpreter,
    Rule.RESOURCE_CAPACITY: over_capacity,
    Rule.ALTERNATIVES: more_than_one,
    Rule.ONE_MEETING_PER_INTERPRETER: serves_two,
    Rule.INTERPRETER_AVAILABILITY: serves_absent,
    Rule.INTERPRETER_MAXIMUM: serves_too_many,
    Rule.INTERPRETER_CONSECUTIVE: serves_always,
}
