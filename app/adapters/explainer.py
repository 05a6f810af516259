"""Asking the solver why a meeting is where it is, and which exchanges make room for it: a process kept warm for that.

The web process never loads the solver. Loading it takes a second, an answer some hundredths; so one child stays, is fed
one question after another, and is killed and begun anew when it takes too long or dies.
"""

import json
import logging
import os
import select
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TooLate
from dataclasses import dataclass, field
from functools import partial
from queue import Full, Queue
from typing import Any, Protocol

logger = logging.getLogger(__name__)

MOST_WAITING, MOST_KNOWN = 8, 4
BEGINNING_SECONDS = 30.0
"""What loading the solver may take on a busy machine; nobody who asks waits so long."""
CHUNK = 1 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """About one meeting of a timetable. `digest` names the instance, which is fetched where it is not known yet."""

    digest: str
    instance: Callable[[], Mapping[str, Any]]
    pins: Mapping[str, tuple[str, str | None]]
    placements: Sequence[Mapping[str, Any]]
    meeting: str

    def plain(self) -> dict[str, Any]:
        """As JSON, without the instance."""
        rest = {"pins": dict(self.pins), "placements": list(self.placements), "meeting": self.meeting}
        return {"digest": self.digest} | rest


class Explainer(Protocol):
    """Answers as `app.worker.explaining` writes it; None if no answer is to be had in time."""

    def warm_up(self) -> None:
        """Somebody will ask soon."""

    def ask(self, question: Question) -> dict[str, Any] | None: ...

    def stop(self) -> None: ...


class NullExplainer:
    """Knows nothing."""

    def warm_up(self) -> None:
        """Nothing to warm."""

    def ask(self, _question: Question) -> dict[str, Any] | None:
        return None

    def stop(self) -> None:
        """Nothing to stop."""


class Gone(Exception):
    """The child is dead, or as good as."""


Task = tuple[Question, "Future[dict[str, Any] | None]"]


@dataclass(kw_only=True)
class WarmExplainer:
    """One permanent thread that starts the child as `command PARENT_PID`, and asks it.

    On Linux a child dies when the thread that started it ends, so no thread of the web server's pool may start one.
    """

    command: Sequence[str]
    environment: Mapping[str, str]
    seconds: float
    _tasks: "Queue[Task | None]" = field(default_factory=lambda: Queue(MOST_WAITING), init=False)
    _thread: threading.Thread | None = field(default=None, init=False)
    _starting: threading.Lock = field(default_factory=threading.Lock, init=False)
    _child: "subprocess.Popen[bytes] | None" = field(default=None, init=False)
    _known: list[str] = field(default_factory=list, init=False)
    _unread: bytes = field(default=b"", init=False)

    def warm_up(self) -> None:
        """Start the thread and its child, unless they are there."""
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="explainer", daemon=True)
                self._thread.start()

    def ask(self, question: Question) -> dict[str, Any] | None:
        self.warm_up()
        answer: Future[dict[str, Any] | None] = Future()
        try:
            self._tasks.put_nowait((question, answer))
            return answer.result(self.seconds)
        except (Full, TooLate):
            answer.cancel()
            return None

    def stop(self) -> None:
        """End the child and the thread."""
        if self._thread is not None:
            self._tasks.put(None)
            self._thread.join()
            self._thread = None

    def _work(self) -> None:
        self._survives(self._begin)  # Before anybody asks, if there is time.
        while (task := self._tasks.get()) is not None:
            question, answer = task
            if answer.set_running_or_notify_cancel():
                answer.set_result(self._survives(partial(self._answer, question)))
        self._end()

    def _survives(self, step: Callable[[], dict[str, Any]]) -> dict[str, Any] | None:
        """What the step gives; None if the child is gone, in whose place comes another with the next question."""
        try:
            return step()
        except (Gone, OSError, ValueError):
            logger.warning("the process for explanations is begun anew", exc_info=True)
            self._end()
            return None

    def _begin(self) -> dict[str, Any]:
        self._known.clear()
        self._unread = b""
        self._child = subprocess.Popen(  # noqa: S603 -- the command is ours
            [*self.command, str(os.getpid())],
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C in a terminal is for the server, which then ends the child.
        )
        return self._read(BEGINNING_SECONDS)  # It says when it is ready.

    def _answer(self, question: Question) -> dict[str, Any]:
        if self._child is None or self._child.poll() is not None:
            self._begin()
        if question.digest not in self._known:
            if len(self._known) == MOST_KNOWN:
                self._write({"forget": self._known.pop(0)})
            self._write({"digest": question.digest, "instance": question.instance()})
            self._known.append(question.digest)
        self._write(question.plain())
        return self._read(self.seconds)

    def _write(self, message: Mapping[str, Any]) -> None:
        assert self._child is not None
        assert self._child.stdin is not None
        self._child.stdin.write(json.dumps(message).encode() + b"\n")
        self._child.stdin.flush()

    def _read(self, seconds: float) -> dict[str, Any]:
        """The next line of the child. Raises `Gone` if none comes in time."""
        assert self._child is not None
        assert self._child.stdout is not None
        until = time.monotonic() + seconds
        while b"\n" not in self._unread:
            ready, _, _ = select.select([self._child.stdout], [], [], max(0.0, until - time.monotonic()))
            more = os.read(self._child.stdout.fileno(), CHUNK) if ready else b""
            if not more:
                raise Gone
            self._unread += more
        line, _, self._unread = self._unread.partition(b"\n")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.communicate()
