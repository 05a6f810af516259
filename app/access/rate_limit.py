"""How often one account, or one network without an account, may ask the API in a minute, and as often the pages.

Counted in memory, before anything is asked of the database; see `tally` for how servers add up. Which account a
credential belongs to is remembered from the requests that it opened: the first one, and whatever opens nothing, counts
for the network that it comes from. So nobody gains anything by making credentials up.
"""

from collections import OrderedDict
from collections.abc import Callable
from http import HTTPStatus
from math import ceil
from typing import NamedTuple
from uuid import UUID

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.access.sign_in import COOKIE, visitor_of
from app.access.tally import MINUTE_SECONDS, Tally
from app.errors import AppError, TooManyRequests
from app.services import tokens

MOST_CREDENTIALS = 10_000


class Standing(NamedTuple):
    """Whose requests are counted, what is left of this minute, and how long it lasts."""

    policy: str
    allowed: bool
    left: int
    seconds: int


class RateLimit:
    """ASGI middleware around the API or the pages: they `refuse` each in their own way, and count for themselves.

    `around` names what it is around, so that both share a tally. What is below `free` is not counted.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        per_minute: int,
        tally: Tally,
        around: str,
        refuse: Callable[[Request, AppError], Response],
        free: str | None = None,
    ) -> None:
        self.app, self.per_minute = app, per_minute
        self._tally, self._around = tally, around
        self._refuse, self._free = refuse, free
        self._accounts = _Accounts()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or (self._free is not None and scope["path"].startswith(self._free)):
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        credential = f"{request.headers.get('authorization')} {request.cookies.get(COOKIE)}"
        standing = self._count(self._accounts.of(credential), visitor_of(request).network)

        async def telling(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._tell(MutableHeaders(scope=message), standing)
                if message["status"] == HTTPStatus.UNAUTHORIZED:
                    self._accounts.forget(credential)
            await send(message)

        if standing.allowed:
            await self.app(scope, receive, telling)
            self._accounts.learn(credential, request.scope["state"].get("account_id"))
        else:
            await self._refuse(request, _refusal(standing))(scope, receive, telling)

    def _count(self, account: UUID | None, network: str) -> Standing:
        policy, who = ("network", network) if account is None else ("account", str(account))
        asked, seconds = self._tally.count(tokens.digest(f"{self._around} {policy} {who}"))
        return Standing(policy, asked <= self.per_minute, max(0, self.per_minute - asked), ceil(seconds))

    def _tell(self, headers: MutableHeaders, standing: Standing) -> None:
        """As draft-ietf-httpapi-ratelimit-headers has it."""
        headers["RateLimit-Policy"] = f'"{standing.policy}";q={self.per_minute};w={MINUTE_SECONDS}'
        headers["RateLimit"] = f'"{standing.policy}";r={standing.left};t={standing.seconds}'


class _Accounts:
    """Whose the latest credentials are, by their digests."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, UUID] = OrderedDict()

    def of(self, credential: str) -> UUID | None:
        return self._known.get(tokens.digest(credential))

    def learn(self, credential: str, account: UUID | None) -> None:
        if account is not None:
            digest = tokens.digest(credential)
            self._known[digest] = account
            self._known.move_to_end(digest)
            if len(self._known) > MOST_CREDENTIALS:
                self._known.popitem(last=False)

    def forget(self, credential: str) -> None:
        self._known.pop(tokens.digest(credential), None)


def _refusal(standing: Standing) -> TooManyRequests:
    return TooManyRequests(
        "Please try again in {seconds} s.", retry_after_seconds=standing.seconds, seconds=standing.seconds
    )
