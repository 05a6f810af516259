"""Reading runs. Their instances are large and left out unless asked for."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Select, Update, select, update
from sqlalchemy.orm import defer, joinedload, load_only

from app.models import ConferenceSession, Run, RunStatus, TimetableVersion
from app.queries.sight import Sight

_LARGE = (defer(Run.instance), defer(Run.scores))
_UNASKED = (defer(Run.instance, raiseload=True), defer(Run.scores, raiseload=True))


def of_session(session_id: UUID) -> Select[Run]:
    """The latest first."""
    return _light().where(Run.session_id == session_id).order_by(Run.queued_at.desc(), Run.id)


def by_id(run_id: UUID, sight: Sight) -> Select[Run]:
    return _light().where(Run.id == run_id, sight.organises_session(Run.session_id))


def with_instance(run_id: UUID) -> Select[Run]:
    return select(Run).where(Run.id == run_id)


def forget_scores(conference_id: UUID) -> Update:
    """Of all sessions of a conference: why their meetings were worth what they were."""
    sessions = select(ConferenceSession.id).where(ConferenceSession.conference_id == conference_id)
    return update(Run).where(Run.session_id.in_(sessions)).values(scores=None)


def locked(run_id: UUID) -> Select[Run]:
    """The row alone, held until the end of the transaction."""
    return select(Run).where(Run.id == run_id).options(*_LARGE).with_for_update()


def queued() -> Select[UUID]:
    return select(Run.id).where(Run.status == RunStatus.QUEUED).limit(1)


def next_queued() -> Select[Run]:
    """The run that has waited longest; one that another server is just taking is passed over."""
    return (
        select(Run)
        .where(Run.status == RunStatus.QUEUED)
        .order_by(Run.queued_at, Run.id)
        .limit(1)
        .options(*_LARGE)
        .with_for_update(skip_locked=True)
    )


def running() -> Select[Run]:
    return select(Run).where(Run.status == RunStatus.RUNNING).options(*_LARGE).with_for_update()


def cancelled_among(ids: Collection[UUID]) -> Select[UUID]:
    """Those of these runs that somebody wants to end."""
    return select(Run.id).where(Run.id.in_(ids), Run.cancel_requested)


def _light() -> Select[Run]:
    return select(Run).options(*_UNASKED, joinedload(Run.version).options(load_only(TimetableVersion.id)))
