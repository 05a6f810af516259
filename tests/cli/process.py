"""The command in a process of its own, as in a terminal."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

PATIENCE_SECONDS = 180
# A suite that is run in the background ignores Ctrl-C, and so would all that it starts.
COMMAND = (
    sys.executable,
    "-u",
    "-c",
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from app.cli import main; main()",
)
Process = subprocess.Popen[str]


@contextmanager
def ketnoi(*arguments: str, environment: Mapping[str, str] | None = None) -> Iterator[Process]:
    """`ketnoi ARGUMENTS`, with standard error in standard output, and killed if it does not end."""
    process = subprocess.Popen(
        [*COMMAND, *arguments],
        env=dict(os.environ) | dict(environment or {}),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def line_with(process: Process, words: str) -> str:
    """The next line of output with these words; all lines are in the failure if there is none."""
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        if words in line:
            return line
        lines.append(line)
    raise AssertionError("".join(lines))


def interrupt(process: Process) -> tuple[int, str]:
    """Press Ctrl-C: the exit code, and what else was printed."""
    assert process.stdout is not None
    os.killpg(process.pid, signal.SIGINT)
    # Not `communicate`, which would miss what `line_with` has read ahead.
    rest = process.stdout.read()
    return process.wait(PATIENCE_SECONDS), rest


def children(process: Process) -> list[int]:
    """The processes that it has started and that are alive."""
    tasks = list(Path(f"/proc/{process.pid}/task").glob("*/children"))
    return [int(pid) for task in tasks for pid in _listed(task)]


def _listed(task: Path) -> list[str]:
    """None of a thread that has ended meanwhile."""
    with suppress(FileNotFoundError, ProcessLookupError):
        return task.read_text().split()
    return []
