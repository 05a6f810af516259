"""The delegations of a conference, for its organisers: the list, and adding one by hand."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy.orm import Session

from app.errors import Duplicate
from app.models import Conference, Delegation, Role
from app.services import conferences, delegations, organisations, rosters, vocabulary
from app.services.permissions import Actor, is_editor, require_organiser
from app.web.delegation_form import NewFields, OrganisationFields
from app.web.deps import Pages, ReadActor, ReadSession, TypedIn, WriteActor, WriteSession
from app.web.entrance import see_other
from app.web.forms import Form, Sheet, Typed, filled, show
from app.web.places import enter
from app.web.rendering import Renderer
from app.web.views import choices
from app.web.views import delegations as views
from app.web.views.delegations import RosterPage
from app.web.views.zones import zones

router = APIRouter(prefix="/conferences/{conference_id}/delegations")

KNOWN, UNKNOWN = "/new", "/new-organisation"
Word = Annotated[str, Query(max_length=300)]


class _Chosen(Form):
    organisation_id: UUID


class KnownForm(NewFields, _Chosen):
    template: ClassVar[str] = "organise/new_delegation.html"
    at: ClassVar[Mapping[str, str]] = {Duplicate.code: "organisation_id"}


class UnknownForm(NewFields, OrganisationFields):
    """With an organisation that others can choose afterwards."""

    template: ClassVar[str] = "organise/new_organisation.html"
    at: ClassVar[Mapping[str, str]] = {Duplicate.code: "code"}
    called: ClassVar[Mapping[str, str]] = {"countries": "country_iso2"}


@router.get("")
def list_delegations(
    *, conference_id: UUID, q: Word = "", reached: Word = "", actor: ReadActor, db: ReadSession, pages: Pages
) -> HTMLResponse:
    """All of them, or those that have what is looked for in their names, or of whom nobody is invited."""
    roster = rosters.get(db, actor, conference_id)
    conference = enter(pages, db, actor, conferences.get(db, actor, conference_id), "people")
    page = RosterPage(pages.language, roster, q.strip(), only_unreached=reached == "no")
    may_edit = is_editor(actor, conference_id)
    return pages.page("organise/delegations.html", page=page, conference=conference, may_edit=may_edit)


@router.get(KNOWN)
def new_delegation(conference_id: UUID, actor: ReadActor, db: ReadSession, pages: Pages) -> HTMLResponse:
    about = _of_known(conference_id, actor, db, pages)
    return show(pages, Sheet(KnownForm, Typed.of(about["proposed"]), **about))


@router.post(KNOWN)
def add_delegation(
    conference_id: UUID, typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages
) -> RedirectResponse:
    form = filled(pages.request, KnownForm, typed, **_of_known(conference_id, actor, db, pages))
    made = delegations.create(db, actor, conference_id, values=form.values(form.organisation_id))
    return _made(made)


@router.get(UNKNOWN)
def new_organisation(conference_id: UUID, actor: ReadActor, db: ReadSession, pages: Pages) -> HTMLResponse:
    about = _of_unknown(conference_id, actor, db, pages)
    return show(pages, Sheet(UnknownForm, Typed.of(about["proposed"]), **about))


@router.post(UNKNOWN)
def add_organisation(
    conference_id: UUID, typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages
) -> RedirectResponse:
    form = filled(pages.request, UnknownForm, typed, **_of_unknown(conference_id, actor, db, pages))
    organisation = organisations.create(db, actor, values=form.organisation)
    made = delegations.create(db, actor, conference_id, values=form.values(organisation.id))
    return _made(made)


def _made(delegation: Delegation) -> RedirectResponse:
    return see_other(f"/conferences/{delegation.conference_id}/delegations#d-{delegation.id}", "delegation-made")


def _of_known(conference_id: UUID, actor: Actor, db: Session, pages: Renderer) -> dict[str, Any]:
    conference, about = _about(conference_id, actor, db, pages)
    found = organisations.absent(db, conference)
    return about | {"organisations": views.organisations(pages.language, found)}


def _of_unknown(conference_id: UUID, actor: Actor, db: Session, pages: Renderer) -> dict[str, Any]:
    language, (_, about) = pages.language, _about(conference_id, actor, db, pages)
    return about | {
        "kinds": views.kinds(language),
        "countries": choices.country_groups(language, vocabulary.countries(db), vocabulary.regions(db)),
        "zones": zones(language),
    }


def _about(conference_id: UUID, actor: Actor, db: Session, pages: Renderer) -> tuple[Conference, dict[str, Any]]:
    """Plain values, for a failure forgets rows."""
    conference = conferences.get(db, actor, conference_id)
    require_organiser(actor, conference_id, Role.EDITOR)
    enter(pages, db, actor, conference, "people")
    roster = rosters.get(db, actor, conference_id)
    return conference, {
        "path": f"/conferences/{conference_id}/delegations",
        "proposed": {"teams": 1, "min_meetings": 0, "position": roster.next_position, "mode": "in_person"},
        "sides": views.sides(pages.language, roster),
        "modes": choices.modes(pages.language),
    }
