"""The gate before every request: known host, no change for another site, no oversized body, safe headers."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.access.addresses import host_name
from app.api.problems import Carrier, respond
from app.errors import AppError, ContentTooLarge, CrossSiteRequest, UnknownHost
from app.i18n.messages import Size

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# Load balancers ask a container by its address, and so does whoever watches it, with a token that no browser has.
OPEN_TO_ANY_HOST = ("/health/", "/metrics")
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


class Gate:
    """ASGI middleware around pages and API alike."""

    def __init__(self, app: ASGIApp, *, allowed_hosts: Sequence[str], max_body_bytes: int) -> None:
        self.app = app
        self.allowed_hosts = frozenset(host.lower() for host in allowed_hosts)
        self.max_body_bytes = max_body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        refusal = self._refusal(scope, Headers(scope=scope))
        if refusal is None:
            await self.app(scope, _limited(receive, self.max_body_bytes), _hardened(send))
        else:
            await respond(Request(scope), refusal)(scope, receive, _hardened(send))

    def _refusal(self, scope: Scope, headers: Headers) -> AppError | None:
        known = host_name(headers.get("host", "")) in self.allowed_hosts
        if not known and not scope["path"].startswith(OPEN_TO_ANY_HOST):
            return UnknownHost("Set KETNOI_HTTP__ALLOWED_HOSTS to the names under which this server is reached.")
        if scope["method"] not in SAFE_METHODS and is_cross_site(headers):
            return CrossSiteRequest("The browser says that another site sent this request.")
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > self.max_body_bytes:
            return _too_large(self.max_body_bytes)
        return None


def is_cross_site(headers: Headers) -> bool:
    """Whether a browser says that the request comes from another origin; programs say nothing and are let through.

    Sec-Fetch-Site is sent by every current browser and can't be set by a page; Origin covers the older ones.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in {"same-origin", "none"}
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc.lower() != headers.get("host", "").lower()


def _too_large(limit: int) -> ContentTooLarge:
    return ContentTooLarge("At most {limit} are taken.", limit=Size(limit))


def _limited(receive: Receive, limit: int) -> Receive:
    """`receive` for a body whose length was not declared, or was declared falsely."""
    seen = 0

    async def limited() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > limit:
            raise Carrier(_too_large(limit))
        return message

    return limited


def _hardened(send: Send) -> Send:
    async def hardened(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return hardened
