"""A new conference on the pages, and the next from the last."""

from datetime import date
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Conference, ConferenceSession, Membership, Role, SideRule
from app.services import clones
from tests import factories
from tests.web.markup import texts
from tests.web.readers import reader

TYPED = {
    "name_vi": "Hội nghị Ngoại vụ 2027",
    "name_en": "Foreign Affairs Conference 2027",
    "code": "FAC-2027",
    "starts_on": "2027-12-07",
    "ends_on": "2027-12-08",
    "city": "Huế",
    "timezone": "Asia/Ho_Chi_Minh",
}
NEXT = {name: TYPED[name] for name in ("name_vi", "name_en", "code", "starts_on")}


def of(app: FastAPI, db: Session, conference: Conference, role: Role) -> TestClient:
    client = reader(app, db, conference, role=role)
    client.cookies.set("lang", "en")
    return client


def made(db: Session) -> Conference | None:
    return db.scalars(select(Conference).where(Conference.code == "FAC-2027")).one_or_none()


def next_of(conference: Conference) -> str:
    return f"/conferences/{conference.id}/next"


def test_conference_of_a_format_has_its_session(client: TestClient, db: Session) -> None:
    answer = client.post("/conferences/new", data=TYPED | {"format_code": "AMB-LOC"})

    conference = made(db)
    assert conference is not None
    (session,) = db.scalars(select(ConferenceSession).where(ConferenceSession.conference_id == conference.id))
    sides = db.scalars(select(SideRule.side).where(SideRule.session_id == session.id))
    assert (conference.city, conference.ends_on) == ("Huế", date(2027, 12, 8))
    assert (session.format_code, session.request_days, set(sides)) == ("AMB-LOC", 7, {"province", "mission"})
    assert answer.url.path == f"/conferences/{conference.id}/setup"
    assert texts(answer.text, ".notice") == ["Đã tạo hội nghị. Dưới đây là các bước chuẩn bị tiếp theo."]


@pytest.mark.parametrize("name", ["Hội nghị " * 33 + "hè", "k" * 300])
def test_name_proposed_for_the_next_conference_is_never_longer_than_one_may_be(
    client: TestClient, db: Session, name: str
) -> None:
    last = factories.a_conference(db, name_vi=name, name_en=name)

    proposed = clones.names_on(last, 2027)
    shown = client.get(next_of(last)).text
    client.post(next_of(last), data=NEXT | proposed)

    conference = made(db)
    assert conference is not None
    assert {"name_vi": conference.name_vi, "name_en": conference.name_en} == proposed
    assert [each for each in proposed.values() if f'value="{each}"' not in shown] == []
    assert proposed["name_vi"].startswith(name[:280])
    assert proposed["name_vi"].endswith(("nghị… (bản sao)", "k… (bản sao)"))


def test_conference_without_a_format_has_no_session(client: TestClient, db: Session) -> None:
    client.post("/conferences/new", data=TYPED | {"format_code": ""})

    conference = made(db)
    assert conference is not None
    assert db.scalars(select(ConferenceSession)).all() == []


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"starts_on": "soon"}, "Please write a date, like 2026-12-08."),
        ({"starts_on": " "}, "Please fill this in."),
        ({"ends_on": "2027-12-01"}, "A conference ends on or after the day it starts."),
        ({"timezone": "Mars/Olympus"}, "Not an IANA time zone."),
        ({"format_code": "PLENARY"}, "In this format there are no meetings to plan."),
        ({"code": "taken"}, "There is a conference with the code taken already."),
    ],
)
def test_what_does_not_fit_is_told_and_nothing_is_made(
    client: TestClient, db: Session, typed: dict[str, Any], told: str
) -> None:
    factories.a_conference(db, code="taken")
    client.cookies.set("lang", "en")

    answer = client.post("/conferences/new", data=TYPED | typed)

    assert answer.status_code in {409, 422}
    assert told in texts(answer.text, "form")[-1]
    assert 'value="Hội nghị Ngoại vụ 2027"' in answer.text
    assert [each.code for each in db.scalars(select(Conference))] == ["taken"]


def test_only_administrators_make_conferences_out_of_nothing(
    app: FastAPI, db: Session, client: TestClient, visitor: TestClient, conference: Conference
) -> None:
    owner = of(app, db, conference, Role.OWNER)

    assert owner.get("/conferences/new").status_code == 403
    assert owner.post("/conferences/new", data=TYPED).status_code == 403
    assert made(db) is None
    assert visitor.get("/conferences/new", follow_redirects=False).headers["location"].startswith("/sign-in")
    assert ["/conferences/new" in each.get("/").text for each in (client, owner)] == [True, False]
    assert client.get("/conferences/new").status_code == 200


def test_next_conference_has_what_the_last_one_had_on_other_days(
    app: FastAPI, db: Session, session: ConferenceSession, conference: Conference
) -> None:
    factories.a_delegation(db, session, "EMB-KR")
    owner = of(app, db, conference, Role.OWNER)
    form = owner.get(next_of(conference)).text

    answer = owner.post(next_of(conference), data=NEXT)

    following = made(db)
    assert following is not None
    (copy,) = db.scalars(select(ConferenceSession).where(ConferenceSession.conference_id == following.id))
    db.refresh(copy, ["slots"])
    assert f'value="{conference.name_vi} (bản sao)"' in form
    assert (following.name_en, following.starts_on) == ("Foreign Affairs Conference 2027", date(2027, 12, 7))
    assert {slot.starts_at.date() for slot in copy.slots} == {date(2027, 12, 7)}
    assert answer.url.path == f"/conferences/{following.id}/overview"
    assert "EMB-KR" in answer.text
    assert texts(answer.text, ".notice")[0] == (
        "The conference has been made, with the sessions and delegations of the last one."
    )


def test_code_that_is_taken_is_told_at_its_field(app: FastAPI, db: Session, conference: Conference) -> None:
    answer = of(app, db, conference, Role.OWNER).post(next_of(conference), data=NEXT | {"code": conference.code})

    assert (answer.status_code, texts(answer.text, ".fault")) == (
        409,
        [f"There is a conference with the code {conference.code} already."],
    )


def test_next_conference_is_for_owners_of_the_last(
    app: FastAPI, db: Session, visitor: TestClient, session: ConferenceSession, conference: Conference
) -> None:
    seoul = factories.a_delegation(db, session, "EMB-KR")
    others = [
        of(app, db, conference, Role.EDITOR),
        of(app, db, conference, Role.VIEWER),
        reader(app, db, conference, seoul),
        of(app, db, factories.a_conference(db), Role.OWNER),
    ]
    before = len(db.scalars(select(Membership)).all())

    assert [each.get(next_of(conference)).status_code for each in others] == [403, 403, 403, 404]
    assert [each.post(next_of(conference), data=NEXT).status_code for each in others] == [403, 403, 403, 404]
    assert [next_of(conference) in each.get("/").text for each in others] == [False] * 4
    assert next_of(conference) in of(app, db, conference, Role.OWNER).get("/").text
    assert visitor.get(next_of(conference), follow_redirects=False).headers["location"].startswith("/sign-in")
    assert (made(db), before) == (None, 4)
