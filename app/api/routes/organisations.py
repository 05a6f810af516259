"""The `organisations` resource."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, status

from app.api.deps import ReadActor, ReadSession, WriteActor, WriteSession
from app.api.preconditions import Edit, Tag
from app.api.problems import problems
from app.api.routing import Router
from app.api.schemas.fields import PageRead
from app.api.schemas.organisations import OrganisationFilter, OrganisationInput, OrganisationRead
from app.errors import Duplicate, Invalid, NotFound
from app.models import Organisation
from app.services import organisations
from app.services.lookup import Page

router = Router(prefix="/organisations", tags=["Organisations"])


@router.get("", response_model=PageRead[OrganisationRead])
def list_organisations(
    wanted: Annotated[OrganisationFilter, Query()], actor: ReadActor, db: ReadSession
) -> Page[Organisation]:
    """Provinces, missions and partners, by scheme and code: all for organisers, else those that one meets."""
    filters = wanted.model_dump()
    return organisations.page(db, actor, text=filters.pop("q"), **filters)


@router.post(
    "", status_code=status.HTTP_201_CREATED, response_model=OrganisationRead, responses=problems(Duplicate, Invalid)
)
def create_organisation(body: OrganisationInput, actor: WriteActor, db: WriteSession, tag: Tag) -> Organisation:
    return tag.of(organisations.create(db, actor, values=body.model_dump()))


@router.get("/{organisation_id}", response_model=OrganisationRead, responses=problems(NotFound))
def get_organisation(organisation_id: UUID, actor: ReadActor, db: ReadSession, tag: Tag) -> Organisation:
    return tag.of(organisations.get(db, actor, organisation_id))


@router.put("/{organisation_id}", response_model=OrganisationRead, responses=problems(NotFound, Duplicate, Invalid))
def update_organisation(
    organisation_id: UUID, body: OrganisationInput, actor: WriteActor, db: WriteSession, edit: Edit
) -> Organisation:
    edit.check(organisations.for_administrator(db, actor, organisation_id), OrganisationRead)
    return edit.of(organisations.update(db, actor, organisation_id, values=body.model_dump()))
