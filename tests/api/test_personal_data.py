"""What is kept of people: they see it, and it goes when they ask for it."""

import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import (
    Account,
    AuditEntry,
    Base,
    Conference,
    ConferenceSession,
    Delegate,
    DelegateFunction,
    Invitation,
    Membership,
    Role,
    Sector,
    SignIn,
)
from tests.api.answers import API, NOBODY, assert_invalid, assert_problem
from tests.api.people import PASSWORD, People
from tests.factories import a_conference, a_delegate, a_delegation, a_membership, added, an_account

ME = f"{API}/accounts/me"
ERASURES = f"{ME}/erasures"
DOCUMENT = Path(__file__).parents[2] / "docs" / "privacy.md"


@pytest.fixture
def binh(people: People, db: Session) -> Account:
    return an_account(db, email="binh@example.vn", name="Trần Bình", password_hash=people.password_hash)


def test_document_says_of_each_personal_column_why_it_is_kept() -> None:
    told = set(re.findall(r"^\| `(\w+\.\w+)` \| (.+) \|$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE))

    assert told == {
        (f"{table.name}.{column.name}", column.info["personal"])
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if "personal" in column.info
    }


def test_all_that_is_kept_is_handed_out_without_secrets(
    people: People, db: Session, conference: Conference, binh: Account
) -> None:
    membership = a_membership(db, binh, conference, Role.VIEWER)
    people.client(an_account(db, email="other@example.vn"))
    client = people.client(binh)
    client.put(f"{ME}/name", json={"name": "Trần Thanh Bình"})
    client.post(f"{API}/api-tokens", json={"name": "script"}, headers={"Idempotency-Key": "once"})

    told = client.get(f"{ME}/personal-data").json()

    assert (told["account"][0]["email"], told["account"][0]["name"]) == ("binh@example.vn", "Trần Thanh Bình")
    assert [row["id"] for row in told["membership"]] == [str(membership.id)]
    assert [row["agent"] for row in told["sign_in"]] == ["a test"]
    assert "other@example.vn" not in str(told)
    assert [set(row) for row in told["answered_request"]] == [{"id", "account_id", "key", "created_at"}]
    kept = db.scalars(select(SignIn).where(SignIn.account_id == binh.id)).one()
    assert not {str(binh.password_hash), kept.token_sha256} & set(re.findall(r"'([^']*)'", str(told)))


def test_who_is_forgotten_leaves_no_name(people: People, db: Session, conference: Conference, binh: Account) -> None:
    a_membership(db, binh, conference, Role.OWNER)
    a_membership(db, an_account(db), conference, Role.OWNER)
    client, binh_id = people.client(binh), binh.id
    invited = {"email": "chi@example.vn", "role": "viewer"}
    client.post(f"{API}/conferences/{conference.id}/invitations", json=invited)

    response = client.post(ERASURES, json={"password": PASSWORD}, headers={"Idempotency-Key": "once"})

    assert response.status_code == 204
    assert client.get(ME).status_code == 401
    db.expire_all()
    assert db.scalars(select(Account).where(Account.id == binh_id)).all() == []
    entries = db.scalars(select(AuditEntry).where(AuditEntry.actor_id == binh_id)).all()
    assert {(entry.action, entry.actor_name, entry.address) for entry in entries} == {
        ("invitation.created", "", ""),
        ("account.erased", "", ""),
    }
    assert len(db.scalars(select(Invitation)).all()) == 1


def test_who_is_forgotten_is_a_delegate_no_longer(
    people: People, db: Session, session: ConferenceSession, conference: Conference, binh: Account
) -> None:
    delegation = a_delegation(db, session)
    membership = a_membership(db, binh, conference, Role.MEMBER, delegation)
    energy, tourism = (added(db, Sector(code=code, name_vi="", name_en="")) for code in ("ENERGY", "TOURISM"))
    expert: dict[str, Any] = {"function": DelegateFunction.EXPERT, "teams": [1]}
    a_delegate(db, delegation, name="Trần Bình", membership_id=membership.id, sectors=[energy], **expert)
    a_delegate(db, delegation, name="Ông Bình", email=binh.email, note="Ăn chay")
    other = a_delegate(db, delegation, name="Lê Chi", email="chi@example.vn", sectors=[tourism], **expert)
    client = people.client(binh)

    everything = client.get(f"{ME}/personal-data").json()
    told = everything["delegate"]
    client.post(ERASURES, json={"password": PASSWORD})

    assert {(row["name"], row["note"]) for row in told} == {("Trần Bình", None), ("Ông Bình", "Ăn chay")}
    assert [row["sector_code"] for row in everything["delegate_sector"]] == ["ENERGY"]
    assert [delegate.id for delegate in db.scalars(select(Delegate))] == [other.id]


def test_being_forgotten_takes_the_password(people: People, db: Session, binh: Account) -> None:
    response = people.client(binh).post(ERASURES, json={"password": "wrong"})

    assert_problem(response, 401, "sign-in-refused")
    assert db.get(Account, binh.id) is not None


def test_being_forgotten_without_a_password_names_the_field(people: People, db: Session, binh: Account) -> None:
    response = people.client(binh).post(ERASURES, json={})

    assert_invalid(response, ("/password", "Field required"))
    assert db.get(Account, binh.id) is not None


def test_last_owner_stays(people: People, db: Session, conference: Conference, binh: Account) -> None:
    a_membership(db, binh, conference, Role.OWNER)
    a_membership(db, binh, a_conference(db), Role.EDITOR)

    response = people.client(binh).post(ERASURES, json={"password": PASSWORD})

    assert_problem(response, 409, "last-owner", "Make somebody else an owner of the conference first.")


def test_last_administrator_stays(people: People, db: Session) -> None:
    only = people.administrator()

    assert_problem(only.post(ERASURES, json={}), 409, "last-owner", "Make somebody else an administrator first.")
    an_account(db, is_administrator=True)
    assert only.post(ERASURES, json={}).status_code == 204


def test_administrator_forgets_who_asks_for_it(people: People, db: Session, binh: Account) -> None:
    binh_id = binh.id
    address = f"{API}/accounts/{binh_id}/erasures"
    administrator = people.administrator()

    assert administrator.post(address).status_code == 204
    assert_problem(administrator.post(address), 404, "not-found", "No such account.")
    db.expire_all()
    assert db.get(Account, binh_id) is None


def test_accounts_are_listed_for_administrators(people: People, binh: Account) -> None:
    listed = people.administrator().get(f"{API}/accounts").json()

    assert listed["total"] == 2
    assert {"id": str(binh.id), "email": "binh@example.vn", "name": "Trần Bình"}.items() <= next(
        item.items() for item in listed["items"] if item["id"] == str(binh.id)
    )


def test_another_role_signs_the_person_out(people: People, db: Session, conference: Conference, binh: Account) -> None:
    membership = a_membership(db, binh, conference, Role.VIEWER)
    theirs = people.client(binh)
    address = f"{API}/memberships/{membership.id}"

    changed = people.of(conference, Role.OWNER).put(address, json={"role": "editor"})

    assert (changed.status_code, changed.json()["role"]) == (200, "editor")
    assert theirs.get(ME).status_code == 401
    entry = db.scalars(select(AuditEntry)).one()
    told = {"account_id": str(binh.id)}
    assert (entry.action, entry.before, entry.after) == (
        "membership.changed",
        told | {"role": "viewer"},
        told | {"role": "editor"},
    )


def test_role_stays_of_its_kind_and_one_owner_stays(people: People, db: Session, conference: Conference) -> None:
    administrator = people.administrator()
    owner = a_membership(db, an_account(db), conference, Role.OWNER)
    address = f"{API}/memberships/{owner.id}"

    misfit = administrator.put(address, json={"role": "head"})
    last = administrator.put(address, json={"role": "viewer"})

    assert misfit.json()["errors"][0]["pointer"] == "/role"
    assert_problem(last, 409, "last-owner", "Make somebody else an owner first.")
    assert_problem(administrator.put(f"{API}/memberships/{NOBODY}", json={"role": "head"}), 404, "not-found")
    db.expire_all()
    assert db.get_one(Membership, owner.id).role is Role.OWNER
