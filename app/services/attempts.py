"""Attempts that are counted, so that nobody can go on guessing or asking: rows, which survive a restart."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from math import ceil

from sqlalchemy.orm import Session

from app.errors import TooManyAttempts
from app.models import FailedSignIn
from app.queries import accounts
from app.settings import AccountSettings


def require_fewer(db: Session, settings: AccountSettings, limits: Mapping[str, int]) -> None:
    """Raises `TooManyAttempts` while of one of these subjects as many attempts count as its limit says."""
    for subject, most in limits.items():
        seconds = seconds_to_wait(db, settings, subject, most)
        if seconds is not None:
            raise TooManyAttempts(
                "Please try again in {minutes} min.", retry_after_seconds=seconds, minutes=ceil(seconds / 60)
            )


def seconds_to_wait(db: Session, settings: AccountSettings, subject: str, most: int) -> int | None:
    """Until fewer than `most` attempts lie within the time of a lock; None if that is so now."""
    now = datetime.now(UTC)
    lock = timedelta(minutes=settings.lock_minutes)
    db.execute(accounts.forget_failures(before=now - lock))
    first = db.scalars(accounts.failure_that_locks(subject, since=now - lock, most=most)).first()
    return None if first is None else max(1, ceil((first + lock - now).total_seconds()))


def count(db: Session, subjects: Iterable[str]) -> None:
    now = datetime.now(UTC)
    db.add_all(FailedSignIn(subject=subject, at=now) for subject in subjects)
