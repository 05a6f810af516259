"""Waiting for the database without holding a thread.

A request is given one thread after another: to open its transaction, for its route, to commit. If those that wait for a
connection, or for the lock of SQLite's only writer, held all threads, whoever has it could not go on and give it back.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated
from weakref import WeakKeyDictionary

from fastapi import Depends, Request


class Turns:
    """So many requests have a transaction open at the same time, with `one_writer` one more that may write."""

    def __init__(self, *, at_once: int, one_writer: bool) -> None:
        self._most = {False: at_once, True: 1} if one_writer else {False: at_once}
        # A server has one loop; each test client has its own.
        self._of_loop: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[bool, asyncio.Semaphore]] = WeakKeyDictionary()

    @asynccontextmanager
    async def taken(self, request: Request, *, write: bool) -> AsyncIterator[None]:
        """The turn of a request, which is one: who waited for a second with the first might wait for ever."""
        if "turn" in request.scope["state"]:
            yield
            return
        request.scope["state"]["turn"] = write
        turns = self._here()
        async with turns.get(write, turns[False]):
            yield

    def _here(self) -> dict[bool, asyncio.Semaphore]:
        loop = asyncio.get_running_loop()
        if loop not in self._of_loop:
            self._of_loop[loop] = {write: asyncio.Semaphore(most) for write, most in self._most.items()}
        return self._of_loop[loop]


async def get_read_turn(request: Request) -> AsyncIterator[None]:
    async with request.app.state.turns.taken(request, write=False):
        yield


async def get_write_turn(request: Request) -> AsyncIterator[None]:
    async with request.app.state.turns.taken(request, write=True):
        yield


ReadTurn = Annotated[None, Depends(get_read_turn, scope="function")]
WriteTurn = Annotated[None, Depends(get_write_turn, scope="function")]
