"""Routes of the API: a POST that carries an `Idempotency-Key` is carried out once, however often it is sent."""

import hashlib
from collections.abc import Callable, Container, Coroutine
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from python_multipart.multipart import parse_options_header
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from app.adapters.sealing import Sealer
from app.errors import Invalid, Place
from app.i18n.messages import mark
from app.models import AnsweredRequest
from app.services import answered_requests
from app.services.answered_requests import Answer
from app.services.permissions import Actor

KEY = "Idempotency-Key"
MOST_KEY = 200
KEPT_HEADERS = ("location", "etag", "content-type", "content-language")
PARAMETER: dict[str, Any] = {
    "name": KEY,
    "in": "header",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": MOST_KEY},
    "description": "Any text of your own; the same request sent again with it within a day is answered, not repeated.",
}

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class Answered(Exception):
    """The request was carried out before."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


@dataclass(slots=True)
class Once:
    """A request with a key, while it is carried out; `row` and `db` are there as soon as it is known who asks."""

    key: str
    fingerprint: str
    sealer: Sealer
    db: Session | None = None
    row: AnsweredRequest | None = None

    def begin(self, db: Session, actor: Actor) -> None:
        """Raises `Answered` if the request was carried out before."""
        claimed = answered_requests.claim(db, actor, self.sealer, key=self.key, fingerprint=self.fingerprint)
        if isinstance(claimed, Answer):
            raise Answered(claimed)
        self.db, self.row = db, claimed

    def end(self, response: Response) -> None:
        """Keep the answer. The transaction of the request is still open then, and may yet fail with all of it."""
        if self.db is not None and self.row is not None:
            headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
            answer = Answer(response.status_code, headers, bytes(response.body).decode())
            answered_requests.keep(self.db, self.sealer, self.row, answer)


class OnceRoute(APIRoute):
    """A route whose POST is carried out once for each key."""

    def get_route_handler(self) -> Handler:
        handle = super().get_route_handler()

        async def once(request: Request) -> Response:
            key = request.headers.get(KEY)
            if request.method != "POST" or key is None:
                return await handle(request)
            request.state.once = Once(_checked(key), await _fingerprint(request), request.app.state.answer_sealer)
            try:
                response = await handle(request)
            except Answered as exc:
                return Response(exc.answer.body, exc.answer.status, headers=exc.answer.headers)
            await run_in_threadpool(request.state.once.end, response)
            return response

        return once


class Router(APIRouter):
    """A router of such routes."""

    def __init__(self, *, tags: list[str], prefix: str = "") -> None:
        super().__init__(tags=[*tags], prefix=prefix, route_class=OnceRoute)


def document(openapi: dict[str, Any], keyed: Container[str]) -> dict[str, Any]:
    """Put the key into an OpenAPI document, wherever it is honoured: in the operations of these ids."""
    for path in openapi["paths"].values():
        operation = path.get("post", {})
        if operation.get("operationId") in keyed:
            operation.setdefault("parameters", []).append(PARAMETER)
    return openapi


def depending(router: APIRouter, on: Callable[..., Any]) -> set[str]:
    """The ids of those operations of a router that look at keys and depend on this, however deep."""

    def depends(dependant: Dependant) -> bool:
        return dependant.call is on or any(map(depends, dependant.dependencies))

    return {route.unique_id for route in router.routes if isinstance(route, OnceRoute) and depends(route.dependant)}


def _checked(key: str) -> str:
    if not 0 < len(key) <= MOST_KEY:
        template = mark("A key has 1 to {most} characters.")
        raise Invalid(template, most=MOST_KEY, places=[Place(f"/{KEY}", template, {"most": MOST_KEY}, "header")])
    return key


async def _fingerprint(request: Request) -> str:
    """What the request asks for, so that a key is not taken for that of another."""
    head = f"{request.method} {request.url.path}?{request.url.query}\n"
    content = _lasting(request.headers.get("content-type"), await request.body())
    return hashlib.sha256(head.encode() + content).hexdigest()


def _lasting(content_type: str | None, body: bytes) -> bytes:
    """The body without the boundary of a form, for which clients take another one each time they send it."""
    boundary = parse_options_header(content_type)[1].get(b"boundary")
    return body.replace(b"--" + boundary, b"--") if boundary else body
