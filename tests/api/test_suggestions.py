"""Suggestions: the best for a need, an offering, a delegation; of what the one who asks may see, and no more."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.models import Conference, ConferenceSession, Delegation, Need, Offering, Role, Sector, Stage, Visibility
from tests import factories
from tests.api.answers import API, NOBODY, assert_invalid, assert_problem
from tests.api.people import People
from tests.databases import counted_statements

RICE, NURSES = "Tìm nhà nhập khẩu gạo thơm", "Tìm trường đào tạo điều dưỡng"
RICE_BUYER, NURSING_SCHOOL = "Importer looks for suppliers of fragrant rice", "College that trains nurses"
HIDDEN = "Rice importer whom nobody may know"


@dataclass(frozen=True)
class Scene:
    """A province with a need for rice and one for nurses, and a mission for each of them."""

    province: Delegation
    korea: Delegation
    japan: Delegation
    rice: Need
    nurses: Need
    rice_buyer: Offering
    nursing_school: Offering


@pytest.fixture
def scene(db: Session, session: ConferenceSession) -> Scene:
    province, korea, japan = (factories.a_delegation(db, session, code) for code in ("01", "EMB-KR", "EMB-JP"))
    return Scene(
        province,
        korea,
        japan,
        rice=factories.a_need(db, province, title_vi=RICE),
        nurses=factories.a_need(db, province, title_vi=NURSES),
        rice_buyer=an_offering(db, korea, RICE_BUYER),
        nursing_school=an_offering(db, japan, NURSING_SCHOOL),
    )


def an_offering(db: Session, delegation: Delegation, text: str, **values: Any) -> Offering:
    defaults = {"title_vi": None, "title_en": text, "visibility": Visibility.ALL}
    return factories.an_offering(db, delegation, **defaults | values)


def offerings(client: TestClient, need: Need, **query: Any) -> list[str]:
    response = client.get(f"{API}/needs/{need.id}/suggestions", params=query)
    return [each["offering"]["title_en"] for each in response.json()["items"]]


def partners(client: TestClient, delegation: Delegation, **query: Any) -> list[str]:
    response = client.get(f"{API}/delegations/{delegation.id}/suggestions", params=query)
    return [each["delegation"]["organisation"]["code"] for each in response.json()["items"]]


def test_need_is_answered_with_offerings_and_the_reasons_in_both_languages(client: TestClient, scene: Scene) -> None:
    response = client.get(f"{API}/needs/{scene.rice.id}/suggestions")

    [found] = response.json()["items"]
    score = found["score"]
    assert (found["offering"]["id"], found["delegation"]["id"]) == (str(scene.rice_buyer.id), str(scene.korea.id))
    assert score["score"] == pytest.approx(sum(part["points"] for part in score["parts"]), abs=0.02)
    assert {"sectors", "concepts", "direction"} <= {part["part"] for part in score["parts"] if part["points"] > 0}
    assert "gạo" in score["reasons"]["vi"]
    assert "rice" in score["reasons"]["en"]
    assert response.json()["total"] == 1


def test_offering_is_answered_with_needs(client: TestClient, scene: Scene) -> None:
    found = client.get(f"{API}/offerings/{scene.nursing_school.id}/suggestions").json()["items"]

    assert [each["need"]["id"] for each in found] == [str(scene.nurses.id)]
    assert found[0]["delegation"]["organisation"]["code"] == "01"


def test_delegation_is_answered_with_delegations_and_what_there_is_to_talk_about(
    client: TestClient, db: Session, scene: Scene
) -> None:
    an_offering(db, scene.korea, NURSING_SCHOOL)

    response = client.get(f"{API}/delegations/{scene.province.id}/suggestions").json()

    assert [each["delegation"]["organisation"]["code"] for each in response["items"]] == ["EMB-KR", "EMB-JP"]
    assert {each["need_id"] for each in response["items"][0]["fitting"]} == {str(scene.rice.id), str(scene.nurses.id)}
    assert response["items"][0]["fit"] > response["items"][1]["fit"]
    assert response["total"] == 2


def test_delegation_that_says_nothing_gets_no_suggestions(
    client: TestClient, db: Session, session: ConferenceSession, scene: Scene
) -> None:
    silent = factories.a_delegation(db, session, "02")

    assert partners(client, silent) == []
    assert "02" not in partners(client, scene.korea)


def test_best_come_first_and_filters_leave_out(
    client: TestClient, db: Session, session: ConferenceSession, scene: Scene
) -> None:
    food, rice = Sector(code="FOD", name_vi="", name_en=""), Sector(code="AGR", name_vi="", name_en="")
    db.add_all([food, rice, child := Sector(code="AGR-RIC", parent_code="AGR", name_vi="", name_en="")])
    db.flush()
    tagged = an_offering(db, scene.japan, RICE_BUYER + " now", sectors=[child])
    partner = factories.a_delegation(db, session, "FIRM", side="partner")
    an_offering(db, partner, RICE_BUYER + " too")

    assert len(offerings(client, scene.rice)) == 3
    assert len(offerings(client, scene.rice, limit=2)) == 2
    assert offerings(client, scene.rice, side="partner") == [RICE_BUYER + " too"]
    assert offerings(client, scene.rice, sector_code="AGR") == [tagged.title_en]
    assert offerings(client, scene.rice, sector_code="FOD") == []
    assert offerings(client, scene.rice, min_score=100) == []
    assert partners(client, scene.province, sector_code="AGR") == ["EMB-JP"]


def test_no_suggestion_shows_what_is_hidden(db: Session, people: People, conference: Conference, scene: Scene) -> None:
    for visibility in (Visibility.MATCHED, Visibility.ORGANISERS):
        an_offering(db, scene.japan, HIDDEN, visibility=visibility)
    head = people.of(conference, Role.HEAD, scene.province)
    mission = people.of(conference, Role.HEAD, scene.korea)
    organiser = people.of(conference, Role.VIEWER)

    assert offerings(head, scene.rice) == [RICE_BUYER]
    assert sorted(offerings(organiser, scene.rice)) == sorted([RICE_BUYER, HIDDEN, HIDDEN])
    assert HIDDEN not in head.get(f"{API}/delegations/{scene.province.id}/suggestions").text
    # Needs are not for missions, so what would fit them is not told either.
    nothing = {"items": [], "total": 0, "below": 0, "why_empty": "nothing_shown"}
    assert mission.get(f"{API}/offerings/{scene.rice_buyer.id}/suggestions").json() == nothing
    assert partners(mission, scene.korea) == []


def test_no_suggestions_are_told_with_why_and_without_what_is_hidden(
    db: Session, people: People, session: ConferenceSession, conference: Conference, scene: Scene
) -> None:
    silent = factories.a_delegation(db, session, "02")
    head, other = (people.of(conference, Role.HEAD, each) for each in (scene.province, silent))
    addresses = [f"{API}/{each}/suggestions" for each in (f"needs/{scene.rice.id}", f"delegations/{scene.province.id}")]

    poor = [head.get(address, params={"min_score": 99}).json() for address in addresses]
    for offering in (scene.rice_buyer, scene.nursing_school):
        offering.visibility = Visibility.MATCHED
    db.commit()
    hidden = [head.get(address).json() for address in addresses]
    unsaid = other.get(f"{API}/delegations/{silent.id}/suggestions").json()

    nothing = {"items": [], "total": 0}
    assert poor == [nothing | {"below": 2, "why_empty": "nothing_fits"}] * 2
    assert hidden == [nothing | {"below": 0, "why_empty": "nothing_shown"}] * 2
    assert unsaid == nothing | {"below": 0, "why_empty": "nothing_said"}


def test_suggestions_are_for_those_whose_affair_it_is(people: People, conference: Conference, scene: Scene) -> None:
    other = people.of(conference, Role.HEAD, scene.japan)

    assert_problem(other.get(f"{API}/needs/{scene.rice.id}/suggestions"), 404, "not-found")
    assert_problem(other.get(f"{API}/offerings/{scene.rice_buyer.id}/suggestions"), 403, "forbidden")
    assert_problem(other.get(f"{API}/delegations/{scene.korea.id}/suggestions"), 403, "forbidden")
    assert_problem(other.get(f"{API}/delegations/{NOBODY}/suggestions"), 404, "not-found")


def test_bad_filters_are_named(client: TestClient, scene: Scene) -> None:
    response = client.get(f"{API}/needs/{scene.rice.id}/suggestions", params={"limit": 101, "min_score": "nan"})

    assert_invalid(
        response,
        ("/limit", "Input should be less than or equal to 100"),
        ("/min_score", "Input should be a finite number"),
        where="query",
    )


def test_dismissed_is_neither_suggested_nor_counted_until_it_is_taken_back(
    people: People, conference: Conference, scene: Scene
) -> None:
    head = people.of(conference, Role.HEAD, scene.province)
    body = {"need_id": str(scene.rice.id), "offering_id": str(scene.rice_buyer.id)}
    url = f"{API}/delegations/{scene.province.id}/dismissals"

    created = head.post(url, json=body)

    assert created.status_code == 201
    assert created.json() == body | {
        "id": created.json()["id"],
        "delegation_id": str(scene.province.id),
        "created_at": created.json()["created_at"],
    }
    assert head.get(url).json()["items"] == [created.json()]
    assert offerings(head, scene.rice) == []
    assert partners(head, scene.province) == ["EMB-JP"]
    assert_problem(head.post(url, json=body), 409, "duplicate")
    assert head.delete(f"{API}/dismissals/{created.json()['id']}").status_code == 204
    assert offerings(head, scene.rice) == [RICE_BUYER]


def test_dismissal_is_of_what_is_seen_and_ones_own(
    db: Session, people: People, conference: Conference, scene: Scene
) -> None:
    hidden = an_offering(db, scene.japan, HIDDEN, visibility=Visibility.ORGANISERS)
    head, mission = (people.of(conference, Role.HEAD, each) for each in (scene.province, scene.korea))
    url = f"{API}/delegations/{scene.province.id}/dismissals"
    body = {"need_id": str(scene.rice.id), "offering_id": str(scene.rice_buyer.id)}

    assert_invalid(head.post(url, json=body | {"offering_id": str(hidden.id)}), ("/offering_id", "No such offering."))
    assert_invalid(head.post(url, json=body | {"need_id": str(NOBODY)}), ("/need_id", "No such need."))
    assert_problem(mission.post(url, json=body), 403, "forbidden")
    assert_problem(mission.get(url), 403, "forbidden")
    organiser = people.of(conference, Role.EDITOR)
    foreign = organiser.post(f"{API}/delegations/{scene.japan.id}/dismissals", json=body)
    assert_invalid(foreign, ("/need_id", "Neither the need nor the offering is of this delegation."))


def test_fits_are_told_by_rows_and_columns(client: TestClient, scene: Scene) -> None:
    response = client.get(
        f"{API}/conferences/{scene.province.conference_id}/fits", params={"rows": "province", "columns": "mission"}
    )

    body = response.json()
    assert [each["organisation"]["code"] for each in body["rows"]] == ["01"]
    assert [each["organisation"]["code"] for each in body["columns"]] == ["EMB-KR", "EMB-JP"]
    assert [[fit > 20 for fit in row] for row in body["fits"]] == [[True, True]]


def test_fits_are_told_in_pages_of_rows(
    client: TestClient, db: Session, session: ConferenceSession, scene: Scene
) -> None:
    factories.a_delegation(db, session, "02")
    address, query = (
        f"{API}/conferences/{scene.province.conference_id}/fits",
        {"rows": "province", "columns": "mission"},
    )

    first = client.get(address, params=query | {"limit": "1"}).json()
    second = client.get(address, params=query | {"limit": "1", "cursor": first["next_cursor"]}).json()

    assert [each["rows"][0]["organisation"]["code"] for each in (first, second)] == ["01", "02"]
    assert [len(each["columns"]) for each in (first, second)] == [2, 2]
    assert (first["total"], second["total"], second["next_cursor"], second["fits"]) == (2, 2, None, [[0, 0]])


def test_fits_of_unknown_sides_are_refused(client: TestClient, scene: Scene) -> None:
    address = f"{API}/conferences/{scene.province.conference_id}/fits"

    response = client.get(address, params={"rows": "provinz", "columns": "missions"})

    assert_invalid(
        response,
        ("/rows", "No delegation of this conference is of the side provinz."),
        ("/columns", "No delegation of this conference is of the side missions."),
        where="query",
    )


def parts(client: TestClient, need: Need) -> dict[str, float]:
    [best] = client.get(f"{API}/needs/{need.id}/suggestions", params={"limit": 1}).json()["items"]
    return {part["part"]: part["points"] for part in best["score"]["parts"]}


def test_meetings_of_earlier_conferences_bring_points_to_those_who_met(
    client: TestClient, db: Session, scene: Scene
) -> None:
    before = parts(client, scene.rice)
    factories.an_earlier_meeting(db, scene.province, scene.japan)
    factories.an_earlier_meeting(db, scene.province, scene.korea, stage=Stage.FINAL)
    factories.an_earlier_meeting(db, scene.province, scene.korea, ends_on=date(2026, 12, 8))
    factories.an_earlier_meeting(db, scene.province, scene.korea, number=2)
    of_others = parts(client, scene.rice)
    factories.an_earlier_meeting(db, scene.korea, scene.province)
    once = parts(client, scene.rice)
    factories.an_earlier_meeting(db, scene.province, scene.korea)

    assert (before["history"], of_others["history"]) == (0, 0)
    assert 0 < once["history"] < parts(client, scene.rice)["history"]
    assert once | {"history": 0} == before


def test_languages_count_for_whoever_may_know_them(
    client: TestClient, people: People, db: Session, conference: Conference, scene: Scene
) -> None:
    unknown = parts(client, scene.rice)["language"]
    scene.province.languages = ["vi", "ko"]
    db.commit()
    factories.a_delegate(db, scene.korea, languages=["ko"])
    shared = parts(client, scene.rice)["language"]
    scene.korea.languages = ["en"]
    db.commit()
    head = people.of(conference, Role.HEAD, scene.province)

    assert shared == pytest.approx(2 * unknown, abs=0.02)
    assert parts(client, scene.rice)["language"] == 0
    assert parts(head, scene.rice)["language"] == unknown > 0


def test_what_has_changed_is_scored_anew(client: TestClient, db: Session, scene: Scene) -> None:
    address = f"{API}/conferences/{scene.province.conference_id}/fits"

    def told() -> tuple[list[bool], list[str]]:
        found = client.get(address, params={"rows": "province", "columns": "mission"}).json()["fits"]
        return [fit > 20 for fit in found[0]], partners(client, scene.province)

    first, again = told(), told()
    scene.nurses.title_vi = "Kêu gọi đầu tư cảng biển nước sâu"
    db.commit()
    edited = told()
    db.delete(scene.rice_buyer)
    db.commit()

    assert first == again == ([True, True], ["EMB-KR", "EMB-JP"])
    assert edited == ([True, False], ["EMB-KR"])
    assert told() == ([False, False], [])


def test_tags_are_suggested_for_a_text(client: TestClient) -> None:
    response = client.post(
        f"{API}/tag-suggestions", json={"side": "need", "text": "Tìm nhà nhập khẩu gạo tại Nhật Bản"}
    )

    body = response.json()
    assert body["sectors"][0]["code"] == "AGR-RIC"
    assert body["objectives"][0]["code"] == "EXP"
    assert [each["code"] for each in body["countries"]] == ["JP"]
    assert all(0 < each["confidence"] <= 1 for tags in body.values() for each in tags)


@pytest.mark.parametrize("missions", [1, 3])
def test_suggestions_take_as_many_statements_for_three_as_for_one(
    client: TestClient, db: Session, session: ConferenceSession, engine: Engine, missions: int
) -> None:
    province = factories.a_delegation(db, session, "01")
    factories.a_need(db, province, title_vi=RICE)
    for number in range(missions):
        an_offering(db, factories.a_delegation(db, session, f"EMB-{number}"), RICE_BUYER)
    db.expire_all()

    with counted_statements(engine) as statements:
        assert len(partners(client, province)) == missions

    assert len(statements) == 22
