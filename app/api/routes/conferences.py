"""The `conferences` resource."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, status

from app.api.deps import ReadActor, ReadSession, WriteActor, WriteSession
from app.api.preconditions import Edit, Tag
from app.api.problems import problems
from app.api.routing import Router
from app.api.schemas.conferences import (
    ConferenceFilter,
    ConferenceInput,
    ConferenceRead,
    DeadlinesInput,
    DeadlinesRead,
    StageChangeInput,
)
from app.api.schemas.fields import PageRead
from app.api.schemas.impacts import Accepting
from app.errors import Duplicate, InUse, Invalid, NotFound, StepBlocked, WouldInvalidate, WrongStage
from app.models import Conference, Role
from app.services import conferences, stage_changes
from app.services.lookup import Page

router = Router(prefix="/conferences", tags=["Conferences"])


@router.get("", response_model=PageRead[ConferenceRead])
def list_conferences(
    wanted: Annotated[ConferenceFilter, Query()], actor: ReadActor, db: ReadSession
) -> Page[Conference]:
    """The latest first."""
    return conferences.page(db, actor, text=wanted.q, limit=wanted.limit, cursor=wanted.cursor)


@router.post(
    "", status_code=status.HTTP_201_CREATED, response_model=ConferenceRead, responses=problems(Duplicate, Invalid)
)
def create_conference(body: ConferenceInput, actor: WriteActor, db: WriteSession, tag: Tag) -> Conference:
    return tag.of(conferences.create(db, actor, values=body.model_dump()))


@router.get("/{conference_id}", response_model=ConferenceRead, responses=problems(NotFound))
def get_conference(conference_id: UUID, actor: ReadActor, db: ReadSession, tag: Tag) -> Conference:
    return tag.of(conferences.get(db, actor, conference_id))


@router.put(
    "/{conference_id}",
    response_model=ConferenceRead,
    responses=problems(NotFound, Duplicate, WouldInvalidate, WrongStage, Invalid),
)
def update_conference(
    *, conference_id: UUID, body: ConferenceInput, accepting: Accepting, actor: WriteActor, db: WriteSession, edit: Edit
) -> Conference:
    """Other days, or another time zone, are to be accepted if slots are outside them or read other hours by it."""
    edit.check(conferences.for_organiser(db, actor, conference_id, Role.EDITOR), ConferenceRead)
    accepted = accepting.accept_impact
    return edit.of(conferences.update(db, actor, conference_id, values=body.model_dump(), accept_impact=accepted))


@router.delete(
    "/{conference_id}",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(NotFound, InUse, WouldInvalidate, WrongStage),
)
def delete_conference(
    conference_id: UUID, accepting: Accepting, actor: WriteActor, db: WriteSession, edit: Edit
) -> None:
    """Takes its sessions and delegations along, once that is accepted, but never a timetable."""
    edit.check(conferences.for_organiser(db, actor, conference_id, Role.OWNER), ConferenceRead)
    conferences.delete(db, actor, conference_id, accept_impact=accepting.accept_impact)


@router.post(
    "/{conference_id}/stage-changes",
    response_model=ConferenceRead,
    responses=problems(NotFound, StepBlocked, Invalid),
)
def change_stage(
    conference_id: UUID, body: StageChangeInput, actor: WriteActor, db: WriteSession, tag: Tag
) -> Conference:
    """Take the conference to its next stage, or back where that harms nobody."""
    return tag.of(stage_changes.create(db, actor, conference_id, stage=body.stage, reason=body.reason))


@router.get("/{conference_id}/deadlines", response_model=DeadlinesRead, responses=problems(NotFound))
def get_deadlines(conference_id: UUID, actor: ReadActor, db: ReadSession, tag: Tag) -> Conference:
    return tag.of(conferences.get(db, actor, conference_id))


@router.put(
    "/{conference_id}/deadlines",
    response_model=DeadlinesRead,
    responses=problems(NotFound, WrongStage, Invalid),
)
def set_deadlines(
    conference_id: UUID, body: DeadlinesInput, actor: WriteActor, db: WriteSession, edit: Edit
) -> Conference:
    """Until when delegations may submit, ask and object; all three at once."""
    edit.check(conferences.for_organiser(db, actor, conference_id, Role.EDITOR), DeadlinesRead)
    return edit.of(stage_changes.set_deadlines(db, actor, conference_id, deadlines=body.model_dump()))
