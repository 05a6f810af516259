"""Literals for whole days, which make breaks easy to search for and few breaks quick to refute.

A party has one of the days with fewest breaks that its meetings allow, or is *broken* and costs a break more. All this
is implied by the rules where the meetings are held; but clauses learned about days say much more than clauses about
single slots, and a whole day is decided at once. Tables are counted by a network over the parties of a small vertex
cover: what has been learned about how many meet says as much as what has been learned about who does.
"""

from collections.abc import Collection

from ortools.sat.python import cp_model

from app.matching.scheduling.compact import Compact
from app.matching.scheduling.model.choices import Literal
from app.matching.scheduling.model.context import Context
from app.matching.scheduling.problem import MeetingId, Party
from app.matching.scheduling.prove.counting import at_most
from app.matching.scheduling.prove.diary import Diary, diaries, most_breaks
from app.matching.scheduling.prove.seating import clusters, hosts, in_pairs, partners_of, tables_in


def add_days(context: Context, held: Collection[MeetingId]) -> None:
    """Add the days to a model in which all of `held` are held, and what busy parties mean for the tables."""
    compact = Compact(context.problem)
    known = diaries(compact, {compact.meeting_index[meeting] for meeting in held})
    most = most_breaks(context.problem)
    for diary in known:
        party = context.problem.parties[diary.party]
        busy = [context.presence.busy(party, slot) for slot in compact.positions(diary.open)]
        context.model.add(cp_model.LinearExpr.sum(busy) == len(diary.meetings))
        if diary.days is not None:
            broken = _choose(context, party, diary, diary.days)
            _count(context, party, diary, broken, most)
    if known:
        groups = hosts(compact, known)
        for slot in range(compact.slots):
            _seat(context, compact, known, slot)
            _count_tables(context, groups, slot, tables_in(compact, slot))


def _choose(context: Context, party: Party, diary: Diary, days: tuple[int, ...]) -> Literal:
    """The party is busy as in the day that it has; returns the literal that it has none of them."""
    model = context.model
    broken, having = model.new_bool_var("broken"), [(model.new_bool_var("day"), day) for day in days]
    model.add_exactly_one([broken, *(literal for literal, _ in having)])
    for slot in Compact.positions(diary.open):
        busy = context.presence.busy(party, slot)
        for literal, day in having:
            model.add_implication(literal, busy if day >> slot & 1 else ~busy)
        model.add_bool_or([~busy, broken, *(literal for literal, day in having if day >> slot & 1)])
    return broken


def _count(context: Context, party: Party, diary: Diary, broken: Literal, most: int | None) -> None:
    """Breaks are those of the party's days, one more if it is broken, and more only then."""
    model, ends = context.model, context.presence.break_ends(party)
    highest = min(len(diary.meetings) - 1, len(ends), len(ends) if most is None else most)
    if highest <= diary.breaks:
        model.add_bool_and(~broken)
    more = [model.new_bool_var("more breaks") for _ in range(diary.breaks + 1, highest)]
    for literal in more:
        model.add_implication(literal, broken)
    breaks = [*(model.new_constant(1) for _ in range(diary.breaks)), broken, *more]
    model.add(cp_model.LinearExpr.sum(ends) <= cp_model.LinearExpr.sum(breaks))
    context.presence.take_for_breaks(party, breaks)


def _seat(context: Context, compact: Compact, known: Collection[Diary], slot: int) -> None:
    """Members of a cluster need a table each; each meeting has two parties, where all are known to."""
    model, partners = context.model, partners_of(compact, known, slot)
    busy = {party: context.presence.busy(context.problem.parties[party], slot) for party in partners}
    meetings = model.new_int_var(0, tables_in(compact, slot), "meetings")
    for cluster in clusters(partners):
        if len(cluster) > 1:
            model.add(cp_model.LinearExpr.sum([busy[party] for party in cluster]) <= meetings)
    everyone = cp_model.LinearExpr.sum(list(busy.values()))
    model.add(
        everyone == 2 * meetings if in_pairs(compact, known) else everyone <= max(map(len, compact.parties)) * meetings
    )


def _count_tables(context: Context, groups: Collection[Collection[int]], slot: int, tables: int) -> None:
    """No more of the groups, in each of which one meeting at a time is held, meet than there are tables."""
    meetings, meeting_in = context.problem.meetings, context.choices.meeting_in
    possible = [[x for number in group for x in meeting_in(slot, meetings[number].id)] for group in groups]
    possible = [literals for literals in possible if literals]
    if len(possible) > tables:
        meets = [context.model.new_bool_var("meets") for _ in possible]
        for literal, literals in zip(meets, possible, strict=True):
            context.model.add_exactly_one([*literals, ~literal])
        at_most(context.model, tables, meets)
