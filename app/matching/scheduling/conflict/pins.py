"""The model of all hard rules with one literal per pin, which demands it."""

from collections.abc import Collection

from app.matching.scheduling.conflict.scope import Part, Scope, at_pins
from app.matching.scheduling.model.choices import Literal
from app.matching.scheduling.model.rules import build
from app.matching.scheduling.problem import MeetingId
from app.matching.scheduling.timetable import Rule


class PinModel:
    """A literal of `literals` that is true holds its meeting where it is pinned; one that is false asks nothing.

    In a narrow scope a meeting has no way but its pin, unless it is one of `free`.
    """

    def __init__(self, scope: Scope, *, free: Collection[MeetingId] = ()) -> None:
        self.scope = scope
        narrowed = at_pins(scope.problem, free) if scope.narrow else scope.problem
        self.context = build(narrowed, lambda rule, _subjects: rule is not Rule.PINS)
        scope.limit_breaks(self.context)
        self.literals: dict[Part, Literal] = {(Rule.PINS, (pin,)): self._demand(pin) for pin in scope.pins}

    def _demand(self, meeting: MeetingId) -> Literal:
        pin = self.scope.problem.meeting_by_id[meeting].pin
        assert pin is not None, "the pins of a scope are pinned meetings of it"
        literal = self.context.model.new_bool_var(f"pin of {meeting}")
        start = self.scope.problem.slot_index[pin.slot]
        held = self.context.choices.holding(meeting, start, pin.table)
        self.context.model.add_bool_or(held).only_enforce_if(literal)
        return literal
