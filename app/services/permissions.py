"""Who asks, and whether that is enough: the same answer for what is foreign and for what does not exist."""

from dataclasses import dataclass
from uuid import UUID

from app.errors import Forbidden, NotFound
from app.models import Account, Delegation, Membership, Role
from app.queries.sight import Sight

ORGANISERS = (Role.VIEWER, Role.DESK, Role.EDITOR, Role.OWNER)
"""Each may do what those before it may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Somebody who asks, with the memberships of that moment; `address` is where the request came from.

    A program that asks by an API token has no sign-in.
    """

    account: Account
    sign_in_id: UUID | None
    address: str

    @property
    def memberships(self) -> list[Membership]:
        """What the actor may do, and where."""
        return self.account.memberships

    @property
    def sight(self) -> Sight:
        """What the actor may see."""
        return Sight(
            everything=self.account.is_administrator,
            organised=frozenset(m.conference_id for m in self.memberships if not m.delegation_id),
            attended=frozenset(m.conference_id for m in self.memberships),
            delegations=frozenset(m.delegation_id for m in self.memberships if m.delegation_id),
        )

    def organises(self, conference_id: UUID) -> Role | None:
        """The actor's role among the organisers of a conference; administrators own them all."""
        if self.account.is_administrator:
            return Role.OWNER
        return next(
            (m.role for m in self.memberships if m.conference_id == conference_id and not m.delegation_id), None
        )

    def of_delegation(self, delegation_id: UUID) -> Role | None:
        """The actor's role in a delegation."""
        return next((m.role for m in self.memberships if m.delegation_id == delegation_id), None)


def require_organiser(actor: Actor, conference_id: UUID, least: Role) -> None:
    """Raises `NotFound` to whoever is not at the conference, `Forbidden` to one of a lesser role."""
    role = actor.organises(conference_id)
    if role is None and conference_id not in actor.sight.attended:
        raise NotFound("No such conference.")
    if role is None or ORGANISERS.index(role) < ORGANISERS.index(least):
        raise Forbidden("Your role at this conference does not allow that.")


def is_editor(actor: Actor, conference_id: UUID) -> bool:
    """Whether the actor is an editor of the conference, or more."""
    return actor.organises(conference_id) in (Role.EDITOR, Role.OWNER)


def require_submitter(actor: Actor, delegation: Delegation) -> None:
    """Raises `Forbidden` unless the actor is of the delegation, or acts for it as an editor of its conference."""
    if actor.of_delegation(delegation.id) is None:
        require_organiser(actor, delegation.conference_id, Role.EDITOR)


def require_knowing(actor: Actor, delegation: Delegation) -> None:
    """Raises `Forbidden` unless the delegation's own affairs are the actor's, too."""
    if not actor.sight.knows(delegation):
        raise Forbidden("Only the delegation itself and the organisers see this.")


def require_editor_somewhere(actor: Actor) -> None:
    """Raises `Forbidden` unless the actor is an editor of any conference, or more."""
    if not (actor.account.is_administrator or {m.role for m in actor.memberships} & {Role.OWNER, Role.EDITOR}):
        raise Forbidden("Only those who edit a conference do that.")


def require_administrator(actor: Actor) -> None:
    """Raises `Forbidden` to everybody else."""
    if not actor.account.is_administrator:
        raise Forbidden("Only administrators do that.")


def require_person(actor: Actor) -> UUID:
    """The actor's sign-in. Raises `Forbidden` to a program: secrets and passwords are for people."""
    if actor.sign_in_id is None:
        raise Forbidden("That takes a person who is signed in, not a program with a token.")
    return actor.sign_in_id
