"""Timetables to and from rows. Nothing is stored that the referee has not passed."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import SessionChanged, TimetableRefused
from app.matching.scheduling import timetable as core
from app.matching.scheduling.checker import check
from app.matching.scheduling.io import instance_to_json, read_instance, timetable_to_json
from app.matching.scheduling.problem import Problem
from app.matching.scheduling.timetable import Conflict, GoalValue, Timetable, Unplaced
from app.models import (
    ConferenceSession,
    Interpreter,
    Placement,
    PlacementInterpreter,
    PlacementParty,
    Run,
    TimetableStatus,
    TimetableVersion,
)
from app.queries import planning as queries
from app.services.planning import drafting
from app.services.planning.names import names_of

T = TypeVar("T")


def store(db: Session, run: Run, timetable: Timetable) -> TimetableVersion:
    """The next version of the session's timetable, made by `run`.

    Raises `TimetableRefused` if it breaks a rule of the run's instance or claims what is not so, and `SessionChanged`
    if a slot, table, interpreter or delegation that it needs is no longer there.
    """
    problem = read_instance(json.dumps(run.instance_file).encode())
    return _stored(db, run.session_id, problem, timetable, run_id=run.id)


def store_by_hand(db: Session, session_id: UUID, problem: Problem, timetable: Timetable) -> TimetableVersion:
    """As `store`, for what people have made; it keeps its own instance, since no run has it."""
    return _stored(db, session_id, problem, timetable, instance=instance_to_json(problem))


def outcome_of(run: Run, timetable: Timetable) -> dict[str, Any]:
    """What came of a what-if run, as a timetable file. Raises `TimetableRefused` as `store` does."""
    _check(read_instance(json.dumps(run.instance_file).encode()), timetable)
    return timetable_to_json(timetable)


def _stored(db: Session, session_id: UUID, problem: Problem, timetable: Timetable, **made: Any) -> TimetableVersion:
    _check(problem, timetable)
    # Whoever tells delegations of the newest timetables has looked at them with those of all other sessions. The
    # conference comes first, as everywhere: else two could wait for each other.
    db.scalars(queries.held_conference(session_id)).one()
    # Until this transaction ends nobody else gives a number to a version of this session.
    db.get_one(ConferenceSession, session_id, with_for_update=True)
    number = db.scalars(queries.last_number(session_id)).one() + 1
    version = _version(db, session_id, problem, timetable, number=number, **made)
    db.add(version)
    db.flush()
    return version


def provisional(db: Session, run: Run) -> TimetableVersion | None:
    """The best timetable so far of a run, as it would be stored now; it is not stored, and has no number.

    None where there is none, or none any more, or none that could be stored. Raises `SessionChanged` as `store` does.
    """
    if run.best is None or run.is_what_if:
        return None
    problem = read_instance(json.dumps(run.instance).encode())
    return _version(db, run.session_id, problem, _best(run, run.best, problem))


def export_best(run: Run) -> dict[str, Any] | None:
    """The same as a timetable file's JSON value, which `check` passes with the instance of the run."""
    if run.best is None or run.best_at is None:
        return None
    return timetable_to_json(_best(run, run.best, read_instance(json.dumps(run.instance_file).encode())))


def _best(run: Run, placements: Sequence[dict[str, Any]], problem: Problem) -> Timetable:
    """Of what is proven so far that counts which holds for it."""
    judged = drafting.Judged(problem=problem, placements=tuple(map(drafting.placement, placements)))
    known = [GoalValue(**goal) for goal in (run.progress or {}).get("goals", ())]
    return judged.timetable(run.instance_digest, known)


def _version(db: Session, session_id: UUID, problem: Problem, timetable: Timetable, **made: Any) -> TimetableVersion:
    form = timetable_to_json(timetable)
    return TimetableVersion(
        session_id=session_id,
        status=TimetableStatus(timetable.status),
        instance_digest=timetable.instance,
        goals=form["goals"],
        unplaced=form["unplaced"],
        conflict=form.get("conflict", []),
        conflict_minimal=timetable.minimal,
        run_data=form.get("run", {}),
        placements=_placements(db, session_id, problem, timetable),
        **made,
    )


def export_timetable(version: TimetableVersion) -> dict[str, Any]:
    """A version with its spots as a timetable file's JSON value, which `check` passes with the instance of its run."""
    return timetable_to_json(
        Timetable(
            instance=version.instance_digest,
            status=version.status,
            placements=placements_of(version),
            goals=tuple(GoalValue(**goal) for goal in version.goals),
            unplaced=tuple(Unplaced(**row) for row in version.unplaced),
            conflict=tuple(Conflict(rule=part["rule"], subjects=tuple(part["subjects"])) for part in version.conflict),
            minimal=version.conflict_minimal,
            run=version.run_data,
        )
    )


def placements_of(version: TimetableVersion) -> tuple[core.Placement, ...]:
    """What a version with its spots places."""
    return tuple(_placement(row) for row in version.placements)


def _placement(row: Placement) -> core.Placement:
    return core.Placement(
        meeting=row.meeting,
        slot=row.slot.code,
        table=row.table.code,
        interpreters=tuple(sorted(each.interpreter.code for each in row.interpreters)),
    )


def _check(problem: Problem, timetable: Timetable) -> None:
    report = check(problem, timetable)
    faults = [violation.message for violation in report.violations] + [claim.message for claim in report.claims]
    if faults:
        raise TimetableRefused("The referee refuses this timetable: {faults}", faults="; ".join(faults))


def _placements(db: Session, session_id: UUID, problem: Problem, timetable: Timetable) -> list[Placement]:
    session = db.scalars(queries.session(session_id)).one()
    slots = {slot.code: slot.id for slot in session.slots}
    tables = {table.code: table.id for table in session.tables}
    interpreters = {interpreter.code: interpreter for interpreter in session.interpreters}
    delegations = _delegations_by_party(db, session)
    return [
        Placement(
            meeting=placement.meeting,
            slot_id=_still_there(slots, placement.slot),
            table_id=_still_there(tables, placement.table),
            interpreters=[_serving(_still_there(interpreters, code)) for code in placement.interpreters],
            parties=[
                PlacementParty(delegation_id=_still_there(delegations, party))
                for party in problem.meeting_by_id[placement.meeting].parties
            ],
        )
        for placement in timetable.placements
    ]


def _serving(interpreter: Interpreter) -> PlacementInterpreter:
    """With the row itself, since what is not stored reads nothing by itself."""
    return PlacementInterpreter(interpreter_id=interpreter.id, interpreter=interpreter)


def _delegations_by_party(db: Session, session: ConferenceSession) -> dict[str, UUID]:
    names = names_of(db.scalars(queries.named_delegations(session.conference_id)).all())
    return {party: delegation_id for delegation_id, party in names.parties.items()}


def _still_there(found: Mapping[str, T], code: str) -> T:
    if code not in found:
        raise SessionChanged("{name} was taken out of the session or renamed while its timetable was made.", name=code)
    return found[code]
