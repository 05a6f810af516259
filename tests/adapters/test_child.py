"""A child process: what becomes of it when its parent is killed, and how it hears what to do."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.adapters.child import SPARE, Child, End
from tests.waiting import is_alive, wait_for

HEARS = "from app.adapters.child import next_work; work = next_work('job').split();"
"""As children of a server begin."""
ENDS_AS_TOLD = f"{HEARS} import sys; print('the last', 'words', file=sys.stderr); sys.exit(int(work[1]))"
TELLS_ITS_NAME = f"{HEARS} import pathlib, sys; sys.exit(pathlib.Path('/proc/self/comm').read_text().strip())"

only_linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux does so")


def a_child(program: str) -> Child:
    return Child([sys.executable, "-c", program], environment={}, memory_bytes=1 << 30)


def ended(child: Child) -> End:
    wait_for(child.end)
    end = child.end()
    child.close()
    assert end is not None
    return end


@only_linux
@pytest.mark.parametrize("told", [True, False])
def test_child_dies_with_a_killed_server(tmp_path: Path, *, told: bool) -> None:
    child = (
        "import os, pathlib, sys, time; from app.adapters.child import die_with; die_with(int(sys.argv[1]));"
        f"pathlib.Path({str(tmp_path / 'pid')!r}).write_text(str(os.getpid())); time.sleep(60)"
    )
    server = (
        "import os, sys, time; from app.adapters.child import Child;"
        f"child = Child([sys.executable, '-c', {child!r}, str(os.getpid())], environment={{}}, memory_bytes=1 << 30);"
        f"{told} and child.tell('a job', limit_seconds=60);"
        "time.sleep(60)"
    )
    process = subprocess.Popen([sys.executable, "-c", server])

    wait_for(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text())
    process.kill()
    process.wait()

    pid = int((tmp_path / "pid").read_text())
    wait_for(lambda: not is_alive(pid))


def test_child_does_what_it_is_told_and_leaves_its_last_words() -> None:
    child = a_child(ENDS_AS_TOLD)

    assert child.tell("job 7", limit_seconds=60)

    assert ended(child) == End(7, "the last words")


def test_child_that_nobody_will_tell_anything_ends() -> None:
    program = [sys.executable, "-c", ENDS_AS_TOLD]

    assert subprocess.run(program, stdin=subprocess.DEVNULL, check=False).returncode == os.EX_OK


def test_child_that_is_gone_cannot_be_told() -> None:
    child = a_child("pass")
    wait_for(child.end)

    assert not child.tell("job 7", limit_seconds=60)
    child.close()


def test_only_a_child_that_was_told_has_a_limit() -> None:
    child, waiting = a_child("import time; time.sleep(60)"), a_child("import time; time.sleep(60)")

    child.tell("job 7", limit_seconds=0)

    assert ended(child) == End(-9)
    assert waiting.end() is None
    waiting.kill()
    waiting.close()


@only_linux
def test_system_tells_who_waits_and_who_works() -> None:
    child = a_child(TELLS_ITS_NAME)
    wait_for(lambda: Path(f"/proc/{child.pid}/comm").read_text().strip() == SPARE)

    child.tell("job 7", limit_seconds=60)

    assert ended(child) == End(1, "ketnoi-job")
