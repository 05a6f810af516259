"""What the solver says of a meeting at the desk, and exchanges that make room for one; solved in the test's process."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from app.adapters.explainer import Explainer, Question
from app.matching.scheduling.io import read_instance
from app.models import ConferenceSession
from app.worker import explaining
from tests.api.answers import assert_problem
from tests.api.drafting import at, begun, held, moved, one
from tests.factories import a_delegation, a_session, a_wish, as_file


class InProcess:
    """Answers as the process of its own does."""

    def warm_up(self) -> None:
        """It is warm."""

    def ask(self, question: Question) -> dict[str, Any] | None:
        return explaining.answer(explaining.Instance(read_instance(as_file(question.instance()))), question.plain())

    def stop(self) -> None:
        """It goes on."""


@pytest.fixture
def explained(app: FastAPI, client: TestClient) -> Iterator[TestClient]:
    nobody: Explainer = app.state.explainer
    app.state.explainer = InProcess()
    yield client
    app.state.explainer = nobody


@pytest.fixture
def session(db: Session) -> ConferenceSession:
    """Two slots, one table; 01 wishes to meet both missions, 02 one of them."""
    session = a_session(db, slots=2, tables=2)
    hanoi, hagiang = a_delegation(db, session, "01"), a_delegation(db, session, "02")
    japan, korea = a_delegation(db, session, "EMB-JP"), a_delegation(db, session, "EMB-KR")
    for one_side, other in ((hanoi, japan), (hanoi, korea), (hagiang, korea)):
        a_wish(db, session, one_side, other, rank=1 if other is korea else 2)
    return session


def test_an_exchange_makes_room(explained: TestClient, session: ConferenceSession) -> None:
    """02 meets Korea at s01, 01 meets Japan at s02: 01 can meet Korea only if one of these moves."""
    draft = begun(explained, session)
    moved(explained, draft, at("02~EMB-KR", "s01"), at("01~EMB-JP", "s02", "T02"))

    prospect = explained.get(one(draft, "/prospects"), params={"meeting": "01~EMB-KR"}).json()
    chosen = next(each for each in prospect["exchanges"] if each["slot"] == "s02")
    body = {"meeting": "01~EMB-KR", "slot": chosen["slot"], "table": chosen["table"]}
    after = explained.post(one(draft, "/exchanges"), json=body).json()
    undone = explained.post(one(draft, "/undo")).json()

    assert (prospect["known"], prospect["is_exact"]) == (True, True)
    assert prospect["price"] == chosen["change"]
    assert chosen["moves"][-1] == {
        "meeting": "01~EMB-KR",
        "slot": "s02",
        "table": chosen["table"],
        "interpreters": None,
    }
    assert {each["meeting"]: each["slot"] for each in after["placements"]} == {
        "01~EMB-JP": "s01",
        "01~EMB-KR": "s02",
        "02~EMB-KR": "s01",
    }
    assert after["violations"] == []
    assert undone["placements"] == [held("01~EMB-JP", "s02", "T02"), held("02~EMB-KR", "s01")]


def test_an_exchange_that_nobody_has_proposed(explained: TestClient, session: ConferenceSession) -> None:
    draft = begun(explained, session)

    response = explained.post(one(draft, "/exchanges"), json={"meeting": "01~EMB-KR", "slot": "s01", "table": "T01"})

    assert_problem(response, 409, "exchange-gone", "This exchange is not to be had at the moment.")


def test_without_the_solver_nothing_is_known(client: TestClient, session: ConferenceSession) -> None:
    draft = begun(client, session)

    prospect = client.get(one(draft, "/prospects"), params={"meeting": "01~EMB-KR"})
    unknown = client.get(one(draft, "/prospects"), params={"meeting": "x"})

    assert prospect.json() == {"known": False, "price": None, "is_exact": False, "exchanges": []}
    assert_problem(unknown, 404, "not-found", "No such meeting.")


@pytest.mark.slow
def test_the_process_of_its_own_answers_the_same(app: FastAPI, client: TestClient, session: ConferenceSession) -> None:
    from app.main import make_explainer  # noqa: PLC0415 -- only this test wants the process
    from app.settings import ExplainerSettings  # noqa: PLC0415 -- as above

    draft = begun(client, session)
    moved(client, draft, at("02~EMB-KR", "s01"), at("01~EMB-JP", "s02", "T02"))
    address, params = one(draft, "/prospects"), {"meeting": "01~EMB-KR"}
    nobody, settings = app.state.explainer, app.state.settings
    patient = settings.model_copy(update={"explainer": ExplainerSettings(seconds=30)})
    app.state.explainer = process = make_explainer(patient)
    from_process = client.get(address, params=params).json()
    process.stop()
    app.state.explainer = InProcess()

    assert from_process == client.get(address, params=params).json()
    assert from_process["known"] is True
    app.state.explainer = nobody
