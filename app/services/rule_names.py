"""The hard rules in words, as they are told to those who would break one."""

from collections.abc import Mapping

from app.i18n.messages import mark
from app.matching.scheduling.timetable import Rule

RULES: Mapping[str, str] = {
    Rule.KNOWN_IDS: mark("everything named must exist"),
    Rule.AT_MOST_ONCE: mark("a meeting is held only once"),
    Rule.WITHIN_PERIOD: mark("a meeting may not run into a break"),
    Rule.ALLOWED_SLOTS: mark("this meeting may only be held in certain slots"),
    Rule.PINS: mark("a pinned meeting stays where it is"),
    Rule.PARTY_AVAILABILITY: mark("a delegation must be present"),
    Rule.PARTY_TEAMS: mark("a delegation holds no more meetings at once than it has teams"),
    Rule.PARTY_MAXIMUM: mark("a delegation's maximum number of meetings"),
    Rule.PARTY_CONSECUTIVE: mark("a delegation needs a rest after so many meetings in a row"),
    Rule.TABLE_AVAILABILITY: mark("the table must be available"),
    Rule.ONE_MEETING_PER_TABLE: mark("one meeting at a table at a time"),
    Rule.OWN_TABLES: mark("a delegation meets at its own table"),
    Rule.TABLE_FEATURES: mark("the table must have what the meeting needs"),
    Rule.TABLE_ZONES: mark("there must be time to walk from one hall to the other"),
    Rule.PRECEDENCE: mark("one meeting has to come before another"),
    Rule.INTERPRETER_PRESENT: mark("an interpreter must be present"),
    Rule.RESOURCE_CAPACITY: mark("only so many meetings can be on line at once"),
    Rule.ALTERNATIVES: mark("only one of several alternative meetings is held"),
    Rule.ONE_MEETING_PER_INTERPRETER: mark("an interpreter serves one meeting at a time"),
    Rule.INTERPRETER_AVAILABILITY: mark("the interpreter must be available"),
    Rule.INTERPRETER_MAXIMUM: mark("an interpreter's maximum number of meetings"),
    Rule.INTERPRETER_CONSECUTIVE: mark("an interpreter needs a rest after so many meetings in a row"),
    Rule.BREAK_SPREAD: mark("nobody waits much more often than the others"),
}
