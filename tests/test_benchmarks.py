"""The benchmark's runner: what its tables say, and that it does not let a wrong result pass."""

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest

from app.matching.scheduling.timetable import GoalValue
from benchmarks import measured, run, suites
from benchmarks.measuring.milestones import milestones
from benchmarks.measuring.process import Request, contradicts, measure, stands
from benchmarks.measuring.process import run as run_process
from tests.benchmark_runs import breaks, outcome

EXAMPLE = Path(__file__).parent.parent / "docs" / "examples" / "two-by-two.json"
# The smallest academic form: two businesses that meet once, in one of two slots, at one table.
DZN = """
nBusiness = 2; nMeetings = 1; nTables = 1; nTotalSlots = 2; nMorningSlots = 1;
requested = [| 1, 2, 3 |];
nMeetingsBusiness = [1, 1];
meetingsxBusiness = [{1}, {1}];
forbidden = [{0}, {1}];
fixed = [0];
precedences = [{}];
"""


@pytest.fixture(scope="module")
def academic() -> Path:
    directory = os.environ.get("KETNOI_B2B_INSTANCES")
    if not directory:
        pytest.skip("KETNOI_B2B_INSTANCES names no directory with the academic instances: see benchmarks/README.md")
    return Path(directory)


def test_measured_process_tells_result_milestones_and_memory() -> None:
    found = measure(Request(instance=EXAMPLE, seconds=20, workers=1), "example")

    assert (found.status, found.held, found.wanted, found.checked) == ("optimal", 2, 3, True)
    assert [(goal.goal, goal.value, goal.bound) for goal in found.goals] == [
        ("required", 0, 0),
        ("floors", 0, 0),
        ("welfare", 527, 527),
        ("changes", 2, 2),
        ("breaks", 0, 0),
        ("moves", 1, 1),
    ]
    when = milestones(found)
    assert when.first is not None
    assert when.proof is not None
    assert 0 < found.ready <= when.first <= when.proof <= found.seconds
    assert found.megabytes > 10


def test_measured_process_tells_why_there_is_no_timetable() -> None:
    found = measure(Request(instance=EXAMPLE, solver="plain", seconds=20, workers=1), "example")

    assert (found.status, found.message, found.checked, found.goals) == ("Unsupported", "the goal moves", None, ())


def test_solver_without_stages_says_so(tmp_path: Path) -> None:
    trace = tmp_path / "trace.json"
    command = [str(EXAMPLE), "-o", str(tmp_path / "out.json"), "--trace", str(trace), "--solver", "plain"]

    code = measured.main([*command, "--started", str(time.monotonic()), "--without", "exchanges"])

    told = json.loads(trace.read_bytes())
    assert (code, told["status"]) == (0, "ValueError")
    assert "can't do without exchanges" in told["message"]


def test_process_that_does_not_end_is_killed() -> None:
    finished = run_process(["/bin/sh", "-c", "echo begun; exec sleep 60"], limit=1)

    assert finished.code < 0
    assert finished.said == "begun\n"


def test_wrong_timetable_does_not_stand(tmp_path: Path) -> None:
    wrong = tmp_path / "timetable.json"
    placement = {"meeting": "m1", "slot": "s01", "table": "nowhere"}
    wrong.write_text(
        json.dumps(
            {
                "format": "ketnoi.timetable/1",
                "instance": "",
                "status": "feasible",
                "placements": [placement],
                "goals": [],
            }
        ),
        encoding="utf-8",
    )

    assert not stands(EXAMPLE, wrong, "plain")


@pytest.mark.parametrize(
    ("goals", "expected"),
    [
        (breaks(6, 6), False),
        (breaks(9, None), False),
        (breaks(9, 2), False),
        (breaks(5, 5), True),
        (breaks(9, 7), True),
        (breaks(2, 2, missing=1), False),
    ],
)
def test_result_that_contradicts_a_published_optimum_is_not_accepted(goals: list[GoalValue], *, expected: bool) -> None:
    assert contradicts(goals, 6) is expected


def test_published_optima_are_those_of_the_twenty_instances() -> None:
    optima = suites.published_breaks()

    assert len(optima) == 20
    assert {name: best for name, best in optima.items() if best > 3} == {
        "forum-13crafb": 6,
        "forumt-14": 5,
        "forumt-14crafc": 5,
        "forumt-14crafd": 4,
        "forumt-14crafe": 5,
        "tic-13crafc": 4,
    }


def test_command_prints_a_table_and_reports_success(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "tic-12.original.dzn"
    path.write_text(DZN, encoding="utf-8")
    monkeypatch.setattr(suites, "CACHE", tmp_path)

    code = run.main([str(path), "--seconds", "10", "--workers", "1", "--solver", "engine"])

    lines = capsys.readouterr().out.strip().splitlines()
    assert code == 0
    assert lines[-1].startswith("| tic-12 | engine | optimal | required 0 (0), breaks 0 (0) | none | 1/1 | ")
    assert lines[-1].endswith(" | yes |")


def test_command_says_which_instances_are_missing(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        run.main(["--suite", "academic", "--b2b", str(tmp_path)])

    assert "has no .dzn files" in capsys.readouterr().err


def test_ablation_compares_the_engine_with_itself() -> None:
    options = run._parser().parse_args(["--without", "exchanges", "--without", "exchanges+cores"])

    assert run._solvers(suites.Job("toy", EXAMPLE, 60), options) == [
        ("engine", ()),
        ("engine", ("exchanges",)),
        ("engine", ("exchanges", "cores")),
    ]


def test_ablation_warns_of_stages_that_never_ran(capsys: pytest.CaptureFixture[str]) -> None:
    run._warn([outcome(stages=({"stage": "cores"}, {"stage": "exchanges"}))], ["cores+thinking", "exchanges"])

    assert capsys.readouterr().err == (
        "no run had a stage thinking, so leaving it out says nothing; stages were: cores, exchanges\n"
    )


@pytest.mark.parametrize(
    ("changes", "right"),
    [
        ({}, True),
        ({"checked": False}, False),
        ({"status": "RuntimeError", "checked": None}, False),
        ({"status": "NothingFound", "checked": None}, True),
        ({"status": "MemoryError", "checked": None, "solver": "plain"}, True),
        ({"solver": "plain", "checked": False}, False),
    ],
)
def test_wrong_results_and_errors_of_the_engine_are_failures(changes: dict[str, Any], *, right: bool) -> None:
    assert run._right(outcome(**changes)) is right


@pytest.mark.slow
@pytest.mark.parametrize("name", suites.published_breaks())
def test_academic_instance_is_solved_without_contradicting_what_is_published(
    name: str, academic: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suites, "CACHE", tmp_path)
    job = suites.academic_job(academic / f"{name}.original.dzn", suites.published_breaks(), 20)

    found = measure(Request(instance=job.instance, seconds=20, workers=1), job.name, published=job.published)

    # How far it gets in the time is for the benchmark to say; what it says of itself must be true at any time.
    assert found.checked
    assert found.status in {"optimal", "feasible"}
