"""Each version of a need or an offering that was saved is kept, for those who may read it."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.models import Conference, ConferenceSession, Delegation, Role
from tests import factories
from tests.api.answers import API, assert_problem
from tests.api.people import People
from tests.databases import counted_statements

BOTH = pytest.mark.parametrize("noun", ["need", "offering"])
RICE: dict[str, Any] = {"code": "N1", "title_vi": "Gạo"}
SAID: dict[str, Any] = {
    "code": "N1",
    "priority": 1,
    "urgency": "normal",
    "title_vi": "Gạo",
    "sector_codes": [],
    "country_codes": [],
} | dict.fromkeys(
    (
        *("title_en", "text_vi", "text_en", "objective_code", "size_amount", "size_currency", "size_unit"),
        *("partner_kind", "note"),
    )
)
OWN: dict[str, dict[str, Any]] = {
    "need": {"region_codes": []},
    "offering": {"visibility": "matched", "partner_name": None, "partner_country_code": None, "partner_intent": None},
}


def written(client: TestClient, delegation: Delegation, noun: str, **change: Any) -> str:
    made = client.post(f"{API}/delegations/{delegation.id}/{noun}s", json=RICE | change)
    assert made.status_code == 201
    return f"{API}/{noun}s/{made.json()['id']}"


def numbers(client: TestClient, one: str) -> list[int]:
    return [revision["number"] for revision in client.get(f"{one}/revisions").json()["items"]]


@BOTH
def test_each_version_is_kept(head: TestClient, delegation: Delegation, noun: str) -> None:
    one = written(head, delegation, noun)
    head.put(one, json=RICE | {"title_vi": "Gạo thơm", "priority": 2})

    second, first = head.get(f"{one}/revisions").json()["items"]

    assert first == {
        "number": 1,
        "at": first["at"],
        "account": first["account"],
        "on_behalf": False,
        "submitted_at": None,
        "changed": [],
        "content": SAID | OWN[noun],
    }
    assert (second["number"], sorted(second["changed"])) == (2, ["priority", "title_vi"])
    assert second["content"] == SAID | OWN[noun] | {"title_vi": "Gạo thơm", "priority": 2}


@BOTH
def test_change_that_changes_nothing_is_no_version(head: TestClient, delegation: Delegation, noun: str) -> None:
    one = written(head, delegation, noun)

    head.put(one, json=RICE)

    assert numbers(head, one) == [1]


@BOTH
def test_organisers_see_the_versions_that_were_submitted_and_their_own(
    head: TestClient, editor: TestClient, delegation: Delegation, noun: str
) -> None:
    one = written(head, delegation, noun)
    head.put(one, json=RICE | {"title_vi": "Gạo thơm"})
    head.post(f"{one}/state-changes", json={"state": "submitted"})
    editor.post(f"{one}/state-changes", json={"state": "returned", "comment": "Bổ sung"})
    editor.put(one, json=RICE | {"title_vi": "Gạo thơm, theo ban tổ chức"})
    head.put(one, json=RICE | {"title_vi": "Gạo thơm, theo tỉnh"})

    assert (numbers(head, one), numbers(editor, one)) == ([4, 3, 2, 1], [3, 2])
    assert [revision["on_behalf"] for revision in editor.get(f"{one}/revisions").json()["items"]] == [True, False]


def test_another_delegation_sees_what_is_published_but_not_how_it_came_to_be(
    db: Session, people: People, conference: Conference, session: ConferenceSession, delegation: Delegation
) -> None:
    offering = factories.an_offering(db, delegation, visibility="all")
    other = people.of(conference, Role.HEAD, factories.a_delegation(db, session, "EMB-KR"))

    for part in ("revisions", "state-changes"):
        response = other.get(f"{API}/offerings/{offering.id}/{part}")
        assert_problem(response, 403, "forbidden", "This is for the delegation and organisers.")


def test_list_takes_as_many_statements_for_three_as_for_one(
    engine: Engine, head: TestClient, delegation: Delegation
) -> None:
    one = written(head, delegation, "need")
    with counted_statements(engine) as for_one:
        assert numbers(head, one) == [1]
    for title in ("Gạo thơm", "Gạo nếp"):
        head.put(one, json=RICE | {"title_vi": title})
    with counted_statements(engine) as for_three:
        assert numbers(head, one) == [3, 2, 1]

    assert len(for_three) == len(for_one)
