"""What an invitation tells whom it is for."""

from collections.abc import Mapping
from typing import NamedTuple

from app.i18n.languages import Language
from app.i18n.messages import mark
from app.models import Role
from app.services.invitations import Pending

ROLES: Mapping[Role, str] = {
    Role.OWNER: mark("as an owner of the conference"),
    Role.EDITOR: mark("as an editor of the conference"),
    Role.DESK: mark("for the desk of the conference"),
    Role.VIEWER: mark("as a viewer of the conference"),
    Role.HEAD: mark("as the head of the delegation"),
    Role.MEMBER: mark("as a member of the delegation"),
}


class Letter(NamedTuple):
    """In the words of one language; `known` if the person has an account already."""

    email: str
    conference: str
    role: str
    delegation: str | None
    known: bool


def letter(language: Language, pending: Pending) -> Letter:
    """The words for an invitation that can be accepted."""
    delegation = pending.delegation
    return Letter(
        email=pending.invitation.email,
        conference=language.name(pending.conference),
        role=language.gettext(ROLES[pending.invitation.role]),
        delegation=None if delegation is None else language.name(delegation.organisation),
        known=pending.known,
    )
