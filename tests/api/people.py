"""Clients of people who are signed in."""

from dataclasses import dataclass
from functools import cache

from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from app.access.sign_in import COOKIE
from app.adapters.passwords import Argon2Passwords
from app.models import Account, Conference, Delegation, Role
from app.services.people import PeopleService
from tests.factories import a_membership, a_sign_in, an_account

PASSWORD = "correct horse battery"  # noqa: S105 -- of nobody


@cache
def _hashed(password: str) -> str:
    return Argon2Passwords(at_once=1).hashed(password)


def service_of(app: FastAPI) -> PeopleService:
    """What the service's routes are given."""
    state = app.state
    return PeopleService(state.passwords, state.settings.accounts, state.postbox, state.factors)


@dataclass(frozen=True)
class People:
    """Makes people with roles, and clients that are signed in as them."""

    app: FastAPI
    db: Session

    @property
    def password_hash(self) -> str:
        """Of `PASSWORD`; made once, since it is slow by design."""
        return _hashed(PASSWORD)

    def client(self, account: Account | None = None) -> TestClient:
        """Signed in as the account, or as nobody."""
        client = TestClient(self.app, base_url="http://localhost", raise_server_exceptions=False)
        client.headers["If-Match"] = "*"  # Whatever there is; tests/api/test_preconditions.py names revisions.
        if account is not None:
            client.cookies.set(COOKIE, a_sign_in(self.db, account))
        return client

    def administrator(self) -> TestClient:
        return self.client(an_account(self.db, is_administrator=True))

    def of(self, conference: Conference, role: Role, delegation: Delegation | None = None) -> TestClient:
        """Somebody new with this role."""
        account = an_account(self.db)
        a_membership(self.db, account, conference, role, delegation)
        return self.client(account)
