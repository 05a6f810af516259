"""The weights of a conference, what others would change, and why meetings were worth what they were."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from app.matching.scoring.organisations import OrganisationWeights
from app.matching.scoring.weights import Weights
from app.models import Conference, ConferenceSession, Role, Visibility
from tests import factories
from tests.api.answers import API, assert_invalid, assert_problem
from tests.api.people import People

USUAL: dict[str, Any] = {
    "of_pairs": dict(Weights().plain()),
    "of_meetings": {"fit": 35, "wish": 30, "wish_of_other": 30, "history": 5},
}


@pytest.fixture
def url(conference: Conference) -> str:
    return f"{API}/conferences/{conference.id}/scoring-weights"


def test_conference_has_the_usual_weights_until_it_has_its_own(
    client: TestClient, conference: Conference, url: str
) -> None:
    usual = client.get(url)
    assert (usual.json(), usual.headers["ETag"]) == ({"conference_id": str(conference.id)} | USUAL, '"0"')
    assert OrganisationWeights(**USUAL["of_meetings"]) == OrganisationWeights()

    own = USUAL | {"of_meetings": {"fit": 80, "wish": 10, "wish_of_other": 10, "history": 0}}
    first = client.put(url, json=own, headers={"If-Match": '"0"'})

    assert (first.status_code, first.headers["ETag"]) == (200, '"1"')
    assert client.get(url).json() == first.json() == {"conference_id": str(conference.id)} | own
    late = client.put(url, json=USUAL, headers={"If-Match": '"0"'})
    assert_problem(late, 412, "precondition-failed", current=first.json())


def test_weights_are_from_0_to_100_and_something_weighs(client: TestClient, url: str) -> None:
    pairs = USUAL["of_pairs"]

    above = client.put(url, json=USUAL | {"of_pairs": pairs | {"words": 101, "size": -1}})
    nothing = client.put(url, json=USUAL | {"of_pairs": dict.fromkeys(pairs, 0)})

    assert_invalid(
        above,
        ("/of_pairs/words", "Input should be less than or equal to 100"),
        ("/of_pairs/size", "Input should be greater than or equal to 0"),
    )
    assert_invalid(nothing, ("/of_pairs", "Something must bring points"))


def test_preview_tells_what_other_weights_change_and_keeps_nothing(
    client: TestClient, db: Session, conference: Conference, session: ConferenceSession, url: str
) -> None:
    province, korea = (factories.a_delegation(db, session, code) for code in ("01", "EMB-KR"))
    need = factories.a_need(db, province, title_vi="Xuất khẩu gạo")
    seller = factories.an_offering(db, korea, title_vi="Bán gạo sang Việt Nam", visibility=Visibility.ORGANISERS)
    buyer = factories.an_offering(db, korea, title_vi="Tìm nguồn cung nông sản sạch, an toàn cho siêu thị")
    weights = dict.fromkeys(USUAL["of_pairs"], 0) | {"sectors": 50, "concepts": 50}

    body = client.post(f"{API}/conferences/{conference.id}/scoring-previews", json=weights).json()

    assert (body["needs"], body["needs_in_all"], body["pairs"], body["other_best"]) == (1, 1, 2, 1)
    assert body["changed"] == len(body["largest"]) == 2
    largest = body["largest"][0]
    assert (largest["need"]["id"], largest["offering"]["id"]) == (str(need.id), str(seller.id))
    assert largest["after"] > largest["before"]
    assert str(buyer.id) == body["largest"][1]["offering"]["id"]
    assert client.get(url).headers["ETag"] == '"0"'


def test_run_keeps_why_its_meetings_were_worth_what_they_were(
    client: TestClient, db: Session, people: People, session: ConferenceSession, url: str
) -> None:
    conference = db.get_one(Conference, session.conference_id)
    province, korea = (factories.a_delegation(db, session, code) for code in ("01", "EMB-KR"))
    need = factories.a_need(db, province, title_vi="Tìm nhà nhập khẩu gạo")
    offering = factories.an_offering(db, korea, title_vi="Tìm nguồn cung gạo")
    factories.a_wish(db, session, province, korea)
    run = client.post(f"{API}/sessions/{session.id}/runs", json={"seconds": 1}).json()
    client.put(url, json=USUAL | {"of_meetings": {"fit": 0, "wish": 0, "wish_of_other": 0, "history": 0}})

    [kept] = client.get(f"{API}/runs/{run['id']}/scores").json()["items"]

    assert kept["meeting"] == "01~EMB-KR"
    assert kept["parts"]["wish"] == 30
    assert kept["score"] == pytest.approx(sum(kept["parts"].values()), abs=0.02)
    [fitting] = kept["fitting"]
    assert (fitting["need_id"], fitting["offering_id"]) == (str(need.id), str(offering.id))
    assert fitting["score"] == pytest.approx(sum(fitting["parts"].values()), abs=0.02)
    assert_problem(people.of(conference, Role.HEAD, province).get(f"{API}/runs/{run['id']}/scores"), 404, "not-found")
