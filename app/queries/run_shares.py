"""Reading and writing the shares of runs. What they know is large and left out unless asked for."""

from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Update, and_, func, or_, select, update
from sqlalchemy.orm import contains_eager, defer, joinedload, load_only

from app.models import Run, RunShare, RunStatus, ShareStatus

_LARGE = tuple(defer(column) for column in (RunShare.placements, RunShare.goals))
_LEAST_SECONDS = 2.0
"""Of a run's time must be left for another search to begin."""


def due() -> Select[UUID]:
    """Whether any share could begin."""
    return select(RunShare.id).join(Run, Run.id == RunShare.run_id).where(_due()).limit(1)


def next_due() -> Select[RunShare]:
    """The share whose turn it is, with its run; both are held, and passed over where somebody else holds them."""
    return (
        select(RunShare)
        .join(RunShare.run)
        .where(_due())
        .order_by(Run.priority.desc(), Run.queued_at, Run.id, RunShare.number)
        .limit(1)
        .options(
            *_LARGE, contains_eager(RunShare.run).options(load_only(Run.seconds, Run.spent_seconds, Run.shares_begun))
        )
        .with_for_update(skip_locked=True)
    )


def with_run(share_id: UUID, attempt: int) -> Select[RunShare]:
    """What to search for, and what is known of it already."""
    return select(RunShare).where(_held(share_id, attempt)).options(joinedload(RunShare.run))


def held(share_id: UUID, attempt: int) -> Select[RunShare]:
    """The row alone, held until the end of the transaction, for the attempt that holds the share."""
    return select(RunShare).where(_held(share_id, attempt)).options(*_LARGE).with_for_update()


def least_urgent(holds: Collection[tuple[UUID, int]]) -> Select[RunShare]:
    """Of the shares that these attempts hold, the one whose turn would come last; the row alone, held."""
    return (
        select(RunShare)
        .join(Run, Run.id == RunShare.run_id)
        .where(or_(*(_held(*hold) for hold in holds)))
        .order_by(Run.priority, Run.queued_at.desc(), Run.id.desc(), RunShare.number.desc())
        .limit(1)
        .options(*_LARGE)
        .with_for_update(of=RunShare)
    )


def leading(run_id: UUID) -> Select[RunShare]:
    """The share of whoever holds the run, if the run has shares."""
    return select(RunShare).where(RunShare.run_id == run_id, RunShare.number == 0).options(*_LARGE).with_for_update()


def news(run_id: UUID, *, beside: int) -> Select[int, int]:
    """How often each of the other shares has told something."""
    return select(RunShare.number, RunShare.news).where(
        RunShare.run_id == run_id, RunShare.number != beside, RunShare.placements.is_not(None)
    )


def told(run_id: UUID, numbers: Collection[int]) -> Select[RunShare]:
    """These shares with what they know."""
    return select(RunShare).where(RunShare.run_id == run_id, RunShare.number.in_(numbers)).order_by(RunShare.number)


def working() -> Select[UUID, int, int]:
    """Each share that is being carried out, with its attempt and the beats of its worker."""
    return select(RunShare.id, RunShare.attempt, RunShare.beats).where(RunShare.status == ShareStatus.WORKING)


def beat(share_id: UUID, attempt: int) -> Update:
    """A sign of life of the worker that carries out this attempt."""
    return update(RunShare).where(_held(share_id, attempt)).values(beats=RunShare.beats + 1, heartbeat_at=func.now())


def orders(ids: Collection[UUID]) -> Select[UUID, int, ShareStatus, RunStatus, bool, bool]:
    """Of these shares: which attempt was the last, how it stands, how its run does, and what somebody wants of that."""
    return (
        select(
            RunShare.id,
            RunShare.attempt,
            RunShare.status,
            Run.status.label("of_run"),
            Run.cancel_requested,
            Run.stop_requested,
        )
        .join(Run, Run.id == RunShare.run_id)
        .where(RunShare.id.in_(ids))
    )


def set_helpers(run_id: UUID, status: ShareStatus) -> Update:
    """Of all shares of a run but the leading one."""
    return update(RunShare).where(RunShare.run_id == run_id, RunShare.number > 0).values(status=status, losses=0)


def forget(run_id: UUID) -> Update:
    """What the shares of a run know, which is of use as long as it is going on."""
    values: Mapping[str, None] = {"placements": None, "goals": None}
    return update(RunShare).where(RunShare.run_id == run_id).values(values)


def _held(share_id: UUID, attempt: int) -> ColumnElement[bool]:
    return and_(RunShare.id == share_id, RunShare.attempt == attempt, RunShare.status == ShareStatus.WORKING)


def _due() -> ColumnElement[bool]:
    """While somebody carries the run out, and nobody wants it to end."""
    wanted = and_(Run.status == RunStatus.RUNNING, ~or_(Run.cancel_requested, Run.stop_requested))
    return and_(RunShare.status == ShareStatus.WAITING, wanted, Run.spent_seconds < Run.seconds - _LEAST_SECONDS)
