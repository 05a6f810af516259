"""What the desk warns of, by severity, and what a meeting that is left over would bring."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from app.adapters.explainer import Question
from app.models import Conference, ConferenceSession, Delegation, Role
from app.queries import delegations
from app.services.planning.seating import Wanted
from app.services.timetable_drafts import drafts, moves
from tests import factories
from tests.web.markup import texts
from tests.web.readers import reader

HANOI, HAGIANG = "01~EMB-KR", "02~EMB-KR"


@pytest.fixture
def session(db: Session) -> ConferenceSession:
    """Six slots of a quarter of an hour each, and one table."""
    return factories.a_session(db, slots=6, tables=1)


@pytest.fixture
def korea(db: Session, session: ConferenceSession) -> Delegation:
    """Wished for by two provinces."""
    return factories.a_mission_wished_for(db, session)


@pytest.fixture
def of_desk(session: ConferenceSession) -> str:
    return f"/sessions/{session.id}/desk"


def begun(db: Session, session: ConferenceSession, **held: str) -> None:
    """A draft with some meetings held."""
    somebody = factories.an_administrator(db)
    draft = drafts.begin(db, somebody, session.id, timetable_id=None)
    moves.move(db, somebody, draft.id, [Wanted(meeting=f"{code[1:]}~EMB-KR", slot=slot) for code, slot in held.items()])
    db.commit()


def warned(client: TestClient, path: str) -> tuple[list[str], list[str]]:
    """How many of each severity, and each in words."""
    page = client.get(path, params={"lang": "en"}).text
    (found,) = texts(page, ".troubles") or [""]
    summary = texts(page, "summary")[0] if found else ""
    return summary.split("  "), [found.removeprefix(summary).strip()]


def test_promises_that_are_not_kept_are_warnings(
    client: TestClient, db: Session, session: ConferenceSession, korea: Delegation, of_desk: str
) -> None:
    korea.min_meetings = 2
    factories.a_must_meet(db, session, korea, factories.a_delegation(db, session, "03"))
    begun(db, session, _01="s01")

    (count,), (told,) = warned(client, of_desk)

    assert count == "2 warnings 2 remarks"
    assert told == (
        "Warning Must meet, and is not placed: EMB-KR – 03 Warning EMB-KR has 1 of 2 promised meetings."
        " Remark 02 has no meeting. Remark 03 has no meeting."
    )


def test_long_waits_are_remarks(
    client: TestClient, db: Session, session: ConferenceSession, korea: Delegation, of_desk: str
) -> None:
    assert korea.side == "mission"
    begun(db, session, _01="s01", _02="s06")

    (count,), (told,) = warned(client, of_desk)

    assert count == "1 remark"
    assert "EMB-KR waits 60 minutes for its meeting at " in told


def test_broken_rules_are_errors_and_come_first(
    client: TestClient, db: Session, session: ConferenceSession, korea: Delegation, of_desk: str
) -> None:
    begun(db, session, _01="s01", _02="s02")
    whole = client.get(of_desk, params={"lang": "en"}).text
    db.refresh(session, ["slots"])
    hanoi = next(each for each in db.scalars(delegations.of_conference(session.conference_id)) if each is not korea)
    factories.a_pin(db, session, hanoi, korea, session.slots[4])

    page = client.get(of_desk, params={"lang": "en"}).text

    assert texts(whole, ".troubles") == []
    assert texts(page, "summary")[0] == "1 error"
    assert texts(page, ".troubles")[0].startswith("1 error Error")
    assert ("data-broken" in whole, "data-broken" in page) == (False, True)


class Solver:
    """Answers as the solver does: Hanoi's meeting would bring 7, of the other nobody knows."""

    def warm_up(self) -> None: ...

    def ask(self, question: Question) -> dict[str, object] | None:
        price = {"welfare": 7, "exact": True}
        return {"price": price, "exchanges": []} if question.meeting == HANOI else None

    def stop(self) -> None: ...


@pytest.fixture
def answering(app: FastAPI, client: TestClient) -> Iterator[TestClient]:
    before = app.state.explainer
    app.state.explainer = Solver()
    yield client
    app.state.explainer = before


def test_price_of_a_meeting_that_is_left_over_is_told(
    *, app: FastAPI, answering: TestClient, db: Session, session: ConferenceSession, korea: Delegation, of_desk: str
) -> None:
    path = f"{of_desk}/price"
    early = answering.get(path, params={"meeting": HANOI})
    begun(db, session)
    own = reader(app, db, db.get_one(Conference, session.conference_id), korea, Role.HEAD)

    known, unknown, odd, others = (
        client.get(path, params={"meeting": meeting, "lang": "en"})
        for client, meeting in ((answering, HANOI), (answering, HAGIANG), (answering, "nobody"), (own, HANOI))
    )

    assert [each.status_code for each in (early, known, unknown, odd, others)] == [204, 200, 204, 404, 403]
    assert known.text == "Holding it would bring at best: value +7 (proven)"
    assert f'data-price="{HANOI}"' in answering.get(of_desk).text
