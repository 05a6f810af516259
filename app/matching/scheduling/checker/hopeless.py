"""Whether any way at all of holding a meeting breaks a rule: any start in a period, any table, any interpreter.

A timetable may name any of the rules that stand against a meeting, so this is what is asked of a rule that closes none
of the starts that other reasons leave.
"""

from collections.abc import Iterable

from app.matching.scheduling.checker.agenda import Agenda, Held
from app.matching.scheduling.checker.closings import INTERPRETER_RULES, Closings
from app.matching.scheduling.checker.impact import broken_by
from app.matching.scheduling.checker.masks import lasting, mask, positions
from app.matching.scheduling.checker.supply import Supply
from app.matching.scheduling.problem import Meeting, SlotId
from app.matching.scheduling.timetable import Rule

TABLE_RULES = (
    Rule.PINS,
    Rule.TABLE_AVAILABILITY,
    Rule.ONE_MEETING_PER_TABLE,
    Rule.OWN_TABLES,
    Rule.TABLE_FEATURES,
    Rule.TABLE_ZONES,
)


class Hopeless:
    """Answers for an agenda, which may not change meanwhile."""

    def __init__(self, agenda: Agenda, supply: Supply, closings: Closings) -> None:
        self._agenda = agenda
        self._problem = agenda.problem
        self._supply = supply
        self._closings = closings
        self._away = mask(slot for away in agenda.programme.table_away.values() for slot in away)
        self._taken = mask(slot for held in agenda.held.values() for slot in held.slots)
        self._zones = {table.zone: table.id for table in agenda.problem.tables}

    def breaks(self, meeting: Meeting, rule: Rule) -> bool:
        """Whether some way of holding the meeting, which the agenda does not hold, breaks the rule."""
        every = self._agenda.programme.starts(meeting.length)
        if not every or not self._problem.tables:
            return False
        if rule in TABLE_RULES:
            return self._at_a_table(meeting, rule, every)
        if rule in INTERPRETER_RULES:
            return bool(meeting.interpreting) and self._with_an_interpreter(meeting, rule)
        return self._at_a_start(meeting, rule, every)

    def _at_a_start(self, meeting: Meeting, rule: Rule, every: int) -> bool:
        match rule:
            case Rule.ALLOWED_SLOTS:
                return meeting.slots is not None and every & ~self._positions(meeting.slots) != 0
            case Rule.PARTY_AVAILABILITY:
                return every & ~self._supply.present(meeting) != 0
            case Rule.PARTY_MAXIMUM:
                return any(map(self._agenda.at_maximum, meeting.parties))
            case _:
                return rule in self._closings.of_start(meeting, every)

    def _at_a_table(self, meeting: Meeting, rule: Rule, every: int) -> bool:
        tables, own, pin = self._problem.tables, self._supply.stand(meeting).own, meeting.pin
        match rule:
            case Rule.PINS:
                elsewhere = pin is not None and every != self._positions([pin.slot])
                return elsewhere or (pin is not None and pin.table is not None and len(tables) > 1)
            case Rule.TABLE_AVAILABILITY:
                return every & ~lasting(self._agenda.programme.slots & ~self._away, meeting.length) != 0
            case Rule.ONE_MEETING_PER_TABLE:
                return every & ~lasting(self._agenda.programme.slots & ~self._taken, meeting.length) != 0
            case Rule.OWN_TABLES:
                return own is not None and len(own) < len(tables)
            case Rule.TABLE_FEATURES:
                return any(feature not in table.features for feature in meeting.features for table in tables)
            case _:
                return self._in_a_zone(meeting, rule, every)

    def _in_a_zone(self, meeting: Meeting, rule: Rule, every: int) -> bool:
        ways = (
            Held(meeting, start, start + meeting.length, table)
            for start in positions(every)
            for table in self._zones.values()
        )
        return any(broken_by(self._agenda, way, (rule,)) for way in ways)

    def _with_an_interpreter(self, meeting: Meeting, rule: Rule) -> bool:
        interpreters = self._problem.interpreters
        if rule == Rule.INTERPRETER_PRESENT:
            return any(language not in i.languages for i in interpreters for language in meeting.interpreting)
        return any(rule in self._closings.of_interpreter(i.id, meeting.length) for i in interpreters)

    def _positions(self, slots: Iterable[SlotId]) -> int:
        return mask(self._problem.slot_index[slot] for slot in slots)
