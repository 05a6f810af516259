"""Deleting a session or a conference on its page: what goes along is told first, and runs keep both."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Conference, ConferenceSession, Delegation, Role
from tests import factories
from tests.web.markup import texts
from tests.web.readers import reader


@pytest.fixture
def owner(app: FastAPI, db: Session, conference: Conference) -> TestClient:
    client = reader(app, db, conference, role=Role.OWNER)
    client.cookies.set("lang", "en")
    return client


def path(thing: Conference | ConferenceSession) -> str:
    return f"/{'conferences' if isinstance(thing, Conference) else 'sessions'}/{thing.id}"


def seen(thing: Conference | ConferenceSession, **values: str) -> dict[str, str]:
    return {"revision": str(thing.revision)} | values


def there(db: Session) -> tuple[int, int]:
    """How many conferences and sessions."""
    db.expire_all()
    return len(db.scalars(select(Conference)).all()), len(db.scalars(select(ConferenceSession)).all())


def test_what_goes_with_a_session_is_told_before_it_is_deleted(
    db: Session, editor: TestClient, session: ConferenceSession, seoul: Delegation, province: Delegation
) -> None:
    factories.a_wish(db, session, province, seoul)
    setup = f"/conferences/{session.conference_id}/setup"
    offered = editor.get(f"{path(session)}/settings").text

    told = editor.post(f"{path(session)}/removal", data=seen(session))
    stayed = there(db)
    done = editor.post(f"{path(session)}/removal", data=seen(session, accept="true"))

    assert f'action="{path(session)}/removal"' in offered
    assert (told.status_code, stayed, there(db)) == (409, (1, 1), (1, 0))
    assert texts(told.text, "h1") == ["Delete the session Session?"]
    assert texts(told.text, ".failed") == ["This would go with it, and can't be brought back Wishes: 1"]
    assert (done.url.path, texts(done.text, ".good")[0]) == (setup, "The session has been deleted.")


def test_session_of_which_nothing_was_said_goes_at_once(
    db: Session, editor: TestClient, session: ConferenceSession
) -> None:
    editor.post(f"{path(session)}/removal", data=seen(session))

    assert there(db) == (1, 0)


def test_what_goes_with_a_conference_is_told_before_it_is_deleted(
    db: Session, owner: TestClient, session: ConferenceSession, seoul: Delegation
) -> None:
    conference = session.conference
    factories.a_need(db, seoul)
    offered = owner.get(f"{path(conference)}/settings").text

    told = owner.post(f"{path(conference)}/removal", data=seen(conference))
    stayed = there(db)
    done = owner.post(f"{path(conference)}/removal", data=seen(conference, accept="true"))

    assert f'action="{path(conference)}/removal"' in offered
    assert (told.status_code, stayed, there(db)) == (409, (1, 1), (0, 0))
    assert {"Sessions: 1", "Delegations: 1", "Needs: 1"} <= set(texts(told.text, "li"))
    assert (done.url.path, texts(done.text, ".good")) == ("/", ["The conference has been deleted."])


def test_what_has_a_run_stays(db: Session, owner: TestClient, session: ConferenceSession) -> None:
    factories.a_run(db, session)

    refused = [
        owner.post(f"{path(each)}/removal", data=seen(each, accept="true")) for each in (session, session.conference)
    ]

    assert [each.status_code for each in refused] == [409, 409]
    assert [texts(each.text, ".failed") for each in refused] == [
        ["This session has runs or timetables."],
        ["A session of this conference has runs or timetables."],
    ]
    assert there(db) == (1, 1)


def test_what_somebody_has_changed_meanwhile_stays(db: Session, owner: TestClient, session: ConferenceSession) -> None:
    answers = [
        owner.post(f"{path(each)}/removal", data={"revision": "0", "accept": "true"})
        for each in (session, session.conference)
    ]

    assert ([each.status_code for each in answers], there(db)) == ([412, 412], (1, 1))


def test_sessions_are_for_editors_to_delete_and_conferences_for_owners(
    app: FastAPI, db: Session, editor: TestClient, session: ConferenceSession, seoul: Delegation
) -> None:
    conference = session.conference
    viewer, own = reader(app, db, conference), reader(app, db, conference, seoul)
    foreign = reader(app, db, factories.a_conference(db), role=Role.OWNER)
    answers = [
        [each.post(f"{path(thing)}/removal", data=seen(thing)).status_code for thing in (session, conference)]
        for each in (viewer, own, foreign)
    ]

    assert answers == [[403, 403], [403, 403], [404, 404]]
    assert editor.post(f"{path(conference)}/removal", data=seen(conference)).status_code == 403
    assert "/removal" not in editor.get(f"{path(conference)}/settings").text
    assert "/removal" not in viewer.get(f"{path(session)}/settings").text
    assert there(db) == (2, 1)


def test_nothing_is_deleted_by_somebody_who_is_not_signed_in(
    db: Session, visitor: TestClient, conference: Conference, session: ConferenceSession
) -> None:
    answers = [
        visitor.post(f"{path(each)}/removal", data=seen(each, accept="true"), follow_redirects=False)
        for each in (session, conference)
    ]

    assert [each.headers["location"].startswith("/sign-in") for each in answers] == [True, True]
    assert there(db) == (1, 1)
