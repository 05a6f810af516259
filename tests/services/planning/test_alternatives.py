"""Wishes of which one at most is met become alternatives of the instance, which the referee knows."""

from itertools import permutations

import pytest
from sqlalchemy.orm import Session

from app.matching.scheduling.checker import violations
from app.matching.scheduling.timetable import Placement, Rule
from app.models import ConferenceSession, Delegation, MeetingValue
from app.services.planning import export, import_instance, problem_of
from app.services.planning.alternatives import labels
from tests import factories


def wish(db: Session, session: ConferenceSession, one: Delegation, *others: Delegation, alternative: str) -> None:
    for rank, other in enumerate(others, start=1):
        factories.a_wish(db, session, one, other, rank=rank, alternative=alternative)


def labelled(db: Session, session: ConferenceSession) -> dict[str, str | None]:
    return {meeting.id: meeting.alternative for meeting in problem_of(db, session).meetings}


@pytest.fixture
def session(db: Session) -> ConferenceSession:
    return factories.a_session(db, slots=2)


def test_tied_wishes_are_alternatives_that_the_referee_knows(db: Session, session: ConferenceSession) -> None:
    province, seoul, busan, tokyo = (factories.a_delegation(db, session, code) for code in ("01", "SEL", "PUS", "TYO"))
    wish(db, session, province, seoul, busan, alternative="Korea")
    factories.a_wish(db, session, province, tokyo, rank=3)

    problem = problem_of(db, session)
    both = [Placement(meeting="01~PUS", slot="s01", table="T01"), Placement(meeting="01~SEL", slot="s02", table="T01")]

    assert labelled(db, session) == {"01~PUS": "01~Korea", "01~SEL": "01~Korea", "01~TYO": None}
    assert [violation.rule for violation in violations(problem, both)] == [Rule.ALTERNATIVES]
    assert violations(problem, both[:1]) == []


def test_the_same_word_of_two_delegations_ties_each_by_itself(db: Session, session: ConferenceSession) -> None:
    hanoi, hue, seoul, busan = (factories.a_delegation(db, session, code) for code in ("01", "46", "SEL", "PUS"))
    for province in (hanoi, hue):
        wish(db, session, province, seoul, busan, alternative="Korea")

    assert labelled(db, session) == {
        "01~PUS": "01~Korea",
        "01~SEL": "01~Korea",
        "46~PUS": "46~Korea",
        "46~SEL": "46~Korea",
    }


def test_ties_of_both_sides_that_share_a_meeting_are_one(db: Session, session: ConferenceSession) -> None:
    hanoi, hue, seoul, busan = (factories.a_delegation(db, session, code) for code in ("01", "46", "SEL", "PUS"))
    wish(db, session, hanoi, seoul, busan, alternative="Korea")
    wish(db, session, seoul, hanoi, hue, alternative="north or centre")

    assert labelled(db, session) == dict.fromkeys(["01~PUS", "01~SEL", "46~SEL"], "01~Korea")


def test_what_is_not_planned_ties_nothing() -> None:
    ties = {"one": ["a", "b"], "other": ["b", "c"]}

    assert labels(ties, ["a", "b", "c"]) == {"a": "one", "b": "one", "c": "one"}
    assert labels(ties, ["a", "c"]) == {"a": "one", "c": "other"}


@pytest.mark.parametrize("order", [*permutations(["p", "q", "r"])])
def test_chains_of_ties_are_one_whatever_their_order(order: tuple[str, ...]) -> None:
    chain = dict(zip(order, (["a", "b"], ["b", "c"], ["c", "d"]), strict=True))

    assert labels(chain, ["a", "b", "c", "d"]) == dict.fromkeys("abcd", "p")


def test_a_label_that_is_given_is_not_made_again(db: Session, session: ConferenceSession) -> None:
    hanoi, seoul, busan, tokyo = (factories.a_delegation(db, session, code) for code in ("01", "SEL", "PUS", "TYO"))
    given = {"session_id": session.id, "value": 1, "alternative": "01~Korea"}
    factories.added(db, MeetingValue(a_id=seoul.id, b_id=tokyo.id, code="m", **given))
    wish(db, session, hanoi, seoul, busan, alternative="Korea")

    assert labelled(db, session) == {"01~PUS": "01~Korea~2", "01~SEL": "01~Korea~2", "m": "01~Korea"}


def test_alternatives_go_out_and_come_in_again(db: Session, session: ConferenceSession) -> None:
    province, seoul, busan = (factories.a_delegation(db, session, code) for code in ("01", "SEL", "PUS"))
    wish(db, session, province, seoul, busan, alternative="Korea")
    document = export(db, session)

    imported = import_instance(db, factories.as_file(document), code="imported")

    assert [meeting["alternative"] for meeting in document["meetings"]] == ["01~Korea", "01~Korea"]
    assert export(db, imported) == document
