"""What it would cost to hold a meeting, against enumeration."""

from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings

from app.matching.scheduling.bounds import flow
from app.matching.scheduling.compact import Compact
from app.matching.scheduling.construct.chains import Chains
from app.matching.scheduling.draft import Draft
from app.matching.scheduling.explain import Ground, Price, explain, price_all, whole
from app.matching.scheduling.explain.scope import rank
from app.matching.scheduling.io import read_instance
from app.matching.scheduling.problem import Goal, Problem, Spot
from app.matching.scheduling.timetable import Timetable
from tests.matching.scheduling.explain.judged import Case, cases, least_price, timetable
from tests.matching.scheduling.hall import HALL, changed, placed
from tests.matching.scheduling.strategies import Shape, examples, fuzzing

# Where the flow is the right model, or nearly: parties of two sides may still be away, limited, and short of tables.
TWO_SIDED = Shape(meetings=5, slots=3).without(
    "alternatives", "groups", "interpreters", "lengths", "precedence", "resources", "spread", "zones"
)
PATIENT = settings(deadline=None, derandomize=not fuzzing(), suppress_health_check=list(HealthCheck))
SESSION = Path(__file__).parents[4] / "benchmarks" / "instances" / "session-2023.json"
SCOPE = (Goal.REQUIRED, Goal.FLOORS, Goal.WELFARE)
WELFARE = {"goals": (*SCOPE, Goal.BREAKS)}


def check_prices(problem: Problem, beside: Timetable) -> None:
    """Every price is true: exact ones are the least, others are not less than it, None is where there is none."""
    for meeting, price in price_all(problem, beside).items():
        least = least_price(problem, beside.placements, meeting)
        if price is None:
            assert least is None
        elif price.exact:
            assert price.goals == least
        elif price.goals:
            assert least is not None
            assert rank(least) <= rank(price.goals)


@given(cases(Shape(meetings=4)))
@settings(PATIENT, max_examples=examples(40))
def test_prices_agree_with_brute_force(found: Case | None) -> None:
    if found is not None:
        check_prices(*found)


@given(cases(TWO_SIDED))
@settings(PATIENT, max_examples=examples(40))
def test_prices_by_flow_and_exchange_agree_with_brute_force(found: Case | None) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(whole, "MOST_WAYS", 0)
        if found is not None:
            check_prices(*found)


def test_prices_of_a_whole_session_are_mostly_exact() -> None:
    problem = read_instance(SESSION.read_bytes())
    selection = flow.select(Compact(problem), SCOPE)
    assert selection is not None
    draft = Draft(Compact(problem))
    chains = Chains(draft, Random(0))
    assert all(chains.insert(meeting) for meeting in selection.meetings)

    prices = price_all(problem, timetable(problem, draft.placements()))

    assert len(prices) == len(problem.meetings) - len(selection.meetings)
    assert sum(price is not None and price.exact for price in prices.values()) > 0.9 * len(prices)
    assert all(price is not None and rank(price.goals) >= (0, 0, 0) for price in prices.values())


def test_price_of_the_better_of_two_is_what_is_gained() -> None:
    problem = changed(HALL, {"policy": WELFARE, "A": {"max_meetings": 1}, "ac": {"value": 7}, "ad": {"value": 9}})

    prices = price_all(problem, timetable(problem, placed("ac s1 T1", "bd s2 T1", "be s3 T1", "cf s4 T1")))

    assert prices == {
        "ad": Price(goals={Goal.REQUIRED: 0, Goal.FLOORS: 0, Goal.WELFARE: 2}, exact=True),
        "ae": Price(goals={Goal.REQUIRED: 0, Goal.FLOORS: 0, Goal.WELFARE: -7}, exact=True),
    }


def test_price_counts_a_floor_that_is_missed() -> None:
    problem = changed(
        HALL,
        {
            "policy": WELFARE,
            "A": {"max_meetings": 1},
            "C": {"max_meetings": 1, "min_meetings": 1},
            "cf": {"slots": ()},
            "ad": {"value": 3},
        },
    )

    price = price_all(problem, timetable(problem, placed("ac s1 T1")))["ad"]

    assert price is not None
    assert price.plain() == {"required": 0, "floors": 1, "welfare": 3, "exact": True}


def test_goals_after_welfare_have_no_price_and_all_have_one_without_it() -> None:
    beside = timetable(HALL, placed("bd s1 T1", "be s3 T1"))
    goals = (Goal.HELD, Goal.BREAKS)

    with_welfare = explain(Ground(changed(HALL, {"policy": WELFARE})), beside, "ac").price
    without = explain(Ground(changed(HALL, {"policy": {"goals": goals}})), beside, "ac").price

    assert with_welfare is not None
    assert [*with_welfare.goals] == [Goal.REQUIRED, Goal.FLOORS, Goal.WELFARE]
    assert without == Price(goals={Goal.HELD: 4, Goal.BREAKS: -1}, exact=True)


def test_a_meeting_that_a_pin_shuts_out_has_no_price() -> None:
    problem = changed(HALL, {"policy": WELFARE, "ac": {"slots": ("s1",)}, "ad": {"pin": Spot(slot="s1")}})

    assert price_all(problem, timetable(problem, placed("ad s1 T1")))["ac"] is None


def test_prices_beside_an_illegal_timetable_count_from_what_it_says() -> None:
    problem = changed(HALL, {"policy": WELFARE, **{name: {"value": 5} for name in ("ac", "ad", "bd")}})

    prices = price_all(problem, timetable(problem, placed("ac s1 T1", "ad s1 T2", "bd nowhere T1")))

    assert prices["bd"] == Price(goals={Goal.REQUIRED: 0, Goal.FLOORS: 0, Goal.WELFARE: 5}, exact=True)


def test_time_ends_before_all_prices_are_known() -> None:
    asked = iter([False, False, True])

    prices = price_all(HALL, timetable(HALL, ()), over=lambda: next(asked))

    assert [*prices] == ["ac", "ad"]


def test_explain_refuses_an_unknown_meeting() -> None:
    with pytest.raises(KeyError):
        explain(Ground(HALL), timetable(HALL, ()), "zz")
