"""The measurement of the API: that both servers answer the same, and what its table says."""

import json
import urllib.request
from itertools import repeat
from pathlib import Path
from typing import Any

import pytest

from app.access.addresses import API
from benchmarks import service
from benchmarks.serving import servers
from benchmarks.serving.load import milliseconds, put_on
from benchmarks.serving.servers import Asked, Running


def answered(running: Running, path: str, asked: Asked) -> list[dict[str, Any]]:
    """The list of needs as this server gives it."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{running.port}{path}/delegations/{asked.delegation_id}/needs?limit={servers.NEEDS}",
        headers={"Authorization": f"Bearer {asked.token}"},
    )
    with urllib.request.urlopen(request) as response:  # noqa: S310 -- the address of our own server
        items: list[dict[str, Any]] = json.load(response)["items"]
    return items


@pytest.mark.slow
def test_both_servers_take_and_list_the_same_needs(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'ketnoi.db'}"
    asked = servers.filled(url)

    with servers.service(url, tmp_path / "ours") as ours, servers.bare(url, tmp_path / "bare") as bare:
        loads = [
            put_on(running.port, asked.submits(path), clients=2, seconds=0.2)
            for running, path in ((ours, API), (bare, ""))
        ]
        lists = [answered(running, path, asked) for running, path in ((ours, API), (bare, ""))]
        used = ours.cpu_seconds()

    assert lists[0] == lists[1]
    assert len(lists[0]) == servers.NEEDS
    assert all(load.answers and load.seconds >= 0.2 for load in loads)
    assert used > 0


def test_answer_that_is_no_success_ends_the_measurement(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'ketnoi.db'}"
    asked = servers.filled(url)
    unknown = next(Asked(asked.delegation_id, "not-a-token").reads(API))

    with servers.service(url, tmp_path / "log") as ours, pytest.raises(RuntimeError, match="not-signed-in"):
        put_on(ours.port, repeat(unknown), clients=1, seconds=5)


def test_server_that_does_not_start_tells_why(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="NoSuchModuleError"), servers.bare("nosql://nowhere", tmp_path / "log"):
        pass


@pytest.mark.slow
def test_table_has_a_line_for_each_server(capsys: pytest.CaptureFixture[str]) -> None:
    assert service.main(["--database", "SQLite", "--rounds", "1", "--seconds", "0.2"]) == 0

    told, _, *rows = capsys.readouterr().out.split("\n| ")[0:]
    cells = [[cell.strip() for cell in row.strip("|\n ").split("|")] for row in rows[1:]]
    assert "1 rounds of 0.2 s each, in turn; load before: " in told
    assert [line[1:4] for line in cells] == [
        [action, clients, server]
        for action in ("list of 50 needs", "submit a need")
        for clients in ("1", "8")
        for server in ("Kết Nối", "bare")
    ]
    assert [line[-1] for line in cells if line[3] == "bare"] == ["100%"] * 4


def test_share_of_answers_within_milliseconds() -> None:
    answers = [number / 1000 for number in range(1, 102)]

    assert [round(milliseconds(answers, percent), 6) for percent in (50, 99)] == [51, 100]
