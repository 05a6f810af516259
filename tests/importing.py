"""Imports as a runner has them carried out, but in the process of the test."""

from typing import Any, cast

from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response

from app.db import SessionFactory
from app.queues import ImportQueue
from app.worker import importing
from tests.api.answers import API


def queue_on(factory: SessionFactory) -> ImportQueue:
    return ImportQueue(factory=factory, worker="a test", limit_seconds=60, most_losses=3)


def carry_out_all(app: FastAPI) -> None:
    """Whatever waits."""
    factory = app.state.session_factory
    while (job := queue_on(factory).claim()) is not None:
        importing.carry_out(factory, job.hold, app.state.intake.files)


def ended(client: TestClient, asked: Response) -> dict[str, Any]:
    """What becomes of an import that was asked for."""
    assert asked.status_code == 202, asked.text
    carry_out_all(cast(FastAPI, client.app))
    language = asked.request.headers.get("accept-language", "")
    told = client.get(f"{API}/workbook-imports/{asked.json()['id']}", headers={"Accept-Language": language})
    assert told.status_code == 200, told.text
    found: dict[str, Any] = told.json()
    return found


def confirmed(client: TestClient, found: dict[str, Any]) -> dict[str, Any]:
    """What becomes of the import that confirms a dry run."""
    return ended(client, client.post(f"{API}/workbook-imports/{found['id']}/confirmations"))


def told(client: TestClient, asked: Response) -> dict[str, Any]:
    """The report of a dry run."""
    found = ended(client, asked)
    assert (found["status"], found["dry_run"], found["error"]) == ("succeeded", True, None)
    report: dict[str, Any] = found["report"]
    return report


def carried(client: TestClient, asked: Response) -> dict[str, Any]:
    """The report of an import that confirms its dry run."""
    rehearsed = ended(client, asked)
    assert (rehearsed["can_be_confirmed"], rehearsed["report"]["problems"]) == (True, [])
    done = confirmed(client, rehearsed)
    assert (done["status"], done["dry_run"], done["can_be_confirmed"]) == ("succeeded", False, False)
    assert done["report"] == rehearsed["report"]
    report: dict[str, Any] = done["report"]
    return report
