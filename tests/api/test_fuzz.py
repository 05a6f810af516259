"""Requests by the thousand, made from the OpenAPI document: none may break the server or its own description."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from app.access.sign_in import COOKIE
from tests.api.answers import API
from tests.api.stage import Stage
from tests.matching.scheduling.strategies import fuzzing

HOST = {"Host": "localhost"}
AS_DESCRIBED = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
CHECKS = [
    *AS_DESCRIBED,
    checks.negative_data_rejection,
    checks.positive_data_acceptance,
    checks.ignored_auth,
]
# What is too long may be too large as well.
REJECTED = ["400", "401", "403", "404", "405", "413", "415", "422", "428", "503"]
# Where the schema leaves a rule unsaid, such as that an end comes after its beginning, 422 says it.
ACCEPTED = ["2xx", "304", "401", "403", "404", "409", "422", "503"]
PATIENCE_SECONDS = 600  # Of one answer, on however busy a machine: how long it takes is not what is asked here.
MODES = (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE)
EXAMPLES = 15


@dataclass
class Senders:
    """Who sends the requests in turn: somebody who may ask for anything, an organiser, a delegate."""

    stage: Stage
    mode: schemathesis.GenerationMode
    answered: Counter[str] = field(default_factory=Counter)
    roles: Any = field(default_factory=lambda: cycle(("administrator", "owner", "head")))

    def send(self, case: Any) -> None:
        """What is sent, and answered, is as described. Its ids are those of things that are there, if it is sound."""
        role = next(self.roles)
        with self.stage.undone():
            cookie = self.stage.world.client(role).cookies[COOKIE]
            headers = HOST | {"Cookie": f"{COOKIE}={cookie}"}
            if self.mode is schemathesis.GenerationMode.POSITIVE:
                ids = self.stage.world.ids
                case.path_parameters = {name: str(ids.get(name, drawn)) for name, drawn in case.path_parameters.items()}
                headers |= {"If-Match": "*"}
            response = case.call(headers=headers, timeout=PATIENCE_SECONDS)
            case.validate_response(
                response,
                checks=CHECKS,
                # Whatever is sent in place of a file is one: what it is worth is told later.
                excluded_checks=[checks.negative_data_rejection] if _takes_files(case.operation) else [],
                headers=headers,
                transport_kwargs={"headers": headers},
            )
        self.answered[role] += 1


@pytest.mark.slow
@pytest.mark.parametrize("mode", MODES, ids=str)
def test_no_request_breaks_the_service(
    stage: Stage, mode: schemathesis.GenerationMode, record_property: Callable[[str, object], None]
) -> None:
    document = schemathesis.openapi.from_asgi(f"{API}/openapi.json", stage.world.people.app, headers=HOST)
    document.config.checks.positive_data_acceptance.expected_statuses = ACCEPTED
    document.config.checks.negative_data_rejection.expected_statuses = REJECTED
    senders, operations = Senders(stage, mode), 0
    for found in document.get_all_operations():
        operation: Any = found
        if mode is schemathesis.GenerationMode.POSITIVE or _takes_anything(operation.ok()):
            _fuzz(operation.ok(), senders)
            operations += 1
    record_property("operations", operations)  # To be read with `pytest --junit-xml`.
    record_property("requests", senders.answered.total())
    for role, answered in senders.answered.items():
        record_property(f"requests as {role}", answered)
    assert (len(senders.answered), senders.answered.total() > operations) == (3, True)


def _takes_anything(operation: Any) -> bool:
    """Whether there is anything in a request that could be wrong."""
    return bool(operation.definition.raw.get("parameters") or operation.definition.raw.get("requestBody"))


def _takes_files(operation: Any) -> bool:
    return "multipart/form-data" in operation.definition.raw.get("requestBody", {}).get("content", {})


def _fuzz(operation: Any, senders: Senders) -> None:
    @given(case=operation.as_strategy(generation_mode=senders.mode))
    # The same requests each time, as long as the description is the same; fuzzing sends others.
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=not fuzzing(),
        suppress_health_check=list(HealthCheck),
    )
    def answers(case: Any) -> None:
        senders.send(case)

    answers()
