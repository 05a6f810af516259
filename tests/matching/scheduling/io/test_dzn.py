"""The academic instances: the mapping on a small one of our own, what is refused, and the real ones where they are."""

import json
import os
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from app.matching.scheduling.io import InputErrors, digest, instance_to_json, read_dzn, read_instance
from app.matching.scheduling.problem import Goal, Meeting, Party, Policy, Problem, Slot, Spot, Table

SMALL = """\
% Three people, four quarters of an hour, two of them in the morning.
nBusiness = 3;
nMeetings = 4;
nTables = 2;
nTotalSlots = 4;
nMorningSlots = 2;

requested = [|1, 2,1,
|2, 3,2, % after lunch
|3, 1,3,
|1, 2,3,
|];

meetingsxBusiness = [{1,3,4},
{1,2,4},
{2,3}];
nMeetingsBusiness = [3,3,2];
forbidden = [{0},
{4, 1},{}];
fixed = [0,3,0,0];
precedences = [{},{},{},{3,1,}];
"""
START = datetime(2026, 1, 15, 8, tzinfo=timezone(timedelta(hours=1)))
QUARTER = timedelta(minutes=15)


def test_every_part_of_a_file_is_mapped() -> None:
    assert read_dzn(SMALL, name="small") == Problem(
        name="small",
        slots=tuple(
            Slot(id=f"s0{i + 1}", start=START + i * QUARTER, end=START + (i + 1) * QUARTER, period="day")
            for i in range(4)
        ),
        tables=(Table(id="t01"), Table(id="t02")),
        parties=(
            Party(id="p001", side="business"),
            Party(id="p002", side="business", unavailable=("s01", "s04")),
            Party(id="p003", side="business"),
        ),
        meetings=(
            Meeting(id="m001", parties=("p001", "p002"), required=True, slots=("s01", "s02")),
            Meeting(id="m002", parties=("p002", "p003"), required=True, slots=("s03", "s04"), pin=Spot(slot="s03")),
            Meeting(id="m003", parties=("p003", "p001"), required=True),
            Meeting(id="m004", parties=("p001", "p002"), required=True, after=("m001", "m003")),
        ),
        policy=Policy(goals=(Goal.REQUIRED, Goal.BREAKS), max_break_spread=2),
    )


def test_what_was_converted_is_an_instance_file_of_the_same_digest() -> None:
    problem = read_dzn(SMALL, name="small")

    again = read_instance(json.dumps(instance_to_json(problem)).encode())

    assert again == problem
    assert again.digest == digest(problem)


def test_the_older_name_of_the_pins_is_understood_and_both_may_be_missing() -> None:
    older = SMALL.replace("fixed", "fixat")
    free = SMALL.replace("fixed = [0,3,0,0];\n", "").replace("precedences = [{},{},{},{3,1,}];\n", "")

    assert read_dzn(older, name="small") == read_dzn(SMALL, name="small")
    assert [(m.pin, m.after) for m in read_dzn(free, name="small").meetings] == [(None, ())] * 4


def test_an_event_without_meetings_is_an_instance() -> None:
    empty = "nBusiness = 0; nMeetings = 0; nTables = 0; nTotalSlots = 1; nMorningSlots = 1; requested = [||];"

    problem = read_dzn(empty.replace("||", "| |") + "forbidden = [];", name="empty")

    assert (problem.parties, problem.tables, problem.meetings) == ((), (), ())


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("nTables = 2;\n", "", "expected a value for nTables, which is missing"),
        ("forbidden = [{0},\n{4, 1},{}];\n", "", "expected a value for forbidden, which is missing"),
        ("nTables = 2", "nTables = 2.5", 'line 4: expected ";", got "."'),
        ("nTables = 2;", "nTables = 2", 'line 5: expected ";", got "nTotalSlots"'),
        ("nTables = 2", "nTables = -1", "line 4: expected nTables to be an integer from 0 to 100000"),
        ("nTables = 2", "nTables = [2]", "line 4: expected nTables to be an integer from 0 to 100000"),
        ("nTables = 2", "nTables = 2000000000", 'line 4: expected an integer of at most nine digits, got "2000000000"'),
        ("nTotalSlots = 4", "nTotalSlots = 0", "line 5: expected nTotalSlots to be an integer from 1 to 100000"),
        ("nMorningSlots = 2", "nMorningSlots = 5", "line 6: expected nMorningSlots to be an integer from 0 to 4"),
        ("nTables", "nChairs", "line 4: expected no nChairs in this file"),
        ("nTables", "nBusiness", 'line 4: expected a name not given before, got "nBusiness"'),
        ("nTables", "[", 'line 4: expected a name not given before, got "["'),
        ("{1,3,4}", "{1,3,4", 'line 15: expected an integer of at most nine digits, got "{"'),
        ("{1,3,4}", "{1,a,4}", 'line 14: expected an integer of at most nine digits, got "a"'),
        (
            "precedences = [{},{},{},{3,1,}];",
            "precedences = [{},",
            'line 22: expected an integer of at most nine digits, got ""',
        ),
        ("nMeetings = 4", "nMeetings = 5", "line 8: expected requested to have 5 items"),
        ("|2, 3,2,", "|2, 3,", "line 8: expected requested[2] to be a row of three integers"),
        ("|2, 3,2,", "|2, 3,4,", "line 8: expected the session in requested[2] to be 1, 2 or 3"),
        ("|2, 3,2,", "|2, 4,2,", "line 8: expected requested[2] to name two different participants from 1 to 3"),
        ("|2, 3,2,", "|0, 3,2,", "line 8: expected requested[2] to name two different participants from 1 to 3"),
        ("|2, 3,2,", "|3, 3,2,", "line 8: expected requested[2] to name two different participants from 1 to 3"),
        ("{4, 1}", "{5, 1}", "line 18: expected forbidden[2] to be a set of integers from 0 to 4"),
        ("{4, 1}", "4", "line 18: expected forbidden[2] to be a set of integers from 0 to 4"),
        ("{4, 1},{}", "{4, 1}", "line 18: expected forbidden to have 3 items"),
        ("[0,3,0,0]", "[0,5,0,0]", "line 20: expected fixed[2] to be an integer from 0 to 4"),
        ("[0,3,0,0]", "[0,{3},0,0]", "line 20: expected fixed[2] to be an integer from 0 to 4"),
        ("[0,3,0,0];", "[0,3,0,0]; fixat = [0,3,0,0];", "line 20: expected no fixat beside fixed"),
        ("{3,1,}", "{5}", "line 21: expected precedences[4] to be a set of integers from 0 to 4"),
        ("{3,1,}", "{4}", "line 21: expected no cycle, but precedences[4] leads back to itself"),
    ],
)
def test_a_broken_file_says_what_is_wrong_and_where(old: str, new: str, message: str) -> None:
    assert old in SMALL

    with pytest.raises(InputErrors) as refused:
        read_dzn(SMALL.replace(old, new, 1), name="small")

    assert [(error.pointer, error.message) for error in refused.value.errors] == [("", message)]


def test_the_academic_instances_are_read() -> None:
    directory = os.environ.get("KETNOI_B2B_INSTANCES", "")
    if not Path(directory).is_dir() or not directory:
        pytest.skip("KETNOI_B2B_INSTANCES does not name the directory of the academic instances")

    problems = [read_dzn(path.read_text(), name=path.stem) for path in sorted(Path(directory).rglob("*.dzn"))]

    assert problems
    for problem in problems:
        assert read_instance(json.dumps(instance_to_json(problem)).encode()) == problem
