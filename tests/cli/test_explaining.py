"""Commands that tell why and at what price, as a user calls them."""

import json
from pathlib import Path

import pytest

from tests.cli.test_solving import INSTANCE, TIMETABLE, ketnoi, read


def test_explain_tells_reason_price_and_moves() -> None:
    told = ketnoi("explain", INSTANCE, TIMETABLE, "m2")

    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout.splitlines() == [
        "m2 is not held: rule (alternatives). Every way breaks a hard rule: alternatives closes 1 of 1 start left.",
        "Holding it costs: welfare -27.",
        "s02 T02: breaks one-meeting-per-table, alternatives; welfare -27",
        "3 of 4 places can't take it in any timetable.",
    ]


def test_explain_tells_all_as_json() -> None:
    told = ketnoi("explain", INSTANCE, TIMETABLE, "m1", "--json")

    explained = json.loads(told.stdout)
    moves = explained.pop("moves")
    assert explained == {
        "meeting": "m1",
        "held": True,
        "reason": None,
        "rule": None,
        "message": None,
        "price": None,
    }
    assert [(move["slot"], move["table"], move["legal"]) for move in moves] == [
        ("s01", "T01", True),
        ("s01", "T02", True),
        ("s02", "T01", False),
        ("s02", "T02", False),
    ]
    assert moves[0]["price"] == {"required": 0, "floors": 0, "welfare": 0, "exact": True}
    assert moves[2] == {
        "slot": "s02",
        "table": "T01",
        "legal": False,
        "rules": ["party-teams", "table-availability"],
        "price": None,
        "chain": [],
    }


@pytest.mark.parametrize("command", ["explain", "standby", "value"])
def test_a_file_that_is_no_timetable_is_bad_input(command: str, tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text(json.dumps(read(TIMETABLE) | {"status": 3}), encoding="utf-8")

    told = ketnoi(command, INSTANCE, broken, *(["m1"] if command == "explain" else []))

    assert (told.returncode, told.stdout) == (2, "")
    assert "/status" in told.stderr


def test_an_unknown_meeting_is_bad_input() -> None:
    told = ketnoi("explain", INSTANCE, TIMETABLE, "m9")

    assert (told.returncode, told.stdout) == (2, "")
    assert "there is no meeting m9" in told.stderr


def test_value_tells_how_bounds_move() -> None:
    told = ketnoi("value", INSTANCE)

    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout.splitlines()[-1].endswith("additions move no bound.")
    assert not any("could gain" in line for line in told.stdout.splitlines())


def test_value_beside_a_timetable_tells_what_it_could_gain() -> None:
    told = ketnoi("value", INSTANCE, TIMETABLE, "--json")

    worth = json.loads(told.stdout)
    assert worth["here"] == {"required": 0, "floors": 0, "welfare": 527}
    assert {more["kind"] for more in worth["more"]} == {"table", "slot", "team", "interpreter"}
    assert all(
        more["at_most"] == {goal: more["bounds"][goal] - worth["here"][goal] for goal in worth["here"]}
        for more in worth["more"]
    )


def test_standby_tells_who_could_take_over() -> None:
    told = ketnoi("standby", INSTANCE, TIMETABLE)

    assert (told.returncode, told.stderr) == (0, "")
    assert [line.split(":")[0] for line in told.stdout.splitlines()] == [
        "s01 T01 m1 without VN-01",
        "s01 T01 m1 without KR-SEL",
        "s02 T02 m3 without VN-48",
        "s02 T02 m3 without KR-SEL",
    ]


def test_standby_is_told_as_json() -> None:
    told = ketnoi("standby", INSTANCE, TIMETABLE, "--json")

    assert [entry["replacement"] for entry in json.loads(told.stdout)["standby"]] == [None] * 4
