"""What servers tell each other of who asked how often: rows, which survive a restart and are gone minutes later."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from app.models import RequestCount
from app.queries import request_counts

# Of all that were counted; whoever asks less often is not near any limit.
MOST = 5_000


def clock(db: Session) -> float:
    """Seconds since 1970 by the clock of the database, which all servers go by."""
    return db.scalars(request_counts.clock()).one().timestamp()


def tell(db: Session, minute: int, asked: Mapping[str, int]) -> None:
    """Add what this server has counted, and forget what no server counts with any more."""
    db.execute(request_counts.forget(before=minute - 1))  # A minute may not be over yet for a server a second behind.
    db.add_all(RequestCount(minute=minute, subject=subject, asked=times) for subject, times in asked.items())
    db.flush()


def told(db: Session, minute: int) -> dict[str, int]:
    """How often each has asked in a minute, as far as servers have told."""
    return dict(iter(db.execute(request_counts.of_minute(minute, most=MOST))))


def has_old(db: Session, minute: int) -> bool:
    """Whether there is something to forget."""
    return db.scalars(request_counts.before(minute - 1)).first() is not None
