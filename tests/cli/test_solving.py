"""The commands of the core as a user calls them: files in, files out, exit codes, signals."""

import json
import os
import pty
import signal
import subprocess
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from app.matching.scheduling.io import instance_to_json
from app.matching.scheduling.problem import Problem, Spot
from tests.cli.process import COMMAND
from tests.matching.scheduling.hall import HALL, changed

EXAMPLES = Path(__file__).parents[1] / "matching" / "scheduling" / "examples"
INSTANCE, TIMETABLE = EXAMPLES / "instance.json", EXAMPLES / "timetable.json"
LARGE = Path(__file__).parents[2] / "benchmarks" / "instances" / "session-2023.json"
CONTRADICTION = changed(HALL, {"ac": {"pin": Spot(slot="s1")}, "ad": {"pin": Spot(slot="s1")}})


def ketnoi(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """The command's exit code and what it printed."""
    return subprocess.run([*COMMAND, *map(str, arguments)], capture_output=True, text=True, timeout=300, check=False)


def written(folder: Path, problem: Problem) -> Path:
    """The problem as an instance file."""
    path = folder / "instance.json"
    path.write_text(json.dumps(instance_to_json(problem)), encoding="utf-8")
    return path


def read(path: Path) -> Any:
    """The JSON in a file."""
    return json.loads(path.read_text(encoding="utf-8"))


def test_solve_writes_a_timetable_that_check_accepts(tmp_path: Path) -> None:
    output = tmp_path / "timetable.json"

    solved = ketnoi("solve", INSTANCE, "-o", output, "--seconds", "30")
    checked = ketnoi("check", INSTANCE, output)

    assert (solved.returncode, solved.stdout) == (0, "")
    assert "optimal: 2 meetings held, 1 not, checked" in solved.stderr
    assert read(output)["goals"] == [
        {"goal": "required", "value": 0, "bound": 0},
        {"goal": "floors", "value": 0, "bound": 0},
        {"goal": "welfare", "value": 527, "bound": 527},
        {"goal": "changes", "value": 2, "bound": 2},
        {"goal": "breaks", "value": 0, "bound": 0},
        {"goal": "moves", "value": 1, "bound": 1},
    ]
    assert (checked.returncode, checked.stdout.splitlines()[-1]) == (0, "nothing wrong")


def test_quiet_solve_says_nothing(tmp_path: Path) -> None:
    solved = ketnoi("solve", INSTANCE, "-o", tmp_path / "timetable.json", "--quiet")

    assert (solved.returncode, solved.stdout, solved.stderr) == (0, "", "")


def test_equal_seeds_give_equal_timetables(tmp_path: Path) -> None:
    outputs = [tmp_path / "first.json", tmp_path / "second.json"]

    for output in outputs:
        ketnoi("solve", LARGE, "-o", output, "--deterministic-seconds", "1", "--workers", "1", "--seed", "7", "-q")

    first, second = map(read, outputs)
    assert (first["placements"], first["goals"]) == (second["placements"], second["goals"])


@pytest.mark.parametrize("options", [("--proven", "required"), ("--gap", "100"), ("--patience", "0")])
def test_a_solve_stops_where_it_is_told_to(tmp_path: Path, options: tuple[str, str]) -> None:
    output = tmp_path / "timetable.json"

    solved = ketnoi("solve", LARGE, "-o", output, "--seconds", "600", "-q", *options)

    assert solved.returncode == 0
    assert read(output)["run"]["seconds"] < 600 - 60  # It would have used all of it for the breaks.


def test_a_solve_refuses_a_goal_that_the_instance_does_not_have(tmp_path: Path) -> None:
    solved = ketnoi("solve", LARGE, "-o", tmp_path / "timetable.json", "--proven", "idle")

    assert (solved.returncode, solved.stdout) == (2, "")
    assert solved.stderr == "--proven: no goal idle; the instance has required, floors, welfare, breaks\n"


def test_an_infeasible_instance_is_written_with_its_conflict(tmp_path: Path) -> None:
    instance, output = written(tmp_path, CONTRADICTION), tmp_path / "timetable.json"

    solved = ketnoi("solve", instance, "-o", output, "--quiet")

    timetable = read(output)
    assert (solved.returncode, timetable["status"]) == (1, "infeasible")
    assert timetable["conflict"] == [
        {"rule": "pins", "subjects": ["ac"]},
        {"rule": "pins", "subjects": ["ad"]},
        {"rule": "party-teams", "subjects": ["A", "s1"]},
    ]
    assert ketnoi("check", instance, output).returncode == 0


def test_a_conflict_is_told_with_what_resolves_it(tmp_path: Path) -> None:
    solved = ketnoi("solve", written(tmp_path, CONTRADICTION), "-o", tmp_path / "timetable.json")

    told = solved.stderr.splitlines()
    first = told.index("These contradict each other, and no part can be left out:")
    moved = told.pop(first + 5)
    assert moved in {f"- Move the pin of {meeting} from s1 to s2." for meeting in ("ac", "ad")}
    assert told[first + 1 : -1] == [
        "- ac is pinned to s1.",
        "- ad is pinned to s1.",
        "- A can hold no more meetings at once than 1, at s1 as always.",
        "The smallest change of pins that leaves no contradiction:",
        "Or keep all pins; then one of these is enough:",
        "- Let A hold 2 meetings at once.",
    ]


def test_repair_tells_the_fewest_and_says_so(tmp_path: Path) -> None:
    output = tmp_path / "timetable.json"

    repaired = ketnoi("repair", INSTANCE, "-o", output, "--quiet")
    unpublished = ketnoi("repair", written(tmp_path, HALL), "-o", tmp_path / "none.json")

    goals = [goal["goal"] for goal in read(output)["goals"]]
    assert (repaired.returncode, goals) == (0, read(INSTANCE)["policy"]["goals"])
    assert ketnoi("check", INSTANCE, output).returncode == 0
    assert (unpublished.returncode, (tmp_path / "none.json").exists()) == (2, False)
    assert "/published: expected what was published" in unpublished.stderr


def test_too_little_time_for_the_pins_finds_nothing(tmp_path: Path) -> None:
    instance = written(tmp_path, changed(HALL, {"ac": {"pin": Spot(slot="s1")}}))
    output = tmp_path / "timetable.json"

    solved = ketnoi("solve", instance, "-o", output, "--deterministic-seconds", "0")

    assert (solved.returncode, output.exists()) == (3, False)
    assert "no timetable that keeps the pins was found in the time" in solved.stderr


def test_bad_input_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    document = read(INSTANCE)
    document["meetings"][1]["parties"][0] = "VN-99"
    document["slots"][0]["end"] = "soon"
    instance, output = tmp_path / "bad.json", tmp_path / "timetable.json"
    instance.write_text(json.dumps(document), encoding="utf-8")

    solved = ketnoi("solve", instance, "-o", output)

    assert (solved.returncode, solved.stdout, output.exists()) == (2, "", False)
    assert [line.split(": ")[1] for line in solved.stderr.splitlines()] == ["/slots/0/end", "/meetings/1/parties/0"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["solve", "missing.json", "-o", "timetable.json"],
        ["solve", INSTANCE, "-o", "missing/timetable.json"],
        ["solve", INSTANCE],
        ["solve", INSTANCE, "-o", "timetable.json", "--seconds", "-1"],
        ["solve", INSTANCE, "-o", "timetable.json", "--workers", "none"],
        ["check", INSTANCE, "missing.json"],
        ["convert-dzn", INSTANCE, "-o", "instance.json"],
    ],
)
def test_a_wrong_call_is_refused(
    arguments: Sequence[str | Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    refused = ketnoi(*arguments)

    assert (refused.returncode, refused.stdout, list(tmp_path.iterdir())) == (2, "", [])
    assert refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_link_and_a_pipe_stay_what_they_are(tmp_path: Path) -> None:
    real, link, pipe = tmp_path / "real.json", tmp_path / "link.json", tmp_path / "pipe"
    link.symlink_to(real)
    os.mkfifo(pipe)

    linked = ketnoi("solve", INSTANCE, "-o", link, "-q")
    with subprocess.Popen([*COMMAND, "solve", str(INSTANCE), "-o", str(pipe), "-q"]) as piped:
        received = json.loads(pipe.read_text(encoding="utf-8"))

    assert (linked.returncode, link.is_symlink(), read(real)["status"]) == (0, True, "optimal")
    assert (piped.returncode, pipe.is_fifo(), received["status"]) == (0, True, "optimal")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.json", "pipe", "real.json"]


def test_check_reports_as_json(tmp_path: Path) -> None:
    document = read(TIMETABLE)
    document["placements"][1]["slot"] = "s01"
    document["goals"][2]["value"] = 999
    damaged = tmp_path / "timetable.json"
    damaged.write_text(json.dumps(document), encoding="utf-8")

    checked = ketnoi("check", INSTANCE, damaged, "--json")

    report = json.loads(checked.stdout)
    assert checked.returncode == 1
    assert [(broken["rule"], broken["subjects"]) for broken in report["violations"]] == [
        ("party-teams", ["m1", "m3", "KR-SEL", "s01"])
    ]
    assert list(report["goals"]) == [
        *("required", "floors", "welfare", "held", "changes", "breaks", "idle", "idle_range", "moves")
    ]
    assert {claim["claim"] for claim in report["claims"]} == {"value"}


def test_convert_dzn_makes_an_instance_that_can_be_solved(tmp_path: Path) -> None:
    source, instance = tmp_path / "tiny.dzn", tmp_path / "tiny.json"
    source.write_text(
        "nBusiness = 3; nMeetings = 2; nTables = 1; nTotalSlots = 3; nMorningSlots = 2;\n"
        "requested = [| 1, 2, 1, | 2, 3, 3 |];\n"
        "forbidden = [{0}, {2}, {0}]; fixed = [0, 0]; precedences = [{}, {1}];\n",
        encoding="utf-8",
    )

    converted = ketnoi("convert-dzn", source, "-o", instance)
    solved = ketnoi("solve", instance, "-o", tmp_path / "timetable.json", "--quiet")

    assert (converted.returncode, solved.returncode) == (0, 0)
    timetable = read(tmp_path / "timetable.json")
    assert [(placement["meeting"], placement["slot"]) for placement in timetable["placements"]] == [
        ("m001", "s01"),
        ("m002", "s03"),
    ]
    assert timetable["status"] == "optimal"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_with_the_best_timetable_so_far(number: signal.Signals, tmp_path: Path) -> None:
    output = tmp_path / "timetable.json"
    command = [*COMMAND, "solve", str(LARGE), "-o", str(output), "--seconds", "300"]

    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        next(line for line in process.stderr if "breaks" in line)
        process.send_signal(number)
        rest = process.stderr.read()  # Not `communicate`, which would miss what was read ahead.

    assert (process.returncode, "meetings held" in rest) == (0, True)
    assert ketnoi("check", LARGE, output).returncode == 0


@pytest.mark.slow
def test_a_terminal_shows_the_goals_live(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    command = [*COMMAND, "solve", str(LARGE), "-o", str(tmp_path / "timetable.json"), "--seconds", "300"]
    words, shown = (b"goal", b"bound", b"welfare", b"Ctrl-C keeps the best so far"), b""

    with subprocess.Popen(command, stderr=theirs, env={**os.environ, "TERM": "xterm", "COLUMNS": "100"}) as process:
        os.close(theirs)
        chunks = iter(lambda: _chunk(ours), b"")
        while any(word not in shown for word in words):
            shown += next(chunks)
        process.send_signal(signal.SIGTERM)
        deque(chunks, maxlen=0)  # It could not say its last words if nobody read them.

    assert process.returncode == 0


def _chunk(descriptor: int) -> bytes:
    """What the terminal shows next; nothing once the program has gone."""
    try:
        return os.read(descriptor, 4096)
    except OSError:
        return b""
