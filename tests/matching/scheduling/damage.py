"""Valid timetables with every feature in them, and one way for each hard rule of breaking it and no other.

Most kinds of damage tighten the instance around a timetable that was legal before, or bring in newcomers whom nothing
else concerns: so it is plain without any checker that the one rule is broken and all others are kept.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import combinations, count
from random import Random
from typing import Any

from app.matching.scheduling.problem import Interpreter, Meeting, Party, Resource, Spot, Table
from app.matching.scheduling.timetable import Placement, Rule
from tests.matching.scheduling.cases import Case, valid_case
from tests.matching.scheduling.hall import changed

VALID_CASES = 60

Changes = dict[str, dict[str, Any]]
Damage = Callable[[Random, Case], Case | None]


def known_ids(source: Random, case: Case) -> Case:
    """One more placement, which names something that does not exist."""
    slot, table = case.problem.slots[0].id, case.problem.tables[0].id
    meeting = case.problem.meetings[0].id
    stray = source.choice(
        [
            Placement(meeting="nobody", slot=slot, table=table),
            Placement(meeting=meeting, slot="never", table=table),
            Placement(meeting=meeting, slot=slot, table="nowhere"),
            Placement(meeting=meeting, slot=slot, table=table, interpreters=("nobody",)),
        ]
    )
    return replace(case, placements=(*case.placements, stray))


def at_most_once(source: Random, case: Case) -> Case | None:
    """A meeting placed again, here or elsewhere."""
    if not case.placements:
        return None
    again = replace(source.choice(case.placements), table=source.choice(case.problem.tables).id)
    return replace(case, placements=(*case.placements, again))


def within_period(source: Random, case: Case) -> Case:
    """A newcomers' meeting that never ends."""
    slot = source.choice(case.problem.slots).id
    return newcomers(case, Placement(meeting="new", slot=slot, table="new table"), length=99)


def allowed_slots(source: Random, case: Case) -> Case | None:
    """A meeting that may start in any slot but its own."""
    placement = some_placement(source, case)
    if placement is None:
        return None
    others = tuple(slot.id for slot in case.problem.slots if slot.id != placement.slot)
    return tightened(case, {placement.meeting: {"slots": others}})


def pins(source: Random, case: Case) -> Case | None:
    """A meeting pinned to another slot, another table, or pinned and not held."""
    meeting = source.choice(case.problem.meetings)
    held = {placement.meeting: placement for placement in case.placements}.get(meeting.id)
    spots = [Spot(slot=slot.id, table=table.id) for slot in case.problem.slots for table in case.problem.tables]
    elsewhere = [spot for spot in spots if held is None or (spot.slot, spot.table) != (held.slot, held.table)]
    return tightened(case, {meeting.id: {"pin": source.choice(elsewhere)}}) if elsewhere else None


def party_availability(source: Random, case: Case) -> Case | None:
    """A party away in a slot in which it meets."""
    placement = some_placement(source, case)
    if placement is None:
        return None
    party = source.choice(case.meeting(placement).parties)
    return tightened(case, {party: {"unavailable": (source.choice(case.slots(placement)),)}})


def party_teams(source: Random, case: Case) -> Case | None:
    """Two meetings of a newcomer at the same time."""
    newcomer = newcomers(case, Placement(meeting="new", slot=source.choice(case.problem.slots).id, table="new table"))
    meeting, party = Meeting(id="more", parties=("new 1", "new 3")), Party(id="new 3", side="new")
    problem = replace(
        newcomer.problem,
        meetings=(*newcomer.problem.meetings, meeting),
        parties=(*newcomer.problem.parties, party),
        tables=(*newcomer.problem.tables, Table(id="more tables")),
    )
    second = replace(newcomer.placements[-1], meeting="more", table="more tables")
    return Case(problem, (*newcomer.placements, second))


def party_maximum(source: Random, case: Case) -> Case | None:
    """A party that may hold one less than it does."""
    busy = [party.id for party in case.problem.parties if case.of(party.id)]
    if not busy:
        return None
    party = source.choice(busy)
    return tightened(case, {party: {"max_meetings": len(case.of(party)) - 1}})


def party_consecutive(source: Random, case: Case) -> Case | None:
    """A party that needs a rest between two slots in which it has none."""
    tired = [party.id for party in case.problem.parties if runs_on(case, party.id)]
    return tightened(case, {source.choice(tired): {"max_consecutive": 1}}) if tired else None


def table_availability(source: Random, case: Case) -> Case | None:
    """A table out of use while somebody stands at it."""
    placement = some_placement(source, case)
    if placement is None:
        return None
    return tightened(case, {placement.table: {"unavailable": (source.choice(case.slots(placement)),)}})


def one_meeting_per_table(source: Random, case: Case) -> Case | None:
    """Newcomers who sit down with others."""
    placement = some_placement(source, case)
    return None if placement is None else newcomers(case, replace(placement, meeting="new", interpreters=()))


def own_tables(source: Random, case: Case) -> Case | None:
    """A party that gets a new table for its own, the only one to have any, and has stood at another."""
    placement = some_placement(source, case)
    if placement is None:
        return None
    host = source.choice(case.meeting(placement).parties)
    owners: Changes = {
        party.id: {"tables": ("new table",) if party.id == host else None} for party in case.problem.parties
    }
    roomy = replace(case.problem, tables=(*case.problem.tables, Table(id="new table")))
    return tightened(replace(case, problem=roomy), owners)


def table_features(source: Random, case: Case) -> Case | None:
    """A meeting that wants what no table has."""
    placement = some_placement(source, case)
    return None if placement is None else tightened(case, {placement.meeting: {"features": ("piano",)}})


def table_zones(source: Random, case: Case) -> Case | None:
    """A walk that is too long for the breaks of the day."""
    walks = [
        then.table
        for party in case.problem.parties
        if party.teams == 1
        for first, then in zip(case.of(party.id), case.of(party.id)[1:], strict=False)
        if first.table != then.table and case.period(case.start(first)) == case.period(case.start(then))
    ]
    if not walks:
        return None
    return tightened(case, {source.choice(walks): {"zone": "over the hills"}, "policy": {"zone_gap": 99}})


def precedence(source: Random, case: Case) -> Case | None:
    """A meeting, the only one to wait for another, that should have waited for one not over when it starts."""
    pairs = [
        (first, then)
        for first in case.placements
        for then in case.placements
        if first is not then and case.start(then) < case.start(first) + case.meeting(first).length
    ]
    if not pairs:
        return None
    first, then = source.choice(pairs)
    others: Changes = {meeting.id: {"after": ()} for meeting in case.problem.meetings}
    return tightened(case, others | {then.meeting: {"after": (first.meeting,)}})


def interpreter_present(source: Random, case: Case) -> Case | None:
    """A meeting in a language that nobody knows."""
    placement = some_placement(source, case)
    return None if placement is None else tightened(case, {placement.meeting: {"interpreting": ("eo",)}})


def resource_capacity(source: Random, case: Case) -> Case | None:
    """Newcomers, for whom there is one car too few."""
    slot = source.choice(case.problem.slots).id
    car = replace(case.problem, resources=(*case.problem.resources, Resource(id="car", capacity=0)))
    placement = Placement(meeting="new", slot=slot, table="new table")
    return newcomers(replace(case, problem=car), placement, resources=("car",))


def alternatives(source: Random, case: Case) -> Case | None:
    """Two meetings that are held and should not both be."""
    if len(case.placements) < 2:
        return None
    return tightened(case, {p.meeting: {"alternative": "either"} for p in source.sample(case.placements, 2)})


def one_meeting_per_interpreter(source: Random, case: Case) -> Case | None:
    """A new interpreter who is sent to two meetings at the same time."""
    pairs = [
        pair for pair in combinations(case.placements, 2) if set(case.slots(pair[0])).intersection(case.slots(pair[1]))
    ]
    return with_interpreter(case, source.choice(pairs)) if pairs else None


def interpreter_availability(source: Random, case: Case) -> Case | None:
    """A new interpreter who is sent to a meeting and away."""
    placement = some_placement(source, case)
    if placement is None:
        return None
    return with_interpreter(case, (placement,), unavailable=(source.choice(case.slots(placement)),))


def interpreter_maximum(source: Random, case: Case) -> Case | None:
    """A new interpreter who is sent to a meeting and may serve none."""
    placement = some_placement(source, case)
    return None if placement is None else with_interpreter(case, (placement,), max_meetings=0)


def interpreter_consecutive(source: Random, case: Case) -> Case | None:
    """A new interpreter who is sent from one meeting to the next and needs a rest between."""
    pairs = [
        (first, then)
        for first in case.placements
        for then in case.placements
        if case.start(then) == case.start(first) + case.meeting(first).length
        and case.period(case.start(then)) == case.period(case.start(first))
    ]
    return with_interpreter(case, source.choice(pairs), max_consecutive=1) if pairs else None


def break_spread(source: Random, case: Case) -> Case | None:
    """Newcomers with a break each beside a bystander without one, where none may have more than another."""
    starts = [i for i in range(len(case.problem.slots) - 2) if case.period(i) == case.period(i + 2)]
    if not starts:
        return None
    start = source.choice(starts)
    first = Placement(meeting="new", slot=case.problem.slots[start].id, table="new table")
    case = newcomers(case, first)
    again = Meeting(id="again", parties=("new 1", "new 2"))
    bystander = Party(id="bystander", side="new")
    problem = replace(
        case.problem,
        meetings=(*case.problem.meetings, again),
        parties=(*case.problem.parties, bystander),
        policy=replace(case.problem.policy, max_break_spread=0),
    )
    then = replace(first, meeting="again", slot=case.problem.slots[start + 2].id)
    return Case(problem, (*case.placements, then))


DAMAGE: dict[Rule, Damage] = {
    Rule.KNOWN_IDS: known_ids,
    Rule.AT_MOST_ONCE: at_most_once,
    Rule.WITHIN_PERIOD: within_period,
    Rule.ALLOWED_SLOTS: allowed_slots,
    Rule.PINS: pins,
    Rule.PARTY_AVAILABILITY: party_availability,
    Rule.PARTY_TEAMS: party_teams,
    Rule.PARTY_MAXIMUM: party_maximum,
    Rule.PARTY_CONSECUTIVE: party_consecutive,
    Rule.TABLE_AVAILABILITY: table_availability,
    Rule.ONE_MEETING_PER_TABLE: one_meeting_per_table,
    Rule.OWN_TABLES: own_tables,
    Rule.TABLE_FEATURES: table_features,
    Rule.TABLE_ZONES: table_zones,
    Rule.PRECEDENCE: precedence,
    Rule.INTERPRETER_PRESENT: interpreter_present,
    Rule.RESOURCE_CAPACITY: resource_capacity,
    Rule.ALTERNATIVES: alternatives,
    Rule.ONE_MEETING_PER_INTERPRETER: one_meeting_per_interpreter,
    Rule.INTERPRETER_AVAILABILITY: interpreter_availability,
    Rule.INTERPRETER_MAXIMUM: interpreter_maximum,
    Rule.INTERPRETER_CONSECUTIVE: interpreter_consecutive,
    Rule.BREAK_SPREAD: break_spread,
}


def damaged(rule: Rule) -> Iterator[Case]:
    """Cases damaged in this way, for ever; the few that can't be are passed over."""
    for seed in count():
        source = Random(f"{rule} {seed}")
        case = DAMAGE[rule](source, valid_case(seed % VALID_CASES))
        if case is not None:
            yield case


def some_placement(source: Random, case: Case) -> Placement | None:
    """Any, if there is one."""
    return source.choice(case.placements) if case.placements else None


def tightened(case: Case, changes: Changes) -> Case:
    """The same placements under a harder instance."""
    return replace(case, problem=changed(case.problem, changes))


def newcomers(case: Case, placement: Placement, **wishes: Any) -> Case:
    """Two new parties who meet at a new table, or wherever the placement says; breaks may be spread as they are."""
    meeting = replace(Meeting(id="new", parties=("new 1", "new 2")), **wishes)
    problem = replace(
        case.problem,
        tables=(*case.problem.tables, Table(id="new table")),
        parties=(*case.problem.parties, Party(id="new 1", side="new"), Party(id="new 2", side="new")),
        meetings=(*case.problem.meetings, meeting),
        policy=replace(case.problem.policy, max_break_spread=None),
    )
    return Case(problem, (*case.placements, placement))


def with_interpreter(case: Case, placements: tuple[Placement, ...], **limits: Any) -> Case:
    """A new interpreter, who knows everything, at these meetings."""
    interpreter = replace(Interpreter(id="new", languages=("ko", "lo")), **limits)
    problem = replace(case.problem, interpreters=(*case.problem.interpreters, interpreter))
    joined = tuple(
        replace(placement, interpreters=(*placement.interpreters, "new")) if placement in placements else placement
        for placement in case.placements
    )
    return Case(problem, joined)


def runs_on(case: Case, who: str) -> bool:
    """Whether somebody is busy in two slots in a row of one period."""
    busy = case.busy(who)
    return any(slot + 1 in busy and case.period(slot) == case.period(slot + 1) for slot in busy)
