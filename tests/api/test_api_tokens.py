"""Tokens by which programs act for people."""

from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import ApiToken, Role, Scope
from app.services import tokens
from tests.api.answers import API, NOBODY, assert_invalid, assert_problem
from tests.api.people import PASSWORD, People
from tests.factories import a_conference, a_membership, an_account

URL = f"{API}/api-tokens"
ME = f"{API}/accounts/me"


def issued(client: TestClient, scope: Scope = Scope.READ, name: str = "export") -> dict[str, str]:
    """The headers of a program with a new token."""
    secret = client.post(URL, json={"name": name, "scope": scope}).json()["secret"]
    return {"Authorization": f"Bearer {secret}"}


def test_token_is_shown_once_and_kept_as_a_digest(people: People, db: Session) -> None:
    client = people.administrator()

    body = client.post(URL, json={"name": "export", "scope": "read", "days": 30}).json()

    kept = db.scalars(select(ApiToken)).one()
    assert kept.token_sha256 == tokens.digest(body["secret"])
    assert kept.expires_at - kept.created_at == timedelta(days=30)
    assert client.get(URL).json() == [body["token"]]
    assert {"id": str(kept.id), "name": "export", "scope": "read"}.items() <= body["token"].items()


def test_program_is_who_made_its_token(people: People, db: Session) -> None:
    account = an_account(db)
    a_membership(db, account, a_conference(db), Role.VIEWER)
    headers = issued(people.client(account))

    me = people.client().get(ME, headers=headers).json()

    assert (me["email"], len(me["memberships"])) == (account.email, 1)


def test_scope_limits_what_a_program_may_do(people: People, db: Session) -> None:
    admin, conference = people.administrator(), a_conference(db)
    asked = {"email": "binh@example.vn", "role": "viewer", "delegation_id": None}
    path = f"{API}/conferences/{conference.id}/invitations"

    reading = people.client().post(path, json=asked, headers=issued(admin))
    writing = people.client().post(path, json=asked, headers=issued(admin, Scope.WRITE, "robot"))

    assert_problem(reading, 403, "forbidden", "This token may only read.")
    assert writing.status_code == 201


def test_program_makes_no_secrets(people: People) -> None:
    headers, program = issued(people.administrator(), Scope.WRITE), people.client()

    answers = [
        program.post(URL, json={"name": "another"}, headers=headers),
        program.put(f"{ME}/password", json={"old_password": "", "new_password": PASSWORD}, headers=headers),
        program.delete(f"{API}/sign-ins/current", headers=headers),
        program.delete(f"{URL}/{NOBODY}", headers=headers),
    ]

    for answer in answers:
        detail = "That takes a person who is signed in, not a program with a token."
        assert_problem(answer, 403, "forbidden", detail)


@pytest.mark.parametrize("end", ["revoked", "expired"])
def test_token_that_is_over_opens_nothing(people: People, db: Session, end: str) -> None:
    client = people.administrator()
    headers = issued(client)
    token = db.scalars(select(ApiToken)).one()
    if end == "revoked":
        assert client.delete(f"{URL}/{token.id}").status_code == 204
    else:
        token.expires_at = datetime.now(UTC) - timedelta(seconds=1)
        db.commit()

    # Not even to somebody who is signed in besides.
    assert_problem(
        client.get(ME, headers=headers), 401, "not-signed-in", "This token is unknown, has expired or was revoked."
    )


def test_foreign_and_unknown_tokens_are_answered_alike(people: People, db: Session) -> None:
    issued(people.administrator())
    foreign = db.scalars(select(ApiToken)).one()

    for token_id in (foreign.id, NOBODY):
        answer = people.administrator().delete(f"{URL}/{token_id}")
        assert_problem(answer, 404, "not-found", "You have no such token.")


def test_names_are_distinct_and_terms_limited(people: People) -> None:
    client = people.administrator()
    issued(client)

    assert_problem(
        client.post(URL, json={"name": "export"}), 409, "duplicate", "You have a token named export already."
    )
    assert_invalid(
        client.post(URL, json={"name": "other", "days": 0}), ("/days", "Input should be greater than or equal to 1")
    )
    assert people.client().get(URL).status_code == 401
