"""Bounds on breaks that need no search for a timetable: true, and each able to see what the one before can't."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings

from app.matching.scheduling.budget import Budget
from app.matching.scheduling.compact import Compact
from app.matching.scheduling.optimise import Effort
from app.matching.scheduling.problem import Goal, Meeting, Policy, Problem, Spot, Table
from app.matching.scheduling.prove.breaks import Bound, bounds
from app.matching.scheduling.prove.diary import Diary, diaries
from tests.matching.scheduling.hall import HALL, changed
from tests.matching.scheduling.oracle import best_by_brute_force
from tests.matching.scheduling.strategies import Shape, examples, problems, programme

PATIENT = settings(deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
DAY = replace(
    HALL,
    slots=programme(("day", 4)),
    tables=tuple(Table(id=f"T{i}") for i in range(4)),
    policy=Policy(goals=(Goal.REQUIRED, Goal.BREAKS)),
)


def whole() -> Effort:
    """A minute, from now on."""
    return Effort(budget=Budget(60), share=1.0, workers=1, seed=0)


def meeting(name: str, *slots: str, pin: str | None = None) -> Meeting:
    """A meeting of the two parties in its name, in one of these slots if any are given."""
    parties = tuple(name.upper())
    return Meeting(id=name, parties=parties, slots=slots or None, pin=None if pin is None else Spot(slot=pin))


def bounds_of(problem: Problem) -> list[Bound]:
    """All bounds where everything is held."""
    return list(bounds(problem, [m.id for m in problem.meetings], whole()))


def diary_of(problem: Problem, party: str) -> Diary:
    """What is known of a party where everything is held."""
    compact = Compact(problem)
    known = {diary.party: diary for diary in diaries(compact, range(len(problem.meetings)))}
    return known[compact.party_index[party]]


def all_required(problem: Problem) -> Problem:
    """The problem with every meeting required, then few breaks wanted."""
    meetings = tuple(replace(m, required=True) for m in problem.meetings)
    return replace(problem, meetings=meetings, policy=replace(problem.policy, goals=(Goal.REQUIRED, Goal.BREAKS)))


@given(problem=problems(Shape(meetings=4).without("alternatives")).map(all_required))
@settings(PATIENT, max_examples=examples(200))
def test_bounds_are_true(problem: Problem) -> None:
    best = best_by_brute_force(problem)

    found = bounds_of(problem)

    if best is not None and best[Goal.REQUIRED] == 0:
        assert all(bound.breaks <= best[Goal.BREAKS] and not bound.impossible for bound in found)


def test_absence_in_the_middle_makes_a_break() -> None:
    problem = changed(replace(DAY, meetings=(meeting("ac"), meeting("ad"))), {"A": {"unavailable": ("s1", "s3")}})

    diary = diary_of(problem, "A")

    assert (diary.breaks, diary.days) == (1, (0b1010,))
    assert bounds_of(problem)[0] == Bound(breaks=1)


def test_night_is_no_break() -> None:
    problem = replace(DAY, meetings=(meeting("ac", "s2"), meeting("ad", "s4")))

    assert diary_of(problem, "A").breaks == 1
    assert diary_of(replace(problem, slots=programme(("one", 2), ("two", 2))), "A").breaks == 0
    assert diary_of(replace(problem, slots=programme(("one", 3), ("two", 1))), "A").breaks == 0


def test_order_and_what_is_pinned_leave_fewer_days() -> None:
    ordered = replace(meeting("ad"), after=("bc",))
    problem = replace(DAY, meetings=(meeting("ac"), ordered, meeting("bc", "s2"), meeting("be", pin="s1")))

    assert diary_of(problem, "A").days == (0b1100,)
    assert diary_of(problem, "B").days == (0b0011,)
    assert diary_of(problem, "D").days == (0b0100, 0b1000)


def test_counting_sees_a_full_slot() -> None:
    one_table = replace(DAY, slots=programme(("day", 3)), tables=DAY.tables[:1])
    problem = replace(one_table, meetings=(meeting("ac"), meeting("ad"), meeting("be", pin="s2")))

    party, counted, *_ = (bound.breaks for bound in bounds_of(problem))

    assert (party, counted) == (0, 1)


def test_more_meetings_than_slots_can_not_all_be_held() -> None:
    problem = replace(DAY, slots=programme(("day", 1)), meetings=(meeting("ac"), meeting("ad")))

    assert bounds_of(problem)[-1].impossible


def test_break_that_may_not_be_makes_it_impossible() -> None:
    problem = changed(replace(DAY, meetings=(meeting("ac"), meeting("ad"))), {"A": {"unavailable": ("s1", "s3")}})

    even = replace(problem, policy=replace(problem.policy, max_break_spread=0))

    assert not bounds_of(problem)[-1].impossible
    assert bounds_of(even)[0].impossible
