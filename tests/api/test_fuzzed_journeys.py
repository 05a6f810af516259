"""Chains of requests along the links of the OpenAPI document: what was made is there, and what was deleted is not."""

from collections import Counter
from collections.abc import Callable, Collection
from contextlib import suppress
from http import HTTPStatus
from typing import Any

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.errors import FlakyStrategyDefinition
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi import checks

from app.access.sign_in import COOKIE
from tests.api.answers import API
from tests.api.stage import Stage
from tests.api.test_fuzz import AS_DESCRIBED, HOST, PATIENCE_SECONDS
from tests.api.world import BODIES, World
from tests.matching.scheduling.strategies import examples

CHECKS = [
    *AS_DESCRIBED,
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
            self.client = stage.world.client("administrator")
            self.cookies = {COOKIE: self.client.cookies[COOKIE]}

        def teardown(self) -> None:
            self.undone.__exit__(None, None, None)

        def step(self, input: Any) -> Any:  # noqa: A002 -- so it is called there
            """Where no link leads on, to what is there; what is sent is sound, of changes every other time."""
            self.steps += 1
            case, linked = input.case, {name for _, name in input.applied_parameters}
            _aim(case, stage.world, linked, is_sound=case.method == "POST" or self.steps % 2 == 1)
            case.cookies = self.cookies
            output = super().step(input)
            if (case.method, output.response.status_code) == ("DELETE", HTTPStatus.NO_CONTENT):
                faults.extend(_left_of(API + case.operation.path.format(**case.path_parameters), self.client))
            return output

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


def _aim(case: Any, world: World, linked: Collection[str], *, is_sound: bool) -> None:
    for name in case.path_parameters.keys() - linked:
        case.path_parameters[name] = str(world.ids.get(name, case.path_parameters[name]))
    if is_sound and case.operation.label in BODIES:
        case.body = BODIES[case.operation.label](world)
    case.headers.pop("Authorization", None)
    if "if-match" not in linked:
        case.headers["If-Match"] = "*"


def _left_of(address: str, client: TestClient) -> list[BaseException]:
    """What is wrong with something that was deleted; some things are only listed, and not to be had one by one."""
    found = client.get(address).status_code
    if found in {HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED}:
        return []
    return [AssertionError(f"{address} was deleted, and answers {found}")]


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
