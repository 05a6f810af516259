"""docs/permissions.md is a table of every operation and every role: each cell of it is tried."""

import re
from http import HTTPStatus

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


def ask(world: World, operation: str, role: str) -> Response:
    """What this operation answers to somebody of this role."""
    client, (method, path) = world.client(role), operation.split(" ")
    if path.endswith("/file"):
        world.put_back_files()
    body = BODIES[operation](world) if operation in BODIES else None
    address = API + path.format(**{"sign_in_id": world.ids["wish_id"], "token_id": world.ids["wish_id"]} | world.ids)
    return client.request(method, address, json=body, files=FILES.get(operation), params=QUERIES.get(operation))


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
    told = {}
    for role in ROLES:
        with stage.undone():
            told[role] = in_words(ask(stage.world, operation, role))

    assert told == table(DOCUMENT)[operation]


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
