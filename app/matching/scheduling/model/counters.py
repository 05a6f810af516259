"""Counters: redundant literals that let CP-SAT's core search prove bounds on breaks where all is known to be held.

For each party the number of busy slots up to each slot, and for each slot the number of busy parties, both unary and
as literals, so that learned clauses can speak of them. Without them most of the published benchmark times out. Source:
Bofill et al., Constraint Solving Approaches to the B2B Meeting Scheduling Problem, JAIR 74, 2022, encoding imp12+; the
counter itself: Sinz, Towards an Optimal CNF Encoding of Boolean Cardinality Constraints, CP 2005.
"""

from collections.abc import Collection, Sequence

from app.matching.scheduling.model.choices import Literal
from app.matching.scheduling.model.context import Context
from app.matching.scheduling.problem import MeetingId, Party


def count(context: Context, held: Collection[MeetingId]) -> None:
    """Add the counters to a model in which all of `held` are held."""
    for party in context.problem.parties:
        _count_slots(context, party, held)
    for slot in range(len(context.problem.slots)):
        _count_parties(context, slot)


def _count_slots(context: Context, party: Party, held: Collection[MeetingId]) -> None:
    """Busy slots of a party with one team all of whose meetings are held: in the end exactly as many as they take."""
    mine = [meeting for meeting in context.problem.meetings if party.id in meeting.parties]
    if party.teams == 1 and mine and all(meeting.id in held for meeting in mine):
        total = sum(meeting.length for meeting in mine)
        slots = range(len(context.problem.slots))
        steps = _counter(context, [context.presence.busy(party, slot) for slot in slots], total)
        context.model.add_bool_or(steps[total - 1 : total])  # no such step: more meetings than slots


def _count_parties(context: Context, slot: int) -> None:
    """Busy parties of a slot: no more than the tables available seat."""
    slot_id = context.problem.slots[slot].id
    tables = sum(slot_id not in table.unavailable for table in context.problem.tables)
    seats = tables * max((len(meeting.parties) for meeting in context.problem.meetings), default=0)
    parties = [party for party in context.problem.parties if context.choices.party_in(slot, party.id)]
    if 0 < seats < len(parties):
        _counter(context, [context.presence.busy(party, slot) for party in parties], seats)


def _counter(context: Context, literals: Sequence[Literal], most: int) -> list[Literal]:
    """Post that at most `most` (≥ 1) of `literals` are true; step k - 1 of the result says that at least k are."""
    model = context.model
    steps: list[Literal] = []
    for literal in literals:
        if len(steps) == most:
            model.add_bool_or([~steps[-1], ~literal])
        raised = [model.new_bool_var("count") for _ in range(min(len(steps) + 1, most))]
        for k, step in enumerate(raised):
            already, below = steps[k : k + 1], steps[k - 1 : k] if k > 0 else []
            # At least k + 1 now, if and only if already so, or at least k before and this one.
            for before in already:
                model.add_implication(before, step)
            model.add_bool_or([step, ~literal, *(~lower for lower in below)])
            model.add_bool_or([~step, literal, *already])
            for lower in below:
                model.add_bool_or([~step, lower, *already])
        steps = raised
    return steps
