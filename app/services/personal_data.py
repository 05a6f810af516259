"""What is kept of people: handing it out to them, and forgetting them. Meetings stay, names go."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import Invalid, LastOwner, NotFound, Place
from app.i18n.messages import mark
from app.models import Account
from app.queries import accounts, invitations, personal_data
from app.services import audit_entries, lookup, sign_ins
from app.services.people import PeopleService
from app.services.permissions import Actor, require_administrator, require_person
from app.services.visitors import Visitor


def export(db: Session, actor: Actor) -> dict[str, list[dict[str, Any]]]:
    """By table, every row about the actor, without secrets. Raises `Forbidden` to a program."""
    require_person(actor)
    return {
        name: [{key: _plain(value) for key, value in row.items()} for row in db.execute(query).mappings()]
        for name, query in personal_data.of_account(actor.account)
    }


def erase_own(db: Session, actor: Actor, service: PeopleService, *, password: str) -> None:
    """Forget the actor, who says the password again if there is one.

    Raises `Invalid` without it, and as `_erase` and `sign_ins.identified`.
    """
    require_person(actor)
    if actor.account.password_hash is not None:
        if not password:
            missing = mark("Field required")
            raise Invalid("Say your password once more.", places=[Place("/password", missing)])
        visitor = Visitor(actor.address, "")
        sign_ins.identified(db, service, visitor, email=actor.account.email, password=password)
    _erase(db, actor, actor.account)


def erase(db: Session, actor: Actor, account_id: UUID) -> None:
    """Forget somebody who asks for it. Raises `Forbidden` but to administrators, `NotFound`, and as `_erase`."""
    require_person(actor)
    require_administrator(actor)
    _erase(db, actor, lookup.one(db, accounts.by_id(account_id), NotFound("No such account.")))


def _erase(db: Session, actor: Actor, account: Account) -> None:
    """Raises `LastOwner` if a conference, or the whole service, were without anybody to care for it."""
    if db.scalars(personal_data.owned_alone(account.id)).first() is not None:
        raise LastOwner("Make somebody else an owner of the conference first.")
    if account.is_administrator and len(db.scalars(personal_data.administrators()).all()) == 1:
        raise LastOwner("Make somebody else an administrator first.")
    audit_entries.record(db, actor, "account.erased", subject_id=account.id)
    db.flush()
    for invitation in db.scalars(invitations.of_email(account.email)):
        db.delete(invitation)
    for delegate in db.scalars(personal_data.delegates_of(account)):
        db.delete(delegate)
    db.execute(personal_data.unname_entries(account.id))
    db.delete(account)


def _plain(value: Any) -> Any:
    return value if isinstance(value, (bool, int, float, list, dict, type(None))) else str(value)
