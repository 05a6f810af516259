"""Around every request: an id, a line in the log and a count when it is over, and an end for every bug."""

import logging
import re
from http import HTTPStatus
from time import perf_counter
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.metrics import Requests
from app.api.problems import bug
from app.logs import fields, request_id

HEADER = "X-Request-ID"
logger = logging.getLogger(__name__)

# A proxy's own id is kept, so that its log and ours can be laid side by side; what could be anything else is not.
_SANE = re.compile(r"[A-Za-z0-9._-]{8,64}")


class AccessLog:
    """ASGI middleware around all others."""

    def __init__(self, app: ASGIApp, *, requests: Requests) -> None:
        self.app, self.requests = app, requests

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        number = request_id_of(Headers(scope=scope))
        scope.setdefault("state", {})["request_id"] = number
        token = request_id.set(number)
        try:
            await self._answer(scope, receive, _Answer(send, number))
        finally:
            request_id.reset(token)

    async def _answer(self, scope: Scope, receive: Receive, answer: "_Answer") -> None:
        began = perf_counter()
        try:
            await self.app(scope, receive, answer.send)
        except Exception:
            logger.exception("request failed")
            if answer.status is None:
                await bug(Request(scope))(scope, receive, answer.send)
        finally:
            seconds = perf_counter() - began
            _log(scope, answer, milliseconds=round(1000 * seconds, 1))
            self.requests.count(scope["method"], route_of(scope), answer.status, seconds)


class _Answer:
    """Hands an answer on with the request's id, and remembers what the log tells of it."""

    def __init__(self, send: Send, number: str) -> None:
        self._send, self._number = send, number
        self.status: int | None = None
        self.bytes = 0

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            MutableHeaders(scope=message)[HEADER] = self._number
        self.bytes += len(message.get("body", b""))
        await self._send(message)


def request_id_of(headers: Headers) -> str:
    """The id that the request brings along, if it looks like one; else a new one."""
    given = headers.get(HEADER, "")
    return given if _SANE.fullmatch(given) else uuid4().hex


def route_of(scope: Scope) -> str | None:
    """The template of the route that was found, never the path: that may hold ids of people, or a secret."""
    path = getattr(scope.get("route"), "path", "")
    return f"{scope.get('root_path', '')}{path}" or None


def _log(scope: Scope, answer: _Answer, *, milliseconds: float) -> None:
    told = fields(
        method=scope["method"],
        route=route_of(scope),
        status=answer.status,
        duration_ms=milliseconds,
        bytes=answer.bytes,
        account_id=scope["state"].get("account_id"),
    )
    logger.log(_level(answer.status), "request", extra=told)


def _level(status: int | None) -> int:
    """Who is asked to come again later has met no fault, but operators want to know."""
    if status is None or status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return logging.INFO
    return logging.WARNING if status == HTTPStatus.SERVICE_UNAVAILABLE else logging.ERROR
