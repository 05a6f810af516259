"""A second factor: made, confirmed, asked for, taken away. Each code works once."""

import logging
import secrets
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from hmac import compare_digest
from typing import NamedTuple

import pyotp
from sqlalchemy.orm import Session

from app.adapters.sealing import SealBroken
from app.errors import CodeRefused, SecondFactorNeeded, SecondFactorOff, SecondFactorOn
from app.logs import fields
from app.models import Account, RecoveryCode, SecondFactor
from app.queries import accounts, second_factors
from app.services import attempts, audit_entries, letters, lookup, news, tokens
from app.services.people import PeopleService
from app.services.permissions import Actor, require_person
from app.services.visitors import Visitor

logger = logging.getLogger(__name__)

ISSUER = "Kết Nối"
STEP_SECONDS = 30
TOLERATED_STEPS = (-1, 0, 1)  # A telephone's clock may be off by half a minute.
RECOVERY_CODES, GROUPS, GROUP = 10, 4, 4
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # No letters that look like digits; 5 bits each.


class State(NamedTuple):
    """Since when a second factor is asked for, if at all, and how many recovery codes are left."""

    confirmed_at: datetime | None
    recovery_codes_left: int


class Enrolment(NamedTuple):
    """What a telephone is told, by its camera or by hand."""

    secret: str
    uri: str


def state(db: Session, actor: Actor) -> State:
    factor = db.scalars(second_factors.of_account(actor.account.id)).one_or_none()
    left = db.scalars(second_factors.recovery_codes(actor.account.id)).one()
    return State(None if factor is None else factor.confirmed_at, left)


def enrol(db: Session, actor: Actor, service: PeopleService) -> Enrolment:
    """A new secret, of no effect until it is confirmed. Raises `Forbidden` to a program, `SecondFactorOn`."""
    require_person(actor)
    on = SecondFactorOn("Take the one that you have away first.")
    factor = db.scalars(second_factors.locked(actor.account.id)).one_or_none()
    if factor is not None and factor.confirmed_at is not None:
        raise on
    secret = pyotp.random_base32()
    sealed, now = service.factors.seal(secret, row=actor.account.id), datetime.now(UTC)
    with lookup.refused_as(db, on):
        db.merge(SecondFactor(account_id=actor.account.id, sealed=sealed, created_at=now))
    return _enrolment(actor.account, secret)


def enrolment(db: Session, actor: Actor, service: PeopleService) -> Enrolment:
    """The one that waits for its first code. Raises `SecondFactorOff`."""
    factor = db.scalars(second_factors.of_account(actor.account.id)).one_or_none()
    return _enrolment(actor.account, _secret(service, _unconfirmed(factor)))


def confirm(db: Session, actor: Actor, service: PeopleService, code: str) -> Sequence[str]:
    """Ask for it from now on; other sign-ins of the account end. Returns recovery codes, which are told this once.

    Raises `Forbidden` to a program, `SecondFactorOff`, `Invalid`.
    """
    sign_in_id = require_person(actor)
    factor = _unconfirmed(db.scalars(second_factors.locked(actor.account.id)).one_or_none())
    if not _takes(service, factor, _bare(code)):
        raise lookup.invalid("/code", "This code does not fit; take the one that is shown now.")
    factor.confirmed_at = datetime.now(UTC)
    codes = [_recovery_code() for _ in range(RECOVERY_CODES)]
    digests = [tokens.digest(_bare(each)) for each in codes]
    db.add_all(RecoveryCode(account_id=actor.account.id, code_sha256=digest) for digest in digests)
    db.execute(accounts.end_sign_ins(actor.account.id, but=sign_in_id))
    audit_entries.record(db, actor, "second-factor.confirmed", subject_id=actor.account.id)
    return codes


def remove(db: Session, actor: Actor, service: PeopleService, visitor: Visitor, code: str) -> None:
    """Ask for none any more. Raises `Forbidden` to a program, `SecondFactorOff`, and as `require`."""
    require_person(actor)
    if state(db, actor).confirmed_at is None:
        raise SecondFactorOff("There is none to take away.")
    require(db, service, visitor, actor.account, code)
    drop(db, actor.account)
    news.tell(db, service.postbox, actor.account, letters.second_factor_removed)
    audit_entries.record(db, actor, "second-factor.removed", subject_id=actor.account.id)


def drop(db: Session, account: Account) -> bool:
    """Take it away; whether there was one."""
    factor = db.scalars(second_factors.locked(account.id)).one_or_none()
    if factor is None:
        return False
    db.delete(factor)
    db.execute(second_factors.drop_recovery_codes(account.id))
    return True


def is_asked_of(db: Session, account: Account) -> bool:
    factor = db.scalars(second_factors.of_account(account.id)).one_or_none()
    return factor is not None and factor.confirmed_at is not None


def require(db: Session, service: PeopleService, visitor: Visitor, account: Account, code: str | None) -> None:
    """Let pass whoever has no second factor, or gives a code of it.

    Raises `SecondFactorNeeded` without a code, `CodeRefused`, which is counted, `TooManyAttempts` after many of those.
    """
    factor = db.scalars(second_factors.locked(account.id)).one_or_none()
    if factor is None or factor.confirmed_at is None:
        return
    if not code:
        raise SecondFactorNeeded("Give the code that your telephone shows, or a recovery code.")
    settings = service.accounts
    limits = {
        f"code of {account.id}": settings.max_failures,
        f"address {visitor.network}": settings.max_failures_of_address,
    }
    attempts.require_fewer(db, settings, limits)
    if not (_takes(service, factor, _bare(code)) or _recovers(db, account, _bare(code))):
        attempts.count(db, limits)
        raise CodeRefused("This code does not fit, or has been used; take the one that is shown now.")


def _takes(service: PeopleService, factor: SecondFactor, code: str) -> bool:
    """Whether it is a code of these moments that has not been taken yet; it is taken then."""
    totp, now = pyotp.TOTP(_secret(service, factor)), int(time.time()) // STEP_SECONDS
    steps = [now + each for each in TOLERATED_STEPS]
    fitting = [step for step in steps if compare_digest(totp.generate_otp(step).encode(), code.encode())]
    if not fitting or (factor.last_step is not None and fitting[-1] <= factor.last_step):
        return False
    factor.last_step = fitting[-1]
    return True


def _recovers(db: Session, account: Account, code: str) -> bool:
    return bool(db.execute(second_factors.use_up(account.id, tokens.digest(code))).rowcount)  # type: ignore[attr-defined]  # a DELETE's result counts


def _unconfirmed(factor: SecondFactor | None) -> SecondFactor:
    if factor is None or factor.confirmed_at is not None:
        raise SecondFactorOff("Begin with a new second factor.")
    return factor


def _secret(service: PeopleService, factor: SecondFactor) -> str:
    """One that can't be read any more gives codes that nobody has; recovery codes still work."""
    try:
        return service.factors.open(factor.sealed, row=factor.account_id)
    except SealBroken:
        logger.error(  # noqa: TRY400 -- expected, and its traceback says nothing more
            "second factor lost, since the server's secret has changed", extra=fields(account_id=factor.account_id)
        )
        return pyotp.random_base32()


def _enrolment(account: Account, secret: str) -> Enrolment:
    return Enrolment(secret, pyotp.TOTP(secret).provisioning_uri(name=account.email, issuer_name=ISSUER))


def _recovery_code() -> str:
    """80 bits, so that its digest gives nothing away."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in range(GROUPS))


def _bare(code: str) -> str:
    """As it is compared: people type spaces and dashes, or leave them out."""
    return "".join(c for c in code.upper() if c.isalnum())
