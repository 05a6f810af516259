"""What if something were otherwise: amendments of an instance, one by one."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.matching.scheduling.checker import violations
from app.matching.scheduling.io import instance_to_json, read_instance
from app.matching.scheduling.otherwise import (
    KINDS,
    Absent,
    Amendment,
    ClosedSlot,
    Goals,
    Maximum,
    Misnamed,
    MoreInterpreters,
    MoreSlot,
    MoreTables,
    Teams,
    WithoutInterpreter,
    WithoutTable,
    amended,
    amendment,
    near,
    plain,
)
from app.matching.scheduling.problem import Goal, Meeting, Party, Problem, Spot, Table
from tests.factories import as_file
from tests.matching.scheduling.hall import HALL, changed, placed

SLOTS = [slot.id for slot in HALL.slots]


def with_(problem: Problem, *amendments: Amendment) -> Problem:
    found = amended(problem, amendments)
    assert replace(read_instance(as_file(instance_to_json(found))), digest="") == found
    return found


def test_more_tables_are_like_the_one_that_is_named() -> None:
    owned = changed(HALL, {"A": {"tables": ("T2",)}})

    found = with_(owned, MoreTables(number=2, like="T2"))

    assert [*found.tables[3:]] == [Table(id="T2+1", zone="west"), Table(id="T2+2", zone="west")]
    assert found.party_by_id["A"].tables == ("T2", "T2+1", "T2+2")


def test_more_tables_are_like_the_first_that_is_nobodys() -> None:
    owned = changed(HALL, {"A": {"tables": ("T1",)}})

    assert with_(owned, MoreTables()).tables[-1] == Table(id="T2+1", zone="west")


def test_more_tables_where_each_is_somebodys_are_plain() -> None:
    owned = changed(HALL, {"A": {"tables": ("T1", "T2", "T3")}})

    assert with_(owned, MoreTables(number=2)).tables[3:] == (Table(id="+1"), Table(id="+1+1"))


def test_without_a_table_its_owner_sits_anywhere_and_its_pins_keep_their_slot() -> None:
    owned = changed(
        HALL, {"A": {"tables": ("T1",)}, "B": {"tables": ("T1", "T2")}, "ac": {"pin": Spot(slot=SLOTS[0], table="T1")}}
    )

    found = with_(owned, WithoutTable(table="T1"))

    assert [table.id for table in found.tables] == ["T2", "T3"]
    assert (found.party_by_id["A"].tables, found.party_by_id["B"].tables) == (None, ("T2",))
    assert found.meeting_by_id["ac"].pin == Spot(slot=SLOTS[0])


def test_one_more_slot_ends_its_period_and_puts_off_what_it_reaches_into() -> None:
    found = with_(HALL, MoreSlot(after=SLOTS[1]))

    more = found.slots[4]
    assert (more.id, more.period, more.start) == (f"{SLOTS[3]}+1", "morning", HALL.slots[3].end)
    assert more.end - more.start == HALL.slots[3].end - HALL.slots[3].start
    late = [one.start - other.start for one, other in zip(found.slots[5:], HALL.slots[4:], strict=True)]
    assert late == [max(more.end - HALL.slots[4].start, timedelta())] * 2


def test_nobody_meets_in_a_closed_slot() -> None:
    pinned = changed(
        HALL,
        {
            "ac": {"pin": Spot(slot=SLOTS[0]), "length": 2},
            "ad": {"pin": Spot(slot=SLOTS[2])},
            "T1": {"unavailable": (SLOTS[1],)},
        },
    )

    found = with_(pinned, ClosedSlot(slot=SLOTS[1]))

    assert {table.unavailable for table in found.tables} == {(SLOTS[1],)}
    # What would reach into it is not pinned any more, what stands elsewhere is.
    assert (found.meeting_by_id["ac"].pin, found.meeting_by_id["ad"].pin) == (None, Spot(slot=SLOTS[2]))


def test_who_comes_for_some_slots_only_keeps_what_was_promised() -> None:
    promised = changed(HALL, {"A": {"min_meetings": 2, "unavailable": (SLOTS[0],)}, "ac": {"required": True}})

    found = with_(promised, Absent(party="A", slots=(SLOTS[0], SLOTS[5])))

    party = found.party_by_id["A"]
    assert (party.unavailable, party.min_meetings) == ((SLOTS[0], SLOTS[5]), 2)
    assert found.meeting_by_id["ac"].required


def test_nothing_is_required_of_who_does_not_come_and_groups_meet_without() -> None:
    group = Meeting(id="acf", parties=("A", "C", "F"), required=True, pin=Spot(slot=SLOTS[1]))
    promised = changed(HALL, {"A": {"min_meetings": 2}, "ac": {"required": True, "pin": Spot(slot=SLOTS[0])}})
    promised = replace(promised, meetings=(*promised.meetings, group))

    found = with_(promised, Absent(party="A"))

    party, pair = found.party_by_id["A"], found.meeting_by_id["ac"]
    assert (party.unavailable, party.min_meetings) == (tuple(SLOTS), 0)
    assert (pair.required, pair.pin) == (False, None)
    assert found.meeting_by_id["acf"] == replace(group, parties=("C", "F"))
    assert [each.rule for each in violations(found, placed(f"ad {SLOTS[3]} T1"))] == ["pins", "party-availability"]


def test_interpreters_come_and_go() -> None:
    found = with_(HALL, MoreInterpreters(languages=("vi", "ko"), number=2), WithoutInterpreter(interpreter="I1"))

    assert [(each.id, each.languages) for each in found.interpreters] == [
        ("I2", ("lo", "ko")),
        ("+1", ("vi", "ko")),
        ("+1'", ("vi", "ko")),
    ]


@pytest.mark.parametrize(("most", "floor"), [(1, 1), (5, 2), (None, 2)])
def test_no_more_is_promised_than_another_maximum_allows(most: int | None, floor: int) -> None:
    promised = changed(HALL, {"A": {"min_meetings": 2, "max_meetings": 3}})

    found = with_(promised, Maximum(party="A", most=most))

    assert found.party_by_id["A"] == Party(id="A", side="province", min_meetings=floor, max_meetings=most)


def test_other_teams_and_goals() -> None:
    found = with_(HALL, Teams(party="B", teams=3), Goals(goals=(Goal.HELD, Goal.BREAKS)))

    assert found.party_by_id["B"].teams == 3
    assert found.policy.goals == (Goal.HELD, Goal.BREAKS)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (MoreTables(like="T9"), "like"),
        (WithoutTable(table="T9"), "table"),
        (MoreSlot(after="s9"), "after"),
        (ClosedSlot(slot="s9"), "slot"),
        (Absent(party="Z"), "party"),
        (Absent(party="A", slots=("s9",)), "slots"),
        (WithoutInterpreter(interpreter="I9"), "interpreter"),
        (Maximum(party="Z", most=1), "party"),
        (Teams(party="Z", teams=1), "party"),
    ],
)
def test_what_is_not_there_is_named(wrong: Amendment, field: str) -> None:
    with pytest.raises(Misnamed) as refused:
        amended(HALL, [wrong])

    assert refused.value.field == field


@pytest.mark.parametrize(
    "each",
    [
        MoreTables(number=2, like="T1"),
        WithoutTable(table="T1"),
        MoreSlot(after="s1"),
        ClosedSlot(slot="s1"),
        Absent(party="A", slots=("s1",)),
        MoreInterpreters(languages=("vi", "ko")),
        WithoutInterpreter(interpreter="I1"),
        Maximum(party="A", most=None),
        Teams(party="A", teams=2),
        Goals(goals=(Goal.HELD,)),
    ],
)
def test_an_amendment_is_written_and_read_back(each: Amendment) -> None:
    written: dict[str, Any] = plain(each)

    assert amendment(written) == each
    assert written["change"] in KINDS


def test_an_amended_problem_is_another_one_than_that_of_its_file() -> None:
    read = read_instance(as_file(instance_to_json(HALL)))

    assert (read.digest != "", amended(read, []).digest) == (True, "")


def test_near_is_the_timetable_as_it_is_as_far_as_that_is_there() -> None:
    held = {"ac": Spot(slot=SLOTS[0], table="T1"), "ad": Spot(slot="gone"), "zz": Spot(slot=SLOTS[0])}

    found = near(changed(HALL, {"policy": {"goals": (Goal.HELD,)}}), held)

    assert found.published == {"ac": Spot(slot=SLOTS[0], table="T1")}
    assert found.policy.goals == (Goal.HELD, Goal.CHANGES)


def test_near_leaves_the_goals_of_who_says_how_much_changes_count() -> None:
    goals = (Goal.CHANGES, Goal.HELD)

    found = near(changed(HALL, {"policy": {"goals": goals}}), {"ac": Spot(slot=SLOTS[0])})

    assert found.policy.goals == goals


def test_near_nothing_is_just_the_problem() -> None:
    problem = changed(HALL, {"policy": {"goals": (Goal.HELD,)}})

    assert near(problem, {}) == problem
