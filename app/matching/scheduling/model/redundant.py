"""Redundant counters that let clauses learn how many parties a slot holds; without them most proofs never end.

For each slot the number of busy parties, and of busy parties of each *cluster*: no two members of it meet each other,
so that each needs a table of its own. Source: Bofill et al., Constraint Solving Approaches to the B2B Meeting
Scheduling Problem, JAIR 74, 2022, encoding imp12+.
"""

from collections.abc import Sequence

from app.matching.scheduling.model.context import Context
from app.matching.scheduling.model.counters import count_up
from app.matching.scheduling.problem import Party, Problem


def count_parties(context: Context) -> None:
    """Count the busy parties of each slot, all of them and by cluster."""
    problem = context.problem
    largest = max((len(meeting.parties) for meeting in problem.meetings), default=0)
    groups = clusters(problem)
    for position, slot in enumerate(problem.slots):
        tables = sum(slot.id not in table.unavailable for table in problem.tables)
        _limit(context, position, problem.parties, largest * tables)
        for group in groups:
            _limit(context, position, group, tables)


def clusters(problem: Problem) -> list[list[Party]]:
    """Parties by greed into sets no two members of which meet each other, those with most partners first."""
    partners: dict[str, set[str]] = {party.id: set() for party in problem.parties}
    for meeting in problem.meetings:
        for name in meeting.parties:
            partners[name].update(other for other in meeting.parties if other != name)
    left = sorted(problem.parties, key=lambda party: -len(partners[party.id]))
    found = []
    while left:
        cluster: dict[str, Party] = {}
        for party in left:
            if partners[party.id].isdisjoint(cluster):
                cluster[party.id] = party
        found.append(list(cluster.values()))
        left = [party for party in left if party.id not in cluster]
    return found


def _limit(context: Context, slot: int, parties: Sequence[Party], most: int) -> None:
    """At most so many of the parties are busy in the slot; nothing is posted where that is plain."""
    able = [party for party in parties if context.choices.party_in(slot, party.id)]
    if 0 < most < len(able):
        count_up(context.model, [context.presence.busy(party, slot) for party in able], most, exact=False)
