"""Each mistake that people make in a workbook is told at its very cell, and one does not hide another."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from tests.factories import a_must_meet, a_wish
from tests.services.spreadsheets.desk import MISSION, OTHER, PROVINCE, Desk
from tests.workbooks import Draft, Formula

NEEDS, OFFERINGS, WISHES = "Needs", "Offerings", "Wishes"
DELEGATIONS, SLOTS, DELEGATES = "List of delegations", "Unavailable slots", "Delegates"
RICE = {"Delegation": PROVINCE, "Reference": "N2", "Vietnamese title": "Gạo"}
GOOD: Mapping[str, Mapping[str, Any]] = {
    NEEDS: RICE,
    OFFERINGS: RICE,
    WISHES: {"Who wishes": MISSION, "Of whom": PROVINCE, "Rank of the wish": 1},
    DELEGATIONS: {"Side": "mission"},
    DELEGATES: {"Delegation": PROVINCE, "Name of the delegate": "Lê Ba"},
}

NEVER_CALCULATED = (
    "The formula here was never calculated: open the file in Excel or LibreOffice and save it, or write the value."
)

Edit = Callable[[Draft, Desk], object]


@dataclass(frozen=True)
class Cells:
    """Values typed into a row that is there, or into a new one that is as good as any but for these."""

    sheet: str
    values: Mapping[str, Any]
    row: int | None = None

    def __call__(self, draft: Draft, _desk: Desk) -> object:
        if self.row is not None:
            return draft.type(self.sheet, self.row, self.values)
        return draft.add(self.sheet, {**GOOD[self.sheet], **self.values})


def new(sheet: str, **values: Any) -> Cells:
    return Cells(sheet, {name.replace("_", " "): value for name, value in values.items()})


def set_in(sheet: str, row: int, **values: Any) -> Cells:
    return Cells(sheet, {name.replace("_", " "): value for name, value in values.items()}, row)


def type_at(sheet: str, place: str, value: Any) -> Edit:
    return lambda draft, _: draft.sheets[sheet].__setitem__(place, value)


def both(*edits: Edit) -> Edit:
    return lambda draft, desk: [edit(draft, desk) for edit in edits]


# What somebody did, and what is told of it. Row 2 of each sheet is there already.
MISTAKES: dict[str, tuple[Edit, list[tuple[str, str]]]] = {
    "a text for a number": (
        set_in(NEEDS, 2, Priority="cao"),
        [("Needs!E2", "A whole number is expected here, not “cao”.")],
    ),
    "half a number": (
        set_in(NEEDS, 2, Priority=1.5),
        [("Needs!E2", "A whole number is expected here, not “1.5”.")],
    ),
    "a percentage": (
        set_in(NEEDS, 2, Priority="50%"),
        [("Needs!E2", "A whole number is expected here, not “50%”.")],
    ),
    "a number out of range": (
        set_in(NEEDS, 2, Priority=0),
        [("Needs!E2", "Input should be greater than or equal to 1")],
    ),
    "a number beyond all limits": (
        set_in(DELEGATIONS, 2, Teams="99999999999999999999"),
        [("List of delegations!G2", "A whole number is expected here, not “99999999999999999999”.")],
    ),
    "a code that nobody knows": (
        set_in(NEEDS, 2, Sectors="AGR; UFO"),
        [("Needs!K2", "“UFO” is not in the list “Sectors”.")],
    ),
    "a code twice": (
        set_in(NEEDS, 2, Sectors="AGR; Nông nghiệp"),
        [("Needs!K2", "Nothing may be named twice")],
    ),
    "an objective that nobody knows": (
        set_in(NEEDS, 2, Objective="WAR"),
        [("Needs!J2", "“WAR” is not in the list “Objectives”.")],
    ),
    "an urgency that nobody knows": (
        set_in(NEEDS, 2, Urgency="Latin"),
        [("Needs!P2", "“Latin” is not in the list “Urgency”.")],
    ),
    "a need without a title": (
        set_in(NEEDS, 2, Vietnamese_title=None),
        [("Needs!F2", "A title is needed, in Vietnamese or in English")],
    ),
    "a size without a unit": (
        set_in(NEEDS, 2, Size=5),
        [("Needs!N2", "A size is an amount and either its currency or its unit")],
    ),
    "a currency that nobody knows": (
        set_in(NEEDS, 2, Size=5, Currency="ABC"),
        [("Needs!N2", "Not the code of a currency of ISO 4217, like VND")],
    ),
    "too long a text": (
        set_in(NEEDS, 2, Vietnamese_text="a" * 5001),
        [("Needs!H2", "String should have at most 5000 characters")],
    ),
    "a date for a code": (
        set_in(NEEDS, 2, Reference=date(2026, 1, 2)),
        [("Needs!D2", "The spreadsheet has made a date of this: format the cell as text and type it again.")],
    ),
    "an empty cell that is needed": (
        set_in(NEEDS, 2, Reference=None),
        [("Needs!D2", "This must be filled in.")],
    ),
    "a truth for a text": (
        set_in(NEEDS, 2, Vietnamese_title=True),
        [
            (
                "Needs!F2",
                "The spreadsheet holds “True” here, not a text: format the cell as text and type it again.",
            )
        ],
    ),
    "an organisation that nobody knows": (
        new(NEEDS, Delegation="Atlantis"),
        [("Needs!C3", "“Atlantis” is not in the list “Organisations”.")],
    ),
    "nobody's row": (
        new(NEEDS, Delegation=None),
        [("Needs!C3", "This must be filled in.")],
    ),
    "another row of the same name": (
        new(NEEDS, Reference="N1"),
        [("Needs!D3", "Row 2 is about the same.")],
    ),
    "two new rows of the same name": (
        both(new(NEEDS), new(NEEDS)),
        [("Needs!D4", "Row 3 is about the same.")],
    ),
    "a row that changes its owner": (
        set_in(NEEDS, 2, Delegation=MISSION),
        [("Needs!C2", "This can't be changed in a row that is there: delete it and add another.")],
    ),
    "an error for a value": (
        set_in(NEEDS, 2, Vietnamese_title=Formula("=A1/0", "#DIV/0!")),
        [("Needs!F2", "The formula here has no result but an error.")],
    ),
    "a formula that was never calculated": (
        set_in(NEEDS, 2, Vietnamese_title=Formula("=A1")),
        [
            ("Needs!F2", NEVER_CALCULATED),
        ],
    ),
    "a word for a mark": (
        set_in(NEEDS, 2, Delete="maybe"),
        [("Needs!U2", "An x is expected here, or nothing, not “maybe”.")],
    ),
    "a row to delete that is not there": (
        new(NEEDS, Delete="x"),
        [("Needs!D3", "There is no such row to delete.")],
    ),
    "a hidden id that is broken": (
        type_at(NEEDS, "A2", "17"),
        [("Needs!A2", "The hidden id of this row is broken: empty the cell.")],
    ),
    "a hidden id of something else": (
        both(type_at(NEEDS, "A2", str(uuid4())), set_in(NEEDS, 2, Vietnamese_title="Khác")),
        [("Needs!D2", "This row is not there any more: empty its hidden id to add it anew.")],
    ),
    "a wish without a rank": (
        new(WISHES, Rank_of_the_wish=None),
        [("Wishes!G3", "A ranked wish has a rank, and a do-not-meet has none")],
    ),
    "a do-not-meet with a rank": (
        new(WISHES, Wish="Không gặp"),
        [("Wishes!G3", "A ranked wish has a rank, and a do-not-meet has none")],
    ),
    "a wish for oneself": (
        new(WISHES, Who_wishes=MISSION, Of_whom=MISSION),
        [("Wishes!E3", "A delegation does not meet itself.")],
    ),
    "a rank twice": (
        new(WISHES, Who_wishes=PROVINCE, Of_whom=OTHER, Rank_of_the_wish=1),
        [("Wishes!G3", "This delegation has another wish of that rank already.")],
    ),
    "a do-not-meet of those who must": (
        both(
            lambda _, desk: a_must_meet(desk.db, desk.session, desk.province, desk.mission),
            new(WISHES, Wish="Do not meet", Rank_of_the_wish=None),
        ),
        [("Wishes!G3", "The organiser insists that Hàn Quốc and Hà Nội meet; the must-meet or pin has to go first.")],
    ),
    "a second delegation of an organisation": (
        new(DELEGATIONS, Organisation=PROVINCE),
        [("List of delegations!C5", "Row 4 is about the same.")],
    ),
    "a delegation without a side": (
        set_in(DELEGATIONS, 2, Side=None),
        [("List of delegations!D2", "This must be filled in.")],
    ),
    "a day without an hour": (
        set_in(DELEGATIONS, 2, Arrival=date(2026, 12, 7)),
        [
            (
                "List of delegations!M2",
                "A day and an hour are expected here, like 2026-12-07 18:30, not “2026-12-07”.",
            )
        ],
    ),
    "a departure before the arrival": (
        set_in(DELEGATIONS, 2, Arrival="2026-12-09 09:00", Departure="8/12/2026 09:00"),
        [("List of delegations!N2", "A delegation departs after it has arrived")],
    ),
    "a time zone that nobody knows": (
        set_in(DELEGATIONS, 2, Time_zone="Hà Nội"),
        [("List of delegations!K2", "Not an IANA time zone")],
    ),
    "a team that is not there": (
        new(DELEGATES, Teams_where_the_delegate_may_sit="1; 2"),
        [("Delegates!L2", "This delegation has no team 2.")],
    ),
    "an expert of nothing": (
        new(DELEGATES, Function="Expert"),
        [("Delegates!K2", "An expert has sectors, and nobody else")],
    ),
    "a word for an absence": (
        type_at(SLOTS, "D2", "bận"),
        [("Unavailable slots!D2", "An x is expected here, or nothing, not “bận”.")],
    ),
    "a heading that was renamed": (
        type_at(NEEDS, "E1", "How urgent"),
        [
            (
                "Needs!E1",
                "No column of this sheet is called “How urgent”: give it its heading back, or take the column out.",
            )
        ],
    ),
    "a heading twice": (
        type_at(NEEDS, "E1", "Reference"),
        [("Needs!E1", "The column “Reference” is there twice.")],
    ),
    "a heading that is gone": (
        type_at(NEEDS, "D1", None),
        [
            ("Needs!C1", "The column “Reference” is missing."),
            ("Needs!D1", "There are values below, but there is no heading here."),
        ],
    ),
    "no headings at all": (
        lambda draft, _: draft.sheets.__setitem__(NEEDS, {"A1": "Gạo", "B1": "Hàn Quốc"}),
        [("Needs!A1", "No known heading is here: copy the rows into a new workbook.")],
    ),
    "a sheet of another conference": (
        type_at(NEEDS, "A1", f"id@{uuid4()}"),
        [("Needs!A1", "This sheet is of another conference: copy its rows into a workbook of this one.")],
    ),
    "merged cells": (
        lambda draft, _: draft.merged.append((NEEDS, "F2:G2", "Gạo")),
        [("Needs!F2", "Cells are merged here: split them again.")],
    ),
    "a hidden sheet": (
        lambda draft, _: draft.hidden.add(NEEDS),
        [("Needs", "This sheet is hidden: show it, or take it out of the file.")],
    ),
    "a maximum below the minimum": (
        set_in(DELEGATIONS, 2, Fewest_meetings=5, Most_meetings=2),
        [("List of delegations!I2", "This is less than what is promised")],
    ),
    "a sheet twice": (
        lambda draft, _: draft.sheets.__setitem__("Nhu cầu", dict(draft.sheets[NEEDS])),
        [("Nhu cầu", "This sheet is there twice.")],
    ),
}


@pytest.fixture
def edited(desk: Desk) -> Draft:
    """Row 2 of each sheet is there; some hidden columns come before what people see."""
    desk.a_need()
    a_wish(desk.db, desk.session, desk.province, desk.mission)
    return desk.draft()


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistake_is_told_at_its_cell(desk: Desk, edited: Draft, mistake: str) -> None:
    edit, told = MISTAKES[mistake]
    edit(edited, desk)

    assert desk.problems(edited) == told
