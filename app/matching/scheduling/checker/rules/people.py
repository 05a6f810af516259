"""What parties and interpreters have in common: they are away, get tired, and meet only so often."""

from collections.abc import Iterator
from itertools import pairwise

from app.matching.scheduling.checker.agenda import Calendar
from app.matching.scheduling.checker.report import Violation
from app.matching.scheduling.checker.rules.wording import counted
from app.matching.scheduling.checker.view import View
from app.matching.scheduling.problem import Interpreter, Party
from app.matching.scheduling.timetable import Rule

Person = Party | Interpreter


def away(view: View, rule: Rule, person: Person, calendar: Calendar, absent: frozenset[int]) -> Iterator[Violation]:
    """One violation for each meeting and slot in which the person is away; `absent` holds slot positions."""
    for held in calendar.of(person.id) if absent else ():
        for position in held.slots:
            if position in absent:
                (slot,) = view.slot_ids([position])
                message = f"{person.id} is unavailable at {slot}, but {held.meeting.id} takes that slot."
                yield Violation(rule, message, (held.meeting.id, person.id, slot))


def too_many(rule: Rule, person: Person, calendar: Calendar) -> Iterator[Violation]:
    """A violation if the person has more meetings than its maximum."""
    number = len(calendar.of(person.id))
    if person.max_meetings is not None and number > person.max_meetings:
        message = f"{person.id} has {counted(number, 'meeting')}; its maximum is {person.max_meetings}."
        yield Violation(rule, message, (person.id,))


def too_long(view: View, rule: Rule, person: Person, calendar: Calendar) -> Iterator[Violation]:
    """One violation for each maximal run of busy slots of one period that is longer than the person's limit."""
    limit = person.max_consecutive
    if limit is None:
        return
    for run in _runs(view, calendar.busy(person.id)):
        if len(run) > limit:
            slots = view.slot_ids(run)
            message = f"{person.id} is busy from {slots[0]} to {slots[-1]} without a rest, but may be for {limit} only."
            yield Violation(rule, message, (person.id, *slots))


def _runs(view: View, busy: list[int]) -> Iterator[list[int]]:
    """Cuts slot positions, in order of time, into runs without a hole that stay in one period."""
    same_period = view.agenda.programme.same_period
    run = busy[:1]
    for earlier, later in pairwise(busy):
        if later != earlier + 1 or not same_period(earlier, later):
            yield run
            run = []
        run.append(later)
    if run:
        yield run
