"""Where a meeting could be moved, against the checker and enumeration."""

from collections.abc import Sequence

from hypothesis import HealthCheck, given, settings

from app.matching.scheduling.checker import goal_values, violations
from app.matching.scheduling.explain import Ground, Move, explain
from app.matching.scheduling.explain.scope import Values, rank, scope
from app.matching.scheduling.problem import Problem
from app.matching.scheduling.timetable import Placement
from tests.matching.scheduling.explain.judged import Case, cases, rules_broken, timetable, with_interpreters
from tests.matching.scheduling.hall import HALL, changed, placed
from tests.matching.scheduling.oracle import timetables
from tests.matching.scheduling.strategies import Shape, examples, fuzzing

PATIENT = settings(deadline=None, derandomize=not fuzzing(), suppress_health_check=list(HealthCheck))


def moved(held: Sequence[Placement], meeting: str, move: Move) -> list[Placement]:
    """The timetable after a move and its chain."""
    placements = {placement.meeting: placement for placement in (*held, *move.chain)}
    return [*(placements | {meeting: Placement(meeting=meeting, slot=move.slot, table=move.table)}).values()]


def least_by_place(problem: Problem, meeting: str) -> dict[tuple[str, str], Values]:
    """The best values of the timetables that hold the meeting at each slot and table, by enumeration."""
    best: dict[tuple[str, str], Values] = {}
    for placements in timetables(problem):
        for place in [(p.slot, p.table) for p in placements if p.meeting == meeting]:
            counted = goal_values(problem, placements)
            values = {goal: counted[goal] for goal in scope(problem)}
            if place not in best or rank(values) < rank(best[place]):
                best[place] = values
    return best


@given(cases(Shape(meetings=4)))
@settings(PATIENT, max_examples=examples(40))
def test_rules_of_every_move_are_the_checkers(found: Case | None) -> None:
    if found is None:
        return
    problem, beside = found
    for meeting in problem.meetings:
        for move in explain(Ground(problem), beside, meeting.id).moves:
            there = Placement(meeting=meeting.id, slot=move.slot, table=move.table)
            broken = rules_broken(problem, beside.placements, there)
            assert (set(move.rules), move.legal) == (broken, not broken)


@given(cases(Shape(meetings=4).without("interpreters")))
@settings(PATIENT, max_examples=examples(40))
def test_every_chain_makes_its_move_legal_and_keeps_all_meetings(found: Case | None) -> None:
    if found is None:
        return
    problem, beside = found
    held = {placement.meeting for placement in beside.placements}
    here = goal_values(problem, beside.placements)
    for meeting in problem.meetings:
        for move in explain(Ground(problem), beside, meeting.id).moves:
            if move.chain or move.legal:
                after = moved(beside.placements, meeting.id, move)
                legal = next(p for p in with_interpreters(problem, after) if not violations(problem, p))
                values = goal_values(problem, legal)
                assert {placement.meeting for placement in legal} == held | {meeting.id}
                assert move.price is not None
                assert move.price.goals == {goal: values[goal] - here[goal] for goal in scope(problem)}


@given(cases(Shape(meetings=4)))
@settings(PATIENT, max_examples=examples(40))
def test_prices_of_moves_agree_with_brute_force(found: Case | None) -> None:
    if found is None:
        return
    problem, beside = found
    here = goal_values(problem, beside.placements)
    for meeting in problem.meetings:
        best = least_by_place(problem, meeting.id)
        for move in explain(Ground(problem), beside, meeting.id).moves:
            values = best.get((move.slot, move.table))
            if move.price is None:
                assert values is None
            elif move.price.goals:
                assert values is not None
                least = {goal: value - here[goal] for goal, value in values.items()}
                assert move.price.goals == least or (rank(least) < rank(move.price.goals) and not move.price.exact)


def test_moves_name_every_slot_and_table_in_order() -> None:
    explanation = explain(Ground(HALL), timetable(HALL, placed("ac s1 T1")), "ac")

    assert [(move.slot, move.table) for move in explanation.moves] == [
        (slot.id, table.id) for slot in HALL.slots for table in HALL.tables
    ]


def test_a_chain_sends_those_in_the_way_elsewhere() -> None:
    problem = changed(HALL, {"A": {"tables": ("T1",)}, "ad": {"slots": ("s1", "s2")}})

    explanation = explain(Ground(problem), timetable(problem, placed("ac s1 T1", "ad s2 T1")), "ac")

    move = next(move for move in explanation.moves if (move.slot, move.table) == ("s2", "T1"))
    assert (move.rules, move.chain) == (("party-teams", "one-meeting-per-table"), tuple(placed("ad s1 T1")))


def test_who_sits_at_the_table_takes_another_one() -> None:
    problem = changed(HALL, {"T2": {"zone": None}, "T1": {"zone": None}})

    explanation = explain(Ground(problem), timetable(problem, placed("ac s1 T1", "be s2 T2")), "ac")

    move = next(move for move in explanation.moves if (move.slot, move.table) == ("s2", "T2"))
    assert (move.rules, move.chain) == (("one-meeting-per-table",), tuple(placed("be s2 T1")))


def test_nothing_can_be_moved_in_an_illegal_timetable_by_a_chain() -> None:
    explanation = explain(Ground(HALL), timetable(HALL, placed("ac s1 T1", "ad s1 T2", "be s2 T1")), "be")

    assert {move.chain for move in explanation.moves} == {()}


def test_an_explanation_is_told_as_the_format_says() -> None:
    problem = changed(HALL, {"ac": {"slots": ("s1",)}, "T2": {"unavailable": ("s1",)}, "T3": {"unavailable": ("s1",)}})

    told = explain(Ground(problem), timetable(problem, placed("ad s1 T1")), "ac").plain()

    moves = told.pop("moves")
    assert told == {
        "meeting": "ac",
        "held": False,
        "reason": "party-full",
        "rule": None,
        "message": "At every start left, A already meets.",
        "price": {"exact": True},
    }
    assert moves[0] == {
        "slot": "s1",
        "table": "T1",
        "legal": False,
        "rules": ["party-teams", "one-meeting-per-table"],
        "price": {"exact": True},
        "chain": [{"meeting": "ad", "slot": "s2", "table": "T1"}],
    }
    assert moves[1] == {
        "slot": "s1",
        "table": "T2",
        "legal": False,
        "rules": ["party-teams", "table-availability"],
        "price": None,
        "chain": [],
    }
