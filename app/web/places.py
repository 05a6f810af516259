"""Saying where a page is, so that its head shows where one can go from there."""

from uuid import UUID

from sqlalchemy.orm import Session

from app.i18n.messages import Label
from app.models import Conference, ConferenceSession, Delegation, Organisation, Role
from app.services import places, sessions
from app.services.permissions import Actor, require_organiser, require_submitter
from app.web.navigation import Named, Place
from app.web.rendering import Renderer

Thing = Conference | ConferenceSession | Delegation


def enter(pages: Renderer, db: Session, actor: Actor, thing: Thing, section: str) -> Conference:
    """Show the navigation of a conference, a session or a delegation on whatever page this request ends with.

    `section` is that of an entry in `navigation`; of a session's, with several of them, `"timetable:" + its id`.
    """
    conference = places.conference(db, actor, thing.id if isinstance(thing, Conference) else thing.conference_id)
    delegation = thing if isinstance(thing, Delegation) else places.own_delegation(db, actor, conference.id)
    pages.request.state.place = Place(
        conference=_named(conference),
        city=conference.city,
        sessions=tuple(_named(session) for session in conference.sessions),
        delegation=None if delegation is None else Named(delegation.id, _label(delegation.organisation)),
        side=None if delegation is None else delegation.side,
        organises=actor.organises(conference.id) is not None,
        is_own=delegation is not None and actor.of_delegation(delegation.id) is not None,
        section=section,
    )
    return conference


def enter_to_write(pages: Renderer, db: Session, actor: Actor, delegation: Delegation, section: str) -> Conference:
    """The same where something of a delegation is sent. Raises `Forbidden` to those who may only look at it."""
    require_submitter(actor, delegation)
    return enter(pages, db, actor, delegation, section)


def enter_room(
    pages: Renderer, db: Session, actor: Actor, session_id: UUID, role: Role = Role.VIEWER
) -> ConferenceSession:
    """The session with its slots and tables, on a page of its programme. Raises `Forbidden` below the role."""
    session = sessions.get(db, actor, session_id)
    require_organiser(actor, session.conference_id, role)
    enter(pages, db, actor, session, f"programme:{session.id}")
    return session


def _named(thing: Conference | ConferenceSession) -> Named:
    return Named(thing.id, Label(vi=thing.name_vi, en=thing.name_en))


def _label(organisation: Organisation) -> Label:
    return Label(vi=organisation.label_vi, en=organisation.label_en)
