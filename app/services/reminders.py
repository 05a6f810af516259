"""Reminding delegations of what is missing of them, by mail to their people."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import NoMail
from app.i18n.languages import LANGUAGES, language
from app.models import Account, Conference
from app.queries import memberships
from app.services import audit_entries, letters, lookup, outgoing_mails, overview, stages
from app.services.outgoing_mails import Postbox
from app.services.overview import REMINDED, ToChase
from app.services.permissions import Actor

PAUSE = timedelta(hours=12)
"""Whoever was reminded is left in peace for so long."""
USEFUL = timedelta(days=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminded:
    """Delegations that were written to, and those that were not: nothing is missing, nobody is there, or just now."""

    reminded: Sequence[UUID]
    skipped: Sequence[UUID]


def create(
    db: Session, actor: Actor, postbox: Postbox, conference_id: UUID, *, delegation_ids: Collection[UUID]
) -> Reminded:
    """Write to the people of delegations of which something is missing, in every language, as the mail goes to all.

    Raises `Invalid` for a delegation that is elsewhere, `Forbidden` but to editors, and `NoMail`.
    """
    known = overview.get(db, actor, conference_id)
    stages.require_editor(db, actor, conference_id)
    if not postbox.is_emptied:
        raise NoMail("Write to them yourself; their people are listed with each delegation.")
    _check(known.present, delegation_ids)
    due = [each for each in known.to_chase if each.delegation.id in delegation_ids and is_due(each)]
    addressees = _people(db, conference_id, [each.delegation.id for each in due])
    for each in due:
        for account in addressees[each.delegation.id]:
            _post(db, postbox, known.conference, each, account)
        told: dict[str, object] = {"lacks": dict(each.lacks), "mails": len(addressees[each.delegation.id])}
        subject_id = each.delegation.id
        audit_entries.record(db, actor, REMINDED, conference_id=conference_id, subject_id=subject_id, after=told)
    reminded = [each.delegation.id for each in due]
    return Reminded(reminded=reminded, skipped=sorted(set(delegation_ids) - set(reminded)))


def is_due(each: ToChase) -> bool:
    """Whether a reminder reaches anybody, and does not follow another too soon."""
    return each.people > 0 and (each.reminded_at is None or datetime.now(UTC) - each.reminded_at >= PAUSE)


def _check(present: Collection[UUID], asked: Collection[UUID]) -> None:
    for position, delegation_id in enumerate(asked):
        if delegation_id not in present:
            raise lookup.invalid(f"/delegation_ids/{position}", "No such delegation at this conference.")


def _people(db: Session, conference_id: UUID, ids: Collection[UUID]) -> dict[UUID, list[Account]]:
    found: dict[UUID, list[Account]] = {each: [] for each in ids}
    for membership in db.scalars(memberships.of_delegations(conference_id, ids)):
        if membership.delegation_id is not None:
            found[membership.delegation_id].append(membership.account)
    return found


def _post(db: Session, postbox: Postbox, conference: Conference, whom: ToChase, to: Account) -> None:
    link = f"{postbox.public_url.rstrip('/')}/"
    about = whom.delegation.organisation
    written = [letters.reminder(each, conference, about, whom.lacks, link=link) for each in map(language, LANGUAGES)]
    until = datetime.now(UTC) + USEFUL
    outgoing_mails.post(db, postbox, written, recipient=to.email, useless_at=until, conference_id=conference.id)
