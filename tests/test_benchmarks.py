"""The benchmark's runner: what its table says, and that it does not let a wrong result pass."""

import os
from pathlib import Path

import pytest

from app.matching.scheduling.timetable import GoalValue
from benchmarks.run import Row, _contradicts, main, measure, published_breaks

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


def breaks(value: int, bound: int | None, *, missing: int = 0) -> list[GoalValue]:
    return [GoalValue(goal="required", value=missing, bound=0), GoalValue(goal="breaks", value=value, bound=bound)]


def test_row_gives_each_goal_with_its_bound() -> None:
    row = measure(EXAMPLE, {}, seconds=10, workers=1, seed=0)

    assert row._replace(seconds="") == Row(
        instance="two provinces, two missions",
        status="optimal",
        goals="required 0 (0), floors 0 (0), welfare 527 (527), changes 2 (2), breaks 0 (0), moves 1 (1)",
        held="2/3",
        seconds="",
        published="",
        checked=True,
    )


def test_academic_instance_is_named_as_published(tmp_path: Path) -> None:
    path = tmp_path / "tic-12.original.dzn"
    path.write_text(DZN, encoding="utf-8")

    row = measure(path, published_breaks(), seconds=10, workers=1, seed=0)

    assert row._replace(seconds="") == Row(
        instance="tic-12",
        status="optimal",
        goals="required 0 (0), breaks 0 (0)",
        held="1/1",
        seconds="",
        published="breaks 0",
        checked=True,
    )


@pytest.mark.parametrize(
    ("goals", "contradicts"),
    [
        (breaks(6, 6), False),
        (breaks(9, None), False),
        (breaks(9, 2), False),
        (breaks(5, 5), True),
        (breaks(9, 7), True),
        (breaks(2, 2, missing=1), False),
    ],
)
def test_result_that_contradicts_a_published_optimum_is_not_accepted(
    goals: list[GoalValue], *, contradicts: bool
) -> None:
    assert _contradicts(goals, 6) is contradicts


def test_published_optima_are_those_of_the_twenty_instances() -> None:
    optima = published_breaks()

    assert len(optima) == 20
    assert {name: best for name, best in optima.items() if best > 3} == {
        "forum-13crafb": 6,
        "forumt-14": 5,
        "forumt-14crafc": 5,
        "forumt-14crafd": 4,
        "forumt-14crafe": 5,
        "tic-13crafc": 4,
    }


def test_command_prints_a_table_and_reports_success(capsys: pytest.CaptureFixture[str]) -> None:
    code = main([str(EXAMPLE), "--seconds", "10", "--workers", "1"])

    lines = capsys.readouterr().out.splitlines()
    assert code == 0
    assert lines[0] == "| instance | status | goals: value (bound) | held | seconds | published | checked |"
    assert lines[2].startswith("| two provinces, two missions | optimal | required 0 (0), ")
    assert lines[2].endswith(" | yes |")


@pytest.mark.slow
@pytest.mark.parametrize("name", published_breaks())
def test_academic_instance_is_solved_without_contradicting_what_is_published(name: str, academic: Path) -> None:
    row = measure(academic / f"{name}.original.dzn", published_breaks(), seconds=20, workers=1, seed=0)

    # How far it gets in the time is for the benchmark to say; what it says of itself must be true at any time.
    assert row.checked
    assert row.status in {"optimal", "feasible"}
