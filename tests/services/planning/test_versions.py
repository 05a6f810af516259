"""Timetables become rows only if the referee passes them."""

import json
from dataclasses import replace

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.errors import SessionChanged, TimetableRefused
from app.matching.scheduling.io import digest, read_instance, read_timetable
from app.matching.scheduling.timetable import Conflict, GoalValue, Placement, Timetable, Unplaced
from app.models import ConferenceSession, MeetingTable, Organisation, Run, Slot
from app.queries import planning as queries
from app.queries import timetables
from app.services import timetables as versions
from app.services.planning import store
from tests import factories
from tests.databases import counted_statements

POLICY = {"goals": ["held"], "bonus": {}}


@pytest.fixture
def session(db: Session) -> ConferenceSession:
    """Two wishes for one slot and table."""
    session = factories.a_session(db, slots=1, policy=POLICY)
    province = factories.a_delegation(db, session, "01")
    for rank, code in enumerate(("EMB-JP", "EMB-KR"), start=1):
        factories.a_wish(db, session, province, factories.a_delegation(db, session, code), rank=rank)
    return session


@pytest.fixture
def run(db: Session, session: ConferenceSession) -> Run:
    return factories.a_run(db, session)


def a_timetable(run: Run) -> Timetable:
    return Timetable(
        instance=run.instance_digest,
        status="optimal",
        placements=(Placement(meeting="01~EMB-JP", slot="s01", table="T01"),),
        goals=(GoalValue(goal="held", value=1, bound=1),),
        unplaced=(Unplaced(meeting="01~EMB-KR", reason="party-full"),),
        run={"seed": 0},
    )


def nothing_stored(db: Session, session: ConferenceSession) -> bool:
    return not db.scalars(timetables.of_session(session.id)).all()


def test_store_keeps_all_that_the_timetable_says(db: Session, session: ConferenceSession, run: Run) -> None:
    version_id = store(db, run, a_timetable(run)).id
    db.expire_all()
    version = db.scalars(timetables.by_id(version_id, factories.ADMINISTRATOR.sight)).one()

    assert (version.session_id, version.number, version.run_id) == (session.id, 1, run.id)
    assert (version.status, version.instance_digest) == ("optimal", run.instance_digest)
    assert version.goals == [{"goal": "held", "value": 1, "bound": 1}]
    assert version.unplaced == [{"meeting": "01~EMB-KR", "reason": "party-full"}]
    assert (version.conflict, version.conflict_minimal, version.run_data) == ([], True, {"seed": 0})
    assert [
        (
            placement.meeting,
            placement.slot.code,
            placement.table.code,
            sorted(party.delegation.organisation.code for party in placement.parties),
        )
        for placement in version.placements
    ] == [("01~EMB-JP", "s01", "T01", ["01", "EMB-JP"])]


def test_store_keeps_the_proof_that_there_is_none(db: Session, session: ConferenceSession) -> None:
    slot = db.scalars(queries.session(session.id)).one().slots[0]
    province, *missions = db.scalars(queries.delegations(session.conference_id)).all()
    for mission in missions:
        factories.a_pin(db, session, province, mission, slot)
    run = factories.a_run(db, session)
    parts = ("pins", ("01~EMB-JP",)), ("pins", ("01~EMB-KR",)), ("party-teams", ("P-01", "s01"))
    conflict = tuple(Conflict(rule=rule, subjects=subjects) for rule, subjects in parts)
    timetable = Timetable(instance=run.instance_digest, status="infeasible", conflict=conflict, minimal=False)

    version = store(db, run, timetable)

    assert (version.status, version.conflict_minimal, version.placements) == ("infeasible", False, [])
    assert version.conflict == [{"rule": rule, "subjects": list(subjects)} for rule, subjects in parts]


def test_export_gives_back_all_that_was_stored(db: Session, session: ConferenceSession) -> None:
    factories.an_interpreter(db, session, "ja", code="i1")
    instance = factories.a_run(db, session).instance
    first, second = instance["meetings"]
    interpreted = factories.as_file(instance | {"meetings": [first | {"interpreting": ["ja"]}, second]})
    problem = read_instance(interpreted)
    run = factories.a_run(db, session, instance=json.loads(interpreted), instance_digest=digest(problem))
    price = {"required": 0, "floors": 1, "exact": True}
    stored = replace(
        a_timetable(run),
        status="feasible",
        placements=(Placement(meeting="01~EMB-JP", slot="s01", table="T01", interpreters=("i1",)),),
        goals=(GoalValue(goal="held", value=1, bound=None),),
        unplaced=(Unplaced(meeting="01~EMB-KR", reason="party-full", message="Full.", price=price),),
        run={"seed": 0, "seconds": 0.25},
    )

    version_id = store(db, run, stored).id
    db.expire_all()

    assert read_timetable(factories.as_file(versions.file(db, factories.ADMINISTRATOR, version_id))) == stored


def test_export_gives_back_a_proof_that_there_is_none(db: Session, session: ConferenceSession) -> None:
    slot = db.scalars(queries.session(session.id)).one().slots[0]
    province, *missions = db.scalars(queries.delegations(session.conference_id)).all()
    for mission in missions:
        factories.a_pin(db, session, province, mission, slot)
    run = factories.a_run(db, session)
    pins = tuple(Conflict(rule="pins", subjects=(meeting,)) for meeting in ("01~EMB-JP", "01~EMB-KR"))
    stored = Timetable(instance=run.instance_digest, status="infeasible", conflict=pins, minimal=False)

    version_id = store(db, run, stored).id
    db.expire_all()

    assert read_timetable(factories.as_file(versions.file(db, factories.ADMINISTRATOR, version_id))) == stored


def test_versions_are_numbered_within_their_session(db: Session, session: ConferenceSession, run: Run) -> None:
    second = factories.a_run(db, session)

    assert [store(db, made_by, a_timetable(made_by)).number for made_by in (run, second)] == [1, 2]


def test_store_refuses_what_breaks_a_rule(db: Session, session: ConferenceSession, run: Run) -> None:
    twice = tuple(Placement(meeting=f"01~{code}", slot="s01", table="T01") for code in ("EMB-JP", "EMB-KR"))
    held = (GoalValue(goal="held", value=2, bound=2),)

    with pytest.raises(TimetableRefused) as refusal:
        store(db, run, replace(a_timetable(run), placements=twice, goals=held, unplaced=()))

    assert str(refusal.value.params["faults"]).count("; ") == 1  # one table, one team
    assert nothing_stored(db, session)


def test_store_refuses_a_false_claim(db: Session, session: ConferenceSession, run: Run) -> None:
    boast = (GoalValue(goal="held", value=2, bound=2),)

    with pytest.raises(TimetableRefused):
        store(db, run, replace(a_timetable(run), goals=boast))

    assert nothing_stored(db, session)


def test_store_refuses_a_timetable_of_another_instance(db: Session, session: ConferenceSession, run: Run) -> None:
    with pytest.raises(TimetableRefused):
        store(db, run, replace(a_timetable(run), instance="0" * 64))

    assert nothing_stored(db, session)


@pytest.mark.parametrize("gone", ["s01", "T01", "P-01"])
def test_store_says_what_was_renamed_meanwhile(db: Session, session: ConferenceSession, run: Run, gone: str) -> None:
    rows = db.scalars(queries.session(session.id)).one()
    province = db.scalars(queries.delegations(session.conference_id)).all()[0]
    named: dict[str, Slot | MeetingTable | Organisation] = {
        "s01": rows.slots[0],
        "T01": rows.tables[0],
        "P-01": province.organisation,
    }
    named[gone].code = "99"
    db.flush()

    with pytest.raises(SessionChanged, match=f"{gone} was taken out"):
        store(db, run, a_timetable(run))

    assert nothing_stored(db, session)


@pytest.mark.parametrize("missions", [1, 3])
def test_store_takes_as_many_statements_for_three_meetings_as_for_one(
    db: Session, engine: Engine, missions: int
) -> None:
    session = factories.a_session(db, slots=missions, policy=POLICY)
    province = factories.a_delegation(db, session, "01")
    for rank in range(1, missions + 1):
        factories.a_wish(db, session, province, factories.a_delegation(db, session, f"EMB-{rank}"), rank=rank)
    run = factories.a_run(db, session)
    placements = tuple(Placement(meeting=f"01~EMB-{n}", slot=f"s0{n}", table="T01") for n in range(1, missions + 1))
    timetable = Timetable(
        instance=run.instance_digest,
        status="optimal",
        placements=placements,
        goals=(GoalValue(goal="held", value=missions, bound=missions),),
    )

    with counted_statements(engine) as statements:
        store(db, run, timetable)

    assert len(statements) == 13
