"""Who may do what at a conference, and ending that."""

import pytest
from sqlalchemy.orm import Session

from app.models import Conference, ConferenceSession, Membership, Role
from tests.api.answers import API, NOBODY, assert_problem, page
from tests.api.people import People
from tests.factories import a_conference, a_delegation, a_membership, a_session, an_account

ME = f"{API}/accounts/me"


def url(conference: Conference) -> str:
    return f"{API}/conferences/{conference.id}/memberships"


def test_memberships_are_listed_by_name(people: People, db: Session, conference: Conference) -> None:
    binh = an_account(db, name="Bình", email="b@example.vn")
    membership = a_membership(db, binh, conference, Role.VIEWER)
    a_membership(db, an_account(db), a_conference(db), Role.OWNER)

    response = people.client(binh).get(url(conference))

    assert response.json() == page(
        {
            "id": str(membership.id),
            "conference_id": str(conference.id),
            "delegation_id": None,
            "role": "viewer",
            "account": {"id": str(binh.id), "email": "b@example.vn", "name": "Bình"},
        }
    )


def test_head_sees_the_people_of_its_own_delegation_only(
    people: People, db: Session, session: ConferenceSession, conference: Conference
) -> None:
    own, other = a_delegation(db, session, "01"), a_delegation(db, session, "EMB-KR")
    elsewhere = a_conference(db)
    an, binh = an_account(db, name="An"), an_account(db, name="Bình")
    a_membership(db, an, conference, Role.HEAD, own)
    a_membership(db, binh, conference, Role.MEMBER, own)
    a_membership(db, an_account(db), conference, Role.HEAD, other)
    a_membership(db, an_account(db), conference, Role.OWNER)
    a_membership(db, an, conference, Role.MEMBER, other)
    a_membership(db, an, elsewhere, Role.HEAD, a_delegation(db, a_session(db, elsewhere), "46"))

    told = people.client(an).get(url(conference)).json()

    assert [(each["account"]["name"], each["role"], each["delegation_id"]) for each in told["items"]] == [
        ("An", "head", str(own.id)),
        ("Bình", "member", str(own.id)),
    ]


def test_head_who_organises_sees_all(
    people: People, db: Session, session: ConferenceSession, conference: Conference
) -> None:
    account = an_account(db)
    a_membership(db, account, conference, Role.VIEWER)
    a_membership(db, account, conference, Role.HEAD, a_delegation(db, session, "01"))
    a_membership(db, an_account(db), conference, Role.HEAD, a_delegation(db, session, "EMB-KR"))

    assert people.client(account).get(url(conference)).json()["total"] == 3


def test_members_do_not_see_who_else_takes_part(
    people: People, db: Session, session: ConferenceSession, conference: Conference
) -> None:
    member = people.of(conference, Role.MEMBER, a_delegation(db, session, "01"))

    assert_problem(member.get(url(conference)), 403, "forbidden", "Your role at this conference does not allow that.")
    assert people.client().get(url(conference)).status_code == 401


def test_end_membership_signs_the_person_out(people: People, db: Session, conference: Conference) -> None:
    binh = an_account(db)
    membership = a_membership(db, binh, conference, Role.EDITOR)
    theirs = people.client(binh)

    response = people.of(conference, Role.OWNER).delete(f"{API}/memberships/{membership.id}")

    assert (response.status_code, theirs.get(ME).status_code) == (204, 401)
    assert db.get(Membership, membership.id, populate_existing=True) is None


def test_everybody_may_leave_but_the_last_owner(people: People, db: Session, conference: Conference) -> None:
    owner, editor = an_account(db), an_account(db)
    kept, left = (
        a_membership(db, owner, conference, Role.OWNER),
        a_membership(db, editor, conference, Role.EDITOR),
    )

    leaving = people.client(editor).delete(f"{API}/memberships/{left.id}")
    staying = people.client(owner).delete(f"{API}/memberships/{kept.id}")

    assert leaving.status_code == 204
    assert_problem(staying, 409, "last-owner", "Make somebody else an owner first.")


# What somebody of a role is answered who ends the membership of an editor, and of a member of delegation 01.
ENDING = [
    (Role.OWNER, 204, 204),
    (Role.EDITOR, 403, 204),
    (Role.DESK, 403, 403),
    (Role.VIEWER, 403, 403),
    (Role.HEAD, 404, 204),
    (Role.MEMBER, 404, 403),
]


@pytest.mark.parametrize(("role", "of_editor", "of_member"), ENDING)
def test_who_may_end_what(
    people: People,
    db: Session,
    session: ConferenceSession,
    conference: Conference,
    *,
    role: Role,
    of_editor: int,
    of_member: int,
) -> None:
    delegation = a_delegation(db, session, "01")
    client = people.of(conference, role, delegation if role in {Role.HEAD, Role.MEMBER} else None)
    editor = a_membership(db, an_account(db), conference, Role.EDITOR)
    member = a_membership(db, an_account(db), conference, Role.MEMBER, delegation)

    answers = [client.delete(f"{API}/memberships/{found.id}").status_code for found in (editor, member)]

    assert answers == [of_editor, of_member]


def test_foreign_and_unknown_memberships_are_answered_alike(
    people: People, db: Session, session: ConferenceSession, conference: Conference
) -> None:
    other = a_delegation(db, session, "EMB-KR")
    member = a_membership(db, an_account(db), conference, Role.MEMBER, other)
    client = people.of(conference, Role.HEAD, a_delegation(db, session, "01"))

    for membership_id in (member.id, NOBODY):
        assert_problem(client.delete(f"{API}/memberships/{membership_id}"), 404, "not-found", "No such membership.")
