"""The packaged sessions as instances: the figures that the benchmark's instances have."""

from collections import Counter
from collections.abc import Iterable

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.matching.scheduling.problem import Problem
from app.matching.scoring.ranks import FIRST
from app.queries import wishes
from app.services import scenarios
from app.services.planning import problem_of
from app.services.planning.values import points_for_ranks
from tests.databases import counted_statements

FIGURES = {
    "session-2023": {
        "slots": {"p1": 6, "p2": 6},
        "tables": 73,
        "sides": {"province": 63, "mission": 94},
        "teams": {1: 147, 2: 10},
        "absences": {0: 141, 2: 12, 3: 2, 4: 2},
        "meetings": 1138,
        "required": 10,
        "online": 57,
        "links": 6,
    },
    "session-2026": {
        "slots": {"p1": 6, "p2": 6},
        "tables": 63,
        "sides": {"province": 34, "mission": 98},
        "teams": {1: 105, 2: 25, 3: 2},
        "absences": {0: 112, 2: 12, 3: 4, 4: 4},
        "meetings": 905,
        "required": 10,
        "online": 63,
        "links": 8,
    },
}


def count(values: Iterable[object]) -> dict[object, int]:
    return dict(Counter(values))


def figures(problem: Problem) -> dict[str, object]:
    return {
        "slots": count(slot.period for slot in problem.slots),
        "tables": len(problem.tables),
        "sides": count(party.side for party in problem.parties),
        "teams": count(party.teams for party in problem.parties),
        "absences": count(len(party.unavailable) for party in problem.parties),
        "meetings": len(problem.meetings),
        "required": sum(meeting.required for meeting in problem.meetings),
        "online": sum(bool(meeting.resources) for meeting in problem.meetings),
        "links": problem.resources[0].capacity,
    }


@pytest.mark.parametrize("code", FIGURES)
def test_a_packaged_session_has_the_figures_of_its_benchmark(db: Session, code: str) -> None:
    assert figures(problem_of(db, scenarios.load(db, code))) == FIGURES[code]


@pytest.mark.parametrize(("code", "total"), [("session-2023", 103_499), ("session-2026", 81_825)])
def test_ranks_are_worth_what_they_are_in_the_benchmark(db: Session, code: str, total: int) -> None:
    session = scenarios.load(db, code)

    points = points_for_ranks(db.scalars(wishes.of_session(session.id)))

    # Besides, two must-meets that nobody wished count as first wishes.
    assert sum(points.values()) + 2 * FIRST == total


def test_provinces_hold_as_many_meetings_at_once_as_they_have_tables_of_their_own(db: Session) -> None:
    problem = problem_of(db, scenarios.load(db, "session-2026"))

    assert {party.id: party.tables and len(party.tables) for party in problem.parties if party.side == "province"} == {
        party.id: party.teams for party in problem.parties if party.side == "province"
    }


def test_statements_do_not_grow_with_the_session(db: Session, engine: Engine) -> None:
    session = scenarios.load(db, "session-2023")
    db.expire_all()

    with counted_statements(engine) as statements:
        problem_of(db, session)

    # More than in a small session only where a collection's rows are loaded in batches of five hundred.
    assert len(statements) < 40
