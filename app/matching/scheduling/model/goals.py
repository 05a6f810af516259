"""The goals as linear expressions, one function each, under the names of docs/model.md and the checker.

An expression may overstate a cost or understate a gain where the solver is free to do so, never the reverse, and it
can always take the true value: so its optimum and its bound are those of the goal.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from ortools.sat.python import cp_model

from app.matching.scheduling.model.choices import Literal
from app.matching.scheduling.model.context import Context
from app.matching.scheduling.model.tally import Tally
from app.matching.scheduling.problem import Goal, Party, Spot

Expression = cp_model.LinearExpr | int


def _sum(literals: Sequence[cp_model.LinearExprT]) -> Expression:
    return cp_model.LinearExpr.sum(literals) if literals else 0


def required(tally: Tally) -> Expression:
    """Required meetings that are not held."""
    wanted = [m.id for m in tally.problem.meetings if m.required]
    return len(wanted) - _sum([x for meeting in wanted for x in tally.holding(meeting)])


def floors(tally: Tally) -> Expression:
    """Meetings missing to the floors that parties were promised."""
    parties = [party for party in tally.problem.parties if party.min_meetings > 0]
    reached = [x for party in parties for x in tally.ladder(party)[: party.min_meetings]]
    return sum(party.min_meetings for party in parties) - _sum(reached)


def welfare(tally: Tally) -> Expression:
    """Values of the meetings held, and the bonus of each party for its first meetings."""
    worth = [(m.value, x) for m in tally.problem.meetings for x in tally.holding(m.id)]
    for party in tally.problem.parties:
        bonus = tally.problem.policy.bonus.get(party.side, ())
        worth += zip(bonus, tally.ladder(party) if bonus else (), strict=False)
    return _sum([points * literal for points, literal in worth if points > 0])


def held(tally: Tally) -> Expression:
    """Meetings held."""
    return _sum([x for meeting in tally.problem.meetings for x in tally.holding(meeting.id)])


def changes(context: Context) -> Expression:
    """A party must be told of each meeting of its own that is not where it was published, and of each new one."""
    published = context.problem.published
    if published is None:
        return 0
    told: dict[str, Literal] = {p.id: context.model.new_bool_var(f"told {p.id}") for p in context.problem.parties}
    for meeting in context.problem.meetings:
        for party in meeting.parties:
            if meeting.id in published:
                context.model.add_bool_or([told[party], *_as_published(context, meeting.id, published)])
            else:
                for literal in context.choices.holding(meeting.id):
                    context.model.add_implication(literal, told[party])
    return _sum(list(told.values()))


def breaks(context: Context) -> Expression:
    """Breaks of all parties."""
    return _sum([x for party in context.problem.parties for x in context.presence.breaks(party)])


def idle(context: Context) -> Expression:
    """Slots in which parties wait between two meetings."""
    return _sum([x for party in context.problem.parties for x in context.presence.idle(party)])


def idle_range(context: Context) -> Expression:
    """Longest minus shortest waiting of a party with at least two meetings."""
    model, longest = context.model, len(context.problem.slots)
    most, least = model.new_int_var(0, longest, "most idle"), model.new_int_var(0, longest, "least idle")
    model.add(most >= least)
    for party in context.problem.parties:
        slots = _sum(context.presence.idle(party))
        counts = model.new_bool_var(f"{party.id} meets twice")
        model.add(context.tally.held_by(party) <= 1).only_enforce_if(~counts)
        model.add(slots <= most).only_enforce_if(counts)
        model.add(slots >= least).only_enforce_if(counts)
    return most - least


def moves(context: Context) -> Expression:
    """A party with one team carries the last table along; taking another one in the same period is a move."""
    return _sum(
        [
            move
            for party in context.problem.parties
            if party.teams == 1
            for period in context.problem.periods
            for move in _moves(context, party, period)
        ]
    )


SELECTION_GOALS: dict[Goal, Callable[[Tally], Expression]] = {
    Goal.REQUIRED: required,
    Goal.FLOORS: floors,
    Goal.WELFARE: welfare,
    Goal.HELD: held,
}
TIMETABLE_GOALS: dict[Goal, Callable[[Context], Expression]] = {
    Goal.CHANGES: changes,
    Goal.BREAKS: breaks,
    Goal.IDLE: idle,
    Goal.IDLE_RANGE: idle_range,
    Goal.MOVES: moves,
}


def expression(context: Context, goal: Goal) -> Expression:
    """The goal's value in the model of `context`, which it extends by what the goal needs."""
    if goal in SELECTION_GOALS:
        return SELECTION_GOALS[goal](context.tally)
    return TIMETABLE_GOALS[goal](context)


def _as_published(context: Context, meeting: str, published: Mapping[str, Spot]) -> list[Literal]:
    spot = published[meeting]
    return context.choices.holding(meeting, context.problem.slot_index[spot.slot], spot.table)


def _moves(context: Context, party: Party, period: range) -> Iterator[Literal]:
    model = context.model
    last: dict[int, Literal] = {}
    for slot in period:
        here = {index: _sum(context.choices.party_at(slot, party.id, index)) for index in _tables(context, party, slot)}
        if last and here:
            move = model.new_bool_var(f"{party.id} moves at {slot}")
            for index, at_table in here.items():
                others = [literal for other, literal in last.items() if other != index]
                model.add(move >= at_table + _sum(others) - 1)
            yield move
        last = _carried(context, party, slot, last, here)


def _carried(
    context: Context, party: Party, slot: int, last: Mapping[int, Literal], here: Mapping[int, Expression]
) -> dict[int, Literal]:
    """The table at which the party met last, this slot included: at most one literal is forced to be true."""
    carried = {index: context.model.new_bool_var(f"{party.id} last at {index}") for index in {**last, **here}}
    for index, literal in carried.items():
        if index in here:
            context.model.add(literal >= here[index])
        if index in last:
            context.model.add_bool_or([literal, ~last[index], context.presence.busy(party, slot)])
    return carried


def _tables(context: Context, party: Party, slot: int) -> list[int]:
    return [index for index in range(len(context.choices.classes)) if context.choices.party_at(slot, party.id, index)]
