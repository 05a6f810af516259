"""Inviting people, and joining by the link of an invitation."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Account, AuditEntry, Conference, ConferenceSession, Delegation, Invitation, Membership, Role
from app.services import tokens
from tests.api.answers import API, NOBODY, assert_invalid, assert_problem
from tests.api.people import PASSWORD, People
from tests.factories import a_conference, a_delegation, a_membership, an_account, an_invitation

ACCEPT = f"{API}/invitation-acceptances"
ME = f"{API}/accounts/me"


@pytest.fixture
def delegation(db: Session, session: ConferenceSession) -> Delegation:
    return a_delegation(db, session, "01")


def url(conference: Conference) -> str:
    return f"{API}/conferences/{conference.id}/invitations"


def asked(role: Role, delegation: Delegation | None = None, email: str = "binh@example.vn") -> dict[str, Any]:
    return {"email": email, "role": role, "delegation_id": None if delegation is None else str(delegation.id)}


def invited(client: TestClient, conference: Conference, role: Role, delegation: Delegation | None = None) -> str:
    secret: str = client.post(url(conference), json=asked(role, delegation)).json()["secret"]
    return secret


def join(client: TestClient, secret: str, password: str = PASSWORD) -> Any:
    return client.post(ACCEPT, json={"secret": secret, "name": "Trần Bình", "password": password})


def test_owner_invites_an_editor_who_joins(people: People, db: Session, conference: Conference) -> None:
    response = people.of(conference, Role.OWNER).post(url(conference), json=asked(Role.EDITOR))
    body = response.json()
    client = people.client()

    joined = join(client, body["secret"])

    kept = db.scalars(select(Invitation)).one()
    assert response.status_code == 201
    assert body["invitation"] == {
        "id": str(kept.id),
        "conference_id": str(conference.id),
        "delegation_id": None,
        "email": "binh@example.vn",
        "role": "editor",
        "created_at": body["invitation"]["created_at"],
        "expires_at": body["invitation"]["expires_at"],
        "accepted_at": None,
    }
    assert kept.token_sha256 == tokens.digest(body["secret"])
    assert joined.status_code == 201
    me = client.get(ME).json()
    assert (me["email"], me["name"]) == ("binh@example.vn", "Trần Bình")
    assert [(m["conference_id"], m["role"]) for m in me["memberships"]] == [(str(conference.id), "editor")]


def test_invitation_is_good_once(people: People, conference: Conference) -> None:
    secret = invited(people.administrator(), conference, Role.VIEWER)

    first, second = join(people.client(), secret), join(people.client(), secret)

    assert first.status_code == 201
    assert_problem(second, 409, "invitation-over")


def test_invitation_expires(people: People, db: Session, conference: Conference) -> None:
    secret = invited(people.administrator(), conference, Role.VIEWER)
    db.scalars(select(Invitation)).one().expires_at = datetime.now(UTC) - timedelta(seconds=1)
    db.commit()

    assert_problem(join(people.client(), secret), 409, "invitation-over")
    assert db.scalars(select(Account).where(Account.email == "binh@example.vn")).all() == []


def test_unknown_secret_is_answered_like_a_used_one(people: People) -> None:
    assert_problem(join(people.client(), "guess"), 409, "invitation-over")


def test_withdrawn_invitation_is_over(people: People, db: Session, conference: Conference) -> None:
    client = people.of(conference, Role.EDITOR)
    secret = invited(people.administrator(), conference, Role.VIEWER)
    invitation = db.scalars(select(Invitation)).one()

    assert client.delete(f"{API}/invitations/{invitation.id}").status_code == 204
    assert_problem(join(people.client(), secret), 409, "invitation-over")


def test_accepted_invitation_can_not_be_withdrawn(people: People, db: Session, conference: Conference) -> None:
    join(people.client(), invited(people.administrator(), conference, Role.VIEWER))
    invitation = db.scalars(select(Invitation)).one()

    response = people.administrator().delete(f"{API}/invitations/{invitation.id}")

    assert_problem(response, 409, "invitation-over", "It was accepted; end the membership instead.")


def test_whoever_has_an_account_joins_with_its_password(
    people: People, db: Session, conference: Conference, delegation: Delegation
) -> None:
    admin = people.administrator()
    join(people.client(), invited(admin, conference, Role.VIEWER))
    secret = invited(admin, conference, Role.HEAD, delegation)

    wrong = join(people.client(), secret, "not the password")
    right = join(people.client(), secret)

    assert_problem(wrong, 401, "sign-in-refused", "Check the e-mail and the password.")
    assert right.status_code == 201
    assert len(db.scalars(select(Membership)).all()) == 2


def test_second_role_at_the_same_place_is_refused(people: People, db: Session, conference: Conference) -> None:
    path = an_invitation(db, conference_id=conference.id, role=Role.EDITOR)
    account = an_account(db, email="binh@example.vn", password_hash=people.password_hash)
    a_membership(db, account, conference, Role.VIEWER)

    again = join(people.client(), path.rpartition("=")[2])

    assert_problem(again, 409, "duplicate", "You have a role there already; ask for it to be changed.")


def test_whoever_is_in_already_is_not_invited_to_the_same_place(
    people: People, db: Session, conference: Conference, delegation: Delegation
) -> None:
    admin = people.administrator()
    join(people.client(), invited(admin, conference, Role.MEMBER, delegation))

    again = admin.post(url(conference), json=asked(Role.HEAD, delegation))

    assert_problem(again, 409, "duplicate", "Whoever has this e-mail has a role there already.")
    assert [each["accepted_at"] is None for each in admin.get(url(conference)).json()["items"]] == [False]
    assert admin.post(url(conference), json=asked(Role.VIEWER)).status_code == 201
    assert db.scalars(select(Membership)).one().role is Role.MEMBER


def test_head_does_not_learn_who_is_in_another_delegation(
    people: People, db: Session, session: ConferenceSession, conference: Conference, delegation: Delegation
) -> None:
    other = a_delegation(db, session, "EMB-KR")
    join(people.client(), invited(people.administrator(), conference, Role.MEMBER, other))
    head = people.of(conference, Role.HEAD, delegation)

    known, unknown = (
        head.post(url(conference), json=asked(Role.MEMBER, delegation, email))
        for email in ("binh@example.vn", "a@b.vn")
    )

    assert (known.status_code, unknown.status_code) == (201, 201)
    assert known.json().keys() == unknown.json().keys()


def test_joining_ends_all_that_was_sent_for_the_same_place(
    people: People, db: Session, conference: Conference, delegation: Delegation
) -> None:
    admin = people.administrator()
    secrets = [invited(admin, conference, role, delegation) for role in (Role.MEMBER, Role.MEMBER, Role.HEAD)]
    elsewhere = admin.post(url(conference), json=asked(Role.VIEWER)).json()["invitation"]["id"]
    admin.post(url(conference), json=asked(Role.MEMBER, delegation, "an@example.vn"))

    joined = join(people.client(), secrets[1])
    late = join(people.client(), secrets[2])

    assert joined.status_code == 201
    assert_problem(late, 409, "invitation-over")
    listed = admin.get(url(conference)).json()["items"]
    unaccepted = [(each["email"], each["id"] == elsewhere) for each in listed if each["accepted_at"] is None]
    assert unaccepted == [("an@example.vn", False), ("binh@example.vn", True)]
    ended = db.scalars(select(AuditEntry).where(AuditEntry.action == "invitation.withdrawn")).all()
    assert sorted(str(entry.before) for entry in ended) == ["{'role': 'head'}", "{'role': 'member'}"]


ALLOWED = {
    (Role.OWNER, Role.OWNER),
    (Role.OWNER, Role.VIEWER),
    (Role.OWNER, Role.HEAD),
    (Role.OWNER, Role.MEMBER),
    (Role.EDITOR, Role.HEAD),
    (Role.EDITOR, Role.MEMBER),
    (Role.HEAD, Role.MEMBER),
}


@pytest.mark.parametrize("wanted", [Role.OWNER, Role.VIEWER, Role.HEAD, Role.MEMBER])
@pytest.mark.parametrize("role", list(Role))
def test_who_may_invite_whom(
    people: People, conference: Conference, delegation: Delegation, role: Role, wanted: Role
) -> None:
    own = delegation if role in {Role.HEAD, Role.MEMBER} else None
    theirs = delegation if wanted in {Role.HEAD, Role.MEMBER} else None

    response = people.of(conference, role, own).post(url(conference), json=asked(wanted, theirs))

    assert response.status_code == (201 if (role, wanted) in ALLOWED else 403)


def test_head_of_another_delegation_learns_nothing(
    people: People, db: Session, session: ConferenceSession, conference: Conference, delegation: Delegation
) -> None:
    other = people.of(conference, Role.HEAD, a_delegation(db, session, "EMB-KR"))

    for body in (asked(Role.MEMBER, delegation), asked(Role.MEMBER) | {"delegation_id": str(NOBODY)}):
        answer = other.post(url(conference), json=body)
        assert_problem(answer, 403, "forbidden", "Your role at this conference does not allow that.")


@pytest.mark.parametrize("who", ["nobody", "stranger"])
def test_strangers_and_unknown_conferences_are_answered_alike(people: People, db: Session, who: str) -> None:
    client = people.client(None if who == "nobody" else an_account(db))
    paths = [url(a_conference(db)), f"{API}/conferences/{NOBODY}/invitations"]

    answers = [client.get(path) for path in paths] + [client.post(path, json=asked(Role.VIEWER)) for path in paths]

    assert {answer.status_code for answer in answers} == {401 if who == "nobody" else 404}
    assert len({answer.json()["detail"] for answer in answers}) == 1


def test_role_and_delegation_must_fit(people: People, conference: Conference, delegation: Delegation) -> None:
    admin = people.administrator()
    misfit = "Heads and members belong to a delegation, organisers to none."

    for body in (asked(Role.HEAD), asked(Role.EDITOR, delegation)):
        assert_invalid(admin.post(url(conference), json=body), ("/delegation_id", misfit))


def test_delegation_of_another_conference_is_unknown(people: People, db: Session, delegation: Delegation) -> None:
    response = people.administrator().post(url(a_conference(db)), json=asked(Role.HEAD, delegation))

    assert_invalid(response, ("/delegation_id", "No such delegation at this conference."))


def test_list_is_for_editors(people: People, conference: Conference) -> None:
    invited(people.administrator(), conference, Role.VIEWER)

    listed = people.of(conference, Role.EDITOR).get(url(conference)).json()

    assert (listed["total"], listed["items"][0]["email"]) == (1, "binh@example.vn")
    assert "secret" not in listed["items"][0]
    assert people.of(conference, Role.DESK).get(url(conference)).status_code == 403
