"""Which side of a meeting is fully booked, as the pages say it."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from app.i18n.languages import language
from app.matching.scheduling.reasons import unplaced
from app.models import ConferenceSession, Delegation, Placement, PlacementParty
from app.web.views.fullness import Fullness
from tests import factories
from tests.matching.scheduling.hall import HALL, changed, placed
from tests.web.markup import texts
from tests.web.test_pages import page_of

NAMES = {"A": "Huế", "C": "Seoul"}
FULL = "{} holds as many meetings as it may"
ENGAGED = "{} has a meeting in every slot that they have in common"
BY_TURNS = "In each slot that they have in common one of them has a meeting already: Huế and Seoul"


def told(message: str | None, *always: str) -> str:
    return Fullness.told(message, NAMES).sentence(language("en"), NAMES, always)


@pytest.mark.parametrize(
    ("changes", "lines", "always", "sentence"),
    [
        ({"C": {"max_meetings": 1}}, ("cf s1 T1",), (), FULL.format("Seoul")),
        (
            {"A": {"max_meetings": 2}, "C": {"max_meetings": 1}},
            ("ad s1 T1", "ae s2 T1", "cf s1 T2"),
            (),
            f"{FULL.format('Huế')}; {FULL.format('Seoul')}",
        ),
        ({"ac": {"slots": ("s1", "s2")}}, ("ad s1 T1", "ae s2 T1"), (), ENGAGED.format("Huế")),
        ({"ac": {"slots": ("s1", "s2")}}, ("ad s1 T1", "cf s2 T1"), (), BY_TURNS),
        ({"ac": {"slots": ("s1", "s2")}}, ("ad s1 T1", "ae s2 T1", "cf s1 T2"), ("A",), ENGAGED.format("Huế")),
        ({}, (), (), ""),
    ],
)
def test_side_is_named_by_what_the_solver_says(
    changes: dict[str, dict[str, Any]], lines: tuple[str, ...], always: tuple[str, ...], sentence: str
) -> None:
    first = unplaced(changed(HALL, changes), placed(*lines))[0]

    assert told(first.message, *always) == sentence


@pytest.mark.parametrize("message", [None, "Full.", "At every start left, A or Z already meets."])
def test_nobody_is_named_where_nothing_is_known(message: str | None) -> None:
    assert told(message) == ""


def a_meeting(session: ConferenceSession, slot: int, *parties: Delegation) -> Placement:
    return Placement(
        meeting=f"m{slot}{parties[0].id}",
        slot_id=session.slots[slot].id,
        table_id=session.tables[0].id,
        parties=[PlacementParty(delegation_id=each.id) for each in parties],
        interpreters=[],
    )


def test_timetable_page_names_who_is_in_the_way_whenever_both_could_meet(client: TestClient, db: Session) -> None:
    session = factories.a_session(db)
    hue, seoul, paris = (factories.a_delegation(db, session, code) for code in ("46", "EMB-KR", "EMB-FR"))
    factories.a_wish(db, session, hue, seoul)
    db.refresh(session, ["slots", "tables"])
    message = "At every start left, P-46 or EMB-KR already meets."
    placements = [a_meeting(session, at, hue, paris) for at in range(len(session.slots))]
    left = {"meeting": "46~EMB-KR", "reason": "party-full", "rule": None, "message": message}
    version = factories.a_version(db, session, placements=placements, unplaced=[left])

    always = page_of(client, session, "?lang=en")
    version.placements.pop()
    db.commit()
    by_turns = page_of(client, session, "?lang=en")

    assert texts(always, ".full") == ["46 has a meeting in every slot that they have in common"]
    assert texts(by_turns, ".full") == [
        "In each slot that they have in common one of them has a meeting already: 46 and EMB-KR"
    ]
