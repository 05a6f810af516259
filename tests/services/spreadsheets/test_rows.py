"""Rows as people leave them behind: moved, copied, retyped in every way that Vietnamese can be typed."""

import unicodedata
from typing import Any

import pytest
from sqlalchemy import select

from app.models import Delegation, DelegationMode, Need, Unavailability, Urgency, Wish
from app.services.spreadsheets.reports import Report
from tests.factories import a_do_not_meet, a_session, a_wish
from tests.services.spreadsheets.desk import MISSION, OTHER, PROVINCE, Desk
from tests.workbooks import Draft, Formula

NEEDS, WISHES, SLOTS, DELEGATIONS = "Needs", "Wishes", "Unavailable slots", "List of delegations"
NEW = {"Delegation": PROVINCE, "Reference": "N2", "Vietnamese title": "Gạo"}


def counted(report: Report, noun: str) -> tuple[int, int, int, int, int]:
    """Created, changed, deleted, unchanged, left."""
    (each,) = (each for each in report.sheets if each.noun == noun)
    return each.created, each.changed, each.deleted, each.unchanged, each.left


def texts(desk: Desk) -> dict[str, str]:
    return {need.code: need.title_vi or "" for need in desk.db.scalars(select(Need))}


def swap_columns(draft: Draft, sheet: str, one: str, other: str) -> None:
    cells = draft.sheets[sheet]
    moved = {one: other, other: one}
    draft.sheets[sheet] = {moved.get(place[0], place[0]) + place[1:]: value for place, value in cells.items()}


def move_down(draft: Draft, sheet: str, by: int) -> None:
    cells = draft.sheets[sheet]
    draft.sheets[sheet] = {f"{place[0]}{int(place[1:]) + by}": value for place, value in cells.items()}


def take_out(draft: Draft, sheet: str, row: int) -> None:
    draft.sheets[sheet] = {place: value for place, value in draft.sheets[sheet].items() if place[1:] != str(row)}


def test_columns_may_be_in_any_order(desk: Desk) -> None:
    desk.a_need()
    draft = desk.draft().set(NEEDS, 2, Vietnamese_title="Cà phê")
    swap_columns(draft, NEEDS, "A", "F")
    swap_columns(draft, NEEDS, "C", "E")

    assert counted(desk.carried(draft.saved()), "needs") == (0, 1, 0, 0, 0)
    assert texts(desk) == {"N1": "Cà phê"}


def test_headings_may_be_in_either_language_and_below_a_title(desk: Desk) -> None:
    desk.a_need()
    draft = desk.draft().set(NEEDS, 2, Vietnamese_title="Cà phê")
    draft.sheets[NEEDS]["F1"], draft.sheets[NEEDS]["D1"] = "  TIEU DE TIENG VIET ", "Ký hiệu"
    draft.sheets["NHU CẦU"] = draft.sheets.pop(NEEDS)
    move_down(draft, "NHU CẦU", 3)
    draft.sheets["NHU CẦU"]["A1"] = "Tổng hợp nhu cầu của các địa phương"

    assert counted(desk.carried(draft.saved()), "needs") == (0, 1, 0, 0, 0)


def test_columns_that_are_left_out_leave_what_they_are_for(desk: Desk) -> None:
    desk.a_need(priority=7, urgency=Urgency.HIGH)
    draft = desk.draft().set(NEEDS, 2, Vietnamese_title="Rice")
    for column in "EGHIJKLMNOPQRST":
        draft.sheets[NEEDS] = {place: value for place, value in draft.sheets[NEEDS].items() if place[0] != column}

    desk.carried(draft.saved())

    need = desk.db.scalars(select(Need)).one()
    assert (need.title_vi, need.priority, need.urgency) == ("Rice", 7, "high")


def test_cells_that_are_emptied_empty_what_they_are_for(desk: Desk) -> None:
    desk.a_need(priority=7, objective_code="MKT")
    draft = desk.draft().set(NEEDS, 2, Priority=None, Objective=None)

    report = desk.carried(draft.saved())

    assert [(cell.cell, cell.before, cell.after) for cell in report.changes[0].cells] == [
        ("E2", "7", "1"),
        ("J2", "MKT · Market", ""),
    ]
    need = desk.db.scalars(select(Need)).one()
    assert (need.priority, need.objective_code) == (1, None)


def test_rows_that_are_left_out_stay(desk: Desk) -> None:
    desk.a_need()
    desk.a_need(code="N2", title_vi="Cà phê")
    draft = desk.draft()
    take_out(draft, NEEDS, 2)

    assert counted(desk.carried(draft.saved()), "needs") == (0, 0, 0, 1, 1)
    assert texts(desk) == {"N1": "Gạo", "N2": "Cà phê"}


def test_sheets_that_are_left_out_stay(desk: Desk) -> None:
    desk.a_need()
    draft = desk.draft()
    del draft.sheets[NEEDS]

    assert [each.noun for each in desk.carried(draft.saved()).sheets] == [
        "delegations",
        "unavailabilities",
        "delegates",
        "offerings",
        "wishes",
    ]
    assert texts(desk) == {"N1": "Gạo"}


def test_cleared_row_is_as_one_that_is_left_out(desk: Desk) -> None:
    desk.a_need()
    draft = desk.draft()
    draft.sheets[NEEDS] = {
        place: value for place, value in draft.sheets[NEEDS].items() if place[1:] == "1" or place[0] in "AB"
    }

    assert counted(desk.carried(draft.saved()), "needs") == (0, 0, 0, 0, 1)


def test_row_is_deleted_by_a_mark(desk: Desk) -> None:
    desk.a_need()
    desk.a_need(code="N2")
    # By its hidden id, however the rest of it may look; and without one by its name.
    draft = desk.draft().set(NEEDS, 2, Delete="X", Priority="cao", Vietnamese_title=None)
    draft.set(NEEDS, 3, Delete=True)
    draft.sheets[NEEDS]["A3"] = None

    assert counted(desk.carried(draft.saved()), "needs") == (0, 0, 2, 0, 0)
    assert texts(desk) == {}


def test_row_without_an_id_is_known_by_its_name(desk: Desk) -> None:
    desk.a_need()
    draft = Draft.of(desk.exported(template=True))
    draft.add(NEEDS, NEW | {"Reference": "N1", "Vietnamese title": "Cà phê"})

    assert counted(desk.carried(draft.saved()), "needs") == (0, 1, 0, 0, 0)
    assert texts(desk) == {"N1": "Cà phê"}


def copied(draft: Draft, sheet: str, row: int, **values: Any) -> int:
    """A row copied with all that is hidden in it, to the end of the sheet."""
    new = draft.add(sheet, {})
    cells = {place: value for place, value in draft.sheets[sheet].items() if place[1:] == str(row)}
    new = row + 1 if new == row else new
    draft.sheets[sheet] |= {f"{place[0]}{new}": value for place, value in cells.items()}
    draft.set(sheet, new, **values)
    return new


def test_copied_row_with_another_name_is_a_new_one(desk: Desk) -> None:
    desk.a_need()
    draft = desk.draft()
    copied(draft, NEEDS, 2, Reference="N2", Vietnamese_title="Cà phê")

    assert counted(desk.carried(draft.saved()), "needs") == (1, 0, 0, 1, 0)
    assert texts(desk) == {"N1": "Gạo", "N2": "Cà phê"}


def test_of_two_rows_with_one_id_the_one_with_the_name_keeps_it(desk: Desk) -> None:
    need = desk.a_need()
    draft = desk.draft()
    copied(draft, NEEDS, 2, Vietnamese_title="Chè")
    draft.set(NEEDS, 2, Reference="N2", Vietnamese_title="Cà phê")

    assert counted(desk.carried(draft.saved()), "needs") == (1, 1, 0, 0, 0)
    assert texts(desk) == {"N1": "Chè", "N2": "Cà phê"}
    assert desk.db.get_one(Need, need.id).title_vi == "Chè"


def test_exact_copy_is_of_no_consequence(desk: Desk) -> None:
    desk.a_need()
    draft = desk.draft()
    copied(draft, NEEDS, 2)

    assert counted(desk.carried(draft.saved()), "needs") == (0, 0, 0, 2, 0)


def test_row_that_somebody_else_has_changed_stays_where_it_was_not_edited(desk: Desk) -> None:
    need = desk.a_need()
    draft = desk.draft()
    need.title_vi = "Cà phê"
    desk.db.commit()

    assert counted(desk.carried(draft.saved()), "needs") == (0, 0, 0, 1, 0)
    assert texts(desk) == {"N1": "Cà phê"}


def test_row_that_somebody_else_has_changed_is_not_overwritten(desk: Desk) -> None:
    need = desk.a_need()
    draft = desk.draft().set(NEEDS, 2, Priority=2)
    need.title_vi = "Cà phê"
    desk.db.commit()

    detail = "This was changed after the file was exported: export it again and start from there."
    assert desk.problems(draft) == [("Needs!D2", detail)]


def test_row_that_somebody_else_has_deleted_does_not_come_back(desk: Desk) -> None:
    need = desk.a_need()
    draft = desk.draft()
    desk.db.delete(need)
    desk.db.commit()

    assert counted(desk.carried(draft.saved()), "needs") == (0, 0, 0, 1, 0)
    assert texts(desk) == {}


@pytest.mark.parametrize(
    ("heading", "typed", "field", "value"),
    [
        (
            "Vietnamese title",
            unicodedata.normalize("NFD", "Đẩy mạnh xuất khẩu gạo"),
            "title_vi",
            "Đẩy mạnh xuất khẩu gạo",
        ),
        ("Vietnamese text", "Ðà Nẵng\r\nvà Huế\xa0", "text_vi", "Đà Nẵng\nvà Huế"),
        ("Vietnamese title", "  Cà\xa0phê ", "title_vi", "Cà\xa0phê"),
        ("Vietnamese title", 2026, "title_vi", "2026"),
        ("Vietnamese title", "_x0041_ = A & B < C", "title_vi", "_x0041_ = A & B < C"),
        ("Priority", "\uff11\uff12", "priority", 12),
        ("Priority", " 1\xa0000 ", "priority", 1000),
        ("Priority", 3.0, "priority", 3),
        ("Urgency", "GẤP", "urgency", "high"),
        ("Urgency", "Not urgent", "urgency", "low"),
        ("Vietnamese title", Formula('="Gạo "&"ST25"', "Gạo ST25"), "title_vi", "Gạo ST25"),
        ("Priority", Formula("=1+1", 2), "priority", 2),
        ("Objective", "thi truong", "objective_code", "MKT"),
        ("Objective", "MKT · Tên cũ", "objective_code", "MKT"),
        ("Objective", "\uff2d\uff2b\uff34", "objective_code", "MKT"),
    ],
)
def test_what_people_type_is_understood(desk: Desk, heading: str, typed: Any, field: str, value: Any) -> None:
    desk.a_need()
    draft = desk.draft().type(NEEDS, 2, {heading: typed})

    desk.carried(draft.saved())

    assert getattr(desk.db.scalars(select(Need)).one(), field) == value


@pytest.mark.parametrize("typed", ["50.000.000.000", "50,000,000,000", "50000000000"])
def test_size_is_read_as_people_write_it(desk: Desk, typed: str) -> None:
    desk.a_need()
    desk.carried(desk.draft().set(NEEDS, 2, Size=typed, Currency="vnd").saved())
    need = desk.db.scalars(select(Need)).one()
    assert (need.size_amount, need.size_currency) == (50_000_000_000, "VND")


@pytest.mark.parametrize("typed", ["AGR; LOG", "Nông nghiệp;LOG;", "agriculture\nHau can", "LOG · x; AGR · y"])
def test_several_entries_are_told_apart(desk: Desk, typed: str) -> None:
    desk.a_need()

    desk.carried(desk.draft().set(NEEDS, 2, Sectors=typed).saved())

    need = desk.db.scalars(select(Need)).one()
    desk.db.refresh(need, ["sectors"])
    assert {sector.code for sector in need.sectors} == {"AGR", "LOG"}


def test_name_of_two_is_refused_with_both(desk: Desk) -> None:
    for delegation in (desk.mission, desk.other):
        desk.db.refresh(delegation, ["organisation"])
        delegation.organisation.name_vi = "Đại sứ quán"
    desk.db.commit()
    draft = desk.draft()
    draft.add(NEEDS, NEW | {"Delegation": "dai su quan"})

    detail = f"“dai su quan” can be several: write one of {OTHER}; {MISSION}."
    assert desk.problems(draft) == [("Needs!C2", detail)]


def test_slots_are_taken_and_given_back(desk: Desk) -> None:
    first, second = (text for place, text in desk.draft().sheets[SLOTS].items() if place in {"D1", "E1"})
    draft = desk.draft().type(SLOTS, 2, {first: "x", second: "x"})
    desk.carried(draft.saved())
    draft = desk.draft()
    assert draft.row(SLOTS, 2).keys() == {"Organisation", first, second}

    # A column that is left out leaves its slot as it is.
    draft.type(SLOTS, 2, {second: None})
    draft.sheets[SLOTS] = {place: value for place, value in draft.sheets[SLOTS].items() if place[0] != "D"}
    report = desk.carried(draft.saved())

    assert [(cell.cell, cell.before, cell.after) for cell in report.changes[0].cells] == [("E2", "x", "")]
    assert len(desk.db.scalars(select(Unavailability)).all()) == 1


def test_both_sheets_of_a_delegation_are_heeded(desk: Desk) -> None:
    draft = desk.draft()
    heading = draft.sheets[SLOTS]["D1"]
    row = next(n for n in (2, 3, 4) if draft.row(SLOTS, n)["Organisation"] == PROVINCE)
    draft.type(SLOTS, row, {heading: "x"}).type(DELEGATIONS, row, {"Teams": 3, "Takes part": "trực tuyến"})

    desk.carried(draft.saved())

    desk.db.refresh(desk.province, ["unavailabilities"])
    assert (desk.province.teams, desk.province.mode) == (3, DelegationMode.ONLINE)
    assert len(desk.province.unavailabilities) == 1


def test_delegation_of_which_nothing_is_there_yet_goes(desk: Desk) -> None:
    draft = desk.draft()
    row = next(n for n in (2, 3, 4) if draft.row(DELEGATIONS, n)["Organisation"] == PROVINCE)
    draft.type(DELEGATIONS, row, {"Delete": "x"})

    report = desk.carried(draft.saved())

    assert [(change.name, change.action) for change in report.changes] == [(PROVINCE, "deleted")]
    assert (texts(desk), len(desk.db.scalars(select(Delegation)).all())) == ({}, 2)


def test_new_rows_of_a_delegation_with_a_problem_are_not_blamed(desk: Desk) -> None:
    draft = desk.draft()
    row = next(n for n in (2, 3, 4) if draft.row(DELEGATIONS, n)["Organisation"] == PROVINCE)
    draft.type(DELEGATIONS, row, {"Delete": "x"})
    desk.carried(draft.saved())
    draft = Draft.of(desk.exported(template=True))
    draft.add(DELEGATIONS, {"Organisation": PROVINCE, "Side": "province", "Teams": 0})
    draft.add(NEEDS, NEW)

    assert desk.problems(draft) == [("List of delegations!G2", "Input should be greater than or equal to 1")]


def test_row_of_an_organisation_without_a_delegation_is_refused(desk: Desk) -> None:
    draft = desk.draft()
    row = next(n for n in (2, 3, 4) if draft.row(DELEGATIONS, n)["Organisation"] == PROVINCE)
    draft.type(DELEGATIONS, row, {"Delete": "x"})
    draft.add(NEEDS, NEW)

    assert desk.problems(draft) == [("Needs!C2", "This organisation has no delegation at the conference.")]


def test_one_refusal_hides_no_other_and_no_success(desk: Desk) -> None:
    a_wish(desk.db, desk.session, desk.province, desk.mission)
    draft = desk.draft()
    wish = {"Who wishes": PROVINCE, "Of whom": OTHER}
    for whom, rank in ((OTHER, 1), (PROVINCE, 2)):
        draft.add(WISHES, wish | {"Of whom": whom, "Rank of the wish": rank})
    draft.add(WISHES, {"Who wishes": MISSION, "Of whom": PROVINCE, "Rank of the wish": 1})

    assert desk.problems(draft) == [
        ("Wishes!G3", "This delegation has another wish of that rank already."),
        ("Wishes!E4", "A delegation does not meet itself."),
    ]


def test_rank_is_taken_from_one_and_given_to_a_new_one(desk: Desk) -> None:
    a_wish(desk.db, desk.session, desk.province, desk.mission)
    draft = desk.draft().type(WISHES, 2, {"Rank of the wish": 2})
    draft.add(WISHES, {"Who wishes": PROVINCE, "Of whom": OTHER, "Rank of the wish": 1})

    desk.carried(draft.saved())

    assert {wish.target_id: wish.rank for wish in desk.db.scalars(select(Wish))} == {
        desk.mission.id: 2,
        desk.other.id: 1,
    }


def test_wish_becomes_a_refusal_while_others_change_places(desk: Desk) -> None:
    a_wish(desk.db, desk.session, desk.province, desk.mission, rank=1)
    a_wish(desk.db, desk.session, desk.province, desk.other, rank=2)
    draft = desk.draft().type(WISHES, 2, {"Wish": "Không gặp", "Rank of the wish": None})
    draft.type(WISHES, 3, {"Rank of the wish": 1})

    desk.carried(draft.saved())

    assert {wish.target_id: wish.rank for wish in desk.db.scalars(select(Wish))} == {
        desk.mission.id: None,
        desk.other.id: 1,
    }


def test_session_has_to_be_named_where_there_are_two(desk: Desk) -> None:
    a_do_not_meet(desk.db, desk.session, desk.province, desk.mission)
    a_session(desk.db, desk.session_conference(), code="second")
    draft = desk.draft()
    draft.add(WISHES, {"Who wishes": MISSION, "Of whom": PROVINCE, "Rank of the wish": 1})
    draft.add(WISHES, {"Session": "second", "Who wishes": MISSION, "Of whom": PROVINCE, "Rank of the wish": 1})

    assert desk.problems(draft) == [("Wishes!C3", "This must be filled in.")]


def test_problems_beyond_a_thousand_are_summed_up(desk: Desk) -> None:
    draft = desk.draft()
    for _ in range(501):
        draft.add(NEEDS, {"Priority": "cao", "Urgency": "Latin", "Reference": "N"})

    found = desk.problems(draft)

    assert (len(found), found[-1]) == (1001, ("", "There are more; mend these first."))
