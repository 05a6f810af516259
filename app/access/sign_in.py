"""How a request says who asks: by a cookie that no script can read and no other site can send, or by an API token."""

from datetime import UTC, datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response

from app.access.addresses import host_name
from app.services.sign_ins import Halfway, SignedIn
from app.services.visitors import Visitor
from app.settings import LOOPBACK

COOKIE, STEP_COOKIE, OIDC_COOKIE = "ketnoi_sign_in", "ketnoi_sign_in_step", "ketnoi_sign_in_elsewhere"
ELSEWHERE = timedelta(minutes=15)


def visitor_of(request: Request) -> Visitor:
    """Where the request comes from."""
    return Visitor(request.client.host if request.client else "", request.headers.get("user-agent", ""))


def remember(request: Request, response: Response, signed_in: SignedIn) -> None:
    """Hand the secret to the browser. It travels by HTTPS only, but for a server on the browser's own machine."""
    _set(request, response, COOKIE, signed_in.secret, signed_in.sign_in.expires_at)
    for name in (STEP_COOKIE, OIDC_COOKIE):
        if name in request.cookies:
            response.delete_cookie(name, httponly=True, samesite="lax")


def remember_step(request: Request, response: Response, halfway: Halfway) -> None:
    """The same with the secret of somebody who still has to give a code."""
    _set(request, response, STEP_COOKIE, halfway.secret, halfway.half.expires_at)


def remember_attempt(request: Request, response: Response, attempt: str) -> None:
    """The same with what an attempt to sign in by another service is made of, until one comes back from there."""
    _set(request, response, OIDC_COOKIE, attempt, datetime.now(UTC) + ELSEWHERE)


def forget(response: Response) -> None:
    """Take the secret back."""
    response.delete_cookie(COOKIE, httponly=True, samesite="lax")


def _set(request: Request, response: Response, name: str, secret: str, expires_at: datetime) -> None:
    local = host_name(request.headers.get("host", "")) in LOOPBACK and request.url.scheme != "https"
    response.set_cookie(name, secret, expires=expires_at, secure=not local, httponly=True, samesite="lax")
