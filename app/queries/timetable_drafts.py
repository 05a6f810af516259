"""Reading the working copies of timetables, the steps by which they were changed, and the pins that count there."""

from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, undefer

from app.models import DraftStep, MeetingGroup, Pin, StepState, TimetableDraft
from app.queries.sight import Sight


def of_session(session_id: UUID) -> Select[TimetableDraft]:
    return _loaded().where(TimetableDraft.session_id == session_id)


def revision(session_id: UUID) -> Select[int]:
    return select(TimetableDraft.revision).where(TimetableDraft.session_id == session_id)


def by_id(draft_id: UUID, sight: Sight) -> Select[TimetableDraft]:
    return _loaded().where(TimetableDraft.id == draft_id, sight.organises_session(TimetableDraft.session_id))


def instance(draft_id: UUID) -> Select[TimetableDraft]:
    """The draft with what is large of it."""
    return select(TimetableDraft).where(TimetableDraft.id == draft_id).options(undefer(TimetableDraft.instance))


def steps(draft_id: UUID) -> Select[DraftStep]:
    """All that was done, with who did it, the latest first."""
    return _named().where(DraftStep.draft_id == draft_id).order_by(DraftStep.number.desc())


def last_step(draft_id: UUID, state: StepState) -> Select[DraftStep]:
    """The latest in this state."""
    return steps(draft_id).where(DraftStep.state == state).limit(1)


def first_step(draft_id: UUID, state: StepState) -> Select[DraftStep]:
    """The earliest in this state."""
    mine = _named().where(DraftStep.draft_id == draft_id, DraftStep.state == state)
    return mine.order_by(DraftStep.number).limit(1)


def steps_in(draft_id: UUID, *states: StepState) -> Select[DraftStep]:
    """In the order in which they were taken."""
    mine = select(DraftStep).where(DraftStep.draft_id == draft_id, DraftStep.state.in_(states))
    return mine.order_by(DraftStep.number)


def last_number(draft_id: UUID) -> Select[int]:
    """The highest number of a step; 0 if there is none."""
    return select(func.coalesce(func.max(DraftStep.number), 0)).where(DraftStep.draft_id == draft_id)


def pins(session_id: UUID) -> Select[Pin]:
    """The pins of pairs, with where."""
    return select(Pin).where(Pin.session_id == session_id).options(joinedload(Pin.slot), joinedload(Pin.table))


def pinned_groups(session_id: UUID) -> Select[MeetingGroup]:
    """The groups that are pinned, with where."""
    return (
        select(MeetingGroup)
        .where(MeetingGroup.session_id == session_id, MeetingGroup.slot_id.is_not(None))
        .options(joinedload(MeetingGroup.slot), joinedload(MeetingGroup.table))
    )


def group(session_id: UUID, code: str) -> Select[MeetingGroup]:
    return select(MeetingGroup).where(MeetingGroup.session_id == session_id, MeetingGroup.code == code)


def _loaded() -> Select[TimetableDraft]:
    return select(TimetableDraft).options(joinedload(TimetableDraft.version))


def _named() -> Select[DraftStep]:
    return select(DraftStep).options(joinedload(DraftStep.account))
