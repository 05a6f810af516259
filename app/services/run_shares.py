"""Shares of runs, for those who carry them out: claim one, tell what it knows, hear what the others know.

Whoever holds the run leads. The others only ever write to their own share, each held by its own attempts: of one that
is lost, nothing that comes later is taken, and the run goes on without it.
"""

from collections.abc import Collection, Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.adapters.jobs import Hold, Order
from app.matching.scheduling.sharing import Known, Strategy
from app.matching.scheduling.timetable import GoalValue, Placement
from app.models import Run, RunShare, ShareStatus
from app.queries import run_shares, runs

STRATEGIES = (Strategy.BALANCED, Strategy.SEEKING, Strategy.PROVING)
"""Of the shares by their numbers, over and over; who leads may be alone."""
SEED_STEP, SEEDS = 7_919, 2**31
"""Rounds of a search count seeds up by one: those of two shares shall not meet."""


def open_for(db: Session, run: Run) -> None:
    """Make the shares of a new run, if it shall have more than one."""
    for number in range(run.shares if run.shares > 1 else 0):
        status = ShareStatus.WAITING if number else ShareStatus.LEADING
        db.add(RunShare(run_id=run.id, number=number, status=status))


def reopen(db: Session, run: Run) -> None:
    """The run is tried again."""
    db.execute(run_shares.set_helpers(run.id, ShareStatus.WAITING))


def close(db: Session, run_id: UUID) -> None:
    """The run has ended: who still searches for it is told so."""
    db.execute(run_shares.set_helpers(run_id, ShareStatus.ENDED))
    db.execute(run_shares.forget(run_id))


def has_due(db: Session) -> bool:
    return db.scalars(run_shares.due()).first() is not None


def claim(db: Session, worker: str) -> RunShare | None:
    """Hold the share whose turn it is, by its next attempt."""
    share = db.scalars(run_shares.next_due()).first()
    if share is not None:
        share.run.shares_begun += 0 if share.attempt else 1
        share.status, share.attempt, share.worker = ShareStatus.WORKING, share.attempt + 1, worker
    return share


def with_run(db: Session, hold: Hold) -> RunShare | None:
    """The share with its run, for the attempt that holds it."""
    return db.scalars(run_shares.with_run(hold.job, hold.attempt)).one_or_none()


def seed(run: Run, number: int) -> int:
    return (run.seed + number * SEED_STEP) % SEEDS


def strategy(number: int) -> Strategy:
    return STRATEGIES[number % len(STRATEGIES)]


def beat(db: Session, hold: Hold) -> None:
    db.execute(run_shares.beat(hold.job, hold.attempt))


def beats(db: Session) -> dict[Hold, int]:
    return {Hold(share_id, attempt): count for share_id, attempt, count in db.execute(run_shares.working())}


def orders(db: Session, holds: Collection[Hold]) -> dict[Hold, Order | None]:
    """Of those that are attempts at shares: what shall become of them, or nothing."""
    found = {row.id: row for row in db.execute(run_shares.orders([hold.job for hold in holds]))}
    return {hold: _order(found[hold.job], hold) for hold in holds if hold.job in found}


def _order(row: Any, hold: Hold) -> Order | None:
    if row.cancel_requested:
        return Order.CANCEL
    if row.of_run.ended or row.attempt != hold.attempt or row.status is ShareStatus.WAITING:
        return Order.LOST
    return Order.STOP if row.stop_requested else None


def lead(db: Session, hold: Hold, known: Known) -> None:
    """What whoever holds the run knows."""
    if db.scalars(runs.held(hold.job, hold.attempt)).first() is not None:
        _tell(db.scalars(run_shares.leading(hold.job)).one_or_none(), known)


def tell(db: Session, hold: Hold, known: Known) -> None:
    """What an attempt at another share knows."""
    _tell(db.scalars(run_shares.held(hold.job, hold.attempt)).one_or_none(), known)


def _tell(share: RunShare | None, known: Known) -> None:
    if share is not None:
        share.news += 1
        share.placements = [asdict(placement) for placement in known.placements]
        share.goals = [asdict(goal) for goal in known.goals]


def hear(db: Session, run_id: UUID, number: int, heard: Mapping[int, int]) -> dict[int, tuple[int, Known]]:
    """What the other shares know, by their numbers, if they have told something since what was `heard` of them."""
    counts = db.execute(run_shares.news(run_id, beside=number))
    new = [other for other, news in counts if news != heard.get(other)]
    return {
        share.number: (share.news, _known(share))
        for share in (db.scalars(run_shares.told(run_id, new)) if new else ())
        if share.placements is not None
    }


def _known(share: RunShare) -> Known:
    placements = (
        Placement(**placement | {"interpreters": tuple(placement["interpreters"])})
        for placement in share.placements or ()
    )
    return Known(placements=tuple(placements), goals=tuple(GoalValue(**goal) for goal in share.goals or ()))


def finish(db: Session, hold: Hold) -> None:
    """The search of a share is over; what it knows stays for the others."""
    share = _held(db, hold)
    if share is not None:
        share.status = ShareStatus.ENDED


def lose(db: Session, hold: Hold, *, most_losses: int) -> None:
    """Who carried out the share is gone. Somebody else may take it, unless that has happened too often."""
    share = _held(db, hold)
    if share is not None:
        share.losses += 1
        share.status = ShareStatus.ENDED if share.losses >= most_losses else ShareStatus.WAITING


def put_off(db: Session, holds: Collection[Hold]) -> bool:
    """Of these attempts at shares, leave the one that matters least to whoever has room for it later, if any is one."""
    share = db.scalars(run_shares.least_urgent(holds)).first()
    if share is not None:
        share.status = ShareStatus.WAITING
    return share is not None


def hand_over(db: Session, hold: Hold) -> None:
    """Who carries out the share has to stop."""
    share = _held(db, hold)
    if share is not None:
        share.status = ShareStatus.WAITING


def _held(db: Session, hold: Hold) -> RunShare | None:
    return db.scalars(run_shares.held(hold.job, hold.attempt).execution_options(populate_existing=True)).one_or_none()
