"""Letting somebody in, and out again, who uses the pages."""

from fastapi import Request
from fastapi.responses import RedirectResponse

from app.access.sign_in import forget, remember
from app.services.sign_ins import SignedIn
from app.web.addresses import SIGN_IN, START


def let_in(request: Request, signed_in: SignedIn, following: str = START) -> RedirectResponse:
    """Hand the secret to the browser, and go on."""
    response = see_other(following)
    remember(request, response, signed_in)
    return response


def let_out(because: str | None = None) -> RedirectResponse:
    """Take the secret back, and offer to sign in anew."""
    response = see_other(SIGN_IN if because is None else f"{SIGN_IN}?because={because}")
    forget(response)
    return response


def see_other(path: str) -> RedirectResponse:
    """To another page, which is asked for by GET."""
    return RedirectResponse(path, 303)
