"""Who is in at a conference and who is invited, in words for the pages of its organisers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from app.i18n.languages import Language
from app.i18n.messages import mark
from app.models import Conference, Delegation, Invitation, Membership, Role
from app.models.account import OF_DELEGATIONS
from app.services import memberships
from app.services.lookup import Page
from app.services.permissions import Actor

ROLES: Mapping[Role, str] = {
    Role.OWNER: mark("Owner"),
    Role.EDITOR: mark("Editor"),
    Role.DESK: mark("Desk"),
    Role.VIEWER: mark("Viewer"),
    Role.HEAD: mark("Head of the delegation"),
    Role.MEMBER: mark("Member of the delegation"),
}


class Person(NamedTuple):
    """Somebody who is in; `is_endable` if the reader may take the person out, `is_changeable` if give another role."""

    membership: Membership
    role: str
    where: str
    is_endable: bool
    is_changeable: bool


class Invitee(NamedTuple):
    """Somebody who is invited; `until` is when the link ends, None if it has."""

    invitation: Invitation
    role: str
    where: str
    until: str | None


@dataclass(frozen=True, kw_only=True)
class PeoplePage:
    """`unaccepted` is None for whoever may not see it."""

    language: Language
    conference: Conference
    actor: Actor
    delegations: Sequence[Delegation]
    found: Page[Membership]
    unaccepted: Sequence[Invitation] | None

    @property
    def people(self) -> list[Person]:
        names, roles = self._names, role_names(self.language)
        own = self.actor.account.id
        return [
            Person(
                each,
                roles[each.role],
                names[each.delegation_id],
                is_endable=each.account_id != own and memberships.may_end(self.actor, each),
                is_changeable=each.account_id != own and memberships.may_change(self.actor, each),
            )
            for each in self.found.items
        ]

    @property
    def invitees(self) -> list[Invitee]:
        names, roles = self._names, role_names(self.language)
        return [
            Invitee(each, roles[each.role], names[each.delegation_id], self._until(each))
            for each in self.unaccepted or ()
        ]

    @property
    def _names(self) -> Mapping[UUID | None, str]:
        organisers = self.language.gettext("Organisers")
        return {None: organisers} | {each.id: self.language.name(each.organisation) for each in self.delegations}

    def _until(self, invitation: Invitation) -> str | None:
        if invitation.expires_at <= datetime.now(UTC):
            return None
        until = invitation.expires_at.astimezone(ZoneInfo(self.conference.timezone))
        return self.language.moment(until, tells_zone=False)


def role_names(language: Language) -> Mapping[Role, str]:
    return {role: language.gettext(name) for role, name in ROLES.items()}


def offered_roles(language: Language, own: Role | None) -> list[tuple[str, str]]:
    """What somebody of this role may invite others as: owners as everything, editors into delegations."""
    names = role_names(language)
    roles = [*OF_DELEGATIONS, *(role for role in Role if role not in OF_DELEGATIONS and own is Role.OWNER)]
    return [(role.value, names[role]) for role in roles]


def roles_like(language: Language, role: Role) -> list[tuple[str, str]]:
    """Those of a delegation, or those of organisers."""
    return [
        (each.value, name)
        for each, name in role_names(language).items()
        if (each in OF_DELEGATIONS) is (role in OF_DELEGATIONS)
    ]
