"""Invitations: a link that lets one person join a conference or a delegation, once."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import Duplicate, Forbidden, InvitationOver, NotFound
from app.i18n.languages import LANGUAGES, language
from app.models import Account, Conference, Delegation, Invitation, Membership, Role
from app.models.account import OF_DELEGATIONS
from app.queries import accounts, delegations, invitations, memberships
from app.services import (
    audit_entries,
    conferences,
    letters,
    links,
    lookup,
    outgoing_mails,
    second_factors,
    sign_ins,
    tokens,
)
from app.services.folding import ids_with
from app.services.lookup import Page
from app.services.outgoing_mails import Postbox
from app.services.people import PeopleService
from app.services.permissions import Actor, require_organiser
from app.services.sign_ins import SignedIn
from app.services.visitors import Visitor


class Invited(NamedTuple):
    """An invitation and the secret of its link, which is told this once."""

    invitation: Invitation
    secret: str


class Pending(NamedTuple):
    """An invitation that can be accepted, and what to; `known` is the person's account, if there is one."""

    invitation: Invitation
    conference: Conference
    delegation: Delegation | None
    known: Account | None
    asks_code: bool


def page(
    db: Session, actor: Actor, conference_id: UUID, *, text: str | None = None, limit: int, cursor: str | None
) -> Page[Invitation]:
    """The latest first, for organisers; the e-mail has each word of `text`."""
    require_organiser(actor, conference_id, Role.EDITOR)
    query = invitations.of_conference(conference_id)
    if text is not None:
        query = query.where(Invitation.id.in_(ids_with(db.execute(invitations.emails(conference_id)), text)))
    return lookup.page(db, query, limit=limit, cursor=cursor)


def unaccepted(db: Session, actor: Actor, conference_id: UUID) -> Sequence[Invitation]:
    """Those that nobody has accepted, also where they have expired: the latest first, for editors."""
    require_organiser(actor, conference_id, Role.EDITOR)
    return db.scalars(invitations.unaccepted(conference_id)).all()


def create(
    db: Session,
    actor: Actor,
    service: PeopleService,
    conference_id: UUID,
    *,
    email: str,
    role: Role,
    delegation_id: UUID | None,
) -> Invited:
    """Mail a link that makes its holder a member, and return its secret for those who hand it on themselves.

    Raises `NotFound`, `Forbidden` if the actor may not give that role, `Invalid` if role and delegation do not fit,
    `Duplicate` if the person has a role there, which whoever may invite may know.

    Owners invite organisers, editors invite delegations, and the head of a delegation invites its members.
    """
    _may_invite(actor, conference_id, role, delegation_id)
    conference = conferences.get(db, actor, conference_id)
    _fits(db, conference_id, role, delegation_id)
    if db.scalars(memberships.at(email, conference_id, delegation_id)).all():
        raise Duplicate("Whoever has this e-mail has a role there already.", pointer="/email")
    now, token = datetime.now(UTC), tokens.new()
    invitation = Invitation(
        conference_id=conference.id,
        delegation_id=delegation_id,
        role=role,
        email=email,
        token_sha256=token.sha256,
        created_at=now,
        expires_at=now + timedelta(days=service.accounts.invitation_days),
        invited_by_id=actor.account.id,
    )
    db.add(invitation)
    db.flush()
    told: dict[str, object] = {
        "role": role,
        "delegation_id": None if delegation_id is None else str(delegation_id),
    }
    _record(db, actor, "invitation.created", invitation, after=told)
    _mail(db, service.postbox, invitation, conference, token.secret)
    return Invited(invitation, token.secret)


def withdraw(db: Session, actor: Actor, invitation_id: UUID) -> None:
    """Raises `NotFound`, `Forbidden`, or `InvitationOver` if it was accepted: then there is a membership to end."""
    missing = NotFound("No such invitation.")
    invitation = lookup.one(db, invitations.by_id(invitation_id), missing)
    if actor.organises(invitation.conference_id) is None:
        raise missing
    require_organiser(actor, invitation.conference_id, Role.EDITOR)
    if invitation.accepted_at is not None:
        raise InvitationOver("It was accepted; end the membership instead.")
    _take_back(db, actor, invitation)


def pending(db: Session, secret: str) -> Pending:
    """What the holder of a link may know of it. Raises `InvitationOver` if it can't be accepted."""
    invitation = db.scalars(invitations.open_(tokens.digest(secret), now=datetime.now(UTC))).one_or_none()
    if invitation is None:
        raise _over()
    conference, delegation = db.get_one(Conference, invitation.conference_id), _delegation(db, invitation)
    known = db.scalars(accounts.by_email(invitation.email)).one_or_none()
    asks_code = known is not None and second_factors.is_asked_of(db, known)
    return Pending(invitation, conference, delegation, known, asks_code)


def accept(
    db: Session,
    service: PeopleService,
    visitor: Visitor,
    *,
    secret: str,
    name: str,
    password: str,
    code: str | None,
) -> SignedIn:
    """Join and sign in. Whoever has an account joins with its password, others make one with this name and password.

    Raises `InvitationOver` if it was accepted, has expired or never was, `Duplicate` if the person has a role there,
    and as `sign_ins.attempt` for a wrong password or code; the invitation then stays good.
    """
    invitation = db.scalars(invitations.by_token(tokens.digest(secret))).one_or_none()
    if invitation is None:
        raise _over()
    known = db.scalars(accounts.by_email(invitation.email)).one_or_none()
    if known is not None:
        sign_ins.identified(db, service, visitor, email=invitation.email, password=password)
        second_factors.require(db, service, visitor, known, code)
    others = [each for each in db.scalars(invitations.to_the_same(invitation)).all() if each is not invitation]
    if not _use_up(db, invitation):
        raise _over()
    account = known or _new_account(db, service, email=invitation.email, name=name, password=password)
    with lookup.refused_as(db, Duplicate("You have a role there already; ask for it to be changed.")):
        db.add(_membership(account, invitation))
    db.execute(accounts.end_sign_ins(account.id))  # What the person may do has changed.
    _record_acceptance(db, account, visitor, invitation)
    # They would be listed as if somebody had still to come.
    for each in others:
        _take_back(db, Actor(account=account, sign_in_id=None, address=visitor.address), each)
    return sign_ins.start(db, service, visitor, account)


def join(db: Session, account: Account, visitor: Visitor, invitation: Invitation) -> bool:
    """Accept an invitation to the account's e-mail without its link; where its owner has a role already, it is over."""
    held = {(each.conference_id, each.delegation_id) for each in db.scalars(memberships.of_account(account.id))}
    if (invitation.conference_id, invitation.delegation_id) in held:
        _take_back(db, Actor(account=account, sign_in_id=None, address=visitor.address), invitation)
        return False
    if not _use_up(db, invitation):
        return False
    db.add(_membership(account, invitation))
    _record_acceptance(db, account, visitor, invitation)
    return True


def _use_up(db: Session, invitation: Invitation) -> bool:
    """Whether it could still be accepted; of two who try at once one finds that it can't."""
    used = db.execute(invitations.use_up(invitation.token_sha256, now=datetime.now(UTC)))
    return bool(used.rowcount)  # type: ignore[attr-defined]  # an UPDATE's result counts


def _record_acceptance(db: Session, account: Account, visitor: Visitor, invitation: Invitation) -> None:
    actor = Actor(account=account, sign_in_id=None, address=visitor.address)
    told: dict[str, object] = {"account_id": str(account.id), "role": invitation.role}
    _record(db, actor, "invitation.accepted", invitation, after=told)


def _take_back(db: Session, actor: Actor, invitation: Invitation) -> None:
    _record(db, actor, "invitation.withdrawn", invitation, before={"role": invitation.role})
    db.delete(invitation)


def _over() -> InvitationOver:
    return InvitationOver("It was accepted already, has expired, or was withdrawn; ask for a new one.")


def _may_invite(actor: Actor, conference_id: UUID, role: Role, delegation_id: UUID | None) -> None:
    if role is Role.MEMBER and delegation_id is not None and actor.of_delegation(delegation_id) is Role.HEAD:
        return
    if delegation_id is not None and actor.organises(conference_id) is None and actor.of_delegation(delegation_id):
        raise Forbidden("The head of a delegation invites its members, and organisers whoever heads it.")
    require_organiser(actor, conference_id, Role.EDITOR if role in OF_DELEGATIONS else Role.OWNER)


def _fits(db: Session, conference_id: UUID, role: Role, delegation_id: UUID | None) -> None:
    if (role in OF_DELEGATIONS) != (delegation_id is not None):
        raise lookup.invalid("/delegation_id", "Heads and members belong to a delegation, organisers to none.")
    if delegation_id is not None and not db.scalars(delegations.among(conference_id, [delegation_id])).all():
        raise lookup.invalid("/delegation_id", "No such delegation at this conference.")


def _delegation(db: Session, invitation: Invitation) -> Delegation | None:
    if invitation.delegation_id is None:
        return None
    return db.scalars(delegations.named(invitation.delegation_id)).one()


def _mail(db: Session, postbox: Postbox, invitation: Invitation, conference: Conference, secret: str) -> None:
    """In every language: of somebody who has no account yet nobody knows which."""
    delegation = _delegation(db, invitation)
    written = [
        letters.invitation(
            each,
            conference,
            role=invitation.role,
            delegation=None if delegation is None else each.name(delegation.organisation),
            link=links.invitation(postbox.public_url, secret),
            until=invitation.expires_at,
        )
        for each in map(language, LANGUAGES)
    ]
    until, of = invitation.expires_at, conference.id
    outgoing_mails.post(db, postbox, written, recipient=invitation.email, useless_at=until, conference_id=of)


def _new_account(db: Session, service: PeopleService, *, email: str, name: str, password: str) -> Account:
    account = Account(email=email, name=name, password_hash=service.hashed(email, password, pointer="/password"))
    with lookup.refused_as(db, Duplicate("Somebody with this e-mail has just joined; please try again.")):
        db.add(account)
    return account


def _membership(account: Account, invitation: Invitation) -> Membership:
    return Membership(
        account_id=account.id,
        conference_id=invitation.conference_id,
        delegation_id=invitation.delegation_id,
        role=invitation.role,
    )


def _record(db: Session, actor: Actor, action: str, invitation: Invitation, **states: dict[str, object]) -> None:
    audit_entries.record(db, actor, action, conference_id=invitation.conference_id, subject_id=invitation.id, **states)
