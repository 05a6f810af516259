"""How meetings are spread over the parties of a side, and what is proven of it, against enumeration."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.matching.scheduling.checker import goal_values
from app.matching.scheduling.fairness.document import in_words, judge, to_json
from app.matching.scheduling.fairness.proof import Fairest, LeastServed, Method, Proof, Prover
from app.matching.scheduling.fairness.report import Served, Spread, gini, report, spread
from app.matching.scheduling.problem import Goal, Meeting, Party, Policy, Problem, Spot, Table
from app.matching.scheduling.timetable import Placement
from tests.matching.scheduling.hall import HALL, changed, placed
from tests.matching.scheduling.oracle import rank, timetables
from tests.matching.scheduling.strategies import Shape, examples, fuzzing, problems, programme

GOALS = (Goal.REQUIRED, Goal.FLOORS, Goal.WELFARE)
PATIENT = settings(deadline=None, derandomize=not fuzzing(), suppress_health_check=list(HealthCheck))
Vector = tuple[int, ...]


def plain_problem(source: Random) -> Problem:
    """Two sides and nothing but tables, floors, values and a bonus: whatever the capacities allow can be held."""
    hosts, guests = (source.randint(1, 3) for _ in range(2))
    wished = [(f"H{i}", f"G{j}") for i in range(hosts) for j in range(guests) if source.random() < 0.8]
    return Problem(
        name="plain",
        slots=programme(("morning", source.randint(1, 2))),
        tables=tuple(Table(id=f"T{i}") for i in range(source.randint(1, 2))),
        # Whoever is listed first colours the graph: neither side may always be that.
        parties=tuple(
            Party(id=name, side=name[0], min_meetings=source.randint(0, 1))
            for name in source.sample(
                [f"H{i}" for i in range(hosts)] + [f"G{j}" for j in range(guests)], hosts + guests
            )
        ),
        meetings=tuple(
            Meeting(id="".join(pair), parties=pair, value=source.randint(0, 3), required=source.random() < 0.2)
            for pair in wished
        ),
        policy=Policy(goals=GOALS, bonus={"H": (2, 1)} if source.random() < 0.5 else {}),
    )


def plain_problems() -> st.SearchStrategy[Problem]:
    return st.randoms(use_true_random=True).map(plain_problem)


def as_good(problem: Problem, placements: Sequence[Placement], goals: Sequence[Goal]) -> list[list[Placement]]:
    """Every legal timetable that is at least as good on each of the goals."""
    own = goal_values(problem, placements)
    found = []
    for each in timetables(problem):
        values = goal_values(problem, each)
        if all(goal.better(values[goal], own[goal]) == values[goal] for goal in goals):
            found.append(each)
    return found


def vectors(problem: Problem, several: Sequence[Sequence[Placement]], side: str) -> list[Vector]:
    """The sorted numbers of meetings of a side's parties in each of the timetables."""
    return [next(r for r in report(problem, placements) if r.side == side).leximin for placements in several]


def test_report_counts_meetings_and_welfare_of_each_party() -> None:
    problem = changed(HALL, {"ac": {"value": 5}, "bd": {"value": 2}, "policy": {"bonus": {"province": (4, 1)}}})

    provinces, missions = report(problem, placed("ac s1 T1", "bd s1 T2", "ad s2 T1"))

    assert (provinces.side, provinces.parties) == (
        "province",
        (Served(party="B", meetings=1, welfare=6), Served(party="A", meetings=2, welfare=10)),
    )
    assert (missions.leximin, missions.least_served) == ((0, 0, 1, 2), ("E", "F"))
    assert missions.meetings == Spread(minimum=0, median=0.5, gini=7 / 12, maximum=2)
    assert missions.welfare == Spread(minimum=0, median=1.0, gini=17 / 28, maximum=5)


@given(st.lists(st.integers(0, 50), min_size=1, max_size=12))
def test_gini_is_half_the_relative_mean_difference(amounts: list[int]) -> None:
    number, total = len(amounts), sum(amounts)
    differences = sum(abs(one - other) for one in amounts for other in amounts)

    assert gini(sorted(amounts)) == pytest.approx(differences / (2 * number * total) if total else 0)


def test_gini_of_one_who_has_everything_nears_one() -> None:
    assert spread([0] * 99 + [7]).gini == pytest.approx(0.99)
    assert spread([3, 3, 3]).gini == 0


@given(problems(Shape(meetings=4)), st.randoms(use_true_random=True))
@settings(PATIENT, max_examples=examples(40))
def test_no_timetable_is_fairer_than_its_proof_allows(problem: Problem, source: Random) -> None:
    every = list(timetables(problem))
    chosen = (
        [min(every, key=lambda one: rank(problem, goal_values(problem, one))), source.choice(every)] if every else []
    )
    for placements in chosen:
        prover = Prover(problem, placements)
        for side in report(problem, placements):
            proof = prover.prove(side)

            rivals = vectors(problem, as_good(problem, placements, proof.least_served.given), side.side)
            assert side.meetings.minimum <= max(rival[0] for rival in rivals) <= proof.least_served.bound
            rivals = vectors(problem, as_good(problem, placements, proof.fairest.given), side.side)
            assert side.leximin <= max(rivals) <= proof.fairest.bound


@given(plain_problems())
@settings(PATIENT, max_examples=examples(40))
def test_proof_is_exact_where_only_capacities_matter(problem: Problem) -> None:
    best = min(timetables(problem), key=lambda one: rank(problem, goal_values(problem, one)))
    prover = Prover(problem, best)
    equals = as_good(problem, best, GOALS)

    for side in report(problem, best):
        proof = prover.prove(side)

        assert (proof.fairest.bound, proof.fairest.given) == (max(vectors(problem, equals, side.side)), GOALS)
        assert proof.least_served.bound == proof.fairest.bound[0]


@given(plain_problems())
@settings(PATIENT, max_examples=examples(30))
def test_price_is_that_of_the_best_timetable_with_a_meeting_more(problem: Problem) -> None:
    every = list(timetables(problem))
    best = min(every, key=lambda one: rank(problem, goal_values(problem, one)))
    own, prover = goal_values(problem, best), Prover(problem, best)
    for side in report(problem, best):
        least = prover.prove(side).least_served

        with_more = [one for one in every if vectors(problem, [one], side.side)[0][0] > side.meetings.minimum]
        values = [goal_values(problem, one) for one in with_more]
        fairer = min(values, key=lambda each: rank(problem, each), default=None)
        if least.price is not None:
            assert fairer is not None
            assert least.price == {goal: fairer[goal] - own[goal] for goal in GOALS}
        elif least.bound == side.meetings.minimum:
            assert fairer is None
        else:
            assert fairer is not None
            assert rank(problem, fairer) <= rank(problem, own)


def unequal(**policy: object) -> Problem:
    """A and B both want C, who has one slot: A's meeting is worth more."""
    return Problem(
        name="unequal",
        slots=programme(("morning", 1)),
        tables=(Table(id="T1"), Table(id="T2")),
        parties=tuple(Party(id=name, side="host" if name < "C" else "guest") for name in "ABCD"),
        meetings=(
            Meeting(id="ac", parties=("A", "C"), value=5),
            Meeting(id="bc", parties=("B", "C"), value=3),
            Meeting(id="ad", parties=("A", "D"), value=1),
        ),
        policy=Policy(**policy),  # type: ignore[arg-type] # each test's own policy
    )


def test_goals_before_fairness_have_their_price() -> None:
    problem = unequal(goals=GOALS)
    placements = placed("ac s1 T1")

    hosts, guests = (Prover(problem, placements).prove(side) for side in report(problem, placements))

    # B can be served only instead of A, or with A at D: 3 + 1 for 5.
    price = {Goal.REQUIRED: 0, Goal.FLOORS: 0, Goal.WELFARE: -1}
    assert hosts.least_served == LeastServed(bound=0, given=GOALS, method=Method.FLOW, price=price)
    assert hosts.fairest == Fairest(bound=(0, 1), given=GOALS, method=Method.FLOW)
    assert guests.least_served == hosts.least_served


def test_without_goals_before_it_the_fairest_is_looked_for_among_all() -> None:
    placements = placed("ac s1 T1")

    hosts, _ = (Prover(unequal(), placements).prove(side) for side in report(unequal(), placements))

    assert hosts == Proof(
        least_served=LeastServed(bound=1, given=(), method=Method.CAPACITY),
        fairest=Fairest(bound=(1, 1), given=(), method=Method.FLOW),
    )


def test_a_timetable_below_the_optimum_is_judged_among_all_that_are_as_good() -> None:
    problem = unequal(goals=GOALS)
    placements = placed("bc s1 T1")

    hosts, _ = (Prover(problem, placements).prove(side) for side in report(problem, placements))

    # Its welfare of 3 leaves room for the fair timetable, which is worth 4.
    assert (hosts.least_served.bound, hosts.least_served.price) == (1, None)
    assert hosts.fairest == Fairest(bound=(1, 1), given=GOALS[:2], method=Method.FLOW)


def test_goals_after_welfare_and_about_time_give_nothing() -> None:
    problem = unequal(goals=(Goal.BREAKS, Goal.WELFARE, Goal.HELD))
    placements = placed("ac s1 T1")

    hosts, _ = (Prover(problem, placements).prove(side) for side in report(problem, placements))

    assert (hosts.least_served.given, hosts.fairest.given) == ((Goal.WELFARE,), (Goal.WELFARE,))


def test_more_than_two_sides_leave_the_capacities() -> None:
    problem = changed(HALL, {"ac": {"parties": ("A", "C", "D")}, "B": {"max_meetings": 1}})
    placements = placed("bd s1 T1")

    provinces, missions = (Prover(problem, placements).prove(side) for side in report(problem, placements))

    assert provinces == Proof(
        least_served=LeastServed(bound=1, given=(), method=Method.CAPACITY),
        fairest=Fairest(bound=(1, 3), given=(), method=Method.CAPACITY),
    )
    assert missions.fairest.bound == (1, 2, 2, 3)


def test_parties_of_one_side_who_meet_each_other_have_no_fairest_vector() -> None:
    problem = replace(unequal(), parties=tuple(replace(party, side="all") for party in unequal().parties))

    (everybody,) = (Prover(problem, []).prove(side) for side in report(problem, []))

    assert everybody == Proof(
        least_served=LeastServed(bound=1, given=(), method=Method.CAPACITY),
        fairest=Fairest(bound=(1, 1, 1, 1), given=(), method=Method.CAPACITY),
    )


def test_pins_limit_what_could_be_fairer() -> None:
    problem = changed(unequal(), {"ac": {"pin": Spot(slot="s1")}})
    placements = placed("ac s1 T1")

    hosts, _ = (Prover(problem, placements).prove(side) for side in report(problem, placements))

    assert hosts.least_served == LeastServed(bound=0, given=(), method=Method.FLOW)


@pytest.mark.parametrize(("value", "known"), [(1, GOALS), (2**60, GOALS[:2])])
def test_goals_whose_numbers_do_not_fit_only_weaken_the_proof(value: int, known: tuple[Goal, ...]) -> None:
    problem = changed(unequal(goals=GOALS), {"ac": {"value": value}, "bc": {"value": 0}, "ad": {"value": 0}})
    placements = placed("ac s1 T1")

    hosts, _ = (Prover(problem, placements).prove(side) for side in report(problem, placements))

    assert hosts.fairest.given == known
    assert hosts.least_served.bound == (0 if known == GOALS else 1)


def test_vector_is_proven_as_far_as_it_agrees_with_its_bound() -> None:
    bound = Fairest(bound=(1, 2, 3), given=(), method=Method.FLOW)

    assert [bound.proven(vector) for vector in [(1, 2, 3), (1, 1, 3), (0, 2, 3)]] == [3, 1, 0]


def test_document_has_the_report_and_the_proof() -> None:
    problem = unequal(goals=GOALS)

    document = to_json(judge(problem, placed("ac s1 T1")))

    given = ["required", "floors", "welfare"]
    assert document["sides"][0] == {
        "side": "host",
        "least_served": ["B"],
        "meetings": {"minimum": 0, "median": 0.5, "gini": 0.5, "maximum": 1},
        "welfare": {"minimum": 0, "median": 2.5, "gini": 0.5, "maximum": 5},
        "leximin": [0, 1],
        "proof": {
            "least_served": {
                "bound": 0,
                "proven": True,
                "given": given,
                "method": "flow",
                "price": {"required": 0, "floors": 0, "welfare": -1},
            },
            "fairest": {"bound": [0, 1], "proven": 2, "given": given, "method": "flow"},
        },
        "parties": [
            {"party": "B", "meetings": 0, "welfare": 0},
            {"party": "A", "meetings": 1, "welfare": 5},
        ],
    }
    assert [side["side"] for side in document["sides"]] == ["host", "guest"]


def test_words_say_what_is_proven_and_what_is_open() -> None:
    placements = placed("ac s1 T1")

    proven, opened = (in_words(judge(problem, placements)) for problem in (unequal(goals=GOALS), unequal()))

    rival = "no timetable as good on required, floors, welfare"
    assert proven.splitlines()[:7] == [
        "host: 2 parties",
        "  meetings: 0 to 1, median 0.5, Gini 0.500",
        "  welfare: 0 to 5, median 2.5, Gini 0.500",
        "  least served: B",
        f"  proven: {rival} gives each of them more than 0",
        "  one meeting more for the least served would cost at least: required +0, floors +0, welfare -1",
        f"  fairest possible: proven for the 2 least served of 2; {rival} is fairer than 0 × 1, 1 × 1",
    ]
    assert "  open: whether each could hold 1; no timetable gives each of them more" in opened.splitlines()
