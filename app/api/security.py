"""The gate before every request: known host, no change for another site, no oversized body, safe headers."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.access.addresses import host_name
from app.access.carrier import Carrier
from app.api.problems import respond
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
    """ASGI middleware around pages and API alike.

    A body that is too large is refused where it is read, so that pages say so on a page.
    """

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
            limited = _limited(receive, self.max_body_bytes, declared=_declared(scope))
            await self.app(scope, limited, _hardened(send))
        else:
            await respond(Request(scope), refusal)(scope, receive, _hardened(send))

    def _refusal(self, scope: Scope, headers: Headers) -> AppError | None:
        known = host_name(headers.get("host", "")) in self.allowed_hosts
        if not known and not scope["path"].startswith(OPEN_TO_ANY_HOST):
            return UnknownHost("Set KETNOI_HTTP__ALLOWED_HOSTS to the names under which this server is reached.")
        if scope["method"] not in SAFE_METHODS and is_cross_site(headers):
            return CrossSiteRequest("The browser says that another site sent this request.")
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


def _declared(scope: Scope) -> int:
    """How long the body is said to be; that of a reading request is not read at all."""
    length = Headers(scope=scope).get("content-length", "0")
    return int(length) if length.isdecimal() and scope["method"] not in SAFE_METHODS else 0


def _limited(receive: Receive, limit: int, *, declared: int) -> Receive:
    """`receive` for a body that may be longer than was declared; of one that declares too much nothing is read."""
    seen = 0

    async def limited() -> Message:
        nonlocal seen
        message = {} if declared > limit else await receive()
        seen += len(message.get("body", b""))
        if max(seen, declared) > limit:
            raise Carrier(ContentTooLarge("At most {limit} are taken.", limit=Size(limit)))
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
