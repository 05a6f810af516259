"""Rules about interpreters: there is one, who knows the languages, is there, free, and not worn out."""

from collections.abc import Iterator

from app.matching.scheduling.checker.report import Violation
from app.matching.scheduling.checker.rules import people
from app.matching.scheduling.checker.rules.wording import listed
from app.matching.scheduling.checker.view import View
from app.matching.scheduling.timetable import Rule


def interpreter_present(view: View) -> Iterator[Violation]:
    """A meeting with `interpreting` has an interpreter, and each that it has knows all its languages."""
    for held in view.held:
        meeting = held.meeting
        if meeting.interpreting and not held.interpreters:
            message = f"{meeting.id} needs an interpreter of {listed(meeting.interpreting)} and has none."
            yield Violation(Rule.INTERPRETER_PRESENT, message, (meeting.id,))
        for interpreter in held.interpreters:
            languages = view.agenda.problem.interpreter_by_id[interpreter].languages
            missing = [language for language in meeting.interpreting if language not in languages]
            if missing:
                message = f"{interpreter} does not know {listed(missing)}, which {meeting.id} needs."
                yield Violation(Rule.INTERPRETER_PRESENT, message, (meeting.id, interpreter))


def one_meeting_per_interpreter(view: View) -> Iterator[Violation]:
    """An interpreter serves one meeting at a time."""
    for interpreter in view.interpreters:
        for position, there in view.agenda.interpreters.crowded(interpreter.id, 1):
            meetings, (slot,) = [held.meeting.id for held in there], view.slot_ids([position])
            message = f"{interpreter.id} is in {listed(meetings)} at {slot}."
            yield Violation(Rule.ONE_MEETING_PER_INTERPRETER, message, (*meetings, interpreter.id, slot))


def interpreter_availability(view: View) -> Iterator[Violation]:
    """An interpreter serves only in slots in which it is available."""
    for interpreter in view.interpreters:
        absent = view.agenda.programme.interpreter_away[interpreter.id]
        yield from people.away(view, Rule.INTERPRETER_AVAILABILITY, interpreter, view.agenda.interpreters, absent)


def interpreter_maximum(view: View) -> Iterator[Violation]:
    """An interpreter serves at most its maximum of meetings."""
    for interpreter in view.interpreters:
        yield from people.too_many(Rule.INTERPRETER_MAXIMUM, interpreter, view.agenda.interpreters)


def interpreter_consecutive(view: View) -> Iterator[Violation]:
    """An interpreter is busy for at most so many slots in a row within a period."""
    for interpreter in view.interpreters:
        yield from people.too_long(view, Rule.INTERPRETER_CONSECUTIVE, interpreter, view.agenda.interpreters)
