"""Reading runs. Their instances are large and left out unless asked for."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Update, and_, exists, func, or_, select, true, update
from sqlalchemy.orm import aliased, defer, joinedload, load_only

from app.models import ConferenceSession, Run, RunStatus, TimetableVersion, WorkbookImport
from app.queries.sight import Sight

_COLUMNS = (Run.instance, Run.scores, Run.course, Run.best, Run.outcome)
_LARGE = tuple(defer(column) for column in _COLUMNS)
_UNASKED = tuple(defer(column, raiseload=True) for column in _COLUMNS)

IS_WHAT_IF = Run.amendments.is_not(None)
LONGEST_BACK_OFF = timedelta(minutes=5)
LONGEST_WAY = timedelta(seconds=30)
"""From giving a place up for a run until it has begun: longer than it takes to end a process."""


def of_session(session_id: UUID) -> Select[Run]:
    """Those for a timetable, the latest first."""
    return _light().where(Run.session_id == session_id, ~IS_WHAT_IF).order_by(Run.queued_at.desc(), Run.id)


def what_ifs(session_id: UUID) -> Select[Run]:
    """Those that ask what if something were otherwise, the latest first."""
    return _light().where(Run.session_id == session_id, IS_WHAT_IF).order_by(Run.queued_at.desc(), Run.id)


def of_conference(conference_id: UUID, status: RunStatus | None) -> Select[Run]:
    """Of either kind, the latest first."""
    sessions = select(ConferenceSession.id).where(ConferenceSession.conference_id == conference_id)
    of_status = true() if status is None else Run.status == status
    return _light().where(Run.session_id.in_(sessions), of_status).order_by(Run.queued_at.desc(), Run.id)


def failed(conference_id: UUID | None) -> Select[Run]:
    """Those of a conference or of all that nothing has made up for, the latest first.

    That is any timetable of the same session, if one was asked for, and else the answer to the same question.
    """
    later = aliased(Run)
    is_of_kind = or_(
        and_(~IS_WHAT_IF, later.amendments.is_(None)),
        and_(IS_WHAT_IF, later.amendments.is_not(None), later.instance_digest == Run.instance_digest),
    )
    is_made_up_for = exists().where(
        later.session_id == Run.session_id,
        later.status == RunStatus.SUCCEEDED,
        later.queued_at > Run.queued_at,
        is_of_kind,
    )
    sessions = select(ConferenceSession.id).where(ConferenceSession.conference_id == conference_id)
    there = true() if conference_id is None else Run.session_id.in_(sessions)
    return (
        _light()
        .where(Run.status == RunStatus.FAILED, there, ~is_made_up_for)
        .options(joinedload(Run.session).joinedload(ConferenceSession.conference))
        .order_by(Run.queued_at.desc(), Run.id)
    )


def same_as(run: Run) -> Select[Run]:
    """Runs that were asked for the same and came to something, or still may; the latest first.

    One that somebody stopped came to less than what was asked for: it had not all of its time.
    Whoever asks what if is given the answer to the same question, and never a timetable; nor the other way round.
    """
    hopeful = and_(Run.status.in_([RunStatus.QUEUED, RunStatus.RUNNING]), ~Run.cancel_requested)
    asked = (Run.session_id, Run.instance_digest, Run.seconds, Run.workers, Run.shares, Run.seed)
    return (
        _light()
        .where(*(column == getattr(run, column.key) for column in asked))
        .where(IS_WHAT_IF if run.is_what_if else ~IS_WHAT_IF, ~Run.stop_requested)
        .where(or_(hopeful, and_(Run.status == RunStatus.SUCCEEDED, or_(Run.version.has(), Run.outcome.is_not(None)))))
        .order_by(Run.queued_at.desc(), Run.id)
        .limit(1)
    )


def by_id(run_id: UUID, sight: Sight) -> Select[Run]:
    return _light().where(Run.id == run_id, sight.organises_session(Run.session_id))


def what_if(run_id: UUID, sight: Sight) -> Select[Run]:
    """One that asks what if, with its instance, what came of it, and its session."""
    return (
        select(Run)
        .where(Run.id == run_id, IS_WHAT_IF, sight.organises_session(Run.session_id))
        .options(joinedload(Run.session), defer(Run.scores), defer(Run.course), defer(Run.best))
        .execution_options(populate_existing=True)
    )


def with_instance(run_id: UUID) -> Select[Run]:
    return select(Run).where(Run.id == run_id)


def watched(ids: Collection[UUID]) -> Select[Run]:
    """Runs that somebody may see who was asked when they began to watch."""
    return _light().where(Run.id.in_(ids))


def forget_scores(conference_id: UUID) -> Update:
    """Of all sessions of a conference: why their meetings were worth what they were."""
    sessions = select(ConferenceSession.id).where(ConferenceSession.conference_id == conference_id)
    return update(Run).where(Run.session_id.in_(sessions)).values(scores=None)


def locked(run_id: UUID) -> Select[Run]:
    """The row alone, held until the end of the transaction."""
    return select(Run).where(Run.id == run_id).options(*_LARGE).with_for_update()


def held(run_id: UUID, attempt: int) -> Select[Run]:
    """The same of a run that is running, for the attempt that holds it."""
    return locked(run_id).where(Run.attempt == attempt, Run.status == RunStatus.RUNNING)


def due(now: datetime) -> Select[UUID]:
    """Whether any run could begin."""
    return select(Run.id).where(is_due(Run, now)).limit(1)


def next_due(now: datetime) -> Select[Run]:
    """The run whose turn it is; one that somebody else is just taking is passed over.

    Conferences take turns: first comes the one whose last run began longest ago; one that seems to begin long from now
    was begun by a clock that was wrong. Of its own runs the one of highest priority comes first, and then the one that
    has waited longest.
    """
    other, sitting = aliased(Run), aliased(ConferenceSession)
    last_begun = (
        select(func.max(other.started_at))
        .join(sitting, sitting.id == other.session_id)
        .where(sitting.conference_id == ConferenceSession.conference_id, other.started_at < now + LONGEST_BACK_OFF)
        .scalar_subquery()
    )
    return (
        select(Run)
        .join(ConferenceSession, ConferenceSession.id == Run.session_id)
        .where(is_due(Run, now))
        .order_by(last_begun.nulls_first(), Run.priority.desc(), Run.queued_at, Run.id)
        .limit(1)
        .options(*_LARGE)
        .with_for_update(of=Run, skip_locked=True)
    )


def held_up(now: datetime) -> Select[UUID]:
    """Whether a run waits that nobody has made way for."""
    return select(Run.id).where(_is_held_up(now)).limit(1)


def next_held_up(now: datetime) -> Select[Run]:
    """The same run for one asker alone; whoever asks at the same time is given another, or none."""
    return (
        select(Run)
        .where(_is_held_up(now))
        .order_by(Run.priority.desc(), Run.queued_at, Run.id)
        .limit(1)
        .options(*_LARGE)
        .with_for_update(skip_locked=True)
    )


def running() -> Select[UUID, int, int]:
    """Each run that is being carried out, with its attempt and the beats of its worker."""
    return select(Run.id, Run.attempt, Run.beats).where(Run.status == RunStatus.RUNNING)


def beat(run_id: UUID, attempt: int) -> Update:
    """A sign of life of the worker that carries out this attempt."""
    return (
        update(Run)
        .where(Run.id == run_id, Run.attempt == attempt, Run.status == RunStatus.RUNNING)
        .values(beats=Run.beats + 1, heartbeat_at=func.now())
    )


def orders(ids: Collection[UUID]) -> Select[UUID, int, RunStatus, bool, bool]:
    """Of these runs: which attempt was the last, how it stands, and whether somebody wants to cancel or stop it."""
    return select(Run.id, Run.attempt, Run.status, Run.cancel_requested, Run.stop_requested).where(Run.id.in_(ids))


def is_due(job: type[Run | WorkbookImport], now: datetime) -> ColumnElement[bool]:
    """Queued, and not to be left alone for a while; nobody is for longer than that, whatever happens to clocks."""
    resting = and_(job.not_before > now, job.not_before < now + LONGEST_BACK_OFF)
    return and_(job.status == RunStatus.QUEUED, or_(job.not_before.is_(None), ~resting))


def _is_held_up(now: datetime) -> ColumnElement[bool]:
    """A place that somebody gives up is due to be taken at once; one that is not was lost on the way."""
    under_way = Run.way_made_at.between(now - LONGEST_WAY, now + LONGEST_WAY)  # Clocks may jump.
    return and_(is_due(Run, now), or_(Run.way_made_at.is_(None), ~under_way))


def _light() -> Select[Run]:
    return select(Run).options(*_UNASKED, joinedload(Run.version).options(load_only(TimetableVersion.id)))
