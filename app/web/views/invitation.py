"""What an invitation tells whom it is for."""

from typing import NamedTuple

from app.i18n.languages import Language
from app.services.invitations import Pending
from app.services.letters import ROLES


class Told(NamedTuple):
    """In the words of one language; `known` if the person has an account, `asks_code` if that has a second factor."""

    email: str
    conference: str
    role: str
    delegation: str | None
    known: bool
    asks_code: bool


def told_of(language: Language, pending: Pending) -> Told:
    """The words for an invitation that can be accepted."""
    delegation = pending.delegation
    return Told(
        email=pending.invitation.email,
        conference=language.name(pending.conference),
        role=language.gettext(ROLES[pending.invitation.role]),
        delegation=None if delegation is None else language.name(delegation.organisation),
        known=pending.known is not None,
        asks_code=pending.asks_code,
    )
