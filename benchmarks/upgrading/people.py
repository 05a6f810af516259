"""People who ask a service for something all the time, and notice each time that they are not answered."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from itertools import count
from typing import Any

PAUSE_SECONDS = 0.05
TIMEOUT_SECONDS = 240.0
GOOD = range(200, 400)

Request = Callable[[int], tuple[str, str, object]]
"""Method, path and body of the request of a number."""


@dataclass
class Part:
    """What happened to requests during a part of the upgrade."""

    name: str
    began: float = field(default_factory=time.monotonic)
    seconds: float = 0.0
    answers: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


@dataclass
class People:
    """`port` is where a proxy would lead them now."""

    port: int
    token: str
    parts: list[Part] = field(default_factory=list)
    _over: threading.Event = field(default_factory=threading.Event)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def ask(self, method: str, path: str, body: object = None) -> tuple[int, dict[str, Any]]:
        """Status and what was answered, {} for a page. Raises what the network says."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT_SECONDS)
        headers = {"Authorization": f"Bearer {self.token}", "Host": "localhost", "Content-Type": "application/json"}
        try:
            connection.request(method, path, None if body is None else json.dumps(body), headers)
            answer = connection.getresponse()
            told = answer.read()
        finally:
            connection.close()
        is_json = "json" in (answer.getheader("Content-Type") or "")
        return answer.status, json.loads(told) if is_json else {}

    def are_served(self) -> bool:
        """Whether the server is ready; it listens some time before."""
        try:
            return self.ask("GET", "/health/ready")[0] == HTTPStatus.OK
        except (OSError, HTTPException):
            return False

    def begin(self, name: str) -> None:
        """A part of the upgrade begins, and the one before has ended."""
        part = Part(name)
        if self.parts:
            self.parts[-1].seconds = part.began - self.parts[-1].began
        self.parts.append(part)

    @contextmanager
    def at_work(self, requests: Sequence[Request]) -> Iterator[None]:
        """Somebody for each of these makes it over and over."""
        threads = [threading.Thread(target=self._work, args=(request,)) for request in requests]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._over.set()
            for thread in threads:
                thread.join()
            self.parts[-1].seconds = time.monotonic() - self.parts[-1].began

    def _work(self, request: Request) -> None:
        while not self._over.wait(PAUSE_SECONDS):
            method, path, body = request(next(self._numbers))
            part, began = self.parts[-1], time.monotonic()
            try:
                status, told = self.ask(method, path, body)
            except (OSError, HTTPException) as error:
                part.failures.append(f"{method} {path}: {error!r}")
                continue
            part.answers.append(time.monotonic() - began)
            if status not in GOOD:
                part.failures.append(f"{method} {path}: {status} {told.get('detail', '')}")
