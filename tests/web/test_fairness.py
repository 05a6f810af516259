"""What the page says of how evenly the meetings of a side are spread."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from app.i18n.languages import language
from app.matching.scheduling.fairness.report import Spread
from app.models import MeetingTable
from app.services.timetables import SideSummary
from app.web.views.fairness import Fairness
from app.web.views.wording import Wording
from tests import factories
from tests.web import greedy
from tests.web.markup import texts

GOALS = ["required", "floors", "welfare"]
FAIREST = {"bound": [1, 3, 3], "proven": 1, "given": GOALS, "method": "flow"}
LEAST = {"bound": 1, "proven": True, "given": GOALS, "method": "flow", "price": None}


def a_fairness(code: str = "en", *, leximin: tuple[int, ...] = (1, 2, 3), **proof: Any) -> Fairness:
    """Three delegations with 1, 2 and 3 meetings."""
    side = SideSummary("mission", (), (1, 2, 3), (), ())
    document = {"leximin": list(leximin), "proof": {"least_served": LEAST, "fairest": FAIREST} | proof}
    return Fairness(words=Wording(language(code)), side=side, document=document)


def test_spread_and_distribution_are_those_of_the_counts() -> None:
    side = SideSummary("mission", (), (1, 3, 3, 5), (), ())

    fairness = Fairness(words=Wording(language("en")), side=side, document=None)

    assert fairness.spread == Spread(minimum=1, median=3.0, gini=0.25, maximum=5)
    assert fairness.distribution == ((1, 1), (3, 2), (5, 1))
    assert ([*fairness.proven], [*fairness.remarks]) == ([], [])


def test_proof_and_price_are_told_in_plain_words() -> None:
    price = {"required": 0, "floors": 0, "welfare": -1300}

    fairness = a_fairness(least_served=LEAST | {"price": price})

    assert [*fairness.proven] == [
        "Proven: the fewest meetings can't be more than 1 in any timetable as good on the goals above",
        "Proven the fairest possible for the 1 least served of 3",
    ]
    assert [*fairness.remarks] == [
        "Raising the fewest meetings to 2 would cost at least: Value of all meetings together \N{MINUS SIGN}1,300"
    ]


def test_price_is_told_of_the_most_important_goal_that_changes() -> None:
    price = {"required": 1, "floors": 0, "welfare": 40}

    (remark,) = a_fairness("vi", least_served=LEAST | {"price": price}).remarks

    assert remark.endswith("đánh đổi: Số cuộc gặp bắt buộc chưa xếp được +1")


def test_bound_without_goals_holds_for_every_timetable() -> None:
    fairness = a_fairness(least_served=LEAST | {"given": [], "method": "capacity"})

    assert next(fairness.proven) == "Proven: the fewest meetings can't be more than 1 in any timetable"


def test_open_bound_is_told_as_open() -> None:
    fairness = a_fairness(
        least_served=LEAST | {"bound": 2, "proven": False}, fairest=FAIREST | {"bound": [2, 2, 2], "proven": 0}
    )

    assert [*fairness.proven] == []
    assert [*fairness.remarks] == ["The fewest meetings could at best be 2; whether they can is open"]


def test_fairest_distribution_is_told_as_a_whole() -> None:
    fairness = a_fairness(fairest=FAIREST | {"bound": [1, 2, 3], "proven": 3})

    assert [*fairness.proven][1] == "Proven: no timetable as good on the goals above spreads the meetings more fairly"


def test_proof_of_other_delegations_than_now_is_not_told() -> None:
    fairness = a_fairness(leximin=(1, 2))

    assert ([*fairness.proven], [*fairness.remarks]) == ([], [])


@pytest.mark.parametrize("stored", [True, False])
def test_page_tells_the_spread_and_what_is_proven_of_it(client: TestClient, db: Session, *, stored: bool) -> None:
    session = factories.a_session(db, tables=0)
    hue, paris = factories.a_delegation(db, session, "46"), factories.a_delegation(db, session, "EMB-FR")
    factories.added(db, MeetingTable(session_id=session.id, code="T", position=0, features=[], delegation_id=hue.id))
    factories.a_wish(db, session, hue, paris, 1)
    version = greedy.store(db, session)
    if stored:
        proof = {"least_served": LEAST, "fairest": FAIREST | {"bound": [1], "proven": 1}}
        version.run_data = {"fairness": {"sides": [{"side": "mission", "leximin": [1], "proof": proof}]}}
    db.commit()

    page = client.get(f"/sessions/{session.id}/timetable").text

    (quality,) = texts(page, ".quality")
    assert quality.count("Trung vị: 1; hệ số Gini: 0 (bằng 0 nếu mọi đoàn có số cuộc gặp như nhau)") == 2
    assert quality.count("✓ Đã chứng minh: trong các lịch không kém hơn ở những mục tiêu nêu trên") == (
        2 if stored else 0
    )
