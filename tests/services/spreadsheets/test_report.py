"""One workbook with more than thirty mistakes: each is told, and docs/spreadsheets.md shows the report as it is."""

import re
from collections.abc import Mapping
from itertools import count
from pathlib import Path

from tests.factories import a_delegation, a_wish, an_organisation
from tests.services.spreadsheets.desk import Desk
from tests.services.spreadsheets.test_mistakes import GOOD, MISTAKES, Cells
from tests.workbooks import Draft

DOCUMENT = Path(__file__).parents[3] / "docs" / "spreadsheets.md"
LEAST = 30
# About rows that are there, and so not to be made on a row of their own.
OF_KNOWN_ROWS = {"a row that changes its owner", "a second delegation of an organisation"}


def apart(desk: Desk, sheet: str, number: int) -> Mapping[str, object]:
    """What makes a row of a sheet another than all others."""
    match sheet:
        case "Needs":
            return {"Reference": f"N{number}"}
        case "Wishes":
            a_delegation(desk.db, desk.session, f"EMB-{number}")
            return {"Who wishes": f"EMB-{number}"}
        case "Delegates":
            return {"Name of the delegate": f"Lê Ba {number}"}
        case "List of delegations":
            return {"Organisation": an_organisation(desk.db, f"EMB-{number}").code}
    return {}


def with_all(desk: Desk, draft: Draft) -> dict[tuple[str, int], str]:
    """Each mistake that is in the cells of one row, on a new row of its own; which, by sheet and row."""
    numbers, made = count(10), {}
    for name, (edit, _) in MISTAKES.items():
        if isinstance(edit, Cells) and name not in OF_KNOWN_ROWS:
            values = {**GOOD[edit.sheet], **apart(desk, edit.sheet, next(numbers)), **edit.values}
            made[edit.sheet, draft.add(edit.sheet, values)] = name
    return made


def plain(sentence: str) -> str:
    """Without the numbers of rows."""
    return re.sub(r"Row \d+", "Row", sentence)


def test_each_of_thirty_mistakes_in_one_workbook_is_told_as_the_documentation_shows(desk: Desk) -> None:
    desk.a_need()
    a_wish(desk.db, desk.session, desk.province, desk.mission)
    draft = desk.draft()
    made = with_all(desk, draft)

    told = [(*place.split("!"), sentence) for place, sentence in desk.problems(draft)]
    found = [(made[sheet, int(re.sub("[A-Z]+", "", cell))], sheet, cell, sentence) for sheet, cell, sentence in told]

    rows = [f"| {name} | {sheet}!{cell} | {sentence.replace('|', '/')} |" for name, sheet, cell, sentence in found]
    table = "\n".join(["| what somebody typed | cell | what the report says |", "| --- | --- | --- |", *rows])
    assert {name: plain(sentence) for name, *_, sentence in found} == {
        name: plain(MISTAKES[name][1][0][1]) for name in made.values()
    }
    assert len(found) == len(made)
    assert len(made) >= LEAST
    _, _, rest = DOCUMENT.read_text(encoding="utf-8").partition("<!-- mistakes: begin -->\n\n")
    assert rest.partition("\n\n<!-- mistakes: end -->")[0] == table, table
