"""One child process: it is told its work when it has loaded, its life is bounded, and how it ended can be told."""

import ctypes
import math
import os
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

_PR_SET_PDEATHSIG, _PR_SET_NAME = 1, 15
SPARE = "ketnoi-spare"
"""What the system calls a child that waits to be told its work."""
_TAIL_BYTES = 4000
_TAIL_LINES = 5
_CREDENTIALS = re.compile(r"://[^/@\s]+@")


@dataclass(frozen=True, slots=True)
class End:
    """How a child ended: an exit code, negative for a signal, and the last lines that it wrote; None: never begun."""

    exit_code: int | None
    output: str = ""


class Child:
    """A process that waits for a line on its standard input, which says what to do, and ends without one.

    From then on it is killed after a limit, or `grace_seconds` after being asked to end. On Linux it may have
    `memory_bytes` of data, and is refused any more.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        environment: Mapping[str, str],
        memory_bytes: int,
        secrets: Collection[str] = (),
    ) -> None:
        self._secrets = secrets
        self.asked = False
        self._kill_at = math.inf
        # A file, not a pipe: nobody has to read it for the child to go on writing.
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 -- open as long as the child lives, see `close`
        try:
            self._process = subprocess.Popen(  # noqa: S603 -- the command is ours
                command,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=self._errors,
                bufsize=0,
                start_new_session=True,  # Ctrl-C in a terminal is for the server, which then ends the child properly.
            )
        except OSError:
            self._errors.close()
            raise
        _limit_memory(self._process.pid, memory_bytes)

    @property
    def pid(self) -> int:
        return self._process.pid

    def tell(self, work: str, *, limit_seconds: float) -> bool:
        """Say what to do, once, and within which time from now; whether there was anybody to hear it.

        A child that is still loading hears it later, and has that much less time.
        """
        self._kill_at = time.monotonic() + limit_seconds
        assert self._process.stdin is not None
        try:
            with self._process.stdin as line:
                line.write(f"{work}\n".encode())
        except BrokenPipeError:
            return False
        return True

    def ask_to_end(self, *, grace_seconds: float) -> bool:
        """Send SIGTERM once, and say whether this was that once; SIGKILL follows when the grace time is over."""
        if self.asked:
            return False
        self.asked = True
        self._kill_at = min(self._kill_at, time.monotonic() + grace_seconds)
        self._process.terminate()
        return True

    def end(self) -> End | None:
        """How the child ended, None while it is alive. Kills a child whose time is over."""
        if self._process.poll() is None and time.monotonic() > self._kill_at:
            self.kill()
        code = self._process.poll()
        return None if code is None else End(code, "\n".join(self._last_lines()))

    def kill(self) -> None:
        """End a child at once, which has nothing to give up."""
        self._process.kill()
        self._process.wait()

    def wait(self) -> None:
        """Wait for a child that was asked to end, killing it when its grace time is over."""
        try:
            self._process.wait(max(0.0, self._kill_at - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.kill()

    def close(self) -> None:
        """Forget what the child wrote, and tell it nothing any more."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._errors.close()

    def _last_lines(self) -> list[str]:
        size = self._errors.seek(0, os.SEEK_END)
        self._errors.seek(max(0, size - _TAIL_BYTES))
        text = self._errors.read().decode(errors="replace")
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return _CREDENTIALS.sub("://***@", text).splitlines()[-_TAIL_LINES:]


def _limit_memory(process: int, most: int) -> None:
    """Unless it may have less already, or has ended."""
    if sys.platform == "linux":
        with suppress(ProcessLookupError):
            _, hard = resource.prlimit(process, resource.RLIMIT_DATA)
            most = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.prlimit(process, resource.RLIMIT_DATA, (most, most))


def die_with(parent: int) -> None:
    """Called first in a child: let the kernel kill it when `parent` dies, by whatever signal.

    Elsewhere than on Linux, a child of a killed server works on until its time is over.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # It died before the call.
        sys.exit("The server is gone.")


def next_work(noun: str) -> str:
    """Called in a child that is ready: what it is told to do. Where nobody will tell it any more, it ends.

    Whoever looks at the processes of a system sees which of them wait, and which are at work.
    """
    _be_called(SPARE)
    work = sys.stdin.readline()
    if not work:
        sys.exit()
    _be_called(f"ketnoi-{noun}")
    return work


def _be_called(name: str) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_NAME, name.encode())
