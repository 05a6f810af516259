"""Groups that are proposed, and put together anew by organisers over the API."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from app.models import MeetingGroup, Sector
from tests import factories
from tests.api.answers import API, NOBODY, assert_problem
from tests.api.frame import HARM
from tests.api.people import People
from tests.api.test_groups import Workshop, assert_invalid_at, states

NO_GROUP = "No such other group of this session."
NO_MEMBER = "No such member of this group."


@pytest.fixture
def workshop(db: Session, people: People) -> Workshop:
    return Workshop(db, people)


def water(workshop: Workshop, **values: Any) -> MeetingGroup:
    """Of Hà Nội, Huế and Seoul, who agree."""
    members = workshop.hanoi, workshop.hue, workshop.seoul
    return factories.a_group(workshop.db, workshop.session, *members, code="water", **values)


def rice(workshop: Workshop) -> MeetingGroup:
    return factories.a_group(workshop.db, workshop.session, workshop.tokyo, code="rice")


def ids(group: MeetingGroup) -> dict[Any, str]:
    """Of members, by delegation."""
    return {each.delegation_id: str(each.id) for each in group.members}


def test_what_many_wish_or_need_is_proposed(db: Session, workshop: Workshop) -> None:
    clean, rail, wind = (
        factories.added(db, Sector(code=code, name_vi=code, name_en=code)) for code in ("clean", "rail", "wind")
    )
    parties = workshop.hanoi, workshop.hue, workshop.tokyo
    for each in parties:
        factories.a_need(db, each, sectors=[clean, rail, wind])
    factories.an_offering(db, workshop.seoul, sectors=[clean])
    for rank, each in enumerate(parties[:2], 1):
        factories.a_wish(db, workshop.session, each, workshop.seoul, rank=rank)
    factories.a_do_not_meet(db, workshop.session, workshop.tokyo, workshop.hue)
    hung = factories.a_delegation(db, workshop.session, "04")
    factories.a_need(db, hung, sectors=[rail])
    url = f"{API}/sessions/{workshop.session.id}/group-proposals"

    found = workshop.editor.get(url)

    needy = [str(each.id) for each in (workshop.tokyo, workshop.hanoi, hung)]
    assert found.json() == {
        "hosted": [
            {
                "host_id": str(workshop.seoul.id),
                "sector_code": "clean",
                "guest_ids": [str(workshop.hanoi.id), str(workshop.hue.id)],
                "wished_by": 2,
                "can_meet": 2,
            }
        ],
        "workshops": [{"sector_code": "rail", "guest_ids": needy, "needed_by": 4}],
    }
    assert workshop.of_hanoi.get(url).status_code == 403
    assert workshop.editor.get(f"{API}/sessions/{NOBODY}/group-proposals").status_code == 404


def test_member_is_moved_and_asked_anew(workshop: Workshop) -> None:
    one, other = water(workshop), rice(workshop)
    member = ids(one)[workshop.hue.id]
    url = f"{API}/group-members/{member}/moves"

    moved = workshop.editor.post(url, json={"group_id": str(other.id)})

    assert moved.status_code == 201
    assert (moved.json()["delegation_id"], moved.json()["state"]) == (str(workshop.hue.id), "invited")
    assert states(workshop.editor, one) == {str(each.id): "agreed" for each in (workshop.hanoi, workshop.seoul)}
    assert states(workshop.editor, other) == {str(workshop.tokyo.id): "agreed", str(workshop.hue.id): "invited"}


def test_move_that_is_none_is_refused(workshop: Workshop) -> None:
    one, other = water(workshop, convener_id=workshop.hanoi.id), rice(workshop)
    url = f"{API}/group-members/{ids(one)[workshop.hue.id]}/moves"
    strange = factories.a_group(workshop.db, factories.a_session(workshop.db), code="strange")

    for target in (one.id, strange.id, NOBODY):
        assert_invalid_at(workshop.editor.post(url, json={"group_id": str(target)}), "/group_id", NO_GROUP)
    assert workshop.of_hanoi.post(url, json={"group_id": str(other.id)}).status_code == 403
    unknown = workshop.editor.post(f"{API}/group-members/{NOBODY}/moves", json={"group_id": str(other.id)})
    assert_problem(unknown, 404, "not-found", "No such member of a group.")
    factories.a_group(workshop.db, workshop.session, workshop.hue, workshop.tokyo, code="both")
    assert len(states(workshop.editor, one)) == 3


def test_groups_become_one_once_that_is_accepted(workshop: Workshop) -> None:
    one, other = water(workshop, must_meet=True), rice(workshop)
    url, body = f"{API}/groups/{one.id}/mergers", {"into_id": str(other.id)}

    told = workshop.editor.post(url, json=body)
    itself = workshop.editor.post(url, json={"into_id": str(one.id)})
    merged = workshop.editor.post(url, params={"accept_impact": True}, json=body)

    assert (told.status_code, told.json()["detail"]) == (409, HARM)
    assert [each["code"] for each in told.json()["impact"]["groups"]] == ["water"]
    assert_invalid_at(itself, "/into_id", NO_GROUP)
    assert merged.status_code == 200
    assert merged.json()["code"] == "rice"
    assert {each["delegation_id"]: each["state"] for each in merged.json()["members"]} == {
        str(workshop.tokyo.id): "agreed"
    } | {str(each.id): "invited" for each in (workshop.hanoi, workshop.hue, workshop.seoul)}
    assert workshop.editor.get(f"{API}/groups/{one.id}").status_code == 404


def test_group_is_split(workshop: Workshop) -> None:
    one = water(workshop)
    known = ids(one)
    url = f"{API}/groups/{one.id}/splits"
    body = {"theme": "Cấp nước", "going": [known[workshop.hue.id]], "in_both": [known[workshop.seoul.id]]}

    odd = workshop.editor.post(url, json=body | {"going": [str(NOBODY)]})
    split = workshop.editor.post(url, json=body)

    assert_invalid_at(odd, "/going", NO_MEMBER)
    assert (split.status_code, split.json()["theme"]) == (201, "Cấp nước")
    assert {each["delegation_id"]: each["state"] for each in split.json()["members"]} == {
        str(each.id): "invited" for each in (workshop.hue, workshop.seoul)
    }
    assert states(workshop.editor, one) == {str(each.id): "agreed" for each in (workshop.hanoi, workshop.seoul)}


def test_nobody_but_editors_changes_groups(client: TestClient, workshop: Workshop) -> None:
    one, other = water(workshop, convener_id=workshop.hanoi.id), rice(workshop)

    for path, body in (("mergers", {"into_id": str(other.id)}), ("splits", {"theme": "Cấp nước"})):
        assert workshop.of_hanoi.post(f"{API}/groups/{one.id}/{path}", json=body).status_code == 403
        assert workshop.of_tokyo.post(f"{API}/groups/{one.id}/{path}", json=body).status_code == 404
        assert client.post(f"{API}/groups/{NOBODY}/{path}", json=body).status_code == 404
