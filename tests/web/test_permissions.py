"""docs/permissions-of-pages.md is a table of every page and every role: each cell of it is tried."""

import re
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from httpx2 import Response
from pydantic import SecretStr
from sqlalchemy import Engine

from app.settings import DocumentSettings, ExplainerSettings, HttpSettings, RunnerSettings, Settings
from app.web import MODULES
from app.web.addresses import SIGN_IN
from tests.api import stage as stages
from tests.api.stage import Stage
from tests.api.world import MEETING, World
from tests.rights import ROLES, table, text_of

DOCUMENT = "permissions-of-pages.md"
# What somebody is answered who may: the page, or that what was sent is not complete, is done already, or is too late.
MAY = {HTTPStatus.OK, HTTPStatus.NO_CONTENT, HTTPStatus.CONFLICT, HTTPStatus.PRECONDITION_FAILED, HTTPStatus(422)}
# What an address asks besides, and what a form must name to be about anything: of the world, or a word.
ASKED = {
    "/sessions/{session_id}/desk/price": {"meeting": MEETING},
    "/sessions/{session_id}/rules/side": {"side": "mission"},
    "/delegations/{delegation_id}/requests/new": {"to": "third"},
    "/meeting-requests/{request_id}/answer": {"by": "own"},
    "/meeting-requests/{request_id}/withdrawal": {"by": "own"},
    "/group-members/{member_id}/answer": {"delegation_id": "own"},
}
NAMED = {"POST /sessions/{session_id}/table-availability": {"table": "table_id"}}
A_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Reader(NamedTuple):
    """With the ids of what is there, and of what is the reader's own."""

    client: TestClient
    ids: Mapping[str, Any]


@pytest.fixture(scope="module")
def stage(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A rehearsal, which shows what it would have sent."""
    settings = Settings(
        database_url=SecretStr("sqlite://"),
        secret_key=SecretStr("only for tests, " * 3),
        rehearsal=True,
        runner=RunnerSettings(enabled=False),
        explainer=ExplainerSettings(enabled=False),
        http=HttpSettings(requests_per_minute=1_000_000),
        documents=DocumentSettings(folder=str(tmp_path_factory.mktemp("documents"))),
    )
    yield from stages.opened(settings, engine)


def pages() -> set[str]:
    """Every page and every form, as the document names them."""
    routes = [route for module in MODULES for route in module.router.routes if isinstance(route, APIRoute)]
    return {
        f"{method} {re.sub(r':[a-z]+}', '}', route.path)}" for route in routes for method in sorted(route.methods or ())
    }


@pytest.fixture(scope="module")
def readers(stage: Stage) -> Mapping[str, Reader]:
    """Somebody in each role."""
    return {role: Reader(stage.world.client(role), dict(stage.world.ids)) for role in ROLES}


def in_address(known: Mapping[str, Any], path: str) -> dict[str, Any]:
    """What stands in an address: as in those of the API, but for what goes by another name here."""
    ids = {"interest_id": known["need_id"], "noun": "needs", "status": "withdrawn", **known}
    if path.startswith("/enquiries/"):
        ids |= {"document_id": ids["enquiry_document_id"], "import_id": ids["enquiry_import_id"]}
    return ids


def ask(client: TestClient, world: World, page: str, ids: Mapping[str, Any]) -> Response:
    """What this page answers; a form is sent empty, for whoever may not send it is told so before all else."""
    method, path = page.split(" ")
    params = {
        name: str(getattr(world, said).id if hasattr(world, said) else said)
        for name, said in ASKED.get(path, {}).items()
    }
    data = {name: str(ids[said]) for name, said in NAMED.get(page, {}).items()}
    return client.request(method, path.format(**ids), params=params, data=data or None, follow_redirects=False)


def in_words(page: str, response: Response) -> str:
    """In the words of the document."""
    leads_to = response.headers.get("location")
    if leads_to is not None:
        if leads_to.startswith(SIGN_IN):
            return "sign in"
        return "elsewhere" if page.startswith("GET ") else "yes"
    return "yes" if response.status_code in MAY else str(response.status_code)


def nameless(response: Response) -> str:
    """What is told, whichever ids the address has."""
    return A_UUID.sub("id", response.text)


def test_document_has_every_page_that_asks_who_you_are() -> None:
    open_to_all = set(re.findall(r"`((?:GET|POST) \S+)`", text_of(DOCUMENT).split("\n## ")[0]))

    assert set(table(DOCUMENT)) == pages() - open_to_all
    assert all(re.match(r"/(sign|invitation|password)", page.split(" ")[1]) for page in open_to_all)


@pytest.mark.slow
@pytest.mark.parametrize("page", table(DOCUMENT))
def test_each_cell_is_as_the_document_says(stage: Stage, readers: Mapping[str, Reader], page: str) -> None:
    """What may not be known of is answered just as what is not there."""
    told = {}
    for role, reader in readers.items():
        ids = in_address(reader.ids, page.split(" ")[1])
        with stage.undone():
            response = ask(reader.client, stage.world, page, ids)
            told[role] = in_words(page, response)
        if told[role] == "404" and role in {"other delegation", "elsewhere"}:
            unknown = {name: uuid4() if isinstance(each, UUID) else each for name, each in ids.items()}
            assert nameless(response) == nameless(ask(reader.client, stage.world, page, unknown))

    assert told == table(DOCUMENT)[page]
