"""Whether something can still be done, told before somebody tries."""

from collections.abc import Mapping

from app.errors import WrongStage
from app.i18n.languages import Language
from app.i18n.messages import mark
from app.models import Conference, Delegation
from app.services.permissions import Actor, is_editor
from app.services.stage_rules import Activity
from app.services.stages import refusal

NOT_NOW: Mapping[Activity, str] = {
    Activity.SUBMIT: mark("Needs and offerings are not taken while the conference is in the stage “{stage}”."),
    Activity.CORRECT: mark("Needs and offerings can't be changed while the conference is in the stage “{stage}”."),
    Activity.REQUEST: mark("Wishes and requests are not taken while the conference is in the stage “{stage}”."),
    Activity.ATTEND: mark("When you can meet can't be changed while the conference is in the stage “{stage}”."),
    Activity.EDIT_DELEGATES: mark("Who comes can't be changed while the conference is in the stage “{stage}”."),
}
"""What a page says of itself, where an answer to an act would speak of “this”."""


def closed(language: Language, actor: Actor, conference: Conference, activity: Activity) -> str | None:
    """Why the actor can't do this any more, or not yet; None if it is open."""
    error = refusal(actor, conference, activity)
    if error is None:
        return None
    template = NOT_NOW.get(activity, error.template) if isinstance(error, WrongStage) else error.template
    return language.sentence(template, error.params)


def may_write(actor: Actor, delegation: Delegation) -> bool:
    """Whether the actor is of the delegation or acts for it."""
    return actor.of_delegation(delegation.id) is not None or is_editor(actor, delegation.conference_id)
