"""Rules about tables: who may sit at them, when, and how far apart they stand."""

from collections.abc import Iterator
from itertools import pairwise

from app.matching.scheduling.checker.agenda import Held
from app.matching.scheduling.checker.report import Violation
from app.matching.scheduling.checker.rules.wording import counted, listed
from app.matching.scheduling.checker.view import View
from app.matching.scheduling.timetable import Rule


def table_availability(view: View) -> Iterator[Violation]:
    """A table is used only in slots in which it is available."""
    for held in view.held:
        absent = view.agenda.programme.table_away[held.table]
        for slot in view.slot_ids(position for position in held.slots if position in absent) if absent else ():
            message = f"{held.table} can't be used at {slot}, but {held.meeting.id} stands there."
            yield Violation(Rule.TABLE_AVAILABILITY, message, (held.meeting.id, held.table, slot))


def one_meeting_per_table(view: View) -> Iterator[Violation]:
    """A table has one meeting at a time."""
    for table in view.tables:
        for position, there in view.agenda.tables.crowded(table.id, 1):
            meetings, (slot,) = [held.meeting.id for held in there], view.slot_ids([position])
            message = f"{listed(meetings)} share {table.id} at {slot}."
            yield Violation(Rule.ONE_MEETING_PER_TABLE, message, (*meetings, table.id, slot))


def own_tables(view: View) -> Iterator[Violation]:
    """A meeting stands at a table of each of its parties that has own ones."""
    own = view.agenda.programme.own_tables
    for held in view.held if own else ():
        wronged = [party for party in held.meeting.parties if party in own and held.table not in own[party]]
        if wronged:
            message = f"{held.meeting.id} stands at {held.table}, which is not an own table of {listed(wronged)}."
            yield Violation(Rule.OWN_TABLES, message, (held.meeting.id, *wronged, held.table))


def table_features(view: View) -> Iterator[Violation]:
    """A meeting's table has the features that it needs."""
    for held in view.held:
        if not held.meeting.features:
            continue
        features = view.agenda.problem.table_by_id[held.table].features
        missing = [feature for feature in held.meeting.features if feature not in features]
        if missing:
            message = f"{held.meeting.id} needs {listed(missing)}, which {held.table} does not have."
            yield Violation(Rule.TABLE_FEATURES, message, (held.meeting.id, held.table))


def table_zones(view: View) -> Iterator[Violation]:
    """A party with one team has time to walk between successive meetings of one period in different zones.

    Meetings that overlap are the business of `party_teams` alone.
    """
    gap = view.agenda.problem.policy.zone_gap
    for party in view.parties if gap else ():
        if party.teams == 1:
            for first, then in pairwise(view.agenda.parties.in_time(party.id)):
                if 0 <= then.start - first.stop < gap and _apart(view, first, then):
                    free = counted(then.start - first.stop, "free slot")
                    message = (
                        f"{party.id} has {free} to change zones between {first.meeting.id} at {first.table} "
                        f"and {then.meeting.id} at {then.table}, but needs {gap}."
                    )
                    subjects = (first.meeting.id, then.meeting.id, party.id, first.table, then.table)
                    yield Violation(Rule.TABLE_ZONES, message, subjects)


def _apart(view: View, first: Held, then: Held) -> bool:
    """Whether two meetings of one period are held in different zones; no zone is a zone too."""
    tables = view.agenda.problem.table_by_id
    same_period = view.agenda.programme.same_period(first.start, then.start)
    return same_period and tables[first.table].zone != tables[then.table].zone
