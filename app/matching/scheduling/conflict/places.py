"""The places of the rules of one meeting: what each forbids, as a part of a conflict."""

from collections.abc import Iterator
from dataclasses import replace

from app.matching.scheduling.conflict.scope import Part, Scope
from app.matching.scheduling.model.rules import build
from app.matching.scheduling.model.tables import TableClass, table_classes
from app.matching.scheduling.model.ways import (
    START_RULES,
    TABLE_RULES,
    Way,
    interpreter_availability,
    interpreter_languages,
    starts,
    table_availability,
)
from app.matching.scheduling.problem import Interpreter, Problem
from app.matching.scheduling.timetable import Rule


def closing_start(problem: Problem, way: Way) -> Iterator[Part]:
    """What forbids the start of the way."""
    for rule, closing in START_RULES.items():
        yield from ((rule, subjects) for subjects in closing(problem, way))


def closing_table(problem: Problem, way: Way, tables: TableClass) -> Iterator[Part]:
    """What forbids the tables of this class."""
    for rule, closing in TABLE_RULES.items():
        yield from ((rule, subjects) for subjects in closing(problem, way.meeting, tables))
    yield from ((Rule.TABLE_AVAILABILITY, subjects) for subjects in table_availability(problem, way, tables))


def closing_interpreter(problem: Problem, way: Way, interpreter: Interpreter) -> Iterator[Part]:
    """What forbids this interpreter; `way` is of a meeting that needs one."""
    unknown = interpreter_languages(problem, way.meeting, interpreter)
    absent = interpreter_availability(problem, way, interpreter)
    yield from ((Rule.INTERPRETER_PRESENT, subjects) for subjects in unknown)
    yield from ((Rule.INTERPRETER_AVAILABILITY, subjects) for subjects in absent)


def places(scope: Scope) -> list[Part]:
    """Every place of every rule, pins first: the contradiction at large, where there was no time to reduce it."""
    problem = scope.problem
    found: dict[Part, None] = dict.fromkeys((Rule.PINS, (pin,)) for pin in scope.pins)

    def note(rule: Rule, subjects: tuple[str, ...]) -> bool:
        if rule is not Rule.ALLOWED_SLOTS:
            found.setdefault((rule, subjects))
        return rule is Rule.ALLOWED_SLOTS

    # No way is left open to these, so that the model is one of rules alone.
    build(replace(problem, meetings=tuple(replace(m, slots=()) for m in problem.meetings)), note)
    classes = table_classes(problem)
    for meeting in problem.meetings:
        for way in starts(problem, meeting, lambda _rule, _subjects: False):
            found |= dict.fromkeys(closing_start(problem, way))
            for interpreter in problem.interpreters if meeting.interpreting else ():
                found |= dict.fromkeys(closing_interpreter(problem, way, interpreter))
        for tables in classes:
            anywhen = Way(meeting, 0, range(len(problem.slots)))
            found |= dict.fromkeys(closing_table(problem, anywhen, tables))
    return list(found)
