"""A group from the rows of a session to its timetable, by the commands that its users have."""

import json
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from app.matching.scheduling.io import read_timetable
from app.models import DelegationMode, RunStatus
from app.queries import timetables
from app.services import run_queue
from app.services import timetables as service
from tests import factories
from tests.cli.test_solving import ketnoi
from tests.factories import ADMINISTRATOR


def test_group_is_solved_stored_and_passes_the_check(db: Session, tmp_path: Path) -> None:
    session = factories.a_session(db, slots=2, tables=2, online_links=1)
    hanoi, hue, seoul = (factories.a_delegation(db, session, code) for code in ("01", "46", "EMB-KR"))
    paris = factories.a_delegation(db, session, "EMB-FR", mode=DelegationMode.ONLINE)
    for province in (hanoi, hue):
        factories.a_wish(db, session, province, seoul, 1)
        factories.a_wish(db, session, province, paris, 2)
    factories.a_group(db, session, hanoi, hue, seoul, code="water")
    run = factories.a_run(db, session, status=RunStatus.RUNNING)
    instance, made, stored = (tmp_path / f"{name}.json" for name in ("instance", "made", "stored"))
    instance.write_text(json.dumps(run.instance), encoding="utf-8")

    solved = ketnoi("solve", instance, "-o", made, "--seconds", "30")
    run_queue.succeed(db, factories.hold_of(run), read_timetable(made.read_bytes()))
    (version,) = db.scalars(timetables.of_session(session.id))
    document: dict[str, Any] = service.file(db, ADMINISTRATOR, version.id)
    stored.write_text(json.dumps(document), encoding="utf-8")
    checked = ketnoi("check", instance, stored)

    assert (solved.returncode, checked.returncode, checked.stdout.splitlines()[-1]) == (0, 0, "nothing wrong")
    assert "water" in {placement["meeting"] for placement in document["placements"]}
    (together,) = (row for row in service.get(db, ADMINISTRATOR, version.id).placements if row.meeting == "water")
    assert {party.delegation_id for party in together.parties} == {hanoi.id, hue.id, seoul.id}
