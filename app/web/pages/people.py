"""The people of a conference, for its organisers: who is in, who is invited, and inviting others."""

from typing import Annotated, Any, ClassVar
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy.orm import Session

from app.access.fields import Email
from app.models import Conference, Membership, Role
from app.services import conferences, delegations, invitations, links, memberships
from app.services.invitations import Invited
from app.services.outgoing_mails import Postbox
from app.services.permissions import Actor, is_editor, require_organiser
from app.web.deps import Pages, ReadActor, ReadSession, Service, TypedIn, WriteActor, WriteSession
from app.web.entrance import see_other
from app.web.forms import SECRETIVE, Form, Sheet, Typed, filled, show
from app.web.places import enter
from app.web.rendering import Renderer
from app.web.views.people import PeoplePage, offered_roles, roles_like

router = APIRouter(prefix="/conferences/{conference_id}/people")

SHOWN = 50


class InviteForm(Form):
    template: ClassVar[str] = "organise/invite.html"

    email: Email
    delegation_id: UUID | None = None
    role: Role


class RoleForm(Form):
    template: ClassVar[str] = "organise/role.html"
    seizes_focus: ClassVar[bool] = False

    role: Role


@router.get("")
def people(
    conference_id: UUID, actor: ReadActor, db: ReadSession, pages: Pages, cursor: str | None = None
) -> HTMLResponse:
    require_organiser(actor, conference_id, Role.VIEWER)
    conference = conferences.get(db, actor, conference_id)
    enter(pages, db, actor, conference, "people")
    page = PeoplePage(language=pages.language, actor=actor, **_found(db, actor, conference, cursor))
    return pages.page("organise/people.html", page=page)


@router.get("/invite")
def invite_form(
    conference_id: UUID,
    actor: ReadActor,
    db: ReadSession,
    pages: Pages,
    delegation: Annotated[UUID | None, Query()] = None,
) -> HTMLResponse:
    """With the delegation that the address names chosen, and its head asked for; else somebody who organises."""
    about = _about(conference_id, actor, db, pages)
    chosen = {"delegation_id": delegation, "role": Role.HEAD if delegation else Role.EDITOR}
    return show(pages, Sheet(InviteForm, Typed.of(chosen), **about))


@router.post("/invite")
def invite(
    *, conference_id: UUID, typed: TypedIn, actor: WriteActor, db: WriteSession, service: Service, pages: Pages
) -> HTMLResponse:
    """The link is shown on the page that answers, and never again."""
    about = _about(conference_id, actor, db, pages)
    form = filled(pages.request, InviteForm, typed, **about)
    made = invitations.create(db, actor, service, conference_id, **form.model_dump())
    return _once(pages, made, service.postbox, people=about["people"])


@router.post("/invitations/{invitation_id}/withdrawal")
def withdraw(conference_id: UUID, invitation_id: UUID, actor: WriteActor, db: WriteSession) -> RedirectResponse:
    invitations.withdraw(db, actor, invitation_id)
    return see_other(_path(conference_id), "invitation-withdrawn")


@router.post("/memberships/{membership_id}/end")
def end_membership(conference_id: UUID, membership_id: UUID, actor: WriteActor, db: WriteSession) -> RedirectResponse:
    memberships.end(db, actor, membership_id)
    return see_other(_path(conference_id), "membership-ended")


@router.get("/memberships/{membership_id}/role")
def role_form(
    conference_id: UUID, membership_id: UUID, actor: ReadActor, db: ReadSession, pages: Pages
) -> HTMLResponse:
    found, about = _member(conference_id, membership_id, actor, db, pages)
    return show(pages, Sheet(RoleForm, Typed.of({"role": found.role}), **about))


@router.post("/memberships/{membership_id}/role")
def change_role(
    *, conference_id: UUID, membership_id: UUID, typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages
) -> RedirectResponse:
    """The person signs in anew, since what they may do has changed."""
    _, about = _member(conference_id, membership_id, actor, db, pages)
    form = filled(pages.request, RoleForm, typed, **about)
    memberships.change(db, actor, membership_id, role=form.role)
    return see_other(_path(conference_id), "role-changed")


def _member(
    conference_id: UUID, membership_id: UUID, actor: Actor, db: Session, pages: Renderer
) -> tuple[Membership, dict[str, Any]]:
    """A membership that the actor may change, and plain values: a failure forgets rows."""
    conference = conferences.get(db, actor, conference_id)
    found = memberships.changeable(db, actor, membership_id)
    enter(pages, db, actor, conference, "people")
    return found, {
        "people": _path(conference_id),
        "path": f"{_path(conference_id)}/memberships/{membership_id}/role",
        "name": found.account.name,
        "roles": roles_like(pages.language, found.role),
    }


def _found(db: Session, actor: Actor, conference: Conference, cursor: str | None) -> dict[str, Any]:
    return {
        "conference": conference,
        "delegations": delegations.named(db, actor, conference.id),
        "found": memberships.page(db, actor, conference.id, limit=SHOWN, cursor=cursor),
        "unaccepted": invitations.unaccepted(db, actor, conference.id) if is_editor(actor, conference.id) else None,
    }


def _about(conference_id: UUID, actor: Actor, db: Session, pages: Renderer) -> dict[str, Any]:
    """Plain values, for a failure forgets rows."""
    conference = conferences.get(db, actor, conference_id)
    require_organiser(actor, conference_id, Role.EDITOR)
    enter(pages, db, actor, conference, "people")
    named = delegations.named(db, actor, conference_id)
    return {
        "people": _path(conference_id),
        "roles": offered_roles(pages.language, actor.organises(conference_id)),
        "delegations": [(str(each.id), pages.language.name(each.organisation)) for each in named],
    }


def _path(conference_id: UUID) -> str:
    return f"/conferences/{conference_id}/people"


def _once(pages: Renderer, made: Invited, postbox: Postbox, *, people: str) -> HTMLResponse:
    response = pages.page(
        "organise/invited.html",
        email=made.invitation.email,
        link=links.invitation(postbox.public_url, made.secret),
        people=people,
        is_mailed=postbox.is_emptied,
    )
    response.headers.update(SECRETIVE)
    return response
