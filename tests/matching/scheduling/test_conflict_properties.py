"""Conflicts and remedies of small random instances with many pins, against enumeration."""

from collections.abc import Collection
from dataclasses import replace
from itertools import combinations
from random import Random

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from app.matching.scheduling.budget import Budget
from app.matching.scheduling.conflict import advise, find
from app.matching.scheduling.conflict.amend import amendments
from app.matching.scheduling.conflict.remedy import mended
from app.matching.scheduling.problem import Problem, Spot
from app.matching.scheduling.timetable import Rule
from tests.matching.scheduling.oracle import best_by_brute_force, timetables
from tests.matching.scheduling.parts import can_hold_together
from tests.matching.scheduling.strategies import Shape, examples, fuzzing, random_problem

SHAPE = Shape(slots=4, meetings=4)
# With fewer other reasons to contradict each other, pins do so by the breaks between them.
CLOSE = Shape(slots=5, meetings=4, parties=4).without("absence", "limits", "resources", "own tables", "interpreters")
PATIENT = settings(deadline=None, derandomize=not fuzzing(), suppress_health_check=list(HealthCheck))
SECONDS = 600.0


def pinned_at_random(source: Random, shape: Shape) -> Problem:
    """An instance in which half of the meetings are pinned somewhere."""
    problem = random_problem(source, shape)

    def spot() -> Spot | None:
        if source.random() < 0.5:
            return None
        table = source.choice([None, *(table.id for table in problem.tables)])
        return Spot(slot=source.choice(problem.slots).id, table=table)

    return replace(problem, meetings=tuple(replace(meeting, pin=spot()) for meeting in problem.meetings))


def pinned_problems(shape: Shape = SHAPE) -> st.SearchStrategy[Problem]:
    return st.randoms(use_true_random=True).map(lambda source: pinned_at_random(source, shape))


def with_pins(problem: Problem, kept: Collection[str]) -> Problem:
    """The problem with no pins but those of these meetings."""
    return replace(problem, meetings=tuple(replace(m, pin=m.pin if m.id in kept else None) for m in problem.meetings))


@given(pinned_problems(SHAPE.without("spread")))
@settings(PATIENT, max_examples=examples(80))
def test_no_part_of_a_conflict_can_be_left_out(problem: Problem) -> None:
    assume(best_by_brute_force(problem) is None)

    parts, minimal = find(problem, Budget(SECONDS))

    assert minimal
    assert not can_hold_together(problem, parts)
    assert all(can_hold_together(problem, [other for other in parts if other != part]) for part in parts)


@given(pinned_problems(CLOSE))
@settings(PATIENT, max_examples=examples(40))
def test_no_pin_of_a_conflict_can_be_left_out_where_breaks_matter(problem: Problem) -> None:
    problem = replace(problem, policy=replace(problem.policy, max_break_spread=0))
    assume(best_by_brute_force(problem) is None)

    parts, minimal = find(problem, Budget(SECONDS))

    pins = [part.subjects[0] for part in parts if part.rule == Rule.PINS]
    assert minimal
    assert best_by_brute_force(with_pins(problem, pins)) is None


@given(pinned_problems(), st.sampled_from([None, 0]))
@settings(PATIENT, max_examples=examples(60))
def test_remedy_lets_the_fewest_pins_go(problem: Problem, spread: int | None) -> None:
    problem = replace(problem, policy=replace(problem.policy, max_break_spread=spread))
    assume(best_by_brute_force(problem) is None)
    parts, _ = find(problem, Budget(SECONDS))

    remedy = advise(problem, parts, Budget(SECONDS)).remedy

    assert remedy is not None
    assert (len(remedy.releases), remedy.fewest) == (fewest(problem), True)
    repaired = mended(problem, remedy.releases)
    nowhere = {release.meeting for release in remedy.releases if release.to is None and release.settled}
    assert best_by_brute_force(repaired) is not None
    assert not any(placement.meeting in nowhere for held in timetables(repaired) for placement in held)


@given(pinned_problems())
@settings(PATIENT, max_examples=examples(50))
def test_each_change_that_is_proposed_instead_is_enough(problem: Problem) -> None:
    assume(best_by_brute_force(problem) is None)
    parts, _ = find(problem, Budget(SECONDS))

    instead = advise(problem, parts, Budget(SECONDS)).instead

    changed = {words.english: changed for words, changed in amendments(problem, parts)}
    assert all(best_by_brute_force(changed[words.english]) is not None for words in instead)


def fewest(problem: Problem) -> int:
    """The fewest pins that must go, by trying all sets of them."""
    pins = [meeting.id for meeting in problem.meetings if meeting.pin is not None]
    return next(
        number
        for number in range(len(pins) + 1)
        for gone in combinations(pins, number)
        if best_by_brute_force(with_pins(problem, set(pins) - set(gone))) is not None
    )
