"""Whether something can still be done, told before somebody tries."""

from app.i18n.languages import Language
from app.models import Conference, Delegation
from app.services.permissions import Actor, is_editor
from app.services.stage_rules import Activity
from app.services.stages import refusal


def closed(language: Language, actor: Actor, conference: Conference, activity: Activity) -> str | None:
    """Why the actor can't do this any more, or not yet; None if it is open."""
    error = refusal(actor, conference, activity)
    return None if error is None else language.sentence(error.template, error.params)


def may_write(actor: Actor, delegation: Delegation) -> bool:
    """Whether the actor is of the delegation or acts for it."""
    return actor.of_delegation(delegation.id) is not None or is_editor(actor, delegation.conference_id)
