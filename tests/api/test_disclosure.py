"""What of another's needs and offerings is shown to whom: docs/permissions.md has it as a table, tried cell by cell."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from app.models import (
    Conference,
    ConferenceSession,
    Delegation,
    Interest,
    InterestState,
    NeedsVisibleTo,
    Offering,
    RequestStatus,
    Role,
    Visibility,
)
from tests import factories
from tests.api.answers import API, page
from tests.api.people import People

DOCUMENT = Path(__file__).parents[2] / "docs" / "permissions.md"
PUBLISHED = re.compile(r"^\| (need|offering): `(\w+)` \| (.+) \|$", re.MULTILINE)
NOT_COUNTING = re.compile(r"^\| `(draft|returned|withdrawn|refused)`(.*) \| (\w+) \| (\w+) \| (\w+) \|$", re.MULTILINE)
READERS = ("its delegation", "organisers", "matched", "other delegation", "same side", "elsewhere")
SECRET = "Chỉ nội bộ biết"  # noqa: S105 -- a note, no password

Match = Callable[[Session, ConferenceSession, Delegation, Delegation], object]


def wishing_each_other(db: Session, session: ConferenceSession, poster: Delegation, reader: Delegation) -> None:
    factories.a_wish(db, session, poster, reader)
    factories.a_wish(db, session, reader, poster)


def asked(db: Session, session: ConferenceSession, poster: Delegation, reader: Delegation) -> None:
    factories.a_request(db, session, poster, reader)


def accepted(db: Session, session: ConferenceSession, poster: Delegation, reader: Delegation) -> None:
    factories.a_request(db, session, reader, poster, status=RequestStatus.ACCEPTED)


def wished(db: Session, session: ConferenceSession, poster: Delegation, reader: Delegation) -> None:
    factories.a_wish(db, session, poster, reader)


def wishing(db: Session, session: ConferenceSession, poster: Delegation, reader: Delegation) -> None:
    factories.a_wish(db, session, reader, poster)


def wishing_each_other_elsewhere(
    db: Session, session: ConferenceSession, poster: Delegation, reader: Delegation
) -> None:
    conference = db.get_one(Conference, session.conference_id)
    factories.a_wish(db, session, poster, reader)
    factories.a_wish(db, factories.a_session(db, conference, code="other"), reader, poster)


def asking(db: Session, session: ConferenceSession, poster: Delegation, reader: Delegation) -> None:
    factories.a_request(db, session, reader, poster)


def refusing_each_other(db: Session, session: ConferenceSession, poster: Delegation, reader: Delegation) -> None:
    factories.a_do_not_meet(db, session, poster, reader)
    factories.a_do_not_meet(db, session, reader, poster)


MATCHES: list[Match] = [wishing_each_other, asked, accepted, factories.a_must_meet]
NO_MATCHES: list[Match] = [wished, wishing, wishing_each_other_elsewhere, asking, refusing_each_other]


@dataclass(frozen=True)
class Scene:
    """A delegation that posts, another one that reads, and who there is besides them."""

    db: Session
    people: People
    session: ConferenceSession
    poster: Delegation
    reader: Delegation

    def client(self, role: Role, delegation: Delegation | None = None) -> TestClient:
        return self.people.of(self.db.get_one(Conference, self.session.conference_id), role, delegation)

    def offering(self, visibility: Visibility) -> Offering:
        return factories.an_offering(self.db, self.poster, visibility=visibility, note=SECRET)


@pytest.fixture
def scene(db: Session, people: People, session: ConferenceSession) -> Scene:
    poster, reader = (factories.a_delegation(db, session, code) for code in ("EMB-KR", "01"))
    return Scene(db, people, session, poster, reader)


@cache
def cells() -> dict[tuple[str, str], dict[str, str]]:
    rows = PUBLISHED.findall(DOCUMENT.read_text(encoding="utf-8"))
    return {(noun, audience): dict(zip(READERS, told.split(" | "), strict=True)) for noun, audience, told in rows}


@cache
def of_states() -> dict[tuple[str, str], list[str]]:
    rows = NOT_COUNTING.findall(DOCUMENT.read_text(encoding="utf-8"))
    return {(state, how.removeprefix(", ")): list(told) for state, how, *told in rows}


def seen(client: TestClient, interest: Interest) -> str:
    """How much of it is shown, which has to be the same in the lists as alone."""
    noun, delegation_id = interest.kind, interest.delegation_id
    alone = client.get(f"{API}/{noun}s/{interest.id}")
    listed = client.get(f"{API}/delegations/{delegation_id}/{noun}s").json()
    if alone.is_error:
        assert listed.get("items", []) == []
        return str(alone.status_code)
    body: dict[str, Any] = alone.json()
    assert listed == page(body)
    assert (body["note"] == SECRET) is (body["extent"] == "whole")
    assert (body["title_vi"] is None) is (body["extent"] == "existence")
    return str(body["extent"])


@pytest.mark.parametrize(("noun", "audience"), cells())
def test_what_counts_is_shown_as_the_document_says(scene: Scene, noun: str, audience: str) -> None:
    conference = scene.db.get_one(Conference, scene.session.conference_id)
    if noun == "need":
        conference.needs_visible_to = NeedsVisibleTo(audience)
        interest: Interest = factories.a_need(scene.db, scene.poster, note=SECRET, state=InterestState.VALIDATED)
    else:
        interest = scene.offering(Visibility(audience))
    matched, fellow = (factories.a_delegation(scene.db, scene.session, code) for code in ("04", "EMB-JP"))
    factories.a_must_meet(scene.db, scene.session, matched, scene.poster)
    clients = {
        "its delegation": scene.client(Role.MEMBER, scene.poster),
        "organisers": scene.client(Role.VIEWER),
        "matched": scene.client(Role.MEMBER, matched),
        "other delegation": scene.client(Role.HEAD, scene.reader),
        "same side": scene.client(Role.HEAD, fellow),
        "elsewhere": scene.people.of(factories.a_conference(scene.db), Role.OWNER),
    }

    assert {who: seen(client, interest) for who, client in clients.items()} == cells()[noun, audience]


@pytest.mark.parametrize(("state", "how"), of_states())
@pytest.mark.parametrize("noun", ["need", "offering"])
def test_what_does_not_count_is_shown_as_the_document_says(scene: Scene, noun: str, state: str, how: str) -> None:
    conference = scene.db.get_one(Conference, scene.session.conference_id)
    conference.needs_visible_to = NeedsVisibleTo.OTHER_SIDES
    disclosed = {"": state != "draft", "written by an organiser": True, "edited since": False}[how]
    values: dict[str, Any] = {"note": SECRET, "state": InterestState(state), "is_disclosed": disclosed}
    if noun == "need":
        interest: Interest = factories.a_need(scene.db, scene.poster, **values)
    else:
        interest = factories.an_offering(scene.db, scene.poster, visibility=Visibility.ALL, **values)
    clients = [
        scene.client(Role.MEMBER, scene.poster),
        scene.client(Role.OWNER),
        scene.client(Role.HEAD, scene.reader),
    ]

    assert [seen(client, interest) for client in clients] == of_states()[state, how]


@pytest.mark.parametrize("noun", ["need", "offering"])
def test_what_is_only_submitted_is_not_shown_where_it_takes_more_to_count(scene: Scene, noun: str) -> None:
    conference = scene.db.get_one(Conference, scene.session.conference_id)
    conference.requires_validation, conference.needs_visible_to = True, NeedsVisibleTo.OTHER_SIDES
    make: Any = factories.a_need if noun == "need" else partial(factories.an_offering, visibility=Visibility.ALL)
    submitted, validated = (
        make(scene.db, scene.poster, note=SECRET, state=state)
        for state in (InterestState.SUBMITTED, InterestState.VALIDATED)
    )

    listed = scene.client(Role.HEAD, scene.reader).get(f"{API}/conferences/{conference.id}/{noun}s").json()

    assert [each["id"] for each in listed["items"]] == [str(validated.id)]
    assert SECRET not in str(listed)
    assert submitted.id != validated.id


@pytest.mark.parametrize("match", MATCHES)
def test_delegations_are_matched_where_both_are_willing_or_the_other_asks_or_they_must_meet(
    scene: Scene, match: Match
) -> None:
    offering = scene.offering(Visibility.MATCHED)
    match(scene.db, scene.session, scene.poster, scene.reader)

    assert seen(scene.client(Role.MEMBER, scene.reader), offering) == "published"


@pytest.mark.parametrize("match", NO_MATCHES)
def test_nobody_opens_an_offering_alone_nor_learns_of_a_wish_by_it(scene: Scene, match: Match) -> None:
    offering = scene.offering(Visibility.MATCHED)
    match(scene.db, scene.session, scene.poster, scene.reader)

    assert seen(scene.client(Role.MEMBER, scene.reader), offering) == "404"


@pytest.mark.parametrize("status", [RequestStatus.DECLINED, RequestStatus.WITHDRAWN, RequestStatus.EXPIRED])
def test_request_that_is_over_matches_nobody(scene: Scene, status: RequestStatus) -> None:
    offering = scene.offering(Visibility.MATCHED)
    over = {"status": status, "settled_at": datetime.now(UTC)}
    factories.a_request(scene.db, scene.session, scene.poster, scene.reader, **over)

    assert seen(scene.client(Role.MEMBER, scene.reader), offering) == "404"


def test_those_who_agreed_to_one_group_are_matched(scene: Scene) -> None:
    offering = scene.offering(Visibility.MATCHED)
    third = factories.a_delegation(scene.db, scene.session, "04")
    factories.a_group(scene.db, scene.session, scene.reader, scene.poster, invited=[third])

    seen_by = {each.id: seen(scene.client(Role.MEMBER, each), offering) for each in (scene.reader, third)}

    assert seen_by == {scene.reader.id: "published", third.id: "404"}


def test_request_past_its_time_matches_nobody_whatever_its_row_says(scene: Scene) -> None:
    offering = scene.offering(Visibility.MATCHED)
    past = datetime.now(UTC) - timedelta(seconds=1)
    factories.a_request(scene.db, scene.session, scene.poster, scene.reader, expires_at=past)

    assert seen(scene.client(Role.MEMBER, scene.reader), offering) == "404"


def grouped(db: Session, session: ConferenceSession, poster: Delegation, reader: Delegation) -> None:
    factories.a_group(db, session, poster, reader)


@pytest.mark.parametrize("match", [asked, accepted, factories.a_must_meet, grouped])
@pytest.mark.parametrize("by", ["poster", "reader"])
def test_nothing_matches_those_of_whom_one_does_not_want_to_meet_the_other(scene: Scene, match: Match, by: str) -> None:
    offering, other = scene.offering(Visibility.MATCHED), factories.a_delegation(scene.db, scene.session, "04")
    for reader in (scene.reader, other):
        match(scene.db, scene.session, scene.poster, reader)
    two = (scene.poster, scene.reader) if by == "poster" else (scene.reader, scene.poster)

    factories.a_do_not_meet(scene.db, scene.session, *two)

    assert [seen(scene.client(Role.MEMBER, each), offering) for each in (scene.reader, other)] == ["404", "published"]


def test_request_of_whom_one_does_not_want_to_meet_opens_nothing_to_either(scene: Scene) -> None:
    theirs = scene.offering(Visibility.MATCHED)
    ours = factories.an_offering(scene.db, scene.reader, visibility=Visibility.MATCHED, note=SECRET)
    asker, asked_one = scene.client(Role.HEAD, scene.poster), scene.client(Role.HEAD, scene.reader)
    address = f"{API}/sessions/{scene.session.id}"
    request = {"requester_id": str(scene.poster.id), "addressee_id": str(scene.reader.id), "message": "Xin gặp"}
    refusal = {"delegation_id": str(scene.reader.id), "target_id": str(scene.poster.id), "kind": "do_not_meet"}

    assert asker.post(f"{address}/meeting-requests", json=request).status_code == 201
    before = seen(asked_one, theirs), seen(asker, ours)
    assert asked_one.post(f"{address}/wishes", json=refusal).status_code == 201

    assert before == ("published", "404")
    assert (seen(asked_one, theirs), seen(asker, ours)) == ("404", "404")


def test_what_is_shown_does_not_tell_who_does_not_want_to_meet(scene: Scene) -> None:
    offering = scene.offering(Visibility.MATCHED)
    factories.a_request(scene.db, scene.session, scene.poster, scene.reader)
    refusal = {"delegation_id": str(scene.poster.id), "target_id": str(scene.reader.id), "kind": "do_not_meet"}
    wishes = f"{API}/sessions/{scene.session.id}/wishes"

    response = scene.client(Role.HEAD, scene.poster).post(wishes, json=refusal)

    assert response.json()["type"] == "/problems/contradicts-meeting-request"
    assert seen(scene.client(Role.MEMBER, scene.reader), offering) == "published"


def test_do_not_meet_of_another_session_closes_nothing(scene: Scene) -> None:
    offering = scene.offering(Visibility.MATCHED)
    conference = scene.db.get_one(Conference, scene.session.conference_id)
    factories.a_request(scene.db, scene.session, scene.poster, scene.reader)

    factories.a_do_not_meet(
        scene.db, factories.a_session(scene.db, conference, code="other"), scene.poster, scene.reader
    )

    assert seen(scene.client(Role.MEMBER, scene.reader), offering) == "published"


def test_offering_that_is_shown_can_not_be_changed(scene: Scene) -> None:
    offering = scene.offering(Visibility.ALL)
    address, client = f"{API}/offerings/{offering.id}", scene.client(Role.HEAD, scene.reader)

    answers = client.put(address, json={"code": "N1", "title_vi": "Khác"}), client.delete(address)

    assert [answer.status_code for answer in answers] == [403, 403]


def test_need_is_not_shown_to_another_delegation_whatever_was_wished(scene: Scene) -> None:
    need = factories.a_need(scene.db, scene.poster, note=SECRET)
    factories.a_wish(scene.db, scene.session, scene.poster, scene.reader)
    client = scene.client(Role.HEAD, scene.reader)

    assert client.get(f"{API}/needs/{need.id}").status_code == 404
    assert client.get(f"{API}/delegations/{scene.poster.id}/needs").json() == page()
