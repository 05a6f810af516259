"""The working copy of a session's timetable: beginning it, reading it, giving it up, keeping it as a version."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import DraftBegun, NotFound, NothingToSolve, TimetableRefused
from app.matching.scheduling.checker import Violation
from app.matching.scheduling.checker.cells import Cell, by_interpreter
from app.matching.scheduling.checker.cells import cells as judge_cells
from app.matching.scheduling.io import digest, instance_to_json
from app.matching.scheduling.problem import InterpreterId, MeetingId, SlotId, Spot
from app.matching.scheduling.timetable import GoalValue, Placement, Rule, Unplaced
from app.models import (
    ConferenceSession,
    DraftStep,
    Role,
    StepKind,
    StepState,
    TimetableDraft,
    TimetableStatus,
    TimetableVersion,
)
from app.queries import planning as planning_queries
from app.queries import timetable_drafts as queries
from app.queries import timetables
from app.services import audit_entries, lookup, planning, sessions, stages
from app.services.lookup import Page
from app.services.permissions import Actor, require_organiser
from app.services.planning import drafting
from app.services.planning.drafting import Judged
from app.services.planning.names import names_of

Place = tuple[str, str]
"""A slot and a table."""
GONE = NotFound("No such working copy of a timetable.")


@dataclass(frozen=True, kw_only=True)
class Desk:
    """A draft as it stands: where its meetings are, what the referee says of that, and what can be undone."""

    draft: TimetableDraft
    judged: Judged
    parties: Mapping[UUID, str]
    done: DraftStep | None
    undone: DraftStep | None

    @property
    def id(self) -> UUID:
        return self.draft.id

    @property
    def session_id(self) -> UUID:
        return self.draft.session_id

    @property
    def revision(self) -> int:
        return self.draft.revision

    @property
    def timetable_id(self) -> UUID | None:
        return self.draft.version_id

    @property
    def placements(self) -> Sequence[Placement]:
        return self.judged.placements

    @property
    def unplaced(self) -> Sequence[Unplaced]:
        return self.judged.unplaced

    @property
    def violations(self) -> Sequence[Violation]:
        return self.judged.violations

    @property
    def goals(self) -> Sequence[Mapping[str, Any]]:
        """Each goal of the policy with its value, and the one that it had in the version from which this began."""
        version = self.draft.version
        before = {} if version is None else {goal["goal"]: goal["value"] for goal in version.goals}
        return [{"goal": goal, "value": value, "before": before.get(goal)} for goal, value in self.judged.goals.items()]

    def check_known(self, meeting: MeetingId) -> None:
        """Raises `NotFound` for a meeting that the draft does not know."""
        if meeting not in self.judged.problem.meeting_by_id:
            raise NotFound("No such meeting.")

    def cells(self, meeting: MeetingId) -> tuple[Cell, ...]:
        """Each slot and table for a meeting. Raises `NotFound` for one that is not known."""
        self.check_known(meeting)
        return judge_cells(self.judged.problem, self.judged.placements, meeting)

    def interpreters(self, meeting: MeetingId) -> Mapping[SlotId, Mapping[InterpreterId, tuple[Rule, ...]]]:
        """For each slot who could interpret for a meeting, and what stands against that. Raises `NotFound`."""
        self.check_known(meeting)
        return by_interpreter(self.judged.problem, tuple(self.judged.placements), meeting)

    def of_both(self, *delegation_ids: UUID) -> list[MeetingId]:
        """The meetings in which all of these delegations take part, alone or with others."""
        parties = {self.parties.get(each) for each in delegation_ids}
        return [each.id for each in self.judged.problem.meetings if parties <= set(each.parties)]

    @property
    def pins(self) -> Sequence[Mapping[str, Any]]:
        return [{"meeting": meeting, "slot": at.slot, "table": at.table} for meeting, at in self.pinned.items()]

    @property
    def pinned(self) -> Mapping[MeetingId, Spot]:
        return {each.id: each.pin for each in self.judged.problem.meetings if each.pin is not None}


def of_session(db: Session, actor: Actor, session_id: UUID) -> Desk:
    """For organisers. Raises `NotFound` where no draft was begun."""
    session = sessions.plain(db, actor, session_id)
    require_organiser(actor, session.conference_id, Role.VIEWER)
    return shown(db, lookup.one(db, queries.of_session(session.id), NotFound("Nobody has begun to edit by hand.")))


def get(db: Session, actor: Actor, draft_id: UUID) -> Desk:
    return shown(db, row(db, actor, draft_id))


def for_editor(db: Session, actor: Actor, draft_id: UUID) -> Desk:
    """The same to be changed. Raises as `row_for_editor`, before anybody is told that somebody else was faster."""
    return shown(db, row_for_editor(db, actor, draft_id))


def steps(db: Session, actor: Actor, draft_id: UUID, *, limit: int, cursor: str | None) -> Page[DraftStep]:
    """What was done, the latest first."""
    return lookup.page(db, queries.steps(row(db, actor, draft_id).id), limit=limit, cursor=cursor)


def cells(db: Session, actor: Actor, draft_id: UUID, meeting: MeetingId) -> tuple[Cell, ...]:
    """Each slot and table for a meeting. Raises `NotFound` for one that the draft does not know."""
    return get(db, actor, draft_id).cells(meeting)


def row(db: Session, actor: Actor, draft_id: UUID) -> TimetableDraft:
    return lookup.one(db, queries.by_id(draft_id, actor.sight), GONE)


def row_for_editor(db: Session, actor: Actor, draft_id: UUID) -> TimetableDraft:
    """Raises `Forbidden` but to editors, and `WrongStage` where nothing changes any more."""
    draft = row(db, actor, draft_id)
    stages.require_editor(db, actor, sessions.plain(db, actor, draft.session_id).conference_id)
    return draft


def shown(db: Session, draft: TimetableDraft) -> Desk:
    """The draft, judged with the pins that there are now."""
    parties = {UUID(delegation_id): party for party, delegation_id in draft.parties.items()}
    problem = drafting.problem_of(db, draft, drafting.pins_of(db, draft, parties))
    return Desk(
        draft=draft,
        judged=Judged(problem=problem, placements=tuple(map(drafting.placement, draft.placements))),
        parties=parties,
        done=db.scalars(queries.last_step(draft.id, StepState.DONE)).one_or_none(),
        undone=db.scalars(queries.first_step(draft.id, StepState.UNDONE)).one_or_none(),
    )


def begin(db: Session, actor: Actor, session_id: UUID, *, timetable_id: UUID | None) -> Desk:
    """From a version of the session, or the newest that can be held, or from nothing if there is none.

    The instance is that of the session now. Raises `Forbidden` but to editors, `DraftBegun` where there is a draft,
    `Invalid` for a version of elsewhere, `NothingToSolve`, and `OwnTablesClash`.
    """
    session = sessions.locked_for_editor(db, actor, session_id)
    if db.scalars(queries.of_session(session.id)).one_or_none() is not None:
        raise DraftBegun("Somebody has begun to edit this timetable by hand already: go on with that, or give it up.")
    version = _version(db, actor, session, timetable_id)
    draft = TimetableDraft(session_id=session.id, version_id=None if version is None else version.id)
    draft.version, draft.placements = version, []
    _take_instance(db, session, draft)
    if version is not None:
        draft.placements = _known(draft, planning.export_timetable(version)["placements"])
    db.add(draft)
    db.flush()
    audit_entries.record(db, actor, "timetable-draft.begun", subject_id=draft.id, conference_id=session.conference_id)
    return shown(db, draft)


def give_up(db: Session, actor: Actor, draft_id: UUID) -> None:
    """Throw away what was not kept as a version. Pins stay, since they count for the next run, too."""
    draft = row_for_editor(db, actor, draft_id)
    conference_id = sessions.plain(db, actor, draft.session_id).conference_id
    audit_entries.record(db, actor, "timetable-draft.given-up", subject_id=draft.id, conference_id=conference_id)
    db.delete(draft)
    db.flush()


def keep(db: Session, actor: Actor, draft_id: UUID) -> TimetableVersion:
    """Make the next version of the session's timetable of it; the draft goes on from there.

    Raises `TimetableRefused` while it breaks a rule, and `SessionChanged` if something that it needs is gone.
    """
    desk = shown(db, row_for_editor(db, actor, draft_id))
    if desk.violations:
        told = "; ".join(violation.message for violation in desk.violations)
        raise TimetableRefused("The referee refuses this timetable: {faults}", faults=told)
    draft, problem = desk.draft, desk.judged.problem
    named = problem.digest or draft.instance_digest
    run = {"by_hand": True, "taken_out": sorted(taken_out(db, desk))}
    timetable = replace(desk.judged.timetable(named, _bounds(desk, named)), run=run)
    version = planning.store_by_hand(db, draft.session_id, problem, timetable)
    draft.version = version
    _record_kept(db, actor, draft, version)
    for step in db.scalars(queries.steps_in(draft.id, StepState.DONE, StepState.UNDONE)):
        step.state = StepState.DROPPED
    db.flush()
    return version


def _record_kept(db: Session, actor: Actor, draft: TimetableDraft, version: TimetableVersion) -> None:
    made = {"number": version.number, "timetable_draft_id": str(draft.id)}
    conference_id = sessions.plain(db, actor, draft.session_id).conference_id
    audit_entries.record(db, actor, "timetable.kept", subject_id=version.id, conference_id=conference_id, after=made)


def origins(db: Session, desk: Desk) -> dict[MeetingId, Place | None]:
    """From where each meeting was moved, by the first step that did; None for those that were nowhere."""
    found: dict[MeetingId, Place | None] = {}
    for step in db.scalars(queries.steps_in(desk.id, StepState.DONE)):
        for change in step.changes if step.kind is StepKind.PLACEMENT else ():
            before = change["before"]
            found.setdefault(change["meeting"], None if before is None else (before["slot"], before["table"]))
    return found


def taken_out(db: Session, desk: Desk) -> frozenset[MeetingId]:
    """The meetings that are not held because organisers took them out, now or in the version from which this began."""
    version = desk.draft.version
    before = () if version is None else version.run_data.get("taken_out", ())
    moved = [meeting for meeting, place in origins(db, desk).items() if place is not None]
    return frozenset((*before, *moved)) & {each.meeting for each in desk.unplaced}


def _bounds(desk: Desk, instance: str) -> list[GoalValue]:
    """What was proven of the version from which the draft began, if it is of the same instance."""
    version = desk.draft.version
    if version is None or version.instance_digest != instance:
        return []
    return [GoalValue(**goal) for goal in version.goals]


def _version(
    db: Session, actor: Actor, session: ConferenceSession, timetable_id: UUID | None
) -> TimetableVersion | None:
    query = timetables.of_session(session.id).where(TimetableVersion.status != TimetableStatus.INFEASIBLE)
    if timetable_id is not None:
        query = query.where(TimetableVersion.id == timetable_id)
    found = db.scalars(query.limit(1)).one_or_none()
    if found is None and timetable_id is not None:
        raise lookup.invalid("/timetable_id", "No such timetable of this session that can be held.")
    return found and db.scalars(timetables.with_spots(found.id, actor.sight)).one()


def _take_instance(db: Session, session: ConferenceSession, draft: TimetableDraft) -> None:
    """The session as it is now, without its pins."""
    problem = planning.problem_of(db, session)
    if not (problem.slots and problem.tables and problem.meetings):
        raise NothingToSolve("The session has no slots, tables or wished meetings yet.")
    plain = drafting.pinned(problem, {})
    draft.instance, draft.instance_digest = instance_to_json(plain), digest(plain)
    named = names_of(db.scalars(planning_queries.named_delegations(session.conference_id)).all())
    draft.parties = {party: str(delegation_id) for delegation_id, party in named.parties.items()}


def _known(draft: TimetableDraft, places: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those that the instance still knows."""
    known = {kind: {each["id"] for each in draft.instance[kind]} for kind in ("meetings", "slots", "tables")}
    staying = {each["id"] for each in draft.instance.get("interpreters", ())}
    return [
        place | {"interpreters": [each for each in place["interpreters"] if each in staying]}
        for place in places
        if place["meeting"] in known["meetings"]
        and place["slot"] in known["slots"]
        and place["table"] in known["tables"]
    ]
