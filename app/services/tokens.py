"""Secrets that are handed out once; what is kept of them is a digest, which is of no use to a thief."""

import hashlib
import secrets
from typing import NamedTuple

BYTES = 32


class Token(NamedTuple):
    """The secret to hand out, and its digest to keep."""

    secret: str
    sha256: str


def new() -> Token:
    """A secret that nobody can guess."""
    secret = secrets.token_urlsafe(BYTES)
    return Token(secret, digest(secret))


def digest(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()
