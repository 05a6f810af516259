"""The parts of a conflict, as sentences."""

from app.matching.scheduling.problem import Meeting, Problem
from app.matching.scheduling.sentences import Said, said
from app.matching.scheduling.timetable import Conflict, Rule

Subjects = tuple[str, ...]


def told(problem: Problem, part: Conflict) -> Said:
    """What this part of the conflict says. `part` is of a conflict of `problem`."""
    rule, subjects = Rule(part.rule), part.subjects
    kinds = (_of_meetings, _of_party, _of_table, _of_people)
    return next(words for tell in kinds if (words := tell(problem, rule, subjects)) is not None)


def _of_meetings(problem: Problem, rule: Rule, subjects: Subjects) -> Said | None:
    match rule:
        case Rule.PINS:
            return _pin(problem.meeting_by_id[subjects[0]])
        case Rule.AT_MOST_ONCE | Rule.WITHIN_PERIOD | Rule.ALLOWED_SLOTS:
            return said(rule, meetings=subjects[:1], slots=subjects[1:])
        case Rule.PRECEDENCE:
            return said(rule, meetings=subjects[:1], before=subjects[1:])
        case Rule.ALTERNATIVES:
            return said(rule, meetings=subjects)
        case Rule.RESOURCE_CAPACITY:
            name, slot = subjects
            return said(rule, problem.resource_by_id[name].capacity, resources=[name], slots=[slot])
    return None


def _pin(meeting: Meeting) -> Said:
    assert meeting.pin is not None, "a part of rule 'pins' names a pinned meeting"
    slot, table = meeting.pin.slot, meeting.pin.table
    if table is None:
        return said(Rule.PINS, meetings=[meeting.id], slots=[slot])
    return said("pins/table", meetings=[meeting.id], slots=[slot], tables=[table])


def _of_party(problem: Problem, rule: Rule, subjects: Subjects) -> Said | None:
    match rule:
        case Rule.PARTY_AVAILABILITY:
            return said(rule, meetings=subjects[:1], parties=subjects[1:2], slots=subjects[2:])
        case Rule.PARTY_TEAMS | Rule.PARTY_MAXIMUM | Rule.PARTY_CONSECUTIVE:
            party = problem.party_by_id[subjects[0]]
            number = {Rule.PARTY_TEAMS: party.teams, Rule.PARTY_MAXIMUM: party.max_meetings}.get(rule)
            return said(rule, number, parties=[party.id], slots=subjects[1:])
        case Rule.TABLE_ZONES:
            return said(rule, parties=subjects[:1], slots=subjects[1:2], to=subjects[2:])
        case Rule.BREAK_SPREAD:
            return said(rule, problem.policy.max_break_spread)
    return None


def _of_table(problem: Problem, rule: Rule, subjects: Subjects) -> Said | None:
    match rule:
        case Rule.TABLE_AVAILABILITY | Rule.ONE_MEETING_PER_TABLE:
            *tables, slot = subjects
            many = f"{rule}/many" if len(tables) > 1 else rule
            return said(many, len(tables) if len(tables) > 1 else None, tables=tables, slots=[slot])
        case Rule.OWN_TABLES:
            meeting = problem.meeting_by_id[subjects[0]]
            owners = [party for party in meeting.parties if problem.party_by_id[party].tables is not None]
            own = problem.own_tables(meeting) or frozenset()
            tables = [table.id for table in problem.tables if table.id in own]
            return said(rule, meetings=[meeting.id], parties=owners, tables=tables)
        case Rule.TABLE_FEATURES:
            meeting = problem.meeting_by_id[subjects[0]]
            return said(rule, meetings=[meeting.id], words=meeting.features)
    return None


def _of_people(problem: Problem, rule: Rule, subjects: Subjects) -> Said:
    """Of interpreters, all that is left."""
    first, *others = subjects
    if rule is not Rule.INTERPRETER_PRESENT:
        number = problem.interpreter_by_id[first].max_meetings if rule is Rule.INTERPRETER_MAXIMUM else None
        return said(rule, number, interpreters=[first], slots=others)
    words = problem.meeting_by_id[first].interpreting
    if others:
        return said("interpreter-present/languages", meetings=[first], interpreters=others, words=words)
    return said(rule, meetings=[first], words=words)
