"""The `timetable-drafts` resource: a timetable edited by hand, which organisers share until it is a version."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, status

from app.api.deps import Explaining, Paging, ReadActor, ReadSession, WriteActor, WriteSession
from app.api.preconditions import Edit, Tag
from app.api.problems import problems
from app.api.routing import Router
from app.api.schemas.fields import PageRead
from app.api.schemas.timetable_drafts import (
    CellsRead,
    DraftCreate,
    DraftRead,
    ExchangeCreate,
    MeetingId,
    MoveCreate,
    PinChangeCreate,
    ProspectRead,
    StepRead,
    of_cells,
)
from app.api.schemas.timetables import TimetableRef
from app.errors import (
    ContradictsAlternative,
    ContradictsDoNotMeet,
    DraftBegun,
    ExchangeGone,
    Invalid,
    MoveRefused,
    NotFound,
    NothingLeft,
    NothingToSolve,
    OwnTablesClash,
    SessionChanged,
    TimetableRefused,
    WrongStage,
)
from app.models import DraftStep, TimetableVersion
from app.services.lookup import Page
from app.services.timetable_drafts import drafts, exchanges, moves
from app.services.timetable_drafts.drafts import Desk
from app.services.timetable_drafts.exchanges import Prospect

router = Router(tags=["Timetable drafts"])

OF_SESSION = "/sessions/{session_id}/timetable-draft"
ONE = "/timetable-drafts/{draft_id}"
PINNED = (ContradictsDoNotMeet, ContradictsAlternative, SessionChanged)


@router.get(OF_SESSION, response_model=DraftRead, responses=problems(NotFound))
def get_draft_of_session(session_id: UUID, actor: ReadActor, db: ReadSession, tag: Tag) -> Desk:
    """The one draft of a session, if somebody has begun it."""
    return tag.of(drafts.of_session(db, actor, session_id))


@router.post(
    OF_SESSION,
    status_code=status.HTTP_201_CREATED,
    response_model=DraftRead,
    responses=problems(NotFound, DraftBegun, NothingToSolve, OwnTablesClash, Invalid, WrongStage),
)
def create_draft(session_id: UUID, body: DraftCreate, actor: WriteActor, db: WriteSession, tag: Tag) -> Desk:
    """Begin to edit a timetable by hand, under the session as it is now."""
    return tag.of(drafts.begin(db, actor, session_id, timetable_id=body.timetable_id))


@router.get(ONE, response_model=DraftRead, responses=problems(NotFound))
def get_draft(draft_id: UUID, actor: ReadActor, db: ReadSession, tag: Tag) -> Desk:
    return tag.of(drafts.get(db, actor, draft_id))


@router.delete(ONE, status_code=status.HTTP_204_NO_CONTENT, responses=problems(NotFound, WrongStage))
def delete_draft(draft_id: UUID, actor: WriteActor, db: WriteSession, edit: Edit) -> None:
    """Give it up; what was pinned stays so."""
    edit.check(drafts.for_editor(db, actor, draft_id), DraftRead)
    drafts.give_up(db, actor, draft_id)


@router.get(ONE + "/steps", response_model=PageRead[StepRead], responses=problems(NotFound))
def list_draft_steps(draft_id: UUID, window: Paging, actor: ReadActor, db: ReadSession) -> Page[DraftStep]:
    """What was done, the latest first."""
    return drafts.steps(db, actor, draft_id, limit=window.limit, cursor=window.cursor)


@router.get(ONE + "/cells", responses=problems(NotFound))
def list_cells(draft_id: UUID, meeting: Annotated[MeetingId, Query()], actor: ReadActor, db: ReadSession) -> CellsRead:
    """Each slot and table for one meeting, held or not: what it would break there, or what it would change."""
    return of_cells(meeting, drafts.cells(db, actor, draft_id, meeting))


@router.get(ONE + "/prospects", response_model=ProspectRead, responses=problems(NotFound))
def get_prospect(
    draft_id: UUID, meeting: Annotated[MeetingId, Query()], actor: ReadActor, db: ReadSession, explainer: Explaining
) -> Prospect:
    """What holding a meeting would cost at best, and the exchanges that make room for it, as the solver finds them."""
    return exchanges.prospect(db, explainer, drafts.get(db, actor, draft_id), meeting)


@router.post(
    ONE + "/exchanges",
    response_model=DraftRead,
    responses=problems(NotFound, ExchangeGone, MoveRefused, Invalid, WrongStage),
)
def carry_out_exchange(
    *, draft_id: UUID, body: ExchangeCreate, actor: WriteActor, db: WriteSession, edit: Edit, explainer: Explaining
) -> Desk:
    """Carry out what was proposed for this place, as one step."""
    edit.check(drafts.for_editor(db, actor, draft_id), DraftRead)
    return edit.of(exchanges.carry_out(db, actor, explainer, draft_id, **body.model_dump()))


@router.post(ONE + "/moves", response_model=DraftRead, responses=problems(NotFound, MoveRefused, Invalid, WrongStage))
def create_move(draft_id: UUID, body: MoveCreate, actor: WriteActor, db: WriteSession, edit: Edit) -> Desk:
    """Place, move or take out one meeting, or several at once."""
    edit.check(drafts.for_editor(db, actor, draft_id), DraftRead)
    return edit.of(moves.move(db, actor, draft_id, [each.wanted() for each in body.moves]))


@router.post(ONE + "/pin-changes", response_model=DraftRead, responses=problems(NotFound, Invalid, WrongStage, *PINNED))
def change_pin(draft_id: UUID, body: PinChangeCreate, actor: WriteActor, db: WriteSession, edit: Edit) -> Desk:
    """Pin a meeting where it is, or let it go; the session's next run heeds that, too."""
    edit.check(drafts.for_editor(db, actor, draft_id), DraftRead)
    return edit.of(moves.pin(db, actor, draft_id, body.meeting, is_pinned=body.is_pinned))


@router.post(
    ONE + "/undo", response_model=DraftRead, responses=problems(NotFound, NothingLeft, MoveRefused, WrongStage, *PINNED)
)
def undo_step(draft_id: UUID, actor: WriteActor, db: WriteSession, edit: Edit) -> Desk:
    """Take back the last step, whoever made it."""
    edit.check(drafts.for_editor(db, actor, draft_id), DraftRead)
    return edit.of(moves.undo(db, actor, draft_id))


@router.post(
    ONE + "/redo", response_model=DraftRead, responses=problems(NotFound, NothingLeft, MoveRefused, WrongStage, *PINNED)
)
def redo_step(draft_id: UUID, actor: WriteActor, db: WriteSession, edit: Edit) -> Desk:
    """Take the step again that was undone last."""
    edit.check(drafts.for_editor(db, actor, draft_id), DraftRead)
    return edit.of(moves.redo(db, actor, draft_id))


@router.post(
    ONE + "/timetables",
    status_code=status.HTTP_201_CREATED,
    response_model=TimetableRef,
    responses=problems(NotFound, TimetableRefused, SessionChanged, WrongStage),
)
def keep_draft(draft_id: UUID, actor: WriteActor, db: WriteSession, edit: Edit) -> TimetableVersion:
    """Make the next version of it; the draft goes on from there."""
    edit.check(drafts.for_editor(db, actor, draft_id), DraftRead)
    return drafts.keep(db, actor, draft_id)
