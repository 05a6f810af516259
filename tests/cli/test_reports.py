"""Commands that tell more of a finished timetable, as a user calls them."""

import json
from pathlib import Path

from tests.cli.test_solving import INSTANCE, TIMETABLE, ketnoi, read


def test_fairness_is_told_in_words() -> None:
    told = ketnoi("fairness", INSTANCE, TIMETABLE)

    assert (told.returncode, told.stderr) == (0, "")
    lines = told.stdout.splitlines()
    assert [line for line in lines if not line.startswith(" ")] == ["province: 2 parties", "mission: 2 parties"]
    assert "  least served: KR-PUS" in lines
    assert "  proven: no timetable gives each of them more than 1" in lines


def test_fairness_is_told_as_json() -> None:
    told = ketnoi("fairness", INSTANCE, TIMETABLE, "--json")

    sides = json.loads(told.stdout)["sides"]
    assert [(side["side"], side["leximin"], side["least_served"]) for side in sides] == [
        ("province", [1, 1], ["VN-48", "VN-01"]),
        ("mission", [0, 2], ["KR-PUS"]),
    ]
    assert [side["proof"]["least_served"]["proven"] for side in sides] == [True, False]


def test_fairness_of_an_illegal_timetable_is_not_told(tmp_path: Path) -> None:
    timetable = read(TIMETABLE)
    timetable["placements"][1]["slot"] = "s01"
    path = tmp_path / "timetable.json"
    path.write_text(json.dumps(timetable), encoding="utf-8")

    told = ketnoi("fairness", INSTANCE, path)

    assert (told.returncode, told.stdout) == (1, "")
    assert "the timetable breaks hard rules" in told.stderr


def test_fairness_of_an_infeasible_instance_is_not_told(tmp_path: Path) -> None:
    timetable = read(TIMETABLE) | {"status": "infeasible", "placements": [], "goals": [], "unplaced": []}
    path = tmp_path / "timetable.json"
    path.write_text(json.dumps(timetable), encoding="utf-8")

    told = ketnoi("fairness", INSTANCE, path)

    assert (told.returncode, told.stdout) == (1, "")
    assert "no timetable in it" in told.stderr


def test_fairness_of_a_file_that_is_none_is_bad_input() -> None:
    assert ketnoi("fairness", INSTANCE, INSTANCE).returncode == 2
