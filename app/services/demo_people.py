"""People for a packaged conference: an organiser, a province and a mission, who sign in on the demo's own machine."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from app.adapters.passwords import Passwords
from app.models import Account, ConferenceSession, Delegation, Membership, Role
from app.queries import accounts, delegations
from app.services.permissions import Actor

ORGANISER = "organiser@demo.example"
PASSWORD_BYTES = 9


@dataclass(frozen=True, slots=True)
class DemoPeople:
    """Who may sign in with `password`: e-mails and who they are. `organiser` also asks for the demo's timetable."""

    organiser: Actor
    password: str
    emails: Mapping[str, str]


def prepare(db: Session, passwords: Passwords, session_id: UUID) -> DemoPeople:
    """Make the accounts where they are missing, and give all of them a new password."""
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    password_hash = passwords.hashed(password)
    session = db.get_one(ConferenceSession, session_id)
    organiser = _account(db, ORGANISER, "Organiser of the demo", password_hash)
    _join(organiser, session.conference_id, Role.OWNER)
    emails = {ORGANISER: "an organiser"}
    for delegation in _first_of_each_side(db, session.conference_id):
        head = _account(db, f"{delegation.side}@demo.example", delegation.organisation.label_vi, password_hash)
        _join(head, session.conference_id, Role.HEAD, delegation.id)
        emails[head.email] = f"the head of {delegation.organisation.name_en}"
    db.flush()
    return DemoPeople(Actor(account=organiser, sign_in_id=None, address=""), password, emails)


def _account(db: Session, email: str, name: str, password_hash: str) -> Account:
    account = db.scalars(accounts.by_email(email)).one_or_none()
    if account is None:
        account = Account(email=email, name=name, memberships=[])
        db.add(account)
    account.password_hash = password_hash
    return account


def _join(account: Account, conference_id: UUID, role: Role, delegation_id: UUID | None = None) -> None:
    if not any((m.conference_id, m.delegation_id) == (conference_id, delegation_id) for m in account.memberships):
        account.memberships.append(Membership(conference_id=conference_id, delegation_id=delegation_id, role=role))


def _first_of_each_side(db: Session, conference_id: UUID) -> list[Delegation]:
    """In the order of protocol."""
    firsts: dict[str, Delegation] = {}
    for delegation in db.scalars(delegations.of_conference(conference_id)):
        firsts.setdefault(delegation.side, delegation)
    return list(firsts.values())
