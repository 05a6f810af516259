"""docs/permissions.md is a table of every operation and every role: each cell of it is tried."""

import re
from functools import cache
from http import HTTPStatus
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy.orm import Session

from tests.api.answers import API
from tests.api.world import BODIES, QUERIES, ROLES, World

DOCUMENT = Path(__file__).parents[2] / "docs" / "permissions.md"
ROW = re.compile(r"^\| `((?:GET|POST|PUT|PATCH|DELETE) \S+)` \| (.+) \|$", re.MULTILINE)


@cache
def table() -> dict[str, dict[str, str]]:
    """What each operation answers to each role, as the document says."""
    rows = ROW.findall(DOCUMENT.read_text(encoding="utf-8"))
    return {operation: dict(zip(ROLES, cells.split(" | "), strict=True)) for operation, cells in rows}


def ask(world: World, operation: str, role: str) -> str:
    """What this operation answers to somebody of this role, in the words of the document."""
    client, (method, path) = world.client(role), operation.split(" ")
    body = BODIES[operation](world) if operation in BODIES else None
    address = API + path.format(**{"sign_in_id": world.ids["wish_id"], "token_id": world.ids["wish_id"]} | world.ids)
    return told(client.request(method, address, json=body, params=QUERIES.get(operation)))


def told(response: Response) -> str:
    """A conflict with what is there already is the answer to somebody who may."""
    if response.is_error and response.status_code != HTTPStatus.CONFLICT:
        return str(response.status_code)
    body = response.json() if response.content else None
    return "none" if isinstance(body, dict) and body.get("items") == [] else "yes"


def test_document_has_every_operation_that_asks_who_you_are(client: TestClient) -> None:
    paths = client.get(f"{API}/openapi.json").json()["paths"]
    guarded = {
        f"{method.upper()} {path}"
        for path, item in paths.items()
        for method, each in item.items()
        if "security" in each
    }
    open_to_all = {f"{method.upper()} {path}" for path, item in paths.items() for method in item} - guarded

    assert set(table()) == guarded
    assert [name for name in open_to_all if f"`{name}`" not in DOCUMENT.read_text(encoding="utf-8")] == []


@pytest.mark.parametrize("operation", table())
def test_each_cell_is_as_the_document_says(app: FastAPI, db: Session, operation: str) -> None:
    told, world = {}, World(app, db)
    for role in reversed(ROLES):
        told[role] = ask(world, operation, role)
        if told[role] == "yes" and not operation.startswith("GET"):
            world = World(app, db)  # What was done in the one is of no use to the next.

    assert told == table()[operation]
