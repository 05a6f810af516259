"""A span around each request, by the template of its route."""

from http import HTTPStatus

from opentelemetry.trace import SpanKind, Status, StatusCode, Tracer
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.access_log import route_of
from app.logs import request_id


class Traced:
    """ASGI middleware within `AccessLog`; the traces of others are not continued, since anybody could name any."""

    def __init__(self, app: ASGIApp, *, tracer: Tracer) -> None:
        self.app, self.tracer = app, tracer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        told = {"http.request.method": scope["method"], "ketnoi.request_id": request_id.get() or ""}
        with self.tracer.start_as_current_span(
            "request",
            kind=SpanKind.SERVER,
            attributes=told,
            record_exception=False,  # Of a failure the log tells; what it says may repeat what somebody wrote.
            set_status_on_exception=False,
        ) as span:

            async def tell(message: Message) -> None:
                if message["type"] == "http.response.start":
                    span.set_attribute("http.response.status_code", message["status"])
                    if message["status"] >= HTTPStatus.INTERNAL_SERVER_ERROR:
                        span.set_status(Status(StatusCode.ERROR))
                await send(message)

            try:
                await self.app(scope, receive, tell)
            finally:
                if (route := route_of(scope)) is not None:
                    span.update_name(f"{scope['method']} {route}")
                    span.set_attribute("http.route", route)
