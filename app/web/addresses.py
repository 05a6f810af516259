"""Addresses of our own pages."""

import re
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Query, Request

from app.errors import NotFound

START, SIGN_IN, SIGN_IN_CODE, OIDC = "/", "/sign-in", "/sign-in/code", "/sign-in/oidc"
MOST_PATH = 2000
# Neither another host ("//host", and "/\host" as browsers read it) nor anything that a header or a parser trips over.
_OURS = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")


def plain(request: Request) -> None:
    """No address of ours holds the character NUL, which PostgreSQL has in no text. Raises `NotFound`."""
    if "\0" in request.url.path or "%00" in request.url.query:
        raise NotFound("This page does not exist")


def local(path: str) -> str:
    """The path, or that of the start page if it may lead to another server."""
    return path if len(path) <= MOST_PATH and _OURS.fullmatch(path) else START


def after_sign_in(following: Annotated[str, Query(alias="next")] = START) -> str:
    """Where somebody wanted to go who had to sign in first."""
    return local(following)


Following = Annotated[str, Depends(after_sign_in)]


def to_sign_in(request: Request) -> str:
    """The page to sign in on, from which one comes back if that page can be asked for again."""
    if request.method != "GET" or request.url.path in {SIGN_IN, SIGN_IN_CODE}:
        return SIGN_IN
    return sign_in_before(request.url.path + (f"?{request.url.query}" if request.url.query else ""))


def sign_in_before(following: str | None) -> str:
    """The page to sign in on, on the way to another of ours; to the start page if none is known."""
    return SIGN_IN if following in {None, START} else f"{SIGN_IN}?{urlencode({'next': following})}"
