"""What the benchmark makes of its runs: milestones, medians, tables, charts, and targets met or missed."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from app.matching.scheduling.problem import Goal
from benchmarks import run, suites
from benchmarks.measuring import charts, explanations, markdown, report, svg, targets
from benchmarks.measuring.milestones import Milestones, gap, key_goal, milestones, reached
from benchmarks.measuring.outcome import outcome_from_json, outcome_to_json
from benchmarks.measuring.summary import summaries
from tests.benchmark_runs import breaks, event, outcome, proven

ROOT = Path(__file__).parent.parent
SVG = "{http://www.w3.org/2000/svg}"


def test_milestones_are_read_from_the_progress() -> None:
    assert milestones(outcome()) == Milestones(first=1.0, near=3.0, final=6.0, proof=None)
    assert milestones(proven()) == Milestones(first=0.5, near=1.5, final=1.5, proof=1.5)
    assert milestones(outcome(events=())) == Milestones(first=9.0, near=9.0, final=9.0, proof=None)
    assert milestones(outcome(goals=(), status="NothingFound")) == Milestones(None, None, None, None)


def test_goal_is_reached_only_once_it_stays_reached() -> None:
    events = (event(1.0, required=(0, 0), welfare=(995, 1000)), event(2.0, required=(1, 0), welfare=(995, 1000)))
    back = event(3.0, required=(0, 0), welfare=(995, 1000))

    assert reached(outcome(events=(*events, back)), Goal.WELFARE, 0.01) == 3.0
    assert reached(outcome(events=events), Goal.WELFARE, 0.01) == 9.0
    assert reached(outcome(), Goal.WELFARE, 0.001) is None


def test_gap_is_relative_for_gains_and_a_number_for_costs() -> None:
    assert (gap(outcome(), Goal.WELFARE), gap(outcome(), Goal.BREAKS)) == (0.005, 3.0)
    assert gap(outcome(goals=tuple(breaks(4, None))), Goal.BREAKS) is None
    assert (key_goal(outcome()), key_goal(proven())) == (Goal.WELFARE, Goal.BREAKS)


def test_summary_takes_the_middle_run_and_medians() -> None:
    worse = tuple(breaks(7, 4))
    runs = [proven(1.0), proven(5.0, seed=1), proven(2.0, seed=2, goals=worse, status="feasible")]

    (found,) = summaries(runs)

    assert (found.runs, found.seconds, found.worst_seconds, found.middle.status) == (3, 2.0, 5.0, "optimal")
    assert found.times.proof == 1.5


def test_summary_of_few_proofs_has_no_time_of_proof() -> None:
    failed = outcome(goals=(), status="NothingFound", events=(), checked=None)

    (found,) = summaries([proven(), failed, failed])

    assert (found.middle.status, found.times.proof, found.checked) == ("NothingFound", None, True)


def test_table_has_a_line_for_each_instance_and_solver() -> None:
    lines = markdown.results(summaries([outcome(), outcome(seed=1, seconds=10.0), proven(solver="plain")])).splitlines()

    engine = (
        "required 0 (0), welfare 995 (1,000), breaks 3 (0) | welfare 0.500%, breaks 3 | 7/8 | 1.00 | 3.00 | 6.00 | –"
    )
    plain = "required 0 (0), breaks 4 (4) | none | 7/8 | 0.50 | 1.50 | 1.50 | 1.50"
    assert lines[2:] == [
        f"| toy | engine | feasible | {engine} | 9.50 (10.0) | 100 | yes |",
        f"| toy | plain | optimal | {plain} | 2.00 | 100 | yes |",
    ]


def test_table_tells_a_wrong_result_and_an_error() -> None:
    wrong = markdown.cells(summaries([outcome(checked=False)])[0])
    failed = outcome(goals=(), status="failed", message="Traceback\nMemoryError: a | b\n", checked=None)

    assert wrong[-1] == "NO"
    assert markdown.cells(summaries([failed])[0])[2:4] == ["failed", "MemoryError: a / b"]


def test_stages_are_summed_up() -> None:
    stages = (
        {"stage": "exchanges", "goal": "welfare", "seconds": 1.25, "improved": True},
        {"stage": "exchanges", "goal": "breaks", "seconds": 0.5, "improved": False},
        {"stage": "cores", "goal": "breaks", "seconds": 2, "improved": 3},
    )

    lines = markdown.stages(summaries([outcome(stages=stages)])).splitlines()

    assert lines[2:] == ["| toy | engine | exchanges | 2 | 1.75 | 1 |", "| toy | engine | cores | 1 | 2.00 | 1 |"]
    assert markdown.stages(summaries([outcome()])) == ""


def test_document_is_renewed_between_its_markers_only() -> None:
    document = "before\n<!-- a: begin -->\nold\n<!-- a: end -->\n<!-- b: begin -->\n<!-- b: end -->\n"

    once = markdown.replaced(document, "a", "new \\1")

    assert once == "before\n<!-- a: begin -->\n\nnew \\1\n\n<!-- a: end -->\n<!-- b: begin -->\n<!-- b: end -->\n"
    assert markdown.replaced(once, "a", "new \\1") == once
    with pytest.raises(ValueError, match="no place for c"):
        markdown.replaced(document, "c", "new")


def test_every_suite_has_its_place_in_the_document() -> None:
    document = (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")

    for suite in (*suites.SUITES, run.EXPLAIN):
        assert "new figures" in markdown.replaced(document, suite, "new figures")


def test_outcome_survives_its_file() -> None:
    assert outcome_from_json(json.loads(json.dumps(outcome_to_json(outcome())))) == outcome()


def test_chart_draws_each_curve_with_its_name() -> None:
    chart = svg.Chart(
        title="a < b",
        across="s",
        up="value",
        curves=[
            svg.Curve(name="first", points=[(1, 10), (10, 20)], stepped=True),
            svg.Curve(name="bound", points=[(1, 40), (10, 40)], dashed=True, marked=True),
        ],
        log_across=True,
    )

    root = ET.fromstring(svg.to_svg(chart))  # noqa: S314 -- our own text

    texts = [text.text for text in root.iter(f"{SVG}text")]
    drawn = [path.get("d") for path in root.iter(f"{SVG}path") if path.get("fill") == "none"]
    assert {"a < b", "first", "bound", "1", "10", "20", "40"} <= set(texts)
    assert drawn == ["M90.0 310.0H520.0V220.0", "M90.0 40.0L520.0 40.0"]
    assert len([*root.iter(f"{SVG}circle")]) == 2


@pytest.mark.parametrize(
    ("values", "ticks"),
    [([3, 97], [0, 20, 40, 60, 80, 100]), ([5, 5], [5, 6]), ([0.1, 0.3], [0.1, 0.15, 0.2, 0.25, 0.3])],
)
def test_axis_ticks_are_round_numbers_around_the_values(values: list[float], ticks: list[float]) -> None:
    assert svg.Axis(values, 0, 100, log=False).ticks == pytest.approx(ticks)


@pytest.mark.parametrize(
    ("values", "ticks"),
    [([3, 97], [2, 5, 10, 20, 50, 100]), ([7, 7], [5, 10]), ([0.02, 70_000], [10.0**power for power in range(-2, 6)])],
)
def test_ticks_of_logarithms_are_ones_twos_and_fives(values: list[float], ticks: list[float]) -> None:
    assert svg.Axis(values, 0, 100, log=True).ticks == pytest.approx(ticks)


def test_curves_over_time_leave_out_runs_that_hold_little() -> None:
    chart = charts.over_time("toy", Goal.BREAKS, [outcome(), outcome(solver="plain", held=2)])

    assert {curve.name for curve in chart.curves} == {"engine", "engine: bound"}


def test_curves_over_time_leave_out_what_is_far_off() -> None:
    chart = charts.over_time("toy", Goal.WELFARE, [outcome()])

    values, bounds = chart.curves
    assert values.points == [(3.0, 992.0), (4.0, 995.0), (9.0, 995.0)]
    assert (bounds.points, bounds.dashed) == ([(3.0, 1000.0), (9.0, 1000.0)], True)


def test_exponent_of_growth_is_the_slope_of_the_logarithms() -> None:
    assert charts.slope([(10, 3), (100, 300), (1000, 30000)]) == pytest.approx(2)
    assert charts.slope([(10, 3)]) is None


def test_growth_is_drawn_beside_the_slope_that_is_aimed_at() -> None:
    runs = [outcome(instance=f"growth-{n}", seconds=n / 1000) for n in (10_000, 20_000, 40_000)]

    ((name, chart),) = report.charts("scale", summaries(runs))

    assert name == "benchmark-growth.svg"
    assert [curve.name for curve in chart.curves] == ["engine, n^1.00", "n^1.15"]
    assert chart.curves[0].points == [(10_000, 10.0), (20_000, 20.0), (40_000, 40.0)]


def test_targets_are_judged_by_the_figures() -> None:
    fast, slow = (summaries([proven(seconds, instance=f"i{n}") for n in range(20)]) for seconds in (3.0, 30.0))

    assert [(v.target, v.measured, v.met) for v in targets.verdicts("academic", fast)] == [
        ("all 20 proven", "20 of 20", True),
        ("worst ≤ 22 s", "3 s", True),
        ("worst time to within one break of the optimum ≤ 5 s", "1.5 s", True),
        ("all 20 together ≤ 85 s", "60 s", True),
    ]
    assert [v.met for v in targets.verdicts("academic", slow)] == [True, False, True, False]
    assert targets.verdicts("academic", summaries([proven(solver="plain")])) == []


@pytest.mark.parametrize("suite", [*targets.JUDGES])
def test_targets_of_a_run_that_found_nothing_are_missed(suite: str) -> None:
    nothing = outcome(goals=(), status="NothingFound", events=(), instance="growth-120000", checked=None)

    found = targets.verdicts(suite, summaries([nothing]))

    assert [verdict.target for verdict in found if verdict.met] == []


def test_time_is_compared_with_the_counters_model() -> None:
    runs = [proven(8.0), proven(10.0, solver="counters"), proven(1.0, instance="other")]

    (verdict,) = targets.verdicts("events", summaries(runs))

    assert verdict == ("time beside the counters model's ≤ 0.9", "0.8", True)


def test_published_section_has_table_and_charts(tmp_path: Path) -> None:
    document, images = tmp_path / "benchmarks.md", tmp_path / "images"
    document.write_text("<!-- large: begin -->\n<!-- large: end -->\n", encoding="utf-8")
    results = report.Measured(suite="large", circumstances="A machine.", outcomes=[outcome()])

    report.publish(report.from_json(json.loads(json.dumps(report.to_json(results)))), document, images)

    text = document.read_text(encoding="utf-8")
    assert "A machine.\n\n| instance | solver |" in text
    assert "![toy: breaks](images/benchmark-toy-breaks.svg)" in text
    assert "| toy: gap of breaks ≤ 5 | 3 | yes |" in text
    assert [path.name for path in images.iterdir()] == ["benchmark-toy-breaks.svg"]


def test_explanations_are_told_in_tables() -> None:
    row: Mapping[str, Any] = {
        "instance": "toy",
        "explained": 60,
        "median": 12.34,
        "worst": 80.0,
        "not_held": 200,
        "all_seconds": 4.0,
        "exact": 190,
    }

    text = explanations.section([dict(row)])

    assert "| toy | 60 | 12.3 | 80.0 | 200 | 4.00 | 190/200 |" in text
    assert [verdict.met for verdict in explanations.verdicts([dict(row)])] == [True, False, False]
