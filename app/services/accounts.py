"""Accounts of people: making the first one, naming administrators, and changing a password."""

from uuid import UUID

from sqlalchemy.orm import Session

from app.adapters.passwords import Passwords
from app.errors import Duplicate
from app.models import Account
from app.queries import accounts
from app.services import audit_entries, letters, lookup, news, people, sign_ins
from app.services.folding import has_words, words
from app.services.lookup import Page
from app.services.people import PeopleService
from app.services.permissions import Actor, require_administrator, require_person
from app.services.visitors import Visitor


def create_administrator(db: Session, passwords: Passwords, *, email: str, name: str, password: str) -> Account:
    """Raises `Duplicate` if somebody has that e-mail, and `Invalid` if it tells the password."""
    kept = people.hashed(passwords, email, password, pointer="/password")
    account = Account(email=email, name=name, password_hash=kept, is_administrator=True)
    with lookup.refused_as(db, Duplicate("There is an account with the e-mail {email} already.", email=email)):
        db.add(account)
    return account


def make_administrator(db: Session, account: Account) -> bool:
    """The person signs in anew, since what they may do has changed; whether it has."""
    if account.is_administrator:
        return False
    account.is_administrator = True
    db.execute(accounts.end_sign_ins(account.id))
    return True


def page(db: Session, actor: Actor, *, text: str | None, limit: int, cursor: str | None) -> Page[Account]:
    """By name; name and e-mail have each word of `text`. Raises `Forbidden` but to administrators."""
    require_administrator(actor)
    ids = None if text is None else _ids_named(db, text)
    return lookup.page(db, accounts.every(ids=ids), limit=limit, cursor=cursor)


def _ids_named(db: Session, text: str) -> list[UUID]:
    # Folded here as the names of organisations are: the two databases do it differently.
    wanted = words(text)
    return [account_id for account_id, *texts in db.execute(accounts.names()) if has_words(wanted, *texts)]


def by_email(db: Session, email: str) -> Account | None:
    """For whoever runs the server."""
    return db.scalars(accounts.by_email(email.strip().casefold())).one_or_none()


def change_mail(actor: Actor, *, language: str | None, only_essential_mail: bool) -> Account:
    """How the actor is written to."""
    account = actor.account
    account.language, account.only_essential_mail = language, only_essential_mail
    return account


def change_password(db: Session, actor: Actor, service: PeopleService, *, old: str, new: str) -> None:
    """Ends all other sign-ins of the account. Raises as `sign_ins.identified` for a wrong `old`, or `Forbidden`."""
    sign_in_id = require_person(actor)
    visitor = Visitor(actor.address, "")
    account = sign_ins.identified(db, service, visitor, email=actor.account.email, password=old)
    account.password_hash = service.hashed(account.email, new, pointer="/new_password")
    db.execute(accounts.end_sign_ins(account.id, but=sign_in_id))
    news.tell(db, service.postbox, account, letters.password_changed)
    audit_entries.record(db, actor, "password.changed", subject_id=account.id)
