"""The programme of a session: its slots, one by one or as a whole."""

from uuid import UUID

from fastapi import status

from app.api.deps import ReadActor, ReadSession, WriteActor, WriteSession
from app.api.preconditions import Edit, Tag
from app.api.problems import problems
from app.api.routing import Router
from app.api.schemas.impacts import Accepting
from app.api.schemas.programmes import ProgrammeInput, ProgrammeRead
from app.api.schemas.sessions import SlotInput, SlotRead
from app.errors import Duplicate, InUse, Invalid, NotFound, WouldInvalidate, WrongStage
from app.models import ConferenceSession, Slot
from app.services import programmes, sessions

router = Router(tags=["Sessions"])

OF_SESSION = "/sessions/{session_id}"
ONE = "/slots/{slot_id}"


@router.get(OF_SESSION + "/programme", response_model=ProgrammeRead, responses=problems(NotFound))
def get_programme(session_id: UUID, actor: ReadActor, db: ReadSession, tag: Tag) -> ConferenceSession:
    return tag.of(sessions.get(db, actor, session_id))


@router.put(
    OF_SESSION + "/programme",
    response_model=ProgrammeRead,
    responses=problems(NotFound, InUse, WouldInvalidate, WrongStage, Invalid),
)
def replace_programme(
    *, session_id: UUID, body: ProgrammeInput, accepting: Accepting, actor: WriteActor, db: WriteSession, edit: Edit
) -> ConferenceSession:
    """All slots at once. Those whose codes stay are the same slots, at other times if they have some."""
    edit.check(sessions.for_editor(db, actor, session_id), ProgrammeRead)
    wanted = programmes.wanted(db, actor, session_id, slots=body.values(), rule=body.rule())
    return edit.of(programmes.put(db, actor, session_id, wanted=wanted, accept_impact=accepting.accept_impact))


@router.post(
    OF_SESSION + "/slots",
    status_code=status.HTTP_201_CREATED,
    response_model=SlotRead,
    responses=problems(NotFound, Duplicate, Invalid, WrongStage),
)
def append_slot(session_id: UUID, body: SlotInput, actor: WriteActor, db: WriteSession) -> Slot:
    """One more slot at the end of the programme."""
    return programmes.append(db, actor, session_id, values=body.model_dump())


@router.get(ONE, response_model=SlotRead, responses=problems(NotFound))
def get_slot(slot_id: UUID, actor: ReadActor, db: ReadSession, tag: Tag) -> Slot:
    """Its tag is that of the session: a change of a slot is one of the session."""
    return tag.of(programmes.slot(db, actor, slot_id))


@router.put(
    ONE,
    response_model=SlotRead,
    responses=problems(NotFound, Duplicate, InUse, WouldInvalidate, WrongStage, Invalid),
)
def update_slot(
    *, slot_id: UUID, body: SlotInput, accepting: Accepting, actor: WriteActor, db: WriteSession, edit: Edit
) -> Slot:
    """Other times are to be accepted if meetings are pinned or placed then, or somebody is absent."""
    edit.check(programmes.slot_for_editor(db, actor, slot_id), SlotRead)
    changed = programmes.update(db, actor, slot_id, values=body.model_dump(), accept_impact=accepting.accept_impact)
    return edit.of(changed)


@router.delete(
    ONE, status_code=status.HTTP_204_NO_CONTENT, responses=problems(NotFound, InUse, WouldInvalidate, WrongStage)
)
def delete_slot(slot_id: UUID, accepting: Accepting, actor: WriteActor, db: WriteSession, edit: Edit) -> None:
    """Never while meetings are pinned or placed in it; if somebody is absent then, once that is accepted."""
    edit.check(programmes.slot_for_editor(db, actor, slot_id), SlotRead)
    programmes.delete(db, actor, slot_id, accept_impact=accepting.accept_impact)
