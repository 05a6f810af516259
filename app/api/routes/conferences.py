"""The `conferences` resource."""

from uuid import UUID

from fastapi import status

from app.api.deps import Paging, ReadActor, ReadSession, WriteActor, WriteSession
from app.api.preconditions import Edit, Tag
from app.api.problems import problems
from app.api.routing import Router
from app.api.schemas.conferences import ConferenceInput, ConferenceRead
from app.api.schemas.fields import PageRead
from app.errors import Duplicate, InUse, NotFound
from app.models import Conference
from app.services import conferences
from app.services.lookup import Page

router = Router(prefix="/conferences", tags=["Conferences"])


@router.get("", response_model=PageRead[ConferenceRead])
def list_conferences(window: Paging, actor: ReadActor, db: ReadSession) -> Page[Conference]:
    """The latest first."""
    return conferences.page(db, actor, limit=window.limit, cursor=window.cursor)


@router.post("", status_code=status.HTTP_201_CREATED, response_model=ConferenceRead, responses=problems(Duplicate))
def create_conference(body: ConferenceInput, actor: WriteActor, db: WriteSession, tag: Tag) -> Conference:
    return tag.of(conferences.create(db, actor, values=body.model_dump()))


@router.get("/{conference_id}", response_model=ConferenceRead, responses=problems(NotFound))
def get_conference(conference_id: UUID, actor: ReadActor, db: ReadSession, tag: Tag) -> Conference:
    return tag.of(conferences.get(db, actor, conference_id))


@router.put("/{conference_id}", response_model=ConferenceRead, responses=problems(NotFound, Duplicate))
def update_conference(
    conference_id: UUID, body: ConferenceInput, actor: WriteActor, db: WriteSession, edit: Edit
) -> Conference:
    edit.check(conferences.get(db, actor, conference_id), ConferenceRead)
    return edit.of(conferences.update(db, actor, conference_id, values=body.model_dump()))


@router.delete("/{conference_id}", status_code=status.HTTP_204_NO_CONTENT, responses=problems(NotFound, InUse))
def delete_conference(conference_id: UUID, actor: WriteActor, db: WriteSession) -> None:
    """Takes its sessions and delegations along, but never a timetable."""
    conferences.delete(db, actor, conference_id)
