"""Who reads the pages: somebody signed in, with rights at a conference."""

from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from app.access.sign_in import COOKIE
from app.models import Conference, Delegation, Role
from tests import factories


def reader(
    app: FastAPI, db: Session, conference: Conference, delegation: Delegation | None = None, role: Role = Role.VIEWER
) -> TestClient:
    """Of a delegation, or a viewer, or of another role."""
    account = factories.an_account(db)
    role = Role.MEMBER if delegation and role is Role.VIEWER else role
    factories.a_membership(db, account, conference, role, delegation)
    client = TestClient(app, base_url="http://localhost", raise_server_exceptions=False)
    client.cookies.set(COOKIE, factories.a_sign_in(db, account))
    return client
