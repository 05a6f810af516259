"""Telling people of what has happened to what is theirs: many happenings of some minutes in one mail.

What is told is how many of which kind at which conference, and no more: a mail can be read on its way.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import Select
from sqlalchemy.orm import Session

from app.db import SessionFactory
from app.i18n.languages import LANGUAGES, Language, language
from app.i18n.messages import mark
from app.models import Account, Conference, Happening, HappeningKind
from app.queries import happenings
from app.services import letters, links, news, outgoing_mails
from app.services.outgoing_mails import Postbox
from app.services.permissions import Actor

KEY = "happenings"

SENTENCES: Mapping[HappeningKind, str] = {
    HappeningKind.NEED_RETURNED: mark("Needs returned to be completed: {count}"),
    HappeningKind.NEED_VALIDATED: mark("Needs validated: {count}"),
    HappeningKind.NEED_REFUSED: mark("Needs refused as unfit for this system: {count}"),
    HappeningKind.OFFERING_RETURNED: mark("Offerings returned to be completed: {count}"),
    HappeningKind.OFFERING_VALIDATED: mark("Offerings validated: {count}"),
    HappeningKind.OFFERING_REFUSED: mark("Offerings refused as unfit for this system: {count}"),
    HappeningKind.REQUEST_RECEIVED: mark("Meeting requests received: {count}"),
    HappeningKind.REQUEST_ACCEPTED: mark("Meeting requests accepted by others: {count}"),
    HappeningKind.REQUEST_DECLINED: mark("Meeting requests declined by others: {count}"),
    HappeningKind.ENQUIRY_ASSIGNED: mark("Enquiries assigned to you to be answered: {count}"),
    HappeningKind.ENQUIRY_ANSWERED: mark("Enquiries answered: {count}"),
    HappeningKind.ENQUIRY_DECLINED: mark("Enquiries declined: {count}"),
    HappeningKind.ENQUIRY_REFUSED: mark("Enquiries refused as unfit for this system: {count}"),
}
"""By kind, in the order of a mail."""
# Something is lost or stands still until people act: nobody can do without these.
ESSENTIAL = frozenset(
    {
        HappeningKind.NEED_RETURNED,
        HappeningKind.NEED_REFUSED,
        HappeningKind.OFFERING_RETURNED,
        HappeningKind.OFFERING_REFUSED,
        HappeningKind.REQUEST_RECEIVED,
        HappeningKind.ENQUIRY_ASSIGNED,
        HappeningKind.ENQUIRY_REFUSED,
    }
)


def collect(factory: SessionFactory) -> None:
    """What happens in sessions of this factory is told; where no mail is sent, nothing need be collected."""
    factory.configure(info={KEY: True})


def collect_in(db: Session) -> None:
    """As `collect`, in this session alone."""
    db.info[KEY] = True


def are_collected(db: Session) -> bool:
    """Whether what happens in this session is told."""
    return bool(db.info.get(KEY))


def tell_delegation(
    db: Session, actor: Actor, delegation_id: UUID, kind: HappeningKind, *, conference_id: UUID
) -> None:
    """All people of a delegation but the actor, who knows."""
    _tell(db, happenings.of_delegation(delegation_id, but=actor.account.id), kind, conference_id)


def tell_organisation(db: Session, actor: Actor, organisation_id: UUID, kind: HappeningKind) -> None:
    """All who come to conferences for an organisation, but the actor."""
    _tell(db, happenings.of_organisation(organisation_id, but=actor.account.id), kind, None)


def has_due(db: Session, *, gathered: timedelta) -> bool:
    return db.scalars(happenings.due(now=datetime.now(UTC), gathered=gathered)).first() is not None


def write_due(db: Session, postbox: Postbox, *, gathered: timedelta) -> None:
    """Write the mail of whoever has waited longest, if that is as long as happenings are gathered."""
    account = db.scalars(happenings.first_due(now=datetime.now(UTC), gathered=gathered)).first()
    if account is None:
        return
    found = db.scalars(happenings.of_account(account.id)).all()
    told = [each for each in found if each.kind in ESSENTIAL or not account.only_essential_mail]
    if told:
        _post(db, postbox, account, told)
    db.execute(happenings.forget([each.id for each in found]))


def _tell(db: Session, accounts: Select[UUID], kind: HappeningKind, conference_id: UUID | None) -> None:
    if not are_collected(db):
        return
    told: dict[str, object] = {"conference_id": conference_id, "kind": kind, "at": datetime.now(UTC)}
    if rows := [{"id": uuid4(), "account_id": account_id} | told for account_id in db.scalars(accounts)]:
        db.execute(happenings.append(), rows)


def _post(db: Session, postbox: Postbox, account: Account, told: Sequence[Happening]) -> None:
    """In the language of whoever reads it; in all, if nobody knows which that is."""
    counts = Counter((each.conference_id, each.kind) for each in told)
    conferences = {each: db.get_one(Conference, each) for each in {each for each, _ in counts} if each is not None}
    codes = LANGUAGES if account.language is None else (account.language,)
    link = links.start(postbox.public_url)
    written = [letters.happenings(each, _lines(each, counts, conferences), link=link) for each in map(language, codes)]
    useless_at = datetime.now(UTC) + news.LASTS
    outgoing_mails.post(db, postbox, written, recipient=account.email, useless_at=useless_at)


def _lines(
    spoken: Language,
    counts: Mapping[tuple[UUID | None, HappeningKind], int],
    conferences: Mapping[UUID, Conference],
) -> list[str]:
    """By conference, what is outside of any last; of each a line for each kind."""
    lines = []
    in_order = sorted(conferences.values(), key=lambda each: (each.starts_on, each.code))
    for conference_id in [*(each.id for each in in_order), None]:
        told = {kind: counts[conference_id, kind] for kind in SENTENCES if (conference_id, kind) in counts}
        if told:
            outside = spoken.gettext("Outside of conferences")
            lines.append(outside if conference_id is None else spoken.name(conferences[conference_id]))
            lines += [spoken.sentence(SENTENCES[kind], {"count": count}) for kind, count in told.items()]
    return lines
