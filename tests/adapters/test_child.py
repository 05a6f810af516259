"""What becomes of a child process when its parent is killed."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.waiting import is_alive, wait_for


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a process together with its parent")
def test_child_dies_with_a_killed_server(tmp_path: Path) -> None:
    child = (
        "import os, pathlib, sys, time; from app.adapters.child import die_with; die_with(int(sys.argv[2]));"
        f"pathlib.Path({str(tmp_path / 'pid')!r}).write_text(str(os.getpid())); time.sleep(60)"
    )
    server = (
        "import sys, time, uuid; from app.adapters.child import Child; import os;"
        f"Child([sys.executable, '-c', {child!r}, 'job', str(os.getpid())], environment={{}},"
        " limit_seconds=60, memory_bytes=1 << 30);"
        "time.sleep(60)"
    )
    process = subprocess.Popen([sys.executable, "-c", server])

    wait_for(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text())
    process.kill()
    process.wait()

    pid = int((tmp_path / "pid").read_text())
    wait_for(lambda: not is_alive(pid))
