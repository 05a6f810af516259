"""A new password for whoever has forgotten it: a link by mail that works once and soon expires.

Whoever asks learns nothing: known and unknown e-mails get the same answer after the same work.
"""

from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from app.errors import NoMail, ResetOver
from app.i18n.languages import Language
from app.models import Account, PasswordReset
from app.queries import accounts, password_resets
from app.services import attempts, audit_entries, letters, links, news, outgoing_mails, tokens
from app.services.people import PeopleService
from app.services.permissions import Actor
from app.services.visitors import Visitor
from app.settings import AccountSettings


def ask(db: Session, service: PeopleService, visitor: Visitor, language: Language, *, email: str) -> None:
    """Mail a link to whoever has this e-mail. Raises `NoMail`, or `TooManyAttempts` after too many from one address."""
    settings, postbox = service.accounts, service.postbox
    if not postbox.is_emptied:
        raise NoMail("Ask whoever runs this server for a link to a new password.")
    if db.get_bind().dialect.name == "postgresql":
        db.execute(password_resets.one_at_a_time())
    from_there = f"reset from {visitor.network}"
    attempts.require_fewer(db, settings, {from_there: settings.max_resets_of_address})
    account = _whom_to_mail(db, settings, email)
    attempts.count(db, [from_there, f"reset of {email}"])
    link = links.password_reset(postbox.public_url, create(db, settings, account))
    letter = letters.password_reset(language, email=email, link=link, minutes=settings.reset_minutes)
    recipient = None if account is None else account.email
    outgoing_mails.post(db, postbox, [letter], recipient=recipient, useless_at=_end(settings))


def create(db: Session, settings: AccountSettings, account: Account | None) -> str:
    """The secret of a new link, which opens nothing if it is nobody's."""
    token = tokens.new()
    db.execute(password_resets.forget(before=datetime.now(UTC)))
    account_id = None if account is None else account.id
    db.add(PasswordReset(account_id=account_id, token_sha256=token.sha256, expires_at=_end(settings)))
    return token.secret


def account_of(db: Session, secret: str) -> Account:
    """Whom a link is for. Raises `ResetOver` if it can't be used."""
    account = db.scalars(password_resets.account_of(tokens.digest(secret), now=datetime.now(UTC))).one_or_none()
    if account is None:
        raise _over()
    return account


def accept(db: Session, service: PeopleService, visitor: Visitor, *, secret: str, password: str) -> None:
    """Change the password, and end all sign-ins of the account. Raises `ResetOver`."""
    account = account_of(db, secret)
    if not db.execute(password_resets.use_up(tokens.digest(secret))).rowcount:  # type: ignore[attr-defined]  # a DELETE's result counts
        raise _over()
    account.password_hash = service.hashed(account.email, password, pointer="/password")
    db.execute(password_resets.of_account(account.id))
    db.execute(accounts.end_sign_ins(account.id))
    db.execute(accounts.forget_failures_of(f"email {account.email}"))  # Whoever guessed has guessed in vain.
    news.tell(db, service.postbox, account, letters.password_changed)
    actor = Actor(account=account, sign_in_id=None, address=visitor.address)
    audit_entries.record(db, actor, "password.reset", subject_id=account.id)


def _whom_to_mail(db: Session, settings: AccountSettings, email: str) -> Account | None:
    """Nobody whose sign-in is the business of another service, nor whose mailbox has several links already."""
    account = db.scalars(accounts.alone(email)).one_or_none()
    often = attempts.seconds_to_wait(db, settings, f"reset of {email}", settings.max_resets) is not None
    return None if often or account is None or account.password_hash is None else account


def _end(settings: AccountSettings) -> datetime:
    return datetime.now(UTC) + timedelta(minutes=settings.reset_minutes)


def _over() -> ResetOver:
    return ResetOver("It was used already or has expired; ask for a new one.")
