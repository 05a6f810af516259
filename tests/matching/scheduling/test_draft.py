"""Drafts: what they call legal is what the checker calls legal, and undoing leaves no trace."""

from itertools import product
from random import Random

import pytest

from app.matching.scheduling.checker import goal_values, violations
from app.matching.scheduling.compact import Compact
from app.matching.scheduling.draft import Draft
from app.matching.scheduling.problem import Meeting, Problem
from app.matching.scheduling.timetable import Placement, Rule
from tests.matching.scheduling.cases import FULL
from tests.matching.scheduling.hall import HALL, placed
from tests.matching.scheduling.strategies import random_problem

UNPINNED = FULL.without("pins", "spread")


def filled(problem: Problem, source: Random) -> Draft:
    """A draft of meetings in random order, each at a random legal start."""
    draft = Draft(Compact(problem))
    order = list(range(len(problem.meetings)))
    source.shuffle(order)
    draft.put(order[: len(order) // 2 + 1], lambda d, _m, starts: source.choice(d.compact.positions(starts)))
    return draft


def legal_by_checker(problem: Problem, held: tuple[Placement, ...], meeting: Meeting) -> int:
    """The starts at which some table and interpreter break nothing, as a set of slots."""
    people = [(who.id,) for who in problem.interpreters] if meeting.interpreting else [()]
    starts = 0
    for index, slot in enumerate(problem.slots):
        ways = product(problem.tables, people)
        tries = (Placement(meeting=meeting.id, slot=slot.id, table=t.id, interpreters=who) for t, who in ways)
        if any(not broken(problem, (*held, way)) for way in tries):
            starts |= 1 << index
    return starts


def broken(problem: Problem, placements: tuple[Placement, ...]) -> list[Rule]:
    return [v.rule for v in violations(problem, placements) if v.rule is not Rule.BREAK_SPREAD]


@pytest.mark.parametrize("seed", range(60))
def test_legal_starts_are_those_of_the_checker(seed: int) -> None:
    problem = random_problem(Random(seed), UNPINNED)
    draft = filled(problem, Random(seed))
    held = draft.placements()

    assert broken(problem, held) == []
    for number, meeting in enumerate(problem.meetings):
        if draft.start[number] < 0:
            by_checker = legal_by_checker(problem, held, meeting)
            # A draft leaves the seats of a class open, the checker's ways have named ones: it may know more ways.
            assert by_checker & ~draft.legal(number) == 0, meeting.id


def test_touched_is_what_was_put_in_or_taken_out_and_stays_so() -> None:
    draft = Draft(Compact(HALL))
    draft.place(0, 0)
    draft.forget()
    assert draft.touched() == set()

    draft.remove(0)
    mark = draft.mark()
    draft.place(1, 1)
    assert draft.touched() == {0, 1}

    draft.undo(mark)
    assert draft.touched() == {0}


@pytest.mark.parametrize("seed", range(60))
def test_all_that_can_be_held_have_room(seed: int) -> None:
    draft = filled(random_problem(Random(seed), UNPINNED), Random(seed))
    others = [meeting for meeting, start in enumerate(draft.start) if start < 0]

    assert {meeting for meeting in others if draft.legal(meeting)} <= {*draft.with_room(others)}


def test_nothing_has_room_in_a_full_hall_or_beside_full_parties() -> None:
    draft = Draft(Compact(HALL))
    numbers = range(len(HALL.meetings))

    assert draft.with_room(numbers) == [*numbers]
    draft.full[0] = draft.compact.everything
    assert draft.with_room(numbers) == [m for m in numbers if 0 not in draft.compact.parties[m]]
    for kind in range(draft.compact.first_class, draft.compact.first_interpreter):
        draft.full[kind] = draft.compact.everything
    assert draft.with_room(numbers) == []


@pytest.mark.parametrize("seed", range(60))
def test_whatever_is_placed_is_legal(seed: int) -> None:
    problem = random_problem(Random(seed), UNPINNED)
    source = Random(seed)
    draft = filled(problem, source)

    for number in range(len(problem.meetings)):
        starts = 0 if draft.start[number] >= 0 else draft.legal(number)
        if starts:
            draft.place(number, source.choice(draft.compact.positions(starts)))

    assert broken(problem, draft.placements()) == []


@pytest.mark.parametrize("seed", range(20))
def test_undo_leaves_no_trace(seed: int) -> None:
    problem = random_problem(Random(seed), UNPINNED)
    draft = filled(problem, Random(seed))
    before = (draft.placements(), list(draft.full), list(draft.busy), list(draft.count))
    mark = draft.mark()

    for number in list(draft.held()):
        draft.remove(number)
    for number in range(len(problem.meetings)):
        starts = draft.legal(number)
        if starts:
            draft.place(number, draft.compact.lowest(starts))
    draft.undo(mark)

    assert (draft.placements(), draft.full, draft.busy, draft.count) == before


def test_a_timetable_survives_being_a_draft() -> None:
    timetable = tuple(placed("ac s1 T1", "ad s2 T2", "bd s1 T2"))

    again = Draft.of(Compact(HALL), timetable).placements()

    assert {(p.meeting, p.slot) for p in again} == {(p.meeting, p.slot) for p in timetable}
    assert goal_values(HALL, again) == goal_values(HALL, timetable)
