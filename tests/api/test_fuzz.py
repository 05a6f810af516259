"""Requests by the thousand, made from the OpenAPI document: none may break the server or its own description."""

from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from sqlalchemy.orm import Session

from app.access.sign_in import COOKIE
from tests.api.answers import API
from tests.factories import a_sign_in, an_account

HOST = {"Host": "localhost"}
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
PATIENCE_SECONDS = 600  # Of one answer, on however busy a machine: how long it takes is not what is asked here.
MODES = (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE)


@pytest.mark.slow
@pytest.mark.parametrize("mode", MODES, ids=str)
def test_no_request_breaks_the_service(
    app: FastAPI,
    db: Session,
    mode: schemathesis.GenerationMode,
    record_property: Callable[[str, object], None],
) -> None:
    app.state.run_feed.close()  # Nobody waits for an end.
    document = schemathesis.openapi.from_asgi(f"{API}/openapi.json", app, headers=HOST)
    administrator, sent = an_account(db, is_administrator=True), []
    for found in document.get_all_operations():
        operation: Any = found
        if mode is schemathesis.GenerationMode.POSITIVE or _takes_anything(operation.ok()):
            # Requests that end a sign-in end their own only.
            sent.append(_fuzz(operation.ok(), mode, HOST | {"Cookie": f"{COOKIE}={a_sign_in(db, administrator)}"}))
    record_property("requests", sum(sent))  # To be read with `pytest --junit-xml`.
    record_property("operations", len(sent))
    assert min(sent) > 0


def _takes_anything(operation: Any) -> bool:
    """Whether there is anything in a request that could be wrong."""
    return bool(operation.definition.raw.get("parameters") or operation.definition.raw.get("requestBody"))


def _fuzz(operation: Any, mode: schemathesis.GenerationMode, headers: dict[str, str]) -> int:
    """How many requests were sent and answered well."""
    sent = 0

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(max_examples=30, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    def answers(case: Any) -> None:
        nonlocal sent
        sent += 1
        case.validate_response(case.call(headers=headers, timeout=PATIENCE_SECONDS), checks=CHECKS)

    answers()
    return sent
