"""Letting somebody in, and out again, who uses the pages."""

from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import RedirectResponse

from app.access.sign_in import forget, remember, remember_step
from app.services.sign_ins import Halfway, SignedIn
from app.web import notices
from app.web.addresses import SIGN_IN, SIGN_IN_CODE, START


def let_in(request: Request, entered: SignedIn | Halfway, following: str = START) -> RedirectResponse:
    """Hand the secret to the browser, and go on: to where somebody wanted to go, or to the second factor."""
    if isinstance(entered, Halfway):
        response = see_other(f"{SIGN_IN_CODE}?{urlencode({'next': following})}")
        remember_step(request, response, entered)
    else:
        response = see_other(following)
        remember(request, response, entered)
    return response


def let_out(because: str | None = None) -> RedirectResponse:
    """Take the secret back, and offer to sign in anew."""
    response = see_other(SIGN_IN if because is None else f"{SIGN_IN}?because={because}")
    forget(response)
    return response


def see_other(path: str, done: str | None = None) -> RedirectResponse:
    """To another page, which is asked for by GET, and tells by the notice of this key what has been done."""
    response = RedirectResponse(path, 303)
    if done:
        notices.leave(response, done)
    return response
