"""The first three rules: they decide which placements count at all.

A placement that breaks one of them is reported and then left out of everything else: other rules, the goals, and
whether the meeting is held.
"""

from collections.abc import Container, Iterable

from app.matching.scheduling.checker.agenda import Agenda, Held
from app.matching.scheduling.checker.report import Violation
from app.matching.scheduling.problem import Problem
from app.matching.scheduling.timetable import Placement, Rule


def admit(problem: Problem, placements: Iterable[Placement]) -> tuple[Agenda, list[Violation]]:
    """The agenda of the placements that count, and a violation for each of the others."""
    agenda, refused = Agenda(problem), []
    for placement in placements:
        violation = _known_ids(problem, placement) or _within_period(agenda, placement) or _once(agenda, placement)
        if violation is None:
            agenda.add(held_by(agenda, placement))
        else:
            refused.append(violation)
    return agenda, refused


def held_by(agenda: Agenda, placement: Placement) -> Held:
    """The placement with its ids looked up; an interpreter named twice counts once."""
    meeting = agenda.problem.meeting_by_id[placement.meeting]
    start = agenda.problem.slot_index[placement.slot]
    interpreters = tuple(dict.fromkeys(placement.interpreters))
    return Held(meeting, start, start + meeting.length, placement.table, interpreters)


def _known_ids(problem: Problem, placement: Placement) -> Violation | None:
    if (
        placement.meeting in problem.meeting_by_id
        and placement.table in problem.table_by_id
        and placement.slot in problem.slot_index
        and problem.interpreter_by_id.keys() >= set(placement.interpreters)
    ):
        return None
    named: list[tuple[str, str, Container[str]]] = [
        ("meeting", placement.meeting, problem.meeting_by_id),
        ("table", placement.table, problem.table_by_id),
        *(("interpreter", interpreter, problem.interpreter_by_id) for interpreter in placement.interpreters),
        ("slot", placement.slot, problem.slot_index),
    ]
    unknown = [(kind, identifier) for kind, identifier, known in named if identifier not in known]
    what = ", ".join(f"{kind} {identifier}" for kind, identifier in unknown)
    subjects = dict.fromkeys([placement.meeting, *(identifier for _, identifier in unknown)])
    message = f"The placement of {placement.meeting} names what the instance does not know: {what}."
    return Violation(Rule.KNOWN_IDS, message, tuple(subjects))


def _within_period(agenda: Agenda, placement: Placement) -> Violation | None:
    meeting = agenda.problem.meeting_by_id[placement.meeting]
    if agenda.programme.fits(agenda.problem.slot_index[placement.slot], meeting.length):
        return None
    message = f"{meeting.id} takes {meeting.length} slots, but from {placement.slot} on its period has fewer."
    return Violation(Rule.WITHIN_PERIOD, message, (meeting.id, placement.slot))


def _once(agenda: Agenda, placement: Placement) -> Violation | None:
    first = agenda.held.get(placement.meeting)
    if first is None:
        return None
    taken = agenda.problem.slots[first.start].id
    message = f"{placement.meeting} is placed again at {placement.slot}; it is already held at {taken}."
    return Violation(Rule.AT_MOST_ONCE, message, (placement.meeting, placement.slot))
