"""Measures of relevance, on rankings that can be judged by eye, and what the command prints."""

import json
from pathlib import Path

import pytest

from app.matching.scoring.roles import COMPLEMENTS, TABLE
from app.matching.scoring.score import Scorer
from benchmarks import matrix
from benchmarks.relevance.__main__ import main
from benchmarks.relevance.learning import COUPLES, Orders, learnt_fits
from benchmarks.relevance.measures import Judged, auc, figures, ndcg, pairwise
from benchmarks.relevance.pairs import FOLDER, labelled
from tests.matching.scoring.knowledge import known


def judged(*pairs: tuple[int, float], need: str = "n") -> list[Judged]:
    return [Judged(need, label, score) for label, score in pairs]


def test_a_perfect_ranking_has_all_measures_at_one() -> None:
    found = figures(judged((3, 9), (2, 8), (1, 5), (0, 1)))

    assert (found.ndcg, found.pairwise, found.auc) == (1.0, 1.0, 1.0)


def test_a_ranking_turned_round_has_none() -> None:
    turned = judged((0, 9), (1, 8), (2, 5), (3, 1))

    assert (pairwise(turned), auc(turned)) == (0.0, 0.0)
    assert ndcg(turned) < 0.6


def test_equal_scores_are_half_right() -> None:
    equal = judged((3, 5), (0, 5))

    assert (pairwise(equal), auc(equal)) == (0.5, 0.5)
    assert ndcg(equal) == pytest.approx(0.6309, abs=1e-4)


def test_pairs_of_different_needs_are_not_compared_pairwise_but_by_auc() -> None:
    pairs = [*judged((3, 5), (2, 4)), *judged((0, 9), (1, 10), need="m")]

    assert (pairwise(pairs), auc(pairs), ndcg(pairs)) == (1.0, 0.0, 1.0)


@pytest.mark.slow
def test_command_prints_all_sets_and_an_ablation(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert [line.split("  ")[0] for line in lines[1:8]] == ["tuned on", "held out", "terse", "a", "b", "d", "e"]
    assert any(line.startswith("direction, held out") for line in lines)
    pairwise_and_auc = {line.split("  ")[0]: tuple(map(float, line.split()[-2:])) for line in lines[1:6]}
    assert {name for name, (right, area) in pairwise_and_auc.items() if right >= 0.85 and area >= 0.9} >= {
        "tuned on",
        "held out",
        "terse",
    }
    assert all(right >= 0.75 and area >= 0.8 for right, area in pairwise_and_auc.values())


def test_command_takes_pairs_of_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pairs = tmp_path / "other.jsonl"
    pairs.write_text((FOLDER / "terse.jsonl").read_text(encoding="utf-8"), encoding="utf-8")

    assert main([str(pairs)]) == 0
    assert capsys.readouterr().out.splitlines()[1].startswith("other  ")


def test_matrix_of_a_demo_conference_is_timed(capsys: pytest.CaptureFixture[str]) -> None:
    assert matrix.main(["session-2026"]) == 0

    figures_of = json.loads(capsys.readouterr().out)
    assert (figures_of["provinces"], figures_of["missions"], figures_of["needs"]) == (34, 98, 202)


def test_fits_of_roles_are_learnt_so_that_more_pairs_come_in_order() -> None:
    orders = Orders(labelled(FOLDER / "h.jsonl"), Scorer(known()))

    learnt = learnt_fits([orders])

    before, after = ([fits[couple] for couple in COUPLES] for fits in (TABLE, learnt))
    assert learnt.keys() == set(COUPLES)
    assert all(-1 <= fit <= 1 for fit in learnt.values())
    assert all(fit == 1 for (one, other), fit in learnt.items() if COMPLEMENTS[one] is other)
    assert (orders.fixed + orders.met @ after > 0).sum() > (orders.fixed + orders.met @ before > 0).sum()
