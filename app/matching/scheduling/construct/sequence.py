"""Timetables made without a search: meetings put one after another where they break no rule."""

from collections.abc import Iterable, Iterator
from itertools import product

from app.matching.scheduling.checker import violations
from app.matching.scheduling.checker.admission import admit, held_by
from app.matching.scheduling.checker.agenda import Agenda
from app.matching.scheduling.checker.rules import RULES
from app.matching.scheduling.checker.view import trying
from app.matching.scheduling.problem import Meeting, Problem, Spot
from app.matching.scheduling.timetable import Placement, Rule

Wanted = tuple[Meeting, Iterable[Spot]]


def placed(problem: Problem, wanted: Iterable[Wanted]) -> tuple[Placement, ...] | None:
    """The meetings in the order given, each at the first of its spots where it breaks no rule, or nowhere.

    None if a rule is broken all the same: breaks that differ too much, or a pin.
    """
    agenda, _ = admit(problem, ())
    kept = []
    for meeting, spots in wanted:
        placement = next((way for spot in spots for way in _legal(agenda, meeting, spot)), None)
        if placement is not None:
            agenda.add(held_by(agenda, placement))
            kept.append(placement)
    return None if violations(problem, kept) else tuple(kept)


def _legal(agenda: Agenda, meeting: Meeting, spot: Spot) -> Iterator[Placement]:
    """The ways of holding the meeting at `spot` that break no rule beside what is held already."""
    start = agenda.problem.slot_index[spot.slot]
    if not agenda.programme.fits(start, meeting.length) or not _free(agenda, meeting, start):
        return
    for placement in _ways(agenda, meeting, spot):
        with trying(agenda, held_by(agenda, placement)) as view:
            # The spread is judged in the end: half a timetable has other breaks than the whole.
            legal = not any(any(rule(view)) for name, rule in RULES.items() if name is not Rule.BREAK_SPREAD)
        if legal:
            yield placement


def _free(agenda: Agenda, meeting: Meeting, start: int) -> bool:
    """Whether all parties have a team left: looked up first, since mostly this is what is wanting."""
    parties = [agenda.problem.party_by_id[party] for party in meeting.parties]
    slots = range(start, start + meeting.length)
    return all(len(agenda.parties.at(party.id, slot)) < party.teams for party in parties for slot in slots)


def _ways(agenda: Agenda, meeting: Meeting, spot: Spot) -> Iterator[Placement]:
    """The spot at each table that is not taken, with each interpreter if one is needed."""
    problem = agenda.problem
    start, own = problem.slot_index[spot.slot], problem.own_tables(meeting)
    named = [table.id for table in problem.tables if own is None or table.id in own]
    tables = [t for t in (named if spot.table is None else [spot.table]) if not agenda.tables.at(t, start)]
    interpreters = [(who,) for who in problem.interpreter_by_id] if meeting.interpreting else [()]
    for table, chosen in product(tables, interpreters):
        yield Placement(meeting=meeting.id, slot=spot.slot, table=table, interpreters=chosen)
