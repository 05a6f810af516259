"""What-if runs: what the timetable would be if something were otherwise. Nothing that comes of them can be held."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.matching.scheduling.checker import violations
from app.matching.scheduling.io import digest, instance_to_json
from app.matching.scheduling.otherwise import Amendment, Misnamed, amended, near, plain
from app.matching.scheduling.problem import MeetingId, Problem, Spot
from app.matching.scheduling.timetable import Placement
from app.models import AMENDED, Role, Run, TimetableStatus, TimetableVersion
from app.queries import runs as queries
from app.queries import timetables
from app.services import lookup, planning, runs, sessions, stages
from app.services.lookup import Page
from app.services.permissions import Actor, require_organiser
from app.services.planning import drafting
from app.services.runs import Wanted
from app.settings import SolverSettings

ROUNDS = 20
"""How often is looked for what else can't stay, once something has been taken out."""


def page(db: Session, actor: Actor, session_id: UUID, *, limit: int, cursor: str | None) -> Page[Run]:
    """The latest first."""
    session = sessions.get(db, actor, session_id)
    require_organiser(actor, session.conference_id, Role.VIEWER)
    return lookup.page(db, queries.what_ifs(session.id), limit=limit, cursor=cursor)


def create(
    db: Session,
    actor: Actor,
    session_id: UUID,
    amendments: Sequence[Amendment],
    wanted: Wanted,
    *,
    limits: SolverSettings,
    again: bool = False,
) -> tuple[Run, bool]:
    """Put a run into the queue, with the instance as it is now and these amendments to it.

    It begins with the newest timetable, as far as that still could be held, and of those that are equally good looks
    for the one nearest to that. Where the same was asked for before, that run is given as by `runs.create`; also says
    whether the run is new. Raises as `runs.create`, and `Invalid` for what the session does not have.
    """
    session = sessions.get(db, actor, session_id)
    stages.require_editor(db, actor, session.conference_id)
    runs.check_limits(wanted, limits)
    as_it_is = planning.problem_of(db, session)
    held = _held(db, actor, session_id)
    problem = near(_amended(as_it_is, amendments), spots(held))
    runs.check_worth_solving(problem)
    run = Run(
        session_id=session_id,
        **asdict(wanted),
        instance={AMENDED: instance_to_json(problem)},
        instance_digest=digest(problem),
        amendments=[plain(each) for each in amendments],
        plain_digest=digest(as_it_is),
        queued_at=datetime.now(UTC),
    )
    if still := _still(problem, held):
        run.best = still  # Where the search begins, and nothing that it has found: `best_at` is still to come.
    return runs.put(db, actor, run, again=again)


def newest(db: Session, actor: Actor, session_id: UUID) -> TimetableVersion | None:
    """The timetable as it is: the newest that can be held, with where and for whom."""
    found = db.scalars(timetables.of_session(session_id)).all()
    version = next((each for each in found if each.status is not TimetableStatus.INFEASIBLE), None)
    if version is None:
        return None
    query = timetables.by_id(version.id, actor.sight).execution_options(populate_existing=True)
    return db.scalars(query).one()


def spots(placements: Sequence[Placement]) -> dict[MeetingId, Spot]:
    """Where the meetings are."""
    return {each.meeting: Spot(slot=each.slot, table=each.table) for each in placements}


def _held(db: Session, actor: Actor, session_id: UUID) -> tuple[Placement, ...]:
    version = newest(db, actor, session_id)
    return () if version is None else planning.placements_of(version)


def _amended(problem: Problem, amendments: Sequence[Amendment]) -> Problem:
    for number, amendment in enumerate(amendments):
        try:
            problem = amended(problem, [amendment])
        except Misnamed as exc:
            pointer = f"/amendments/{number}/{exc.field}"
            raise lookup.invalid(pointer, "The session has nothing called {name}.", name=exc.name) from exc
    return problem


def _still(problem: Problem, held: Sequence[Placement]) -> list[dict[str, Any]]:
    """A timetable with the meetings that could stay where they are; nothing where it is not plain which those are."""
    kept = [each for each in held if each.meeting in (problem.published or {})]
    for _ in range(ROUNDS):
        broken = violations(problem, kept)
        if not broken:
            return [drafting.place(each) for each in kept]
        leaving = {subject for each in broken for subject in each.subjects[:1]}
        kept = [each for each in kept if each.meeting not in leaving]
    return []
