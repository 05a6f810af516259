"""Changes of other data than pins that resolve a conflict alone: what else an organiser may do, each tried."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from app.matching.scheduling.changing import unused, with_changed, with_more_tables
from app.matching.scheduling.problem import Interpreter, Meeting, Problem
from app.matching.scheduling.sentences import Said, said
from app.matching.scheduling.timetable import Conflict, Rule

Amendment = tuple[Said, Problem]
"""What to change, and the problem so changed."""
Subjects = tuple[str, ...]
Amend = Callable[[Problem, Subjects, Sequence[Meeting]], Iterator[Amendment]]


def amendments(problem: Problem, conflict: Sequence[Conflict]) -> Iterator[Amendment]:
    """For each rule of the conflict what would keep it from standing against the pins; whether it is enough is open."""
    pins = [problem.meeting_by_id[part.subjects[0]] for part in conflict if part.rule == Rule.PINS]
    for part in conflict:
        if part.rule in AMENDS:
            yield from AMENDS[Rule(part.rule)](problem, part.subjects, pins)


def _allowed_slots(problem: Problem, subjects: Subjects, _pins: Sequence[Meeting]) -> Iterator[Amendment]:
    name, slot = subjects
    slots = problem.meeting_by_id[name].slots or ()
    words = said("change/allowed-slots", meetings=[name], slots=[slot])
    yield words, with_changed(problem, "meetings", name, slots=(*slots, slot))


def _party_availability(problem: Problem, subjects: Subjects, _pins: Sequence[Meeting]) -> Iterator[Amendment]:
    _, name, slot = subjects
    left = tuple(away for away in problem.party_by_id[name].unavailable if away != slot)
    words = said("change/party-availability", parties=[name], slots=[slot])
    yield words, with_changed(problem, "parties", name, unavailable=left)


def _party_teams(problem: Problem, subjects: Subjects, _pins: Sequence[Meeting]) -> Iterator[Amendment]:
    name, slot = subjects
    number = len([meeting for meeting in _in_slot(problem, _pinned(problem), slot) if name in meeting.parties])
    words = said("change/party-teams", number, parties=[name])
    yield words, with_changed(problem, "parties", name, teams=number)


def _party_maximum(problem: Problem, subjects: Subjects, _pins: Sequence[Meeting]) -> Iterator[Amendment]:
    (name,) = subjects
    number = len([meeting for meeting in _pinned(problem) if name in meeting.parties])
    yield (
        said("change/party-maximum", number, parties=[name]),
        with_changed(problem, "parties", name, max_meetings=number),
    )


def _party_consecutive(problem: Problem, subjects: Subjects, _pins: Sequence[Meeting]) -> Iterator[Amendment]:
    name, *window = subjects
    words = said("change/party-consecutive", len(window), parties=[name])
    yield words, with_changed(problem, "parties", name, max_consecutive=len(window))


def _table_availability(problem: Problem, subjects: Subjects, _pins: Sequence[Meeting]) -> Iterator[Amendment]:
    name, *_, slot = subjects
    left = tuple(away for away in problem.table_by_id[name].unavailable if away != slot)
    words = said("change/table-availability", tables=[name], slots=[slot])
    yield words, with_changed(problem, "tables", name, unavailable=left)


def _one_meeting_per_table(problem: Problem, subjects: Subjects, pins: Sequence[Meeting]) -> Iterator[Amendment]:
    *names, slot = subjects
    if any(meeting.pin is not None and meeting.pin.table in names for meeting in pins):
        return  # They would still want the same one.
    wanted = len(_in_slot(problem, pins, slot)) - len(names)
    if wanted > 0:
        yield (
            said("change/one-meeting-per-table", wanted, tables=names[:1]),
            with_more_tables(problem, names[0], wanted),
        )


def _own_tables(problem: Problem, subjects: Subjects, _pins: Sequence[Meeting]) -> Iterator[Amendment]:
    meeting = problem.meeting_by_id[subjects[0]]
    table = None if meeting.pin is None else meeting.pin.table
    if table is None:
        return
    changed = problem
    parties = [problem.party_by_id[party] for party in meeting.parties]
    bound = [party for party in parties if party.tables is not None and table not in party.tables]
    for party in bound:
        changed = with_changed(changed, "parties", party.id, tables=(*(party.tables or ()), table))
    yield said("change/own-tables", parties=[party.id for party in bound], tables=[table]), changed


def _table_features(problem: Problem, subjects: Subjects, _pins: Sequence[Meeting]) -> Iterator[Amendment]:
    meeting = problem.meeting_by_id[subjects[0]]
    if meeting.pin is not None and meeting.pin.table is not None:
        table = problem.table_by_id[meeting.pin.table]
        missing = [feature for feature in meeting.features if feature not in table.features]
        words = said("change/table-features", tables=[table.id], words=missing)
        yield words, with_changed(problem, "tables", table.id, features=(*table.features, *missing))


def _table_zones(problem: Problem, subjects: Subjects, _pins: Sequence[Meeting]) -> Iterator[Amendment]:
    _, first, second = subjects
    free = problem.slot_index[second] - problem.slot_index[first] - 1
    words = said("change/table-zones", free)
    yield words, replace(problem, policy=replace(problem.policy, zone_gap=free))


def _precedence(problem: Problem, subjects: Subjects, _pins: Sequence[Meeting]) -> Iterator[Amendment]:
    name, before = subjects
    left = tuple(earlier for earlier in problem.meeting_by_id[name].after if earlier != before)
    yield (
        said("change/precedence", meetings=[name], before=[before]),
        with_changed(problem, "meetings", name, after=left),
    )


def _resource_capacity(problem: Problem, subjects: Subjects, _pins: Sequence[Meeting]) -> Iterator[Amendment]:
    name, slot = subjects
    number = len([meeting for meeting in _in_slot(problem, _pinned(problem), slot) if name in meeting.resources])
    words = said("change/resource-capacity", number, resources=[name])
    yield words, with_changed(problem, "resources", name, capacity=number)


def _alternatives(problem: Problem, subjects: Subjects, _pins: Sequence[Meeting]) -> Iterator[Amendment]:
    changed = problem
    for name in subjects:
        changed = with_changed(changed, "meetings", name, alternative=None)
    yield said("change/alternatives", meetings=subjects), changed


def _interpreter_present(problem: Problem, subjects: Subjects, _pins: Sequence[Meeting]) -> Iterator[Amendment]:
    if len(subjects) > 1:
        return  # One more interpreter is proposed once, not beside each who lacks a language.
    languages = problem.meeting_by_id[subjects[0]].interpreting
    fresh = Interpreter(id=unused("one more", set(problem.interpreter_by_id)), languages=languages)
    words = said("change/interpreter-present", words=languages)
    yield words, replace(problem, interpreters=(*problem.interpreters, fresh))


def _interpreter_availability(problem: Problem, subjects: Subjects, _pins: Sequence[Meeting]) -> Iterator[Amendment]:
    name, slot = subjects
    left = tuple(away for away in problem.interpreter_by_id[name].unavailable if away != slot)
    words = said("change/interpreter-availability", interpreters=[name], slots=[slot])
    yield words, with_changed(problem, "interpreters", name, unavailable=left)


def _interpreter_maximum(problem: Problem, subjects: Subjects, _pins: Sequence[Meeting]) -> Iterator[Amendment]:
    (name,) = subjects
    number = (problem.interpreter_by_id[name].max_meetings or 0) + 1
    words = said("change/interpreter-maximum", number, interpreters=[name])
    yield words, with_changed(problem, "interpreters", name, max_meetings=number)


def _interpreter_consecutive(problem: Problem, subjects: Subjects, _pins: Sequence[Meeting]) -> Iterator[Amendment]:
    name, *window = subjects
    words = said("change/interpreter-consecutive", len(window), interpreters=[name])
    yield words, with_changed(problem, "interpreters", name, max_consecutive=len(window))


def _break_spread(problem: Problem, _subjects: Subjects, _pins: Sequence[Meeting]) -> Iterator[Amendment]:
    number = (problem.policy.max_break_spread or 0) + 1
    policy = replace(problem.policy, max_break_spread=number)
    yield said("change/break-spread", number), replace(problem, policy=policy)


AMENDS: dict[Rule, Amend] = {
    Rule.ALLOWED_SLOTS: _allowed_slots,
    Rule.PARTY_AVAILABILITY: _party_availability,
    Rule.PARTY_TEAMS: _party_teams,
    Rule.PARTY_MAXIMUM: _party_maximum,
    Rule.PARTY_CONSECUTIVE: _party_consecutive,
    Rule.TABLE_AVAILABILITY: _table_availability,
    Rule.ONE_MEETING_PER_TABLE: _one_meeting_per_table,
    Rule.OWN_TABLES: _own_tables,
    Rule.TABLE_FEATURES: _table_features,
    Rule.TABLE_ZONES: _table_zones,
    Rule.PRECEDENCE: _precedence,
    Rule.INTERPRETER_PRESENT: _interpreter_present,
    Rule.RESOURCE_CAPACITY: _resource_capacity,
    Rule.ALTERNATIVES: _alternatives,
    Rule.INTERPRETER_AVAILABILITY: _interpreter_availability,
    Rule.INTERPRETER_MAXIMUM: _interpreter_maximum,
    Rule.INTERPRETER_CONSECUTIVE: _interpreter_consecutive,
    Rule.BREAK_SPREAD: _break_spread,
}


def _pinned(problem: Problem) -> list[Meeting]:
    return [meeting for meeting in problem.meetings if meeting.pin is not None]


def _in_slot(problem: Problem, pins: Sequence[Meeting], slot: str) -> list[Meeting]:
    """Those of the pinned meetings that take this slot."""
    position = problem.slot_index[slot]
    starts = {meeting.id: problem.slot_index[meeting.pin.slot] for meeting in pins if meeting.pin is not None}
    return [meeting for meeting in pins if starts[meeting.id] <= position < starts[meeting.id] + meeting.length]
