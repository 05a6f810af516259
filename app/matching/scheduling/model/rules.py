"""Hard rules that tie meetings to each other, one function each, under the names of docs/model.md and the checker.

What concerns one meeting alone (its period, its slots, its parties' availability, its tables) is in `ways`: a way that
such a rule forbids has no literal.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import combinations

from ortools.sat.python import cp_model

from app.matching.scheduling.model.choices import Literal
from app.matching.scheduling.model.context import Context
from app.matching.scheduling.model.ways import Keep, keep_all
from app.matching.scheduling.problem import Party, Problem
from app.matching.scheduling.timetable import Rule

HardRule = Callable[[Context], None]


def at_most_once(context: Context) -> None:
    """A meeting is held at most once."""
    for meeting in context.problem.meetings:
        if context.keeps(Rule.AT_MOST_ONCE, meeting.id):
            context.at_most(1, context.choices.holding(meeting.id))


def pins(context: Context) -> None:
    """A pinned meeting is held in its slot and, if the pin names one, at its table."""
    for meeting in context.problem.meetings:
        if meeting.pin is not None and context.keeps(Rule.PINS, meeting.id):
            start = context.problem.slot_index[meeting.pin.slot]
            # An empty clause makes the model infeasible, as it should be.
            context.model.add_bool_or(context.choices.holding(meeting.id, start, meeting.pin.table))


def party_teams(context: Context) -> None:
    """A party holds at most as many meetings at a time as it has teams."""
    for party in context.problem.parties:
        for slot in range(len(context.problem.slots)):
            if context.keeps(Rule.PARTY_TEAMS, party.id, *context.slot_ids(slot)):
                context.at_most(party.teams, context.choices.party_in(slot, party.id))


def party_maximum(context: Context) -> None:
    """A party holds no more meetings than its maximum."""
    for party in context.problem.parties:
        if party.max_meetings is not None and context.keeps(Rule.PARTY_MAXIMUM, party.id):
            context.model.add(context.tally.held_by(party) <= party.max_meetings)


def party_consecutive(context: Context) -> None:
    """A party has a free slot in each run of one more than it can be busy in a row."""
    for party in context.problem.parties:
        for window in _windows(context, party.max_consecutive):
            if context.keeps(Rule.PARTY_CONSECUTIVE, party.id, *context.slot_ids(*window)):
                context.model.add_bool_or([~context.presence.busy(party, slot) for slot in window])


def one_meeting_per_table(context: Context) -> None:
    """A table serves one meeting at a time."""
    for index, tables in enumerate(context.choices.classes):
        for slot in range(len(context.problem.slots)):
            if context.keeps(Rule.ONE_MEETING_PER_TABLE, *tables.ids, *context.slot_ids(slot)):
                context.at_most(len(tables.ids), context.choices.tables_in(slot, index))


def table_zones(context: Context) -> None:
    """Two meetings of a party in different zones, at most `zone_gap` slots on from each other, can't both be held.

    That holds whatever lies between them: somewhere on the way the zone changes with even less time to walk.
    """
    for party in context.problem.parties:
        for first, second in _walks(context, party):
            if context.keeps(Rule.TABLE_ZONES, party.id, *context.slot_ids(first, second)):
                here, there = _by_zone(context, party, first), _by_zone(context, party, second)
                for zone, literals in here.items():
                    context.exclude(literals, [x for other, them in there.items() if other != zone for x in them])


def precedence(context: Context) -> None:
    """For each slot: not both started by then and preceded by something that has not ended."""
    for meeting in context.problem.meetings:
        for earlier in meeting.after:
            if not context.keeps(Rule.PRECEDENCE, meeting.id, earlier):
                continue
            for slot in range(len(context.problem.slots)):
                started = [x for slots, x in _held(context, meeting.id) if slots.start <= slot]
                unfinished = [x for slots, x in _held(context, earlier) if slots.stop > slot]
                context.exclude(started, unfinished)


def interpreter_present(context: Context) -> None:
    """One interpreter serves each start of a meeting that needs one; more than one would never help."""
    for meeting in context.problem.meetings:
        if not meeting.interpreting or not context.keeps(Rule.INTERPRETER_PRESENT, meeting.id):
            continue
        for way in context.choices.ways[meeting.id]:
            serving = context.choices.serving(meeting.id, way.start)
            holding = context.choices.holding(meeting.id, way.start)
            context.model.add(cp_model.LinearExpr.sum(serving) == cp_model.LinearExpr.sum(holding))


def resource_capacity(context: Context) -> None:
    """No more meetings use a resource in a slot than its capacity."""
    for resource in context.problem.resources:
        users = [m.id for m in context.problem.meetings if resource.id in m.resources]
        for slot in range(len(context.problem.slots)):
            if context.keeps(Rule.RESOURCE_CAPACITY, resource.id, *context.slot_ids(slot)):
                using = [x for meeting in users for x in context.choices.meeting_in(slot, meeting)]
                context.at_most(resource.capacity, using)


def alternatives(context: Context) -> None:
    """At most one meeting of those with the same label is held."""
    labels: dict[str, list[str]] = {}
    for meeting in context.problem.meetings:
        if meeting.alternative is not None:
            labels.setdefault(meeting.alternative, []).append(meeting.id)
    for meetings in labels.values():
        if context.keeps(Rule.ALTERNATIVES, *meetings):
            context.at_most(1, [x for meeting in meetings for x in context.choices.holding(meeting)])


def one_meeting_per_interpreter(context: Context) -> None:
    """An interpreter serves one meeting at a time."""
    for interpreter in context.problem.interpreters:
        for slot in range(len(context.problem.slots)):
            if context.keeps(Rule.ONE_MEETING_PER_INTERPRETER, interpreter.id, *context.slot_ids(slot)):
                context.at_most(1, context.choices.interpreter_in(slot, interpreter.id))


def interpreter_maximum(context: Context) -> None:
    """An interpreter serves no more meetings than its maximum."""
    for interpreter in context.problem.interpreters:
        if interpreter.max_meetings is not None and context.keeps(Rule.INTERPRETER_MAXIMUM, interpreter.id):
            served = context.choices.served_by(interpreter.id)
            context.model.add(cp_model.LinearExpr.sum(served) <= interpreter.max_meetings)


def interpreter_consecutive(context: Context) -> None:
    """An interpreter has a free slot in each run of one more than it can serve in a row."""
    for interpreter in context.problem.interpreters:
        for window in _windows(context, interpreter.max_consecutive):
            if context.keeps(Rule.INTERPRETER_CONSECUTIVE, interpreter.id, *context.slot_ids(*window)):
                context.model.add_bool_or([~context.presence.serves(interpreter, slot) for slot in window])


def break_spread(context: Context) -> None:
    """The numbers of breaks of any two parties differ by at most the spread.

    Who meets at most once has no break, and most programmes have such a party: then the fewest breaks are none, which
    spares the search a number that it would have to guess.
    """
    spread = context.problem.policy.max_break_spread
    if spread is None or not context.keeps(Rule.BREAK_SPREAD):
        return
    breaks = [context.presence.break_ends(party) for party in context.problem.parties]
    meetings = Counter(party for meeting in context.problem.meetings for party in meeting.parties)
    fewest = min(
        (min(len(ends), max(meetings[p.id] - 1, 0)) for p, ends in zip(context.problem.parties, breaks, strict=True)),
        default=0,
    )
    least = context.model.new_int_var(0, fewest, "fewest breaks") if fewest else 0
    for ends in breaks:
        number = cp_model.LinearExpr.sum(ends)
        context.model.add(number >= least)
        context.model.add(number <= least + spread)


HARD_RULES: dict[Rule, HardRule] = {
    Rule.AT_MOST_ONCE: at_most_once,
    Rule.PINS: pins,
    Rule.PARTY_TEAMS: party_teams,
    Rule.PARTY_MAXIMUM: party_maximum,
    Rule.PARTY_CONSECUTIVE: party_consecutive,
    Rule.ONE_MEETING_PER_TABLE: one_meeting_per_table,
    Rule.TABLE_ZONES: table_zones,
    Rule.PRECEDENCE: precedence,
    Rule.INTERPRETER_PRESENT: interpreter_present,
    Rule.RESOURCE_CAPACITY: resource_capacity,
    Rule.ALTERNATIVES: alternatives,
    Rule.ONE_MEETING_PER_INTERPRETER: one_meeting_per_interpreter,
    Rule.INTERPRETER_MAXIMUM: interpreter_maximum,
    Rule.INTERPRETER_CONSECUTIVE: interpreter_consecutive,
    Rule.BREAK_SPREAD: break_spread,
}


def build(problem: Problem, keep: Keep = keep_all) -> Context:
    """The model of all hard rules that `keep` keeps; goals are added to it one by one."""
    context = Context(problem, keep)
    for rule in HARD_RULES.values():
        rule(context)
    return context


def _windows(context: Context, most: int | None) -> Iterator[range]:
    """Runs of `most` + 1 slots of one period: one of them must be free."""
    if most is not None:
        for period in context.problem.periods:
            yield from (range(first, first + most + 1) for first in range(period.start, period.stop - most))


def _walks(context: Context, party: Party) -> Iterator[tuple[int, int]]:
    """Pairs of slots between which the party has no time to change the zone."""
    gap = context.problem.policy.zone_gap
    if party.teams == 1 and gap > 0:
        for period in context.problem.periods:
            yield from ((first, second) for first, second in combinations(period, 2) if second - first <= gap)


def _by_zone(context: Context, party: Party, slot: int) -> dict[str | None, list[Literal]]:
    zones: dict[str | None, list[Literal]] = {}
    for index, tables in enumerate(context.choices.classes):
        zones.setdefault(tables.representative.zone, []).extend(context.choices.party_at(slot, party.id, index))
    return zones


def _held(context: Context, meeting: str) -> Iterator[tuple[range, Literal]]:
    for way in context.choices.ways[meeting]:
        yield from ((way.slots, literal) for literal in context.choices.holding(meeting, way.start))
