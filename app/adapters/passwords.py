"""Passwords: hashed by argon2id, a few at a time, for each hash takes 64 MiB."""

from functools import cache
from threading import BoundedSemaphore
from typing import NamedTuple, Protocol

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher


class Verdict(NamedTuple):
    """Whether a password fits, and a hash to keep from now on if the kept one is of weaker parameters."""

    fits: bool
    renewed: str | None = None


class Passwords(Protocol):
    """Hashes passwords and compares them."""

    def hashed(self, password: str) -> str:
        """A hash to keep."""
        ...

    def compare(self, password: str, kept: str | None) -> Verdict:
        """Whether the password is the one of the kept hash; takes as long if there is none."""
        ...


class Argon2Passwords:
    """By argon2id with the library's recommended parameters."""

    def __init__(self, *, at_once: int) -> None:
        self._hash = _argon2()
        self._turns = BoundedSemaphore(at_once)
        self._nobodys = _nobodys()

    def hashed(self, password: str) -> str:
        """A hash to keep."""
        with self._turns:
            return self._hash.hash(password)

    def compare(self, password: str, kept: str | None) -> Verdict:
        """Whether the password is the one of the kept hash; takes as long if there is none."""
        with self._turns:
            fits, renewed = self._hash.verify_and_update(password, kept or self._nobodys)
        return Verdict(fits and kept is not None, renewed if kept else None)


@cache
def _argon2() -> PasswordHash:
    return PasswordHash((Argon2Hasher(),))


@cache
def _nobodys() -> str:
    """What is compared for an address without an account; one hash serves the whole process."""
    return _argon2().hash("")
