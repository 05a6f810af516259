"""The hard rules that judge meetings held: one small function each, under the name that the format gives it.

Each takes a `View` and yields a `Violation` for each place in it where the rule is broken. The three rules that decide
whether a placement counts at all stand in `admission`.
"""

from collections.abc import Callable, Iterator, Mapping

from app.matching.scheduling.checker.report import Violation
from app.matching.scheduling.checker.rules import interpreters, meetings, parties, tables
from app.matching.scheduling.checker.view import View
from app.matching.scheduling.timetable import Rule

HardRule = Callable[[View], Iterator[Violation]]

RULES: Mapping[Rule, HardRule] = {
    Rule.ALLOWED_SLOTS: meetings.allowed_slots,
    Rule.PINS: meetings.pins,
    Rule.PARTY_AVAILABILITY: parties.party_availability,
    Rule.PARTY_TEAMS: parties.party_teams,
    Rule.PARTY_MAXIMUM: parties.party_maximum,
    Rule.PARTY_CONSECUTIVE: parties.party_consecutive,
    Rule.TABLE_AVAILABILITY: tables.table_availability,
    Rule.ONE_MEETING_PER_TABLE: tables.one_meeting_per_table,
    Rule.OWN_TABLES: tables.own_tables,
    Rule.TABLE_FEATURES: tables.table_features,
    Rule.TABLE_ZONES: tables.table_zones,
    Rule.PRECEDENCE: meetings.precedence,
    Rule.INTERPRETER_PRESENT: interpreters.interpreter_present,
    Rule.RESOURCE_CAPACITY: meetings.resource_capacity,
    Rule.ALTERNATIVES: meetings.alternatives,
    Rule.ONE_MEETING_PER_INTERPRETER: interpreters.one_meeting_per_interpreter,
    Rule.INTERPRETER_AVAILABILITY: interpreters.interpreter_availability,
    Rule.INTERPRETER_MAXIMUM: interpreters.interpreter_maximum,
    Rule.INTERPRETER_CONSECUTIVE: interpreters.interpreter_consecutive,
    Rule.BREAK_SPREAD: parties.break_spread,
}
