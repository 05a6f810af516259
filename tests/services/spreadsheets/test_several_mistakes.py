"""A row with several mistakes tells all of them, so that it is mended once."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from app.models import InterestState, Need
from app.services.state_changes import STAYS
from tests.factories import a_wish, an_organisation
from tests.services.spreadsheets.desk import MISSION, OTHER, PROVINCE, Desk

NEEDS, WISHES, DELEGATIONS, DELEGATES = "Needs", "Wishes", "List of delegations", "Delegates"

NUMBER = "A whole number is expected here, not “cao”."
NO_TITLE = "A title is needed, in Vietnamese or in English"
NO_CURRENCY = "Not the code of a currency of ISO 4217, like VND"
DATE = "The spreadsheet has made a date of this: format the cell as text and type it again."
TAKEN = "This delegation has another wish of that rank already."

# The cells of a new row, and what is told of it.
ROWS: dict[str, tuple[str, Mapping[str, Any], list[tuple[str, str]]]] = {
    "what can't be read, is out of range, has no title and no such currency": (
        NEEDS,
        {
            "Delegation": PROVINCE,
            "Reference": "N2",
            "Priority": "cao",
            "Objective": "WAR",
            "Vietnamese text": "a" * 5001,
            "Size": 5,
            "Currency": "ABC",
        },
        [
            ("E3", NUMBER),
            ("F3", NO_TITLE),
            ("H3", "String should have at most 5000 characters"),
            ("J3", "“WAR” is not in the list “Objectives”."),
            ("N3", NO_CURRENCY),
        ],
    ),
    "what goes with a cell that can't be read is not in question": (
        NEEDS,
        {
            "Delegation": PROVINCE,
            "Reference": "N2",
            "Vietnamese title": date(2026, 1, 2),
            "Size": 5,
            "Currency": date(2026, 1, 2),
            "Priority": 0,
        },
        [("E3", "Input should be greater than or equal to 1"), ("F3", DATE), ("N3", DATE)],
    ),
    "no rank, a word of no list, and nobody else": (
        WISHES,
        {"Who wishes": MISSION, "Of whom": MISSION, "Wish": "Wants to meet", "Alternatives": "A" * 65},
        [
            ("E3", "A delegation does not meet itself."),
            ("G3", "A ranked wish has a rank, and a do-not-meet has none"),
            ("H3", "String should have at most 64 characters"),
        ],
    ),
    "a rank twice, beside too long a sign": (
        WISHES,
        {"Who wishes": PROVINCE, "Of whom": OTHER, "Rank of the wish": 1, "Alternatives": "A" * 65},
        [("G3", TAKEN), ("H3", "String should have at most 64 characters")],
    ),
    "an expert of nothing, at a team that is not there, by whom a line is taken": (
        DELEGATES,
        {
            "Delegation": PROVINCE,
            "Name of the delegate": "Lê Ba",
            "Function": "Expert",
            "Telephone": "113",
            "Teams where the delegate may sit": "1; 2",
        },
        [
            ("I2", "A telephone number is like 0912 345 678 or +84 24 3799 2000, without an extension"),
            ("K2", "An expert has sectors, and nobody else"),
            ("L2", "This delegation has no team 2."),
        ],
    ),
    "a number, an order of days, a promise and a zone": (
        DELEGATIONS,
        {
            "Organisation": "EMB-9",
            "Side": "mission",
            "Teams": "cao",
            "Fewest meetings": 5,
            "Most meetings": 2,
            "Time zone": "Hà Nội",
            "Arrival": "2026-12-09 09:00",
            "Departure": "8/12/2026 09:00",
        },
        [
            ("G5", NUMBER),
            ("I5", "This is less than what is promised"),
            ("K5", "Not an IANA time zone"),
            ("N5", "A delegation departs after it has arrived"),
        ],
    ),
}


@pytest.mark.parametrize("case", ROWS)
def test_every_faulty_cell_of_a_row_is_told(desk: Desk, case: str) -> None:
    desk.a_need()
    a_wish(desk.db, desk.session, desk.province, desk.mission)
    an_organisation(desk.db, "EMB-9")
    sheet, cells, told = ROWS[case]
    draft = desk.draft()
    draft.add(sheet, cells)

    assert desk.problems(draft) == [(f"{sheet}!{cell}", sentence) for cell, sentence in told]


def test_known_row_tells_what_its_service_refuses_beside_its_cells(desk: Desk) -> None:
    desk.a_need(state=InterestState.SUBMITTED)
    draft = desk.draft().set(NEEDS, 2, Priority="cao", Urgency="Latin")

    assert desk.problems(draft) == [
        ("Needs!D2", STAYS.format(state="submitted")),
        ("Needs!E2", NUMBER),
        ("Needs!P2", "“Latin” is not in the list “Urgency”."),
    ]


def test_twin_in_name_and_in_mail_is_told_at_both(desk: Desk) -> None:
    draft = desk.draft()
    common = {"Delegation": PROVINCE}
    draft.add(DELEGATES, common | {"Name of the delegate": "Lê Ba", "E-mail": "ba@example.vn"})
    draft.add(DELEGATES, common | {"Name of the delegate": "Lê Tư", "E-mail": "tu@example.vn"})
    desk.carried(draft.saved())
    draft = desk.draft()
    row = {"Name of the delegate": "Lê  Ba", "E-mail": "TU@example.vn", "Title in English": None}
    draft.add(DELEGATES, common | row | {"Teams where the delegate may sit": "3"})

    told = [(place, sentence) for place, sentence in desk.problems(draft)]

    assert told == [
        ("Delegates!D4", "Row 2 is about the same."),
        ("Delegates!H4", "Lê Tư has this e-mail in the delegation."),
        ("Delegates!L4", "This delegation has no team 3."),
    ]


def test_nothing_of_a_row_with_a_mistake_stays_or_is_in_the_way_of_others(desk: Desk) -> None:
    an_organisation(desk.db, "EMB-9")
    draft = desk.draft()
    draft.add(DELEGATIONS, {"Organisation": "EMB-9", "Side": "mission", "Teams": "cao"})
    draft.add(WISHES, {"Who wishes": PROVINCE, "Of whom": MISSION, "Rank of the wish": 1, "Alternatives": "A" * 65})
    draft.add(WISHES, {"Who wishes": PROVINCE, "Of whom": OTHER, "Rank of the wish": 2})
    draft.add(NEEDS, {"Delegation": "EMB-9", "Reference": "N1", "Vietnamese title": "Gạo"})

    assert [place for place, _ in desk.problems(draft)] == ["List of delegations!G5", "Wishes!H2"]
    assert desk.db.scalars(select(Need)).all() == []


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"Time zone": "Hà Nội"}, ["List of delegations!K{row}", "Delegates!L2", "Wishes!G3"]),
        ({"Time zone": "Hà Nội", "Teams": 2}, ["List of delegations!K{row}"]),
        ({"Teams": "hai"}, ["List of delegations!G{row}"]),
    ],
    ids=["which hides nothing", "and another number of teams", "in what others go by"],
)
def test_mistake_in_the_row_of_a_known_delegation(desk: Desk, *, cells: Mapping[str, Any], told: list[str]) -> None:
    a_wish(desk.db, desk.session, desk.province, desk.mission)
    draft = desk.draft()
    row = next(number for number in (2, 3, 4) if draft.row(DELEGATIONS, number)["Organisation"] == PROVINCE)
    draft.type(DELEGATIONS, row, cells)
    draft.add(
        DELEGATES,
        {"Delegation": PROVINCE, "Name of the delegate": "Lê Ba", "Teams where the delegate may sit": "2"},
    )
    draft.add(WISHES, {"Who wishes": PROVINCE, "Of whom": OTHER, "Rank of the wish": 1})

    assert [place for place, _ in desk.problems(draft)] == [place.format(row=row) for place in told]
