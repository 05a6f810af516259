"""Requests by the thousand, made from the OpenAPI document: none may break the server or its own description."""

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

from tests.api.answers import API

HOST = {"Host": "localhost"}
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
MODES = (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE)


@pytest.mark.slow
@pytest.mark.parametrize("mode", MODES, ids=str)
def test_no_request_breaks_the_service(app: FastAPI, mode: schemathesis.GenerationMode) -> None:
    document = schemathesis.openapi.from_asgi(f"{API}/openapi.json", app, headers=HOST)
    for found in document.get_all_operations():
        operation: Any = found
        _fuzz(operation.ok(), mode)


def _fuzz(operation: Any, mode: schemathesis.GenerationMode) -> None:
    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(max_examples=30, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    def answers(case: Any) -> None:
        case.validate_response(case.call(headers=HOST), checks=CHECKS)

    answers()
