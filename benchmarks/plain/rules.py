"""The hard rules of the plain model, one function each, as docs/instance-format.md words them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from ortools.sat.python import cp_model

from app.matching.scheduling.problem import Party
from benchmarks.plain import Unsupported
from benchmarks.plain.choices import Choice, Choices, total


def at_most_once(choices: Choices) -> None:
    """A meeting is held at one start and table."""
    for ways in choices.of_meeting.values():
        choices.model.add_at_most_one(way.literal for way in ways)


def pins(choices: Choices) -> None:
    """A pinned meeting is held where it is pinned."""
    for meeting in choices.problem.meetings:
        if meeting.pin is not None:
            start = choices.problem.slot_index[meeting.pin.slot]
            named = meeting.pin.table
            choices.model.add_bool_or(
                way.literal
                for way in choices.of_meeting[meeting.id]
                if way.start == start and (named is None or choices.kinds[way.kind][0] == named)
            )


def party_teams(choices: Choices) -> None:
    """A party has no more meetings at once than teams."""
    for party in choices.problem.parties:
        for taking in choices.by_slot(choices.of_party[party.id]):
            at_most(choices, taking, party.teams)


def party_maximum(choices: Choices) -> None:
    """A party holds no more meetings than its maximum."""
    for party in choices.problem.parties:
        if party.max_meetings is not None:
            choices.model.add(total(choices.of_party[party.id]) <= party.max_meetings)


def party_consecutive(choices: Choices) -> None:
    """A party rests after so many busy slots."""
    for party in choices.problem.parties:
        if party.max_consecutive is not None:
            rests(choices, busy_slots(choices, party), party.max_consecutive)


def one_meeting_per_table(choices: Choices) -> None:
    """No more meetings at once than there are tables of a kind."""
    kinds: dict[int, list[Choice]] = defaultdict(list)
    for choice in choices.all():
        kinds[choice.kind].append(choice)
    for kind, at_kind in kinds.items():
        for taking in choices.by_slot(at_kind):
            at_most(choices, taking, len(choices.kinds[kind]))


def table_zones(choices: Choices) -> None:
    """Not modelled."""
    if choices.problem.policy.zone_gap and len({table.zone for table in choices.problem.tables}) > 1:
        raise Unsupported("zones")


def precedence(choices: Choices) -> None:
    """At no slot has a meeting begun while one that must come before it has not ended."""
    for meeting in choices.problem.meetings:
        for earlier in meeting.after:
            first, then = choices.of_meeting[earlier], choices.of_meeting[meeting.id]
            for slot in range(len(choices.problem.slots)):
                begun = [way for way in then if way.start <= slot]
                unfinished = [way for way in first if way.slots.stop > slot]
                at_most(choices, begun + unfinished, 1)


def resource_capacity(choices: Choices) -> None:
    """No more users of a resource at once than its capacity."""
    for resource in choices.problem.resources:
        users = [choice for choice in choices.all() if resource.id in choice.meeting.resources]
        for taking in choices.by_slot(users):
            at_most(choices, taking, resource.capacity)


def alternatives(choices: Choices) -> None:
    """Of the meetings with one label at most one is held."""
    labelled: dict[str, list[Choice]] = defaultdict(list)
    for choice in choices.all():
        if choice.meeting.alternative is not None:
            labelled[choice.meeting.alternative].append(choice)
    for ways in labelled.values():
        at_most(choices, ways, 1)


def break_spread(choices: Choices) -> None:
    """The breaks of any two parties differ by no more than the spread."""
    spread = choices.problem.policy.max_break_spread
    if spread is not None:
        least = choices.model.new_int_var(0, len(choices.problem.slots), "")
        for party in choices.problem.parties:
            breaks = cp_model.LinearExpr.sum(break_literals(choices, party))
            choices.model.add(breaks >= least)
            choices.model.add(breaks <= least + spread)


RULES: tuple[Callable[[Choices], None], ...] = (
    at_most_once,
    pins,
    party_teams,
    party_maximum,
    party_consecutive,
    one_meeting_per_table,
    table_zones,
    precedence,
    resource_capacity,
    alternatives,
    break_spread,
)


def at_most(choices: Choices, ways: Sequence[Choice], most: int) -> None:
    """No more than `most` of the choices."""
    if most == 1:
        choices.model.add_at_most_one(way.literal for way in ways)
    elif len(ways) > most:
        choices.model.add(total(ways) <= most)


def rests(choices: Choices, busy: Sequence[Any], most: int) -> None:
    """Of each `most` + 1 slots in a row of a period one is not busy."""
    for period in choices.problem.periods:
        for first in period[: max(0, len(period) - most)]:
            choices.model.add_bool_or(~literal for literal in busy[first : first + most + 1])


def busy_slots(choices: Choices, party: Party) -> list[Any]:
    """For each slot, a literal that is true if and only if the party meets in it."""
    return [_any(choices, [way.literal for way in ways]) for ways in choices.by_slot(choices.of_party[party.id])]


def break_literals(choices: Choices, party: Party) -> list[Any]:
    """A literal for each slot after which a break of the party may end; as many are true as it has breaks."""
    if party.id not in choices.breaks_of:
        choices.breaks_of[party.id] = _breaks(choices, party)
    return choices.breaks_of[party.id]


def _breaks(choices: Choices, party: Party) -> list[Any]:
    busy = busy_slots(choices, party)
    breaks = []
    for period in choices.problem.periods:
        met = choices.new_literal()
        choices.model.add(met == 0)
        for slot in period[:-1]:
            ends = choices.new_literal()
            choices.model.add_bool_and(met, ~busy[slot], busy[slot + 1]).only_enforce_if(ends)
            choices.model.add_bool_or(ends, ~met, busy[slot], ~busy[slot + 1])
            breaks.append(ends)
            met = _any(choices, [met, busy[slot]])
    return breaks


def _any(choices: Choices, literals: Iterable[Any]) -> Any:
    """A literal that is true if and only if one of these is."""
    either = choices.new_literal()
    choices.model.add_max_equality(either, list(literals)) if literals else choices.model.add(either == 0)
    return either
