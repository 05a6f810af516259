"""Whoever loses a role with what it was at, or is given one by a clone, is signed out elsewhere."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Account, Conference, ConferenceSession, Delegation, Role, SignIn
from app.services import clones, conferences, delegations, retention
from app.services.permissions import Actor
from tests.factories import a_delegation, a_membership, a_sign_in, an_account


@dataclass(frozen=True)
class Signed:
    """An owner at work, who is signed in elsewhere, too, and others who are signed in."""

    conference: Conference
    delegation: Delegation
    actor: Actor
    accounts: dict[str, Account]


@pytest.fixture
def signed(db: Session, session: ConferenceSession) -> Signed:
    conference, delegation = db.get_one(Conference, session.conference_id), a_delegation(db, session, "01")
    accounts = {each: an_account(db, email=f"{each}@example.vn") for each in ("owner", "viewer", "head", "stranger")}
    a_membership(db, accounts["owner"], conference, Role.OWNER)
    a_membership(db, accounts["viewer"], conference, Role.VIEWER)
    a_membership(db, accounts["head"], conference, Role.HEAD, delegation)
    for account in (*accounts.values(), accounts["owner"]):
        a_sign_in(db, account)
    db.commit()
    owner = accounts["owner"]
    db.refresh(owner, ["memberships"])
    at_work = db.scalars(select(SignIn.id).where(SignIn.account_id == owner.id)).first()
    return Signed(conference, delegation, Actor(account=owner, sign_in_id=at_work, address=""), accounts)


def _delete_the_delegation(db: Session, signed: Signed) -> None:
    delegations.delete(db, signed.actor, signed.delegation.id, accept_impact=True)


def _delete_the_conference(db: Session, signed: Signed) -> None:
    conferences.delete(db, signed.actor, signed.conference.id, accept_impact=True)


def _forget_its_people(db: Session, signed: Signed) -> None:
    retention.erase(db, signed.conference)


def _clone_it(db: Session, signed: Signed) -> None:
    starts_on = signed.conference.starts_on + timedelta(days=364)
    clones.create(db, signed.actor, signed.conference.id, code="NEXT", starts_on=starts_on)


@pytest.mark.parametrize(
    ("act", "still_there"),
    [
        (_delete_the_delegation, ["owner", "owner", "stranger", "viewer"]),
        (_delete_the_conference, ["owner", "stranger"]),
        (_forget_its_people, ["owner", "owner", "stranger", "viewer"]),
        (_clone_it, ["head", "owner", "stranger"]),
    ],
)
def test_roles_that_come_and_go_end_sign_ins(
    db: Session, signed: Signed, act: Callable[[Session, Signed], None], still_there: list[str]
) -> None:
    names: dict[UUID, str] = {account.id: name for name, account in signed.accounts.items()}

    act(db, signed)
    db.flush()

    left = db.execute(select(SignIn.id, SignIn.account_id)).all()
    assert sorted(names[account_id] for _, account_id in left) == still_there
    assert signed.actor.sign_in_id in {sign_in_id for sign_in_id, _ in left}
