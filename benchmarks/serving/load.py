"""Clients that ask again as soon as they are answered, and how long each answer took."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from time import perf_counter

from app.cli.server import LOOPBACK

MILLISECONDS = 1000


@dataclass(frozen=True, slots=True)
class Load:
    """What one round brought: the seconds of each answer, and how long the round took."""

    seconds: float
    answers: list[float]

    @property
    def per_second(self) -> float:
        return len(self.answers) / self.seconds


def milliseconds(answers: list[float], percent: int) -> float:
    """Of every hundred answers, so many took no longer."""
    return MILLISECONDS * sorted(answers)[ceil(len(answers) * percent / 100) - 1]


def put_on(port: int, requests: Iterator[bytes], *, clients: int, seconds: float) -> Load:
    """Let so many clients ask for so long, each on a connection of its own. Raises `RuntimeError` on a failure."""
    return asyncio.run(_all(port, requests, clients, seconds))


async def _all(port: int, requests: Iterator[bytes], clients: int, seconds: float) -> Load:
    answers: list[float] = []
    began = perf_counter()
    await asyncio.gather(*(_client(port, requests, began + seconds, answers) for _ in range(clients)))
    return Load(perf_counter() - began, answers)


async def _client(port: int, requests: Iterator[bytes], until: float, answers: list[float]) -> None:
    reader, writer = await asyncio.open_connection(LOOPBACK, port)
    try:
        is_over = False
        while not is_over:  # At least once, however long the connection took.
            began = perf_counter()
            writer.write(next(requests))
            head = await reader.readuntil(b"\r\n\r\n")
            body = await reader.readexactly(_length(head))
            answers.append(perf_counter() - began)
            if not head.startswith(b"HTTP/1.1 20"):
                raise RuntimeError((head + body).decode())
            is_over = perf_counter() >= until
    finally:
        writer.close()
        await writer.wait_closed()


def _length(head: bytes) -> int:
    """The servers measured here always say how long their answer is."""
    lines = head.lower().split(b"\r\n")
    return next(int(line.partition(b":")[2]) for line in lines if line.startswith(b"content-length:"))
