"""The groups of a session: what the system proposes, and putting them together by hand.

Each change is a form of its own. A script lets members be dragged, and sends the same form.
"""

from typing import Any, ClassVar
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import Field
from sqlalchemy.orm import Session

from app.access.fields import Line
from app.models import ConferenceSession, MeetingGroup, Role
from app.services import delegations, group_changes, group_members, group_proposals, groups, sessions
from app.services.permissions import Actor, is_editor, require_organiser
from app.web.deps import Pages, ReadActor, ReadSession, TypedIn, WriteActor, WriteSession
from app.web.entrance import see_other
from app.web.forms import F, Form, Typed, filled
from app.web.places import enter
from app.web.rendering import Renderer
from app.web.views.groups import GroupsView

router = APIRouter()

OF_SESSION = "/sessions/{session_id}/groups"
MOST = 200


class ChangeForm(Form):
    """One that is refused is told on a page of its own, with what it would invalidate."""

    template: ClassVar[str] = "groups/refused.html"
    seizes_focus: ClassVar[bool] = False

    accept: bool = False


class NewGroupForm(ChangeForm):
    theme: Line
    member_ids: list[UUID] = Field([], max_length=50)


class InviteForm(ChangeForm):
    delegation_id: UUID


class MoveForm(ChangeForm):
    """Without a group it is taken out."""

    group_id: UUID | None = None


class MergeForm(ChangeForm):
    into_id: UUID


class SplitForm(ChangeForm):
    theme: Line
    going: list[UUID] = Field([], max_length=50)
    in_both: list[UUID] = Field([], max_length=50)


@router.get(OF_SESSION)
def show_groups(session_id: UUID, actor: ReadActor, db: ReadSession, pages: Pages) -> HTMLResponse:
    session = sessions.plain(db, actor, session_id)
    require_organiser(actor, session.conference_id, Role.VIEWER)
    enter(pages, db, actor, session, f"groups:{session_id}")
    may_edit = is_editor(actor, session.conference_id)
    return pages.page("groups/page.html", session=session, may_edit=may_edit, **_groups(db, actor, pages, session))


@router.post(OF_SESSION)
def form_group(session_id: UUID, typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages) -> RedirectResponse:
    form = _form(db, actor, pages, session_id, form=NewGroupForm, typed=typed)
    group = group_changes.form(db, actor, session_id, theme=form.theme, member_ids=form.member_ids)
    return _back(group)


@router.post("/groups/{group_id}/members")
def invite(group_id: UUID, typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages) -> RedirectResponse:
    group = groups.get(db, actor, group_id)
    form = _form(db, actor, pages, group.session_id, form=InviteForm, typed=typed)
    group_members.create(db, actor, group_id, delegation_id=form.delegation_id)
    return _back(group)


@router.post("/group-members/{member_id}/move")
def move(member_id: UUID, typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages) -> RedirectResponse:
    group = group_members.group_of(db, actor, member_id)
    form = _form(db, actor, pages, group.session_id, form=MoveForm, typed=typed)
    _moved(db, actor, member_id, form)
    return _back(group)


@router.post("/groups/{group_id}/merge")
def merge(group_id: UUID, typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages) -> RedirectResponse:
    session_id = groups.get(db, actor, group_id).session_id
    form = _form(db, actor, pages, session_id, form=MergeForm, typed=typed)
    return _back(group_changes.merge(db, actor, group_id, into_id=form.into_id, accept_impact=form.accept))


@router.post("/groups/{group_id}/split")
def split(group_id: UUID, typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages) -> RedirectResponse:
    session_id = groups.get(db, actor, group_id).session_id
    form = _form(db, actor, pages, session_id, form=SplitForm, typed=typed)
    values = form.model_dump(exclude={"accept"})
    return _back(group_changes.split(db, actor, group_id, accept_impact=form.accept, **values))


@router.post("/groups/{group_id}/removal")
def remove(group_id: UUID, typed: TypedIn, actor: WriteActor, db: WriteSession, pages: Pages) -> RedirectResponse:
    session_id = groups.get(db, actor, group_id).session_id
    form = _form(db, actor, pages, session_id, form=ChangeForm, typed=typed)
    groups.delete(db, actor, group_id, accept_impact=form.accept)
    return see_other(f"/sessions/{session_id}/groups", "removed")


def _groups(db: Session, actor: Actor, pages: Renderer, session: ConferenceSession) -> dict[str, Any]:
    """Those that there are, and those that could be."""
    view = GroupsView(pages.language, {each.id: each for each in delegations.named(db, actor, session.conference_id)})
    found = view.groups(groups.page(db, actor, session.id, limit=MOST, cursor=None).items)
    proposals = group_proposals.proposals(db, actor, session.id)
    suggestions = view.suggestions(proposals, {each.theme for each in found})
    return {"found": found, "suggestions": list(suggestions), "present": view.all()}


def _form(db: Session, actor: Actor, pages: Renderer, session_id: UUID, *, form: type[F], typed: Typed) -> F:
    """What was typed. Raises `Forbidden` but to editors; delegations change groups of their own elsewhere."""
    session = sessions.plain(db, actor, session_id)
    require_organiser(actor, session.conference_id, Role.EDITOR)
    enter(pages, db, actor, session, f"groups:{session_id}")
    about = {"back": f"/sessions/{session_id}/groups", "action": pages.request.url.path}
    return filled(pages.request, form, typed, **about)


def _moved(db: Session, actor: Actor, member_id: UUID, form: MoveForm) -> None:
    if form.group_id is None:
        group_members.delete(db, actor, member_id, accept_impact=form.accept)
    else:
        group_changes.move(db, actor, member_id, group_id=form.group_id, accept_impact=form.accept)


def _back(group: MeetingGroup) -> RedirectResponse:
    return see_other(f"/sessions/{group.session_id}/groups#group-{group.id}", "saved")
