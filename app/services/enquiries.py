"""Enquiries: what an organisation asks of a mission outside any conference."""

from collections.abc import Collection, Mapping
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import Duplicate, Forbidden, NotFound, WrongState
from app.i18n.messages import Term, mark
from app.models import Enquiry, EnquiryChange, EnquiryKind, EnquiryStatus, HappeningKind, OrganisationKind
from app.queries import answered_requests, enquiries, enquiry_documents, organisations, workbook_imports
from app.services import codes, contents, happenings, lookup, shelves
from app.services.enquiry_rules import STEPS, By
from app.services.folding import folded, words
from app.services.lookup import Page
from app.services.permissions import Actor

NAMES: Mapping[EnquiryStatus, Term] = {
    EnquiryStatus.SENT: Term(mark("sent")),
    EnquiryStatus.ASSIGNED: Term(mark("assigned")),
    EnquiryStatus.ANSWERED: Term(mark("answered")),
    EnquiryStatus.CLOSED: Term(mark("closed")),
    EnquiryStatus.DECLINED: Term(mark("declined")),
    EnquiryStatus.WITHDRAWN: Term(mark("withdrawn")),
    EnquiryStatus.REFUSED: Term(mark("refused")),
}

TOLD: Mapping[EnquiryStatus, HappeningKind] = {
    EnquiryStatus.ASSIGNED: HappeningKind.ENQUIRY_ASSIGNED,
    EnquiryStatus.ANSWERED: HappeningKind.ENQUIRY_ANSWERED,
    EnquiryStatus.DECLINED: HappeningKind.ENQUIRY_DECLINED,
    EnquiryStatus.REFUSED: HappeningKind.ENQUIRY_REFUSED,
}


def page(
    db: Session,
    actor: Actor,
    *,
    status: EnquiryStatus | None,
    kind: EnquiryKind | None,
    mission_id: UUID | None,
    text: str | None,
    limit: int,
    cursor: str | None,
) -> Page[Enquiry]:
    """The latest first; each word of `text` is part of the reference, a title or a text, accents and case aside."""
    query = enquiries.visible(actor.sight, status=status, kind=kind, mission_id=mission_id, words=words(text))
    return lookup.page(db, query, limit=limit, cursor=cursor)


def get(db: Session, actor: Actor, enquiry_id: UUID) -> Enquiry:
    return lookup.one(db, enquiries.by_id(enquiry_id, actor.sight), NotFound("No such enquiry."))


def changes(db: Session, actor: Actor, enquiry_id: UUID, *, limit: int, cursor: str | None) -> Page[EnquiryChange]:
    """The latest first."""
    return lookup.page(db, enquiries.changes(get(db, actor, enquiry_id).id), limit=limit, cursor=cursor)


def create(db: Session, actor: Actor, *, organisation_id: UUID, kind: EnquiryKind, need: dict[str, Any]) -> Enquiry:
    """Raises `Forbidden` but to those of the organisation, `Duplicate`, `Invalid` for an unknown code of anything."""
    seen = organisations.by_id(organisation_id).where(organisations.visible_to(actor.sight))
    if db.scalars(seen).one_or_none() is None:
        raise lookup.invalid("/organisation_id", "No such organisation.")
    require_speaker(db, actor, organisation_id)
    _check(db, need)
    enquiry = Enquiry(organisation_id=organisation_id, kind=kind, sent_at=datetime.now(UTC), **_said(need))
    with _refused_if_taken(db, need):
        db.add(enquiry)
    return lookup.reloaded(db, enquiries.by_id(enquiry.id, actor.sight))


def for_asker(db: Session, actor: Actor, enquiry_id: UUID) -> Enquiry:
    """One's own, to be changed. Raises `Forbidden` as `create`."""
    enquiry = get(db, actor, enquiry_id)
    require_speaker(db, actor, enquiry.organisation_id)
    return enquiry


def for_step(db: Session, actor: Actor, enquiry_id: UUID, status: EnquiryStatus) -> Enquiry:
    """What is to be taken this step further. Raises `Forbidden` to those whose step this is not."""
    enquiry = get(db, actor, enquiry_id)
    _require_turn(db, actor, enquiry, status)
    return enquiry


def update(db: Session, actor: Actor, enquiry_id: UUID, *, kind: EnquiryKind, need: dict[str, Any]) -> Enquiry:
    """As `create`. Raises `WrongState` once somebody has taken it on."""
    seen = for_asker(db, actor, enquiry_id)
    _check(db, need)
    enquiry = held(db, actor, seen)
    require_status(enquiry, {EnquiryStatus.SENT})
    with _refused_if_taken(db, need):
        lookup.change(enquiry, {"kind": kind} | _said(need))
    return lookup.reloaded(db, enquiries.by_id(enquiry.id, actor.sight))


def take(
    db: Session, actor: Actor, enquiry_id: UUID, *, status: EnquiryStatus, mission_id: UUID | None, text: str | None
) -> Enquiry:
    """Take it a step further.

    Raises `Forbidden` to those whose step this is not, `WrongState` where it does not lead there, `Invalid` without a
    text or a mission that it takes, and `PreconditionFailed`.
    """
    seen = for_step(db, actor, enquiry_id, status)
    if STEPS[status].takes_a_text and text is None:
        raise lookup.invalid("/text", "This takes a text: the other side reads it.")
    if status is EnquiryStatus.ASSIGNED:
        _check_mission(db, seen, mission_id)
    enquiry = held(db, actor, seen)
    require_status(enquiry, STEPS[status].sources)
    step = EnquiryChange(at=datetime.now(UTC), status=status, mission_id=mission_id, text=text)
    _change(db, actor, enquiry, step)
    return lookup.reloaded(db, enquiries.by_id(enquiry.id, actor.sight))


def require_speaker(db: Session, actor: Actor, organisation_id: UUID) -> None:
    """Raises `Forbidden` but to those of the organisation, and to administrators."""
    if not speaks_for(db, actor, organisation_id):
        raise Forbidden("This is for those who come to conferences for the organisation.")


def speaks_for(db: Session, actor: Actor, organisation_id: UUID) -> bool:
    """Whether the actor is of the organisation, or an administrator."""
    return actor.sight.everything or organisation_id in db.scalars(enquiries.organisations_of(actor.sight)).all()


def require_editable(db: Session, actor: Actor, enquiry: Enquiry) -> None:
    """Raises as `update` would for whoever it is and how far it has come."""
    require_speaker(db, actor, enquiry.organisation_id)
    require_status(enquiry, {EnquiryStatus.SENT})


def require_step(db: Session, actor: Actor, enquiry: Enquiry, status: EnquiryStatus) -> None:
    """Raises as `take` would for whoever it is and how far it has come."""
    _require_turn(db, actor, enquiry, status)
    require_status(enquiry, STEPS[status].sources)


def require_status(enquiry: Enquiry, statuses: Collection[EnquiryStatus]) -> None:
    """Raises `WrongState` unless it has one of them."""
    if enquiry.status not in statuses:
        raise gone_on(enquiry)


def gone_on(enquiry: Enquiry) -> WrongState:
    """It has come too far, or not far enough, for what was asked."""
    return WrongState("It is {state} now.", state=NAMES[enquiry.status])


def _require_turn(db: Session, actor: Actor, enquiry: Enquiry, status: EnquiryStatus) -> None:
    by = STEPS[status].by
    if by is By.ASKER:
        require_speaker(db, actor, enquiry.organisation_id)
    elif by is By.MISSION and enquiry.mission_id is not None:
        require_speaker(db, actor, enquiry.mission_id)
    elif not actor.sight.everything:
        raise Forbidden("Only administrators do that.")


def _check(db: Session, need: dict[str, Any]) -> None:
    """Raises `Invalid` for unknown codes of anything."""
    lookup.together(
        partial(codes.sectors, db, need["sector_codes"], pointer="/need/sector_codes"),
        partial(codes.countries, db, need["country_codes"], pointer="/need/country_codes"),
        partial(codes.regions, db, need["region_codes"], pointer="/need/region_codes"),
        partial(codes.objective, db, need["objective_code"], pointer="/need/objective_code"),
    )


def _said(need: dict[str, Any]) -> dict[str, Any]:
    """With what a search looks in."""
    texts = (need[name] for name in ("code", *contents.TITLES_AND_TEXTS))
    return {"need": need, "code": need["code"], "folded": folded("\n".join(filter(None, texts)))}


def _refused_if_taken(db: Session, need: dict[str, Any]) -> AbstractContextManager[None]:
    """Store what is added or changed inside. Raises `Duplicate` if the organisation has given the reference already."""
    taken = mark("The organisation has an enquiry with the reference {code} already.")
    return lookup.refused_as(db, Duplicate(taken, pointer="/need/code", code=need["code"]))


def _check_mission(db: Session, enquiry: Enquiry, mission_id: UUID | None) -> None:
    if mission_id is None:
        raise lookup.invalid("/mission_id", "Say to which mission it is assigned")
    mission = db.scalars(enquiries.organisation(mission_id)).one_or_none()
    if mission is None or mission.kind is not OrganisationKind.MISSION:
        raise lookup.invalid("/mission_id", "This is no mission.")
    if mission.id == enquiry.organisation_id:
        raise lookup.invalid("/mission_id", "This mission asks itself: another one answers.")


def held(db: Session, actor: Actor, seen: Enquiry) -> Enquiry:
    """As it was seen, and until this transaction ends nobody else changes it. Raises `PreconditionFailed`."""
    query = enquiries.by_id(seen.id, actor.sight).with_for_update(of=Enquiry)
    return lookup.held(db, query, seen, NotFound("No such enquiry."))


def _change(db: Session, actor: Actor, enquiry: Enquiry, step: EnquiryChange) -> None:
    if step.status is EnquiryStatus.REFUSED:
        _take_away(db, enquiry)
    elif step.status is EnquiryStatus.ASSIGNED:
        enquiry.mission_id, enquiry.answer = step.mission_id, None
    elif step.status is EnquiryStatus.ANSWERED:
        enquiry.answer = step.text
    enquiry.status = step.status
    step.enquiry_id, step.mission_id, step.account_id = enquiry.id, enquiry.mission_id, actor.account.id
    step.number = db.scalars(enquiries.last_number(enquiry.id)).one() + 1
    db.add(step)
    if told := TOLD.get(step.status):
        whose = enquiry.mission_id if step.status is EnquiryStatus.ASSIGNED else enquiry.organisation_id
        assert whose is not None
        happenings.tell_organisation(db, actor, whose, told)


def _take_away(db: Session, enquiry: Enquiry) -> None:
    """All that it says and that was said of it; that it was, and who did what when, stays."""
    lookup.change(enquiry, {"need": None, "code": None, "answer": None, "folded": ""})
    db.execute(enquiries.erase_texts(enquiry.id))
    shelves.let_go(db, db.scalars(enquiry_documents.ids_of_enquiry(enquiry.id)).all())
    db.execute(enquiry_documents.forget(enquiry.id))
    db.execute(answered_requests.blank(enquiries.who_may_have_said(enquiry)))
    db.execute(workbook_imports.forget_ended(None))
