"""The ways of holding a meeting: which starts, tables and interpreters its own data allow.

Each rule here is a small function that yields what it forbids, as the subjects of the violation it would be. A way is
open if no rule that is kept forbids it; leaving rules out is how a conflict is reduced and how the tests of the rules
make sure that each of them is needed.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.matching.scheduling.model.tables import TableClass
from app.matching.scheduling.problem import Interpreter, Meeting, Problem
from app.matching.scheduling.timetable import Rule

Subjects = tuple[str, ...]
Keep = Callable[[Rule, Subjects], bool]


def keep_all(_rule: Rule, _subjects: Subjects) -> bool:
    """The whole rule book: what every real solve uses."""
    return True


@dataclass(frozen=True, slots=True)
class Way:
    """A meeting started at slot position `start`; `slots` are the positions that it covers."""

    meeting: Meeting
    start: int
    slots: range


def within_period(problem: Problem, way: Way) -> Iterator[Subjects]:
    """A meeting ends in the period in which it starts."""
    last = way.start + way.meeting.length - 1
    period = next(period for period in problem.periods if way.start in period)
    if last not in period:
        yield way.meeting.id, problem.slots[way.start].id


def allowed_slots(problem: Problem, way: Way) -> Iterator[Subjects]:
    """A meeting starts in one of its own slots, if it names any."""
    slot = problem.slots[way.start].id
    if way.meeting.slots is not None and slot not in way.meeting.slots:
        yield way.meeting.id, slot


def party_availability(problem: Problem, way: Way) -> Iterator[Subjects]:
    """All parties are available in all slots of the meeting."""
    for party in way.meeting.parties:
        for slot in _taken(problem, problem.party_by_id[party].unavailable, way):
            yield way.meeting.id, party, slot


def own_tables(problem: Problem, meeting: Meeting, tables: TableClass) -> Iterator[Subjects]:
    """A meeting stands at a table that all its parties with own tables share."""
    own = problem.own_tables(meeting)
    if own is not None and tables.representative.id not in own:
        yield (meeting.id,)


def table_features(_problem: Problem, meeting: Meeting, tables: TableClass) -> Iterator[Subjects]:
    """The table has every feature that the meeting needs."""
    if not set(meeting.features) <= set(tables.representative.features):
        yield (meeting.id,)


def table_availability(problem: Problem, way: Way, tables: TableClass) -> Iterator[Subjects]:
    """The table can be used in all slots of the meeting."""
    for slot in _taken(problem, tables.representative.unavailable, way):
        yield (*tables.ids, slot)


def interpreter_languages(_problem: Problem, meeting: Meeting, interpreter: Interpreter) -> Iterator[Subjects]:
    """Who interprets knows all languages of the meeting."""
    if not set(meeting.interpreting) <= set(interpreter.languages):
        yield meeting.id, interpreter.id


def interpreter_availability(problem: Problem, way: Way, interpreter: Interpreter) -> Iterator[Subjects]:
    """Who interprets is available in all slots of the meeting."""
    for slot in _taken(problem, interpreter.unavailable, way):
        yield interpreter.id, slot


START_RULES = {
    Rule.WITHIN_PERIOD: within_period,
    Rule.ALLOWED_SLOTS: allowed_slots,
    Rule.PARTY_AVAILABILITY: party_availability,
}
TABLE_RULES = {Rule.OWN_TABLES: own_tables, Rule.TABLE_FEATURES: table_features}


def starts(problem: Problem, meeting: Meeting, keep: Keep = keep_all) -> Iterator[Way]:
    """The ways of `meeting` by start, in order of time."""
    for start in range(len(problem.slots)):
        way = Way(meeting, start, range(start, min(start + meeting.length, len(problem.slots))))
        if not any(keep(name, what) for name, rule in START_RULES.items() for what in rule(problem, way)):
            yield way


def suits(problem: Problem, meeting: Meeting, tables: TableClass, keep: Keep = keep_all) -> bool:
    """Whether the meeting may stand at the tables of this class, whenever they are available."""
    return not any(keep(name, what) for name, rule in TABLE_RULES.items() for what in rule(problem, meeting, tables))


def available(problem: Problem, way: Way, tables: TableClass, keep: Keep = keep_all) -> bool:
    """Whether the tables of this class can be used in all slots of `way`."""
    return not any(keep(Rule.TABLE_AVAILABILITY, what) for what in table_availability(problem, way, tables))


def speaks(problem: Problem, meeting: Meeting, interpreter: Interpreter, keep: Keep = keep_all) -> bool:
    """Whether the interpreter knows all languages that the meeting needs."""
    unknown = interpreter_languages(problem, meeting, interpreter)
    return not any(keep(Rule.INTERPRETER_PRESENT, what) for what in unknown)


def attends(problem: Problem, way: Way, interpreter: Interpreter, keep: Keep = keep_all) -> bool:
    """Whether the interpreter is available in all slots of `way`."""
    absent = interpreter_availability(problem, way, interpreter)
    return not any(keep(Rule.INTERPRETER_AVAILABILITY, what) for what in absent)


def _taken(problem: Problem, unavailable: tuple[str, ...], way: Way) -> Iterator[str]:
    return (problem.slots[i].id for i in way.slots if problem.slots[i].id in unavailable)
