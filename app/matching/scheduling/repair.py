"""Repair of a published timetable: the fewest people told of a change, proven, before anything else is improved."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from app.matching.scheduling.checker import violations
from app.matching.scheduling.checker.admission import admit, held_by
from app.matching.scheduling.checker.agenda import Agenda
from app.matching.scheduling.checker.rules import RULES
from app.matching.scheduling.checker.view import trying
from app.matching.scheduling.problem import Goal, Meeting, Problem, Spot
from app.matching.scheduling.timetable import Placement, Rule


def repairing(problem: Problem) -> Problem:
    """The problem with the goal `changes` directly after `required`, or first, unless its policy lists it already."""
    goals = list(problem.policy.goals)
    if Goal.CHANGES not in goals:
        goals.insert(int(Goal.REQUIRED in goals), Goal.CHANGES)
    return replace(problem, policy=replace(problem.policy, goals=tuple(goals)))


def still_legal(problem: Problem) -> tuple[Placement, ...] | None:
    """What can stay of the published timetable, pins first and in the places that they have now.

    None if even that breaks a rule: a pin that can't be kept, or breaks that differ by more than the spread.
    """
    published = problem.published or {}
    spots = {m.id: m.pin or published[m.id] for m in problem.meetings if m.pin is not None or m.id in published}
    agenda, _ = admit(problem, ())
    kept = []
    for meeting in sorted(problem.meetings, key=lambda meeting: meeting.pin is None):
        if meeting.id in spots:
            placement = _legal(agenda, meeting, spots[meeting.id])
            if placement is not None:
                agenda.add(held_by(agenda, placement))
                kept.append(placement)
    return None if violations(problem, kept) else tuple(kept)


def _legal(agenda: Agenda, meeting: Meeting, spot: Spot) -> Placement | None:
    """The first way of holding the meeting at `spot` that breaks no rule beside what is held already."""
    if not agenda.programme.fits(agenda.problem.slot_index[spot.slot], meeting.length):
        return None
    for placement in _ways(agenda.problem, meeting, spot):
        with trying(agenda, held_by(agenda, placement)) as view:
            # The spread is judged in the end: half a timetable has other breaks than the whole.
            if not any(any(rule(view)) for name, rule in RULES.items() if name is not Rule.BREAK_SPREAD):
                return placement
    return None


def _ways(problem: Problem, meeting: Meeting, spot: Spot) -> Iterator[Placement]:
    tables = list(problem.table_by_id) if spot.table is None else [spot.table]
    interpreters = [(who,) for who in problem.interpreter_by_id] if meeting.interpreting else [()]
    for table, chosen in product(tables, interpreters):
        yield Placement(meeting=meeting.id, slot=spot.slot, table=table, interpreters=chosen)
