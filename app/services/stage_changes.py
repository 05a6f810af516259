"""The life of a conference: from stage to stage, and its deadlines."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.errors import StepBlocked
from app.i18n.messages import Label, Term, mark
from app.models import Conference, Role, Stage
from app.queries import conferences as queries
from app.queries import planning, timetables
from app.services import conferences, lookup, stages
from app.services.permissions import Actor, require_organiser
from app.services.planning import elsewhere, lines
from app.services.stage_rules import STEPS, Activity, deadline, ended_by

ACTIVITIES: Mapping[Activity, Term] = {
    Activity.SUBMIT: Term(mark("submissions")),
    Activity.REQUEST: Term(mark("wishes and requests")),
    Activity.OBJECT: Term(mark("objections")),
}

TELLING = (Stage.PRELIMINARY, Stage.FINAL)
"""On the way to these stages delegations are told of the newest timetables; later ones wait for the next time."""


PROMISED = mark("Delegations were told that {what} are open until {deadline}; change that deadline first.")


def create(db: Session, actor: Actor, conference_id: UUID, *, stage: Stage, reason: str | None) -> Conference:
    """Take a conference to its next stage, or back.

    Raises `Forbidden` but to editors (to all but owners, out of the archive), `Invalid` if going back has no reason,
    and `StepBlocked` with what stands in the way.
    """
    conferences.for_organiser(db, actor, conference_id, Role.EDITOR)
    conference = stages.locked(db, conference_id)
    step = STEPS.get((conference.stage, stage))
    if step is None:
        raise StepBlocked(
            "From “{source}” no step leads to “{target}”.",
            source=stages.NAMES[conference.stage],
            target=stages.NAMES[stage],
        )
    require_organiser(actor, conference_id, step.by)
    if step.back and reason is None:
        raise lookup.invalid("/reason", "Going back takes a reason, which all at the conference can read.")
    if not step.back:
        _check_promises(conference, stage)
    _check_ready(db, conference, stage)
    if stage in TELLING and not step.back:
        db.execute(timetables.tell_newest(conference.id))
    conference.stage, conference.stage_reason, conference.stage_changed_at = stage, reason, datetime.now(UTC)
    db.flush()
    return conference


def set_deadlines(
    db: Session, actor: Actor, conference_id: UUID, *, deadlines: Mapping[str, datetime | None]
) -> Conference:
    """Give each deadline; times without an offset are by the clock of the conference.

    Raises `Forbidden` but to editors, `WrongStage` in the archive, and `Invalid` for a time that this clock does not
    show, or shows twice.
    """
    conferences.for_organiser(db, actor, conference_id, Role.EDITOR)
    # Unlike `locked`, this fails if somebody has changed meanwhile what the actor has seen.
    conference = db.get_one(Conference, conference_id, with_for_update=True)
    stages.require_editor(db, actor, conference_id)
    zone = ZoneInfo(conference.timezone)
    for name, moment in deadlines.items():
        setattr(conference, name, None if moment is None else _instant(moment, zone, pointer=f"/{name}"))
    db.flush()
    return conference


def promises(conference: Conference, target: Stage) -> list[tuple[Term, datetime]]:
    """What delegations were told that they may do for longer than until this step; until when, by their clock."""
    ends = {activity: deadline(conference, activity) for activity in ended_by(conference.stage, target)}
    now = datetime.now(UTC)
    return [(ACTIVITIES[each], stages.local(conference, end)) for each, end in ends.items() if end and now < end]


def _check_promises(conference: Conference, target: Stage) -> None:
    """Delegations keep the time that they were told they have."""
    for what, closes_at in promises(conference, target):
        raise StepBlocked(PROMISED, what=what, deadline=closes_at)


def _check_ready(db: Session, conference: Conference, target: Stage) -> None:
    match conference.stage, target:
        case Stage.COLLECTING, Stage.DRAFT:
            if db.scalars(queries.has_submissions(conference.id)).one():
                raise StepBlocked("Delegations have submitted or asked for something already.")
        case (Stage.SCHEDULING, Stage.PRELIMINARY) | (Stage.PRELIMINARY, Stage.FINAL):
            _check_timetables(db, conference)
            _check_everywhere(db, conference)
        case Stage.FINAL, Stage.HELD:
            if _today(conference) < conference.starts_on:
                raise StepBlocked("The conference has not begun yet.")
        case Stage.HELD, Stage.FINAL:
            _check_nobody_goes_by_it(db, conference)
        case Stage.HELD, Stage.ARCHIVED:
            if db.scalars(queries.has_unfinished_runs(conference.id)).one():
                raise StepBlocked("A timetable is still being made; wait for its run, or cancel it.")


def _check_nobody_goes_by_it(db: Session, conference: Conference) -> None:
    """That it was held is what has let people be forgotten, and what later conferences score by."""
    if conference.personal_data_erased_at is not None:
        raise StepBlocked("The people of this conference have been forgotten already.")
    if db.scalars(queries.has_later_runs(conference.id)).one():
        raise StepBlocked("A later conference has been planned by who has met at this one.")


def _check_timetables(db: Session, conference: Conference) -> None:
    sessions = db.execute(queries.sessions_with_timetables(conference.id)).all()
    if not sessions:
        raise StepBlocked("The conference has no session.")
    lacking = [Label(vi=name_vi, en=name_en) for name_vi, name_en, made in sessions if not made]
    if lacking:
        raise StepBlocked("These sessions have no timetable yet: {sessions}.", sessions=_listed(lacking))


def _check_everywhere(db: Session, conference: Conference) -> None:
    """Nobody is told to be in two sessions at once, nor more to meet on line than there are lines."""
    present = db.scalars(planning.present(conference.id)).all()
    crowded = elsewhere.overbooked(db, conference.id, present)
    if crowded:
        organisations = [each.organisation for each in crowded]
        raise StepBlocked(
            "In different sessions at the same time, more meetings than they can hold have: {delegations}.",
            delegations=_listed([Label(vi=each.label_vi, en=each.label_en) for each in organisations]),
        )
    if slots := lines.crowded(db, conference, present):
        moments = dict.fromkeys(f"{conference.by_its_clock(each.starts_at):%d/%m %H:%M}" for each in slots)
        starts = ", ".join(moments)
        raise StepBlocked("More meetings are on line at once than the conference has lines: {starts}.", starts=starts)


def _listed(labels: Sequence[Label]) -> Label:
    return Label(vi=", ".join(each.vi for each in labels), en=", ".join(each.en for each in labels))


def _today(conference: Conference) -> date:
    return stages.local(conference, datetime.now(UTC)).date()


def _instant(moment: datetime, zone: ZoneInfo, *, pointer: str) -> datetime:
    if moment.tzinfo is not None:
        return moment
    there = moment.replace(tzinfo=zone)
    if there.utcoffset() == there.replace(fold=1).utcoffset():
        return there.astimezone(UTC)
    if there.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != moment:
        raise lookup.invalid(pointer, "The clock of the conference skips this time; clocks are changed on that day.")
    raise lookup.invalid(pointer, "The clock of the conference shows this time twice; say which, by an offset.")
