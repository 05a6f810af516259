"""Rules about meetings and what they share: where they may start, their order, resources and alternatives."""

from collections.abc import Iterator

from app.matching.scheduling.checker.report import Violation
from app.matching.scheduling.checker.rules.wording import listed
from app.matching.scheduling.checker.view import View
from app.matching.scheduling.timetable import Rule


def allowed_slots(view: View) -> Iterator[Violation]:
    """A meeting starts in one of its slots, if it names any."""
    for held in view.held:
        if held.meeting.slots is None:
            continue
        (slot,) = view.slot_ids([held.start])
        if slot not in held.meeting.slots:
            message = f"{held.meeting.id} may not start at {slot}."
            yield Violation(Rule.ALLOWED_SLOTS, message, (held.meeting.id, slot))


def pins(view: View) -> Iterator[Violation]:
    """A pinned meeting is held, at the slot of its pin and at the table of its pin if that is said."""
    for meeting in view.meetings:
        pin = meeting.pin
        if pin is None:
            continue
        held = view.agenda.held.get(meeting.id)
        wanted = pin.slot if pin.table is None else f"{pin.slot}, table {pin.table}"
        subjects = (meeting.id, pin.slot) if pin.table is None else (meeting.id, pin.table, pin.slot)
        if held is None:
            yield Violation(Rule.PINS, f"{meeting.id} is pinned to {wanted} but not held.", subjects)
        elif view.slot_ids([held.start]) != (pin.slot,) or pin.table not in {None, held.table}:
            (slot,) = view.slot_ids([held.start])
            message = f"{meeting.id} is pinned to {wanted} but held at {slot}, table {held.table}."
            yield Violation(Rule.PINS, message, subjects)


def precedence(view: View) -> Iterator[Violation]:
    """A meeting starts only when those it must follow have ended, if both are held."""
    for meeting, earlier in view.pairs:
        first, then = view.agenda.held.get(earlier), view.agenda.held.get(meeting.id)
        if first is not None and then is not None and then.start < first.stop:
            last, start = view.slot_ids([first.stop - 1, then.start])
            message = f"{meeting.id} starts at {start}, but must follow {earlier}, which lasts until {last}."
            yield Violation(Rule.PRECEDENCE, message, (earlier, meeting.id, start))


def resource_capacity(view: View) -> Iterator[Violation]:
    """In each slot at most `capacity` meetings use a resource."""
    for resource in view.resources:
        for position, users in view.agenda.resources.crowded(resource.id, resource.capacity):
            meetings, (slot,) = [held.meeting.id for held in users], view.slot_ids([position])
            message = f"{listed(meetings)} use {resource.id} at {slot}, which can serve {resource.capacity}."
            yield Violation(Rule.RESOURCE_CAPACITY, message, (*meetings, resource.id, slot))


def alternatives(view: View) -> Iterator[Violation]:
    """At most one meeting of those with one label is held."""
    for label in view.labels:
        meetings = [held.meeting.id for held in view.agenda.labels.of(label)]
        if len(meetings) > 1:
            message = f'{listed(meetings)} are alternatives ("{label}"), so only one may be held.'
            yield Violation(Rule.ALTERNATIVES, message, tuple(meetings))
