"""Pairs scored on the command line."""

import json
from pathlib import Path

from tests.cli.test_solving import ketnoi

PAIR = {"id": "a", "need": {"text": "Tìm nhà nhập khẩu vải thiều", "lang": "vi"}, "offer": "Buyers of fresh lychee"}


def test_pairs_are_scored_with_parts_and_reasons(tmp_path: Path) -> None:
    pairs, scores = tmp_path / "pairs.jsonl", tmp_path / "scores.jsonl"
    pairs.write_text(f"{json.dumps(PAIR)}\n{json.dumps(PAIR | {'id': 2})}\n", encoding="utf-8")

    told = ketnoi("score", pairs, "-o", scores)

    assert (told.returncode, told.stdout, told.stderr) == (0, "", "2 pairs scored\n")
    first, second = map(json.loads, scores.read_text(encoding="utf-8").splitlines())
    assert second == first | {"id": 2}
    assert list(first) == ["id", "score", "parts", "reasons"]
    assert first["score"] == round(sum(part["points"] for part in first["parts"]), 2)
    assert first["score"] > 60
    assert list(first["parts"][0]) == ["part", "points", "most", "vi", "en"]
    assert "Hai bên cùng nói về “vải thiều” – “fresh lychee”." in first["reasons"]["vi"]
    assert "Both speak of “vải thiều” – “fresh lychee”." in first["reasons"]["en"]


def test_a_bad_line_is_named_and_the_others_are_scored(tmp_path: Path) -> None:
    pairs, scores = tmp_path / "pairs.jsonl", tmp_path / "scores.jsonl"
    pairs.write_text(f'{json.dumps(PAIR)}\n{{"id": 1, "need": 3, "offer": "x"}}\n', encoding="utf-8")

    told = ketnoi("score", pairs, "-o", scores)

    assert told.returncode == 2
    assert told.stderr == f"{pairs}:2: /need: expected a text or an object, got int\n"
    assert len(scores.read_text(encoding="utf-8").splitlines()) == 1


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    told = ketnoi("score", tmp_path / "none.jsonl", "-o", tmp_path / "scores.jsonl")

    assert told.returncode == 2
    assert "No such file" in told.stderr
