"""How the interpreters of a timetable are used, on its page."""

from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from app.models import (
    ConferenceSession,
    Delegation,
    InterpreterUnavailability,
    Placement,
    PlacementInterpreter,
    PlacementParty,
)
from tests import factories
from tests.web.markup import texts


def placed(session: ConferenceSession, slot: int, *met: Delegation) -> Placement:
    parties = [PlacementParty(delegation_id=each.id) for each in met]
    return Placement(meeting=f"m{slot}", slot_id=session.slots[slot].id, table_id=session.tables[0].id, parties=parties)


def test_meetings_of_each_interpreter_and_slots_in_which_they_serve_are_told(
    db: Session, editor: TestClient, session: ConferenceSession, seoul: Delegation, province: Delegation
) -> None:
    db.refresh(session, ["slots", "tables"])
    kim = factories.an_interpreter(db, session, "vi", "ko", code="KO-1", name="Kim An")
    other = factories.an_interpreter(db, session, "vi", "ko", code="KO-2", max_meetings=1)
    db.add(InterpreterUnavailability(interpreter_id=other.id, slot_id=session.slots[0].id))
    version = factories.a_version(db, session, placements=[placed(session, slot, seoul, province) for slot in (0, 1)])
    served = [(version.placements[0], kim), (version.placements[1], kim), (version.placements[1], other)]
    db.add_all(PlacementInterpreter(placement_id=each.id, interpreter_id=who.id) for each, who in served)
    db.commit()

    page = editor.get(f"/sessions/{session.id}/timetable").text

    people, slots = texts(page.partition("Interpreters in use")[2], "tbody")[:2]
    # Kim serves two of two; the other one of one, by the maximum, in the only slot at which they are there.
    assert people == "Kim An Vietnamese and Korean 2 2 KO-2 Vietnamese and Korean 1 1"
    assert [row.split()[-2:] for row in texts(page.partition("in each slot</summary>")[2], "tr")][-2:] == [
        ["1", "1"],
        ["2", "2"],
    ]
    assert slots.endswith("2 2")


def test_session_without_interpreters_says_nothing_of_them(
    db: Session, editor: TestClient, session: ConferenceSession, seoul: Delegation, province: Delegation
) -> None:
    db.refresh(session, ["slots", "tables"])
    factories.a_version(db, session, placements=[placed(session, 0, seoul, province)])

    page = editor.get(f"/sessions/{session.id}/timetable").text

    assert "Tables in use" in page
    assert "Interpreters in use" not in page
