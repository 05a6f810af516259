"""Chains of requests along the links of the OpenAPI document: what was made is there, and what was deleted is not."""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.errors import FlakyStrategyDefinition
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi import checks

from app.access.sign_in import COOKIE
from tests.api.answers import API
from tests.api.stage import Stage
from tests.api.test_fuzz import HOST, PATIENCE_SECONDS
from tests.api.world import BODIES
from tests.matching.scheduling.strategies import examples

CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.use_after_free,
    checks.ensure_resource_availability,
]
ROUNDS = 4
SETTINGS = settings(
    max_examples=6,
    stateful_step_count=8,
    phases=[Phase.generate],
    report_multiple_bugs=False,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
# After these one would be somebody else, or nobody.
OF_ONESELF = "^/(accounts|sign-ins|password-|invitation-acceptances)"


def journeys(stage: Stage, document: Any, answered: Counter[str], faults: list[BaseException]) -> Any:
    """One journey after the other, of somebody who may do everything; each begins in the world as it was."""

    class Journey(document.as_state_machine()):  # type: ignore[misc]  # Made of the document.
        def setup(self) -> None:
            self.undone = stage.undone()
            self.undone.__enter__()
            self.steps = 0
            self.cookies = {COOKIE: stage.world.client("administrator").cookies[COOKIE]}

        def teardown(self) -> None:
            self.undone.__exit__(None, None, None)

        def step(self, input: Any) -> Any:  # noqa: A002 -- so it is called there
            """Where no link leads on, to what is there; what is sent is sound, of changes every other time."""
            self.steps += 1
            case, linked = input.case, {name for _, name in input.applied_parameters}
            for name in case.path_parameters.keys() - linked:
                case.path_parameters[name] = str(stage.world.ids.get(name, case.path_parameters[name]))
            if (label := case.operation.label) in BODIES and (case.method == "POST" or self.steps % 2):
                case.body = BODIES[label](stage.world)
            case.cookies = self.cookies
            case.headers.pop("Authorization", None)
            if "if-match" not in linked:
                case.headers["If-Match"] = "*"
            return super().step(input)

        def get_call_kwargs(self, _case: Any) -> dict[str, Any]:
            return {"headers": HOST, "timeout": PATIENCE_SECONDS}

        def validate_response(self, response: Any, case: Any, **kwargs: Any) -> None:
            answered[f"{case.method} {response.status_code}"] += 1
            try:
                case.validate_response(response, checks=CHECKS, transport_kwargs=kwargs, recorder=self.recorder)
            except FailureGroup as exc:
                faults.append(exc)
                raise

    return Journey


@pytest.mark.slow
def test_no_chain_of_requests_breaks_the_service(stage: Stage, record_property: Callable[[str, object], None]) -> None:
    document = schemathesis.openapi.from_asgi(f"{API}/openapi.json", stage.world.people.app, headers=HOST)
    document.config.generation.update(modes=[schemathesis.GenerationMode.POSITIVE])
    answered: Counter[str] = Counter()
    faults: list[BaseException] = []

    journey = journeys(stage, document.exclude(path_regex=OF_ONESELF), answered, faults)
    for number in range(examples(ROUNDS)):
        # Ids are others each time, and so may be what comes first in a list: that a journey went on otherwise than one
        # that began alike is no fault, and ends its round.
        with suppress(FlakyStrategyDefinition):
            seed(number)(journey).run(settings=SETTINGS)

    record_property("requests", answered.total())
    for kind, number in answered.items():
        record_property(f"requests that were answered so: {kind}", number)
    assert faults == []
    assert answered["POST 201"] > 0
