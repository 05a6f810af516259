"""Small problems with a timetable that breaks no rule, and what enumeration and the checker say of a meeting in it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product
from random import Random

from hypothesis import strategies as st

from app.matching.scheduling.checker import goal_values, violations
from app.matching.scheduling.explain.scope import rank, scope
from app.matching.scheduling.problem import Goal, Problem
from app.matching.scheduling.timetable import Placement, Rule, Timetable
from tests.matching.scheduling.oracle import timetables
from tests.matching.scheduling.strategies import Shape, random_problem

Case = tuple[Problem, Timetable]


def cases(shape: Shape) -> st.SearchStrategy[Case | None]:
    """A problem and one of its timetables, seldom the best; None where no timetable is legal."""
    return st.randoms(use_true_random=True).map(lambda source: case(source, shape))


def case(source: Random, shape: Shape) -> Case | None:
    """A problem and a legal timetable with as many of its meetings as a few random tries have found."""
    problem = random_problem(source, shape)
    known = [legal for _, legal in zip(range(400), timetables(problem), strict=False)]
    if not known:
        return None
    chosen = max(source.sample(known, min(3, len(known))), key=len)
    return problem, timetable(problem, chosen)


def timetable(problem: Problem, placements: Sequence[Placement]) -> Timetable:
    """A file with these placements, of which only they matter here."""
    return Timetable(instance=problem.digest, status="feasible", placements=tuple(placements))


def least_price(problem: Problem, held: Sequence[Placement], meeting: str) -> dict[Goal, int] | None:
    """The price of a meeting by enumeration; None if no timetable holds it."""
    goals, here = scope(problem), goal_values(problem, held)
    holding = (
        {goal: values[goal] for goal in goals}
        for placements in timetables(problem)
        if meeting in {placement.meeting for placement in placements}
        for values in [goal_values(problem, placements)]
    )
    best = min(holding, key=rank, default=None)
    return None if best is None else {goal: value - here[goal] for goal, value in best.items()}


def rules_broken(problem: Problem, held: Sequence[Placement], placement: Placement) -> set[Rule]:
    """What the checker says once the meeting is put there, with the interpreter that breaks least if it needs one.

    Where every interpreter breaks a rule, all that those who know the languages break counts.
    """
    others = [other for other in held if other.meeting != placement.meeting]
    meeting = problem.meeting_by_id[placement.meeting]
    knowing: list[tuple[str, ...]] = [
        (i.id,) for i in problem.interpreters if set(meeting.interpreting) <= set(i.languages)
    ]
    choices = (knowing or [()]) if meeting.interpreting else [()]
    verdicts = [
        {v.rule for v in violations(problem, [*others, replace(placement, interpreters=chosen)])} for chosen in choices
    ]
    return min(verdicts, key=len) if any(_fits(verdict) for verdict in verdicts) else set().union(*verdicts)


def _fits(verdict: set[Rule]) -> bool:
    return not any("interpreter" in rule for rule in verdict)


def with_interpreters(problem: Problem, placements: Sequence[Placement]) -> Iterator[list[Placement]]:
    """The placements with each choice of one interpreter for each meeting that needs one and names none."""
    people = [(i.id,) for i in problem.interpreters]
    lacking = [p for p in placements if problem.meeting_by_id[p.meeting].interpreting and not p.interpreters]
    rest = [p for p in placements if p not in lacking]
    for chosen in product(people, repeat=len(lacking)):
        yield [*rest, *(replace(p, interpreters=who) for p, who in zip(lacking, chosen, strict=True))]
