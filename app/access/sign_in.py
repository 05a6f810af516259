"""How a request says who asks: by a cookie that no script can read and no other site can send, or by an API token."""

from starlette.requests import Request
from starlette.responses import Response

from app.access.addresses import host_name
from app.services.sign_ins import SignedIn, Visitor
from app.settings import LOOPBACK

COOKIE = "ketnoi_sign_in"


def visitor_of(request: Request) -> Visitor:
    """Where the request comes from."""
    return Visitor(request.client.host if request.client else "", request.headers.get("user-agent", ""))


def remember(request: Request, response: Response, signed_in: SignedIn) -> None:
    """Hand the secret to the browser. It travels by HTTPS only, but for a server on the browser's own machine."""
    response.set_cookie(
        COOKIE,
        signed_in.secret,
        expires=signed_in.sign_in.expires_at,
        secure=request.url.scheme == "https" or host_name(request.headers.get("host", "")) not in LOOPBACK,
        httponly=True,
        samesite="lax",
    )


def forget(response: Response) -> None:
    """Take the secret back."""
    response.delete_cookie(COOKIE, httponly=True, samesite="lax")
