"""In whose name somebody may ask, to whom it can be assigned, and what can be done with an enquiry now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.errors import Forbidden
from app.models import Enquiry, EnquiryStatus, Organisation, OrganisationKind
from app.queries import enquiries, organisations
from app.services.enquiry_rules import ANSWERING, STEPS, By
from app.services.permissions import Actor
from app.services.reference import VIETNAM


@dataclass(frozen=True, slots=True)
class Openings:
    """What the actor may do with it now, told before they try."""

    steps: Sequence[EnquiryStatus]
    may_edit: bool
    may_add_documents: bool


def openings(db: Session, actor: Actor, enquiry: Enquiry) -> Openings:
    whose = {By.ASKER: enquiry.organisation_id, By.MISSION: enquiry.mission_id}
    own = _own(db, actor)
    theirs = {by for by in By if actor.sight.everything or whose.get(by) in own}
    may_edit = enquiry.status is EnquiryStatus.SENT and By.ASKER in theirs
    return Openings(
        steps=[status for status, step in STEPS.items() if enquiry.status in step.sources and step.by in theirs],
        may_edit=may_edit,
        may_add_documents=may_edit or (enquiry.status in ANSWERING and By.MISSION in theirs),
    )


def askers(db: Session, actor: Actor) -> Sequence[Organisation]:
    """In whose name the actor may ask; for administrators all that there are today."""
    if actor.sight.everything:
        return db.scalars(organisations.matching(valid_on=today())).all()
    return db.scalars(organisations.matching(ids=_own(db, actor))).all()


def require_askers(db: Session, actor: Actor) -> Sequence[Organisation]:
    """`askers`. Raises `Forbidden` if there are none."""
    found = askers(db, actor)
    if not found:
        raise Forbidden("This is for those who come to conferences for the organisation.")
    return found


def missions(db: Session, *, asker_id: UUID) -> Sequence[Organisation]:
    """Those that can be asked today; a mission does not answer what it asks itself."""
    found = db.scalars(organisations.matching(kind=OrganisationKind.MISSION, valid_on=today())).all()
    return [each for each in found if each.id != asker_id]


def answering(db: Session, actor: Actor) -> Sequence[Organisation]:
    """The missions of all that the actor sees."""
    seen = db.scalars(enquiries.parties(actor.sight)).all()
    return db.scalars(organisations.matching(kind=OrganisationKind.MISSION, ids=seen)).all()


def day(moment: datetime) -> date:
    """That of it in Việt Nam, where those who ask sit: an enquiry has no conference whose clock it could go by."""
    return moment.astimezone(ZoneInfo(VIETNAM)).date()


def today() -> date:
    """As `day` has it."""
    return day(datetime.now(UTC))


def _own(db: Session, actor: Actor) -> set[UUID]:
    return set(db.scalars(enquiries.organisations_of(actor.sight)))
