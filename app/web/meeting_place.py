"""What the pages about whom a delegation meets have in common: the delegation, and the session they are about."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import NotFound
from app.models import Conference, ConferenceSession, Delegation
from app.services import delegation_details, quotas, side_rules
from app.services.permissions import Actor
from app.services.quotas import Quotas
from app.services.stage_rules import Activity
from app.web.places import enter, enter_to_write
from app.web.rendering import Renderer
from app.web.views.openness import closed, may_write


@dataclass(frozen=True, slots=True)
class Here:
    """A delegation at a session; `session` is the first unless another is asked for."""

    conference: Conference
    delegation: Delegation
    session: ConferenceSession

    @property
    def root(self) -> str:
        return f"/delegations/{self.delegation.id}"

    def back(self, wanted: str | None) -> str | None:
        """The page one came from, with what was looked for there, if it is one that leads on to others."""
        path = (wanted or "").partition("#")[0].partition("?")[0]
        return wanted if path in {f"{self.root}/directory", f"{self.root}/partners"} else None

    def quotas(self, db: Session) -> Quotas:
        """What it may ask and wish, and has."""
        (found,) = quotas.of_all(db, self.session.id, [self.delegation], side_rules.by_side(db, self.session.id))
        return found

    def told(self, pages: Renderer, actor: Actor) -> dict[str, Any]:
        """Plain values for templates."""
        language = pages.language
        why_closed = closed(language, actor, self.conference, Activity.REQUEST)
        sessions = [(str(each.id), language.name(each)) for each in self.conference.sessions]
        return {
            "root": self.root,
            "own_id": str(self.delegation.id),
            "session_id": str(self.session.id),
            "session_choices": sessions if len(sessions) > 1 else [],
            "closed": why_closed,
            "writes": may_write(actor, self.delegation) and why_closed is None,
            "answers": may_write(actor, self.delegation)
            and closed(language, actor, self.conference, Activity.ANSWER) is None,
        }


def here(
    pages: Renderer,
    db: Session,
    actor: Actor,
    delegation_id: UUID,
    *,
    section: str,
    session_id: UUID | None = None,
    to_write: bool = False,
) -> Here:
    """Raises `Forbidden` but to the delegation itself and the organisers, `NotFound` where there is no session.

    `to_write` something is also for the delegation, and for editors alone.
    """
    delegation = delegation_details.get(db, actor, delegation_id)
    conference = (enter_to_write if to_write else enter)(pages, db, actor, delegation, section)
    found = (each for each in conference.sessions if session_id in {None, each.id})
    session = next(found, None)
    if session is None:
        raise NotFound("No such session.")
    return Here(conference, delegation, session)
