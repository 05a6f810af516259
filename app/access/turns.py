"""Waiting for the database without holding a thread.

A request is given one thread after another: to open its transaction, for its route, to commit. If those that wait for a
connection, or for the lock of SQLite's only writer, held all threads, whoever has it could not go on and give it back.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated
from weakref import WeakKeyDictionary

from fastapi import Depends, Request

from app.errors import TooBusy

RETRY_SECONDS = 5


class Turns:
    """So many requests have a transaction open at the same time, with `one_writer` one more that may write.

    No more than `most_waiting` wait in a line: who came last would have gone before its turn.
    """

    def __init__(self, *, at_once: int, one_writer: bool, most_waiting: int) -> None:
        self._most = {False: at_once, True: 1} if one_writer else {False: at_once}
        self._most_waiting = most_waiting
        # A server has one loop; each test client has its own.
        self._of_loop: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[bool, _Line]] = WeakKeyDictionary()

    @asynccontextmanager
    async def taken(self, request: Request, *, write: bool) -> AsyncIterator[None]:
        """The turn of a request, which is one: who waited for a second with the first might wait for ever.

        Raises `TooBusy` if too many wait already.
        """
        if "turn" in request.scope["state"]:
            yield
            return
        request.scope["state"]["turn"] = write
        lines = self._here()
        line = lines.get(write, lines[False])
        await line.wait(self._most_waiting)
        try:
            yield
        finally:
            line.turns.release()

    def waiting(self) -> int:
        """How many requests wait for their turn in this process."""
        return sum(line.waiting for lines in list(self._of_loop.values()) for line in lines.values())

    def _here(self) -> dict[bool, "_Line"]:
        loop = asyncio.get_running_loop()
        if loop not in self._of_loop:
            self._of_loop[loop] = {write: _Line(asyncio.Semaphore(most)) for write, most in self._most.items()}
        return self._of_loop[loop]


@dataclass(slots=True)
class _Line:
    """Turns, and how many wait for one."""

    turns: asyncio.Semaphore
    waiting: int = 0

    async def wait(self, most: int) -> None:
        if self.turns.locked() and self.waiting >= most:
            raise TooBusy("Please try again in {seconds} s.", retry_after_seconds=RETRY_SECONDS, seconds=RETRY_SECONDS)
        self.waiting += 1
        try:
            await self.turns.acquire()
        finally:
            self.waiting -= 1


async def get_read_turn(request: Request) -> AsyncIterator[None]:
    async with request.app.state.turns.taken(request, write=False):
        yield


async def get_write_turn(request: Request) -> AsyncIterator[None]:
    async with request.app.state.turns.taken(request, write=True):
        yield


ReadTurn = Annotated[None, Depends(get_read_turn, scope="function")]
WriteTurn = Annotated[None, Depends(get_write_turn, scope="function")]
