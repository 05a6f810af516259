"""Groups on the pages of a timetable."""

from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from app.models import Placement, PlacementParty
from tests import factories
from tests.web.markup import texts
from tests.web.test_pages import DASH, page_of


def test_group_is_shown_with_its_theme_and_all_who_meet(client: TestClient, db: Session) -> None:
    session = factories.a_session(db)
    hue, seoul, paris = (factories.a_delegation(db, session, code) for code in ("46", "EMB-KR", "EMB-FR"))
    factories.a_wish(db, session, hue, paris, 2)
    db.refresh(session, ["slots", "tables"])
    held, left = (
        factories.a_group(db, session, hue, seoul, paris, code=code, theme=theme, must_meet=True)
        for code, theme in (("water", "Nước sạch"), ("rice", "Gạo thơm"))
    )
    placement = Placement(
        meeting=held.code,
        slot_id=session.slots[0].id,
        table_id=session.tables[0].id,
        parties=[PlacementParty(delegation_id=each.id) for each in (hue, seoul, paris)],
        interpreters=[],
    )
    message = "EMB-KR holds its maximum of 1 meeting already."
    reason = {"meeting": left.code, "reason": "party-full", "rule": None, "message": message}
    factories.a_version(db, session, placements=[placement], unplaced=[reason])

    board, diaries, slots = (page_of(client, session, f"?lang=en&view={view}") for view in ("", "mission", "slots"))

    whom = "Nước sạch: EMB-KR , EMB-FR"
    assert texts(board, "tbody")[0] == f"46 1 meeting {DASH} {whom} T01 ★ Must meet 2 Wish no. 2"
    assert texts(slots, ".slot-list")[0].endswith(f"46 {whom} ★ Must meet 2 Wish no. 2 Table T01")
    assert ["Nước sạch: EMB-FR , 46" in diary for diary in texts(diaries, ".diary")] == [True, False]
    assert ["Nước sạch: EMB-KR , 46" in diary for diary in texts(diaries, ".diary")] == [False, True]
    left_out = f"Gạo thơm: 46 {DASH} EMB-KR {DASH} EMB-FR ★ Must meet EMB-KR holds as many meetings as it may"
    assert texts(board, "details")[-1:] == [f"One side is fully booked 1 {left_out}"]
