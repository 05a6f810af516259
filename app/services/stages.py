"""Whether a conference takes what somebody wants to do, by its stage and its deadlines."""

from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.errors import AppError, ObjectionsClosed, RequestsClosed, SubmissionsClosed, WrongStage
from app.i18n.messages import Term, mark
from app.models import Conference, Role, Stage
from app.queries import conferences as queries
from app.services import audit_entries
from app.services.permissions import Actor, is_editor, require_organiser
from app.services.stage_rules import FOR_DELEGATIONS, FOR_ORGANISERS, Activity, deadline

NAMES: Mapping[Stage, Term] = {
    Stage.DRAFT: Term(mark("draft")),
    Stage.COLLECTING: Term(mark("collecting")),
    Stage.REVIEWING: Term(mark("reviewing")),
    Stage.SCHEDULING: Term(mark("scheduling")),
    Stage.PRELIMINARY: Term(mark("preliminary timetable")),
    Stage.FINAL: Term(mark("final timetable")),
    Stage.HELD: Term(mark("held")),
    Stage.ARCHIVED: Term(mark("archived")),
}


def require(db: Session, actor: Actor, conference_id: UUID, activity: Activity) -> None:
    """Go on only if the conference takes this from the actor; until this transaction ends, it goes on taking it.

    Raises `WrongStage`, and for delegations after a deadline `SubmissionsClosed`, `RequestsClosed` or
    `ObjectionsClosed`. Editors act for delegations whatever the stage and the hour, until nothing changes any more;
    where the delegation itself could not, that is recorded. Who may do it at all is for `permissions` to say.
    """
    # Shared, as many may submit at once. Whoever changes stage or deadlines waits for them, and the next ones for that.
    conference = db.scalars(queries.locked(conference_id, alone=False)).one()
    if not is_editor(actor, conference_id):
        if refusal := _refusal(conference, activity):
            raise refusal
    elif conference.stage not in FOR_ORGANISERS:
        raise _wrong_stage(conference)
    elif activity is not Activity.ORGANISE and (refusal := _refusal(conference, activity)):
        told: dict[str, object] = {"activity": activity, "stage": conference.stage, "refused_to_others": refusal.code}
        audit_entries.record(db, actor, "deadline.overruled", conference_id=conference_id, after=told)


def refusal(actor: Actor, conference: Conference, activity: Activity) -> AppError | None:
    """What the actor would be answered now by `require`, for those who would rather know before they try."""
    if is_editor(actor, conference.id):
        return None if conference.stage in FOR_ORGANISERS else _wrong_stage(conference)
    return _refusal(conference, activity)


def require_editor(db: Session, actor: Actor, conference_id: UUID) -> None:
    """Raises `NotFound` and `Forbidden` but to editors, `WrongStage` where nothing changes any more."""
    require_organiser(actor, conference_id, Role.EDITOR)
    require(db, actor, conference_id, Activity.ORGANISE)


def locked(db: Session, conference_id: UUID) -> Conference:
    """The conference, which nobody else has or gets to `require` something of until this transaction ends."""
    return db.scalars(queries.locked(conference_id, alone=True)).one()


def local(conference: Conference, moment: datetime) -> datetime:
    """The moment by the clock of the conference."""
    return moment.astimezone(ZoneInfo(conference.timezone))


def _refusal(conference: Conference, activity: Activity) -> AppError | None:
    """What a delegation is answered."""
    if conference.stage not in FOR_DELEGATIONS[activity]:
        return _wrong_stage(conference)
    closed_at = deadline(conference, activity)
    if closed_at is None or datetime.now(UTC) < closed_at:
        return None
    since = local(conference, closed_at)
    match activity:
        case Activity.SUBMIT:
            return SubmissionsClosed("Submissions have been closed since {since}.", since=since)
        case Activity.REQUEST:
            return RequestsClosed("Wishes and requests have been closed since {since}.", since=since)
        case _:
            return ObjectionsClosed("Objections have been closed since {since}.", since=since)


def _wrong_stage(conference: Conference) -> WrongStage:
    return WrongStage(
        "The conference has been in the stage “{stage}” since {since}, which does not allow this.",
        stage=NAMES[conference.stage],
        since=local(conference, conference.stage_changed_at),
    )
