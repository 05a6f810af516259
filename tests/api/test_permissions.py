"""docs/permissions.md is a table of every operation and every role: each cell of it is tried."""

import re
from http import HTTPStatus
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import update

from app.models import Conference
from tests.api.answers import API, assert_problem
from tests.api.stage import Stage
from tests.api.world import BODIES, FILES, QUERIES, World
from tests.rights import ROLES, table, text_of

DOCUMENT = "permissions.md"
STALE = '"999999"'


def ask(world: World, operation: str, role: str, seen: str = "*") -> Response:
    """What this operation answers to somebody of this role, who has seen that revision."""
    client, (method, path) = world.client(role), operation.split(" ")
    if path.endswith("/file"):
        world.put_back_files()
    body = BODIES[operation](world) if operation in BODIES else None
    address = API + path.format(**{"sign_in_id": world.ids["wish_id"], "token_id": world.ids["wish_id"]} | world.ids)
    sent: dict[str, Any] = {"json": body, "files": FILES.get(operation), "params": QUERIES.get(operation)}
    return client.request(method, address, headers={"If-Match": seen}, **sent)


def in_words(response: Response) -> str:
    """In the words of the document. A conflict with what is there already is the answer to somebody who may."""
    if response.is_error and response.status_code != HTTPStatus.CONFLICT:
        return str(response.status_code)
    is_json = response.content and "json" in response.headers.get("content-type", "")
    body = response.json() if is_json else None
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

    assert set(table(DOCUMENT)) == guarded
    assert [name for name in open_to_all if f"`{name}`" not in text_of(DOCUMENT)] == []


@pytest.mark.parametrize("operation", table(DOCUMENT))
def test_each_cell_is_as_the_document_says(stage: Stage, operation: str) -> None:
    """Whoever may not is told so, whichever revision they have seen."""
    expected, told = table(DOCUMENT)[operation], {}
    for role in ROLES:
        with stage.undone():
            seen = "*" if expected[role] in {"yes", "none"} else STALE
            told[role] = in_words(ask(stage.world, operation, role, seen))

    assert told == expected


def test_whoever_may_is_told_that_the_revision_is_an_earlier_one(stage: Stage) -> None:
    """Of each operation that takes one: else the test above would try nothing."""
    paths = stage.world.people.client().get(f"{API}/openapi.json").json()["paths"]
    told = {}
    for operation, expected in table(DOCUMENT).items():
        method, path = operation.split(" ")
        named = {each["name"] for each in paths[path][method.lower()].get("parameters", ())}
        if "if-match" in named:
            role = next(role for role in ROLES if expected[role] == "yes")
            with stage.undone():
                told[operation] = ask(stage.world, operation, role, STALE).status_code

    assert (len(told) > 40, {operation: status for operation, status in told.items() if status != 412}) == (True, {})


OF_PEOPLE = re.compile(r"/(accounts|api-tokens|sign-ins|organisations|invitations?|memberships|clones|import)\b")
CHANGES = [
    operation
    for operation, told in table(DOCUMENT).items()
    if told["owner"] == "yes" and not operation.startswith("GET ") and not OF_PEOPLE.search(operation)
]


# What is asked by POST and changes nothing, a file that is thrown away, and what leads out of the archive.
CHANGES_NOTHING = ("/slot-grids", "/tag-suggestions", "/scoring-previews", "/workbook-imports/{import_id}")


@pytest.mark.parametrize("operation", [o for o in CHANGES if not o.endswith(("/stage-changes", *CHANGES_NOTHING))])
def test_nothing_changes_in_the_archive(stage: Stage, operation: str) -> None:
    """Each operation that changes something of a conference, for those who may do it at any other time."""
    archived = update(Conference).where(Conference.id == stage.world.conference.id).values(stage="archived")
    with stage.undone():
        stage.connection.execute(archived)
        response = ask(stage.world, operation, "owner")

    assert_problem(response, 409, "wrong-stage")
