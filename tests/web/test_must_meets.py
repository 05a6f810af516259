"""Who must meet, on a page of organisers."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Conference, ConferenceSession, Delegation, MustMeet, Role, Stage
from tests import factories
from tests.web.markup import texts
from tests.web.readers import reader


def path(session: ConferenceSession) -> str:
    return f"/sessions/{session.id}/must-meets"


def pair(one: Delegation, other: Delegation) -> dict[str, str]:
    return {"a_id": str(one.id), "b_id": str(other.id)}


def kept(db: Session) -> list[set[object]]:
    return [{row.a_id, row.b_id} for row in db.scalars(select(MustMeet))]


def test_pair_is_added_listed_and_taken_back(
    db: Session, editor: TestClient, session: ConferenceSession, seoul: Delegation, province: Delegation
) -> None:
    added = editor.post(path(session), data=pair(seoul, province))
    (row,) = db.scalars(select(MustMeet))

    before = kept(db)
    removed = editor.post(f"/must-meets/{row.id}/removal")

    assert before == [{seoul.id, province.id}]
    assert texts(added.text, ".row-title") == ["EMB-KR – 46"]
    assert texts(added.text, ".good") == ["From the next timetable on these two must meet."]
    assert (kept(db), texts(removed.text, ".row-title")) == ([], [])
    assert removed.url.path == path(session)


def test_list_goes_on_where_it_is_long(
    db: Session, editor: TestClient, session: ConferenceSession, seoul: Delegation
) -> None:
    for number in range(51):
        factories.a_must_meet(db, session, seoul, factories.a_delegation(db, session, f"{number + 100}"))

    first = editor.get(path(session)).text
    following = first.partition('class="button plain" href="')[2].partition('" rel="next"')[0]
    second = editor.get(path(session) + following).text

    assert [len(texts(page, ".row-title")) for page in (first, second)] == [50, 1]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("itself", "A delegation does not meet itself."),
        ("nobody", "Please choose one of those offered."),
        ("elsewhere", "No such delegation at this conference."),
        ("again", "These two must meet already."),
    ],
)
def test_what_does_not_fit_is_told_at_its_field_and_what_was_chosen_is_kept(
    *,
    db: Session,
    editor: TestClient,
    session: ConferenceSession,
    seoul: Delegation,
    province: Delegation,
    typed: str,
    told: str,
) -> None:
    factories.a_must_meet(db, session, province, seoul)
    stranger = factories.a_delegation(db, factories.a_session(db), "EMB-JP")
    others = {"itself": seoul.id, "nobody": "", "elsewhere": stranger.id, "again": province.id}

    answer = editor.post(path(session), data={"a_id": str(seoul.id), "b_id": str(others[typed])})

    assert answer.status_code in {409, 422}
    assert texts(answer.text, "#b_id-fault") == [told]
    assert "autofocus" in answer.text.split('id="b_id"')[1].split(">")[0]
    assert f'<option value="{seoul.id}" selected>' in answer.text
    assert len(kept(db)) == 1


def test_nobody_is_made_to_meet_whom_it_does_not_want_to(
    db: Session, editor: TestClient, session: ConferenceSession, seoul: Delegation, province: Delegation
) -> None:
    factories.a_do_not_meet(db, session, seoul, province)

    answer = editor.post(path(session), data=pair(seoul, province))

    assert (answer.status_code, kept(db)) == (409, [])
    assert texts(answer.text, ".failed") != []


def test_pairs_are_for_organisers_and_are_changed_by_editors_until_the_archive(
    *,
    app: FastAPI,
    db: Session,
    visitor: TestClient,
    editor: TestClient,
    session: ConferenceSession,
    seoul: Delegation,
    province: Delegation,
) -> None:
    conference = db.get_one(Conference, session.conference_id)
    must = factories.a_must_meet(db, session, province, seoul)
    removal = f"/must-meets/{must.id}/removal"
    viewer, own = reader(app, db, conference), reader(app, db, conference, seoul)
    foreign = reader(app, db, factories.a_conference(db), role=Role.OWNER)

    assert [each.get(path(session)).status_code for each in (viewer, own, foreign)] == [200, 403, 404]
    assert 'name="a_id"' not in viewer.get(path(session)).text
    assert [each.post(path(session), data=pair(seoul, province)).status_code for each in (viewer, own, foreign)] == [
        403,
        403,
        404,
    ]
    assert [each.post(removal).status_code for each in (viewer, own, foreign)] == [403, 404, 404]
    assert visitor.get(path(session), follow_redirects=False).headers["location"].startswith("/sign-in")
    conference.stage = Stage.ARCHIVED
    db.flush()
    assert editor.post(removal).status_code == 409
    assert len(kept(db)) == 1
