"""The generated instances: equal for equal seeds, valid, like real ones, with a timetable that keeps what they ask."""

import json
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from app.matching.scheduling import checker, io
from app.matching.scheduling.problem import Goal, Problem
from benchmarks.generate import main
from benchmarks.generators.academic import VARIANTS, forum, tic
from benchmarks.generators.case import Case, placed
from benchmarks.generators.groups import groups
from benchmarks.generators.repairs import TROUBLES, repair_case
from benchmarks.generators.scale import growth, scale_300
from benchmarks.generators.session import session, three_sided

FAMILIES: dict[str, Callable[[int], Case]] = {
    "scale-300": scale_300,
    "growth": partial(growth, meetings=1_200),
    "groups": lambda seed: groups("groups", seed, parties=60, wishes=1_400, seats=27, interpreters=7),
    "tic": tic,
    "forum": forum,
    "vn": session,
    "vn-three": three_sided,
}


def read(case: Case) -> Problem:
    return io.read_instance(json.dumps(case.instance).encode())


def degrees(problem: Problem, side: str) -> list[int]:
    """How many meetings each party of a side wishes, fewest first."""
    wishes = Counter(party for meeting in problem.meetings for party in meeting.parties)
    return sorted(wishes[party.id] for party in problem.parties if party.side == side)


@pytest.fixture(scope="module")
def small() -> dict[str, Any]:
    """Three parties on each side and two periods of two slots; a3 and b2 have no wish, though they meet often."""
    pairs = [("a1", "b1"), ("a1", "b2"), ("a1", "b3"), ("a2", "b1"), ("a2", "b2"), ("a3", "b1"), ("a3", "b3")]
    return {
        "format": "ketnoi.instance/1",
        "name": "small",
        "slots": [
            {"id": f"s{i}", "start": f"2026-01-01T0{i}:00:00Z", "end": f"2026-01-01T0{i}:30:00Z", "period": period}
            for i, period in enumerate(["am", "am", "pm", "pm"], 1)
        ],
        "tables": [{"id": "t1"}, {"id": "t2"}, {"id": "t3"}],
        "parties": [{"id": f"{side}{i}", "side": side} for side in "ab" for i in (1, 2, 3)],
        "meetings": [{"id": f"{a}-{b}", "parties": [a, b], "value": 5} for a, b in pairs],
        "policy": {"goals": ["welfare"]},
    }


@pytest.fixture(scope="module")
def timetable() -> dict[str, Any]:
    """All but the meeting of a1 and b3."""
    spots = {
        "a1-b1": ("s1", "t1"),
        "a2-b2": ("s1", "t2"),
        "a2-b1": ("s2", "t1"),
        "a1-b2": ("s2", "t2"),
        "a3-b1": ("s3", "t1"),
        "a3-b3": ("s4", "t1"),
    }
    return {"placements": [{"meeting": m, "slot": s, "table": t} for m, (s, t) in spots.items()]}


@pytest.mark.parametrize("family", FAMILIES)
def test_family_gives_equal_instances_for_equal_seeds_only(family: str) -> None:
    make = FAMILIES[family]

    first, again, other = make(1), make(1), make(2)

    assert first == again
    assert first.instance["meetings"] != other.instance["meetings"]


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("seed", [0, 1])
def test_witness_is_legal_and_keeps_what_was_promised(family: str, seed: int) -> None:
    case = FAMILIES[family](seed)
    problem, placements = read(case), placed(case.witness)

    values = checker.goal_values(problem, placements)

    assert checker.violations(problem, placements) == []
    assert (values[Goal.REQUIRED], values[Goal.FLOORS]) == (0, 0)
    assert values[Goal.HELD] > 0


@pytest.mark.parametrize("make", [tic, forum])
@pytest.mark.parametrize("variant", VARIANTS)
def test_every_academic_variant_has_a_legal_witness(make: Callable[..., Case], variant: str) -> None:
    case = make(3, variant=variant)
    problem = read(case)

    assert checker.violations(problem, placed(case.witness)) == []
    assert len(case.witness) == len(problem.meetings)
    pinned = sum(meeting.pin is not None for meeting in problem.meetings)
    ordered = sum(bool(meeting.after) for meeting in problem.meetings)
    assert (pinned > 0, ordered > 0) == (variant == "pinned", variant == "ordered")


def test_academic_form_says_the_same_as_the_instance() -> None:
    case = forum(0)

    assert case.dzn is not None
    assert io.read_dzn(case.dzn, name=case.instance["name"]) == read(case)


def test_blind_events_are_valid_but_promise_nothing() -> None:
    case = tic(3, variant="pinned", blind=True)
    problem = read(case)
    pins = Counter((p, m.pin.slot) for m in problem.meetings if m.pin is not None for p in m.parties)

    assert case.witness == []
    assert max(pins.values()) > 1  # a party is pinned to two meetings at once


def test_tic_is_tight_and_forum_is_skewed() -> None:
    tight, skewed = read(tic(0)), read(forum(0))

    busy = degrees(tight, "business")
    assert 42 <= len(busy) <= 60
    assert 8 <= len(tight.slots) <= 10
    assert 0.2 <= sum(degree == len(tight.slots) for degree in busy) / len(busy) <= 0.6
    mean = 2 * len(skewed.meetings) / len(skewed.parties)
    assert 70 <= len(skewed.parties) <= 78
    assert 4 <= mean <= 8
    assert degrees(skewed, "business")[-1] > 2 * mean


def test_scale_300_has_the_size_and_the_spread_of_the_targets() -> None:
    problem = read(scale_300(0))

    assert (len(problem.meetings), len(problem.slots), len(problem.tables)) == (11_600, 16, 120)
    assert (len(degrees(problem, "host")), len(degrees(problem, "guest"))) == (300, 300)
    assert degrees(problem, "guest")[-1] > 2 * 11_600 / 300 > 1.2 * degrees(problem, "guest")[0]
    assert sum(bool(party.unavailable) for party in problem.parties) == 100
    assert {party.min_meetings for party in problem.parties if party.side == "host"} == {4}


def test_growth_keeps_its_ratios() -> None:
    small, large = read(growth(0, meetings=1_200)), read(growth(0, meetings=2_400))

    assert (len(small.parties), len(small.meetings), len(small.tables)) == (200, 4_000, 50)
    assert (len(large.parties), len(large.meetings), len(large.tables)) == (400, 8_000, 100)


def test_groups_have_threes_rest_and_too_few_interpreters() -> None:
    problem = read(FAMILIES["groups"](0))

    threes = sum(len(meeting.parties) == 3 for meeting in problem.meetings) / len(problem.meetings)
    interpreted = sum(bool(meeting.interpreting) for meeting in problem.meetings) / len(problem.meetings)
    assert 0.02 <= threes <= 0.08
    assert 0.2 <= interpreted <= 0.5
    assert all(party.max_consecutive for party in problem.parties if party.side == "guest")
    assert sum(one.max_meetings or 0 for one in problem.interpreters) < interpreted * len(problem.tables) * 20


def test_session_wishes_exceed_the_time_there_is() -> None:
    problem = read(session(0))
    provinces = [party for party in problem.parties if party.side == "province"]

    assert len(provinces) in {34, 63}
    assert all(party.tables for party in provinces)
    assert len(problem.meetings) > 0.7 * len(provinces) * len(problem.slots)


def test_three_sided_session_has_wishes_between_all_sides() -> None:
    problem = read(three_sided(0))
    side = {party.id: party.side for party in problem.parties}

    met = {tuple(sorted(side[party] for party in meeting.parties)) for meeting in problem.meetings}

    assert met == {
        ("mission", "province"),
        ("partner", "province"),
        ("mission", "partner"),
        ("mission", "partner", "province"),
    }


@pytest.mark.parametrize("trouble", [*TROUBLES, "all"])
def test_repair_case_publishes_the_timetable(trouble: str, small: dict[str, Any], timetable: dict[str, Any]) -> None:
    before = json.dumps(small)

    problem = read(repair_case(small, timetable, trouble, 0))

    assert json.dumps(small) == before
    assert {meeting: spot.slot for meeting, spot in (problem.published or {}).items()} == {
        spot["meeting"]: spot["slot"] for spot in timetable["placements"]
    }
    assert [*problem.policy.goals] == ["required", "changes", "floors", "welfare"]


def test_each_trouble_does_what_it_says(small: dict[str, Any], timetable: dict[str, Any]) -> None:
    absence, lost, must = (read(repair_case(small, timetable, trouble, 1)) for trouble in TROUBLES)

    (away,) = [party for party in absence.parties if party.unavailable]
    assert away.unavailable in {("s1", "s2"), ("s3", "s4")}
    (table,) = [table for table in lost.tables if table.unavailable]
    assert (table.id in {"t1", "t2"}, table.unavailable) == (True, ("s1", "s2", "s3", "s4"))
    new = must.meetings[-1]
    assert (new.required, len(must.meetings)) == (True, 8)
    assert new.parties == ("a3", "b2")


def test_command_writes_the_instance_and_its_witness(tmp_path: Path) -> None:
    instance, witness = tmp_path / "tic.json", tmp_path / "witness.json"

    code = main(["tic", "--seed", "4", "-o", str(instance), "--witness", str(witness)])

    problem = io.read_instance(instance.read_bytes())
    report = checker.check(problem, io.read_timetable(witness.read_bytes()))
    assert code == 0
    assert (report.violations, report.claims) == ((), ())


def test_command_refuses_the_academic_form_for_what_it_cannot_say(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["vn", "-o", str(tmp_path / "vn.dzn")])

    assert "no academic form" in capsys.readouterr().err
    assert not (tmp_path / "vn.dzn").exists()
