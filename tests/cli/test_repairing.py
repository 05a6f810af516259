"""`ketnoi repair` as a user calls it: who must be told what, and the curve."""

import json
from dataclasses import replace
from pathlib import Path

from app.matching.scheduling.problem import Goal, Policy, Spot
from tests.cli.test_solving import INSTANCE, ketnoi, read, written
from tests.matching.scheduling.hall import HALL, changed

PUBLISHED = {"ac": Spot(slot="s1", table="T1"), "bd": Spot(slot="s1", table="T2"), "ae": Spot(slot="s2")}
LOST = changed(
    replace(HALL, published=PUBLISHED, policy=Policy(goals=(Goal.REQUIRED, Goal.WELFARE))),
    {"D": {"unavailable": ("s1",)}, "bd": {"slots": ()}, "be": {"value": 7}, "cf": {"value": 9}},
)


def test_repair_says_who_must_be_told_what(tmp_path: Path) -> None:
    output = tmp_path / "repaired.json"

    repaired = ketnoi("repair", written(tmp_path, LOST), "-o", output)

    dropped = {"meeting": "bd", "before": {"slot": "s1", "table": "T2"}, "now": None}
    assert (repaired.returncode, repaired.stdout) == (0, "")
    assert repaired.stderr.splitlines()[-3:] == [
        "to be told: 2 of 6 parties: B, D",
        "B: bd is dropped, was s1 at T2",
        "D: bd is dropped, was s1 at T2",
    ]
    assert read(output)["run"]["told"] == {"B": [dropped], "D": [dropped]}
    assert "curve" not in read(output)["run"]


def test_the_curve_says_what_telling_more_would_bring(tmp_path: Path) -> None:
    output = tmp_path / "repaired.json"

    in_words = ketnoi("repair", written(tmp_path, LOST), "-o", output, "--curve", "--quiet")
    as_json = ketnoi("repair", written(tmp_path, LOST), "-o", output, "--curve", "--json", "--quiet")

    assert in_words.stdout.splitlines() == [
        "2 told: welfare 0 (bound 0)",
        "3 told: welfare 7 (bound 7)",
        "4 told: welfare 9 (bound 9)",
        "5 told: welfare 16 (bound 16)",
        "6 told: welfare 16 (bound 16)",
    ]
    assert json.loads(as_json.stdout) == read(output)["run"]["curve"]
    assert json.loads(as_json.stdout)[1] == {"told": 3, "goals": [{"goal": "welfare", "value": 7, "bound": 7}]}
    assert ketnoi("check", tmp_path / "instance.json", output).returncode == 0


def test_there_is_no_curve_where_other_goals_come_first(tmp_path: Path) -> None:
    repaired = ketnoi("repair", INSTANCE, "-o", tmp_path / "repaired.json", "--curve", "--quiet")

    assert (repaired.returncode, repaired.stdout.startswith("no curve: ")) == (0, True)
