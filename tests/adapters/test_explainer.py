"""The process that explains: fed one question after another, begun anew when it dies, never waited for too long."""

import os
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.adapters.explainer import NullExplainer, Question, WarmExplainer
from tests.waiting import PATIENCE_SECONDS

# Instead of the solver: says what it was told, and does what the meeting's name tells it to.
CHILD = """
import json, os, sys, time
print(json.dumps({"ready": True}), flush=True)
told = []
for line in sys.stdin:
    message = json.loads(line)
    if "meeting" not in message:
        told.append(sorted(message))
        continue
    if message["meeting"] == "die":
        os._exit(1)
    if message["meeting"] == "sleep":
        time.sleep(60)
    if message["meeting"] == "mumble":
        print("?", flush=True)
        continue
    print(json.dumps({"pid": os.getpid(), "told": told, "asked": message}), flush=True)
"""

Making = Callable[..., WarmExplainer]


@pytest.fixture
def making() -> Iterator[Making]:
    made: list[WarmExplainer] = []

    def make(seconds: float = PATIENCE_SECONDS) -> WarmExplainer:
        command = (sys.executable, "-S", "-c", CHILD)
        made.append(WarmExplainer(command=command, environment=dict(os.environ), seconds=seconds))
        return made[-1]

    yield make
    for each in made:
        each.stop()


def about(meeting: str, digest: str = "d1") -> Question:
    return Question(digest=digest, instance=lambda: {"name": digest}, pins={}, placements=[], meeting=meeting)


def asked(explainer: WarmExplainer, question: Question) -> dict[str, Any]:
    answer = explainer.ask(question)
    assert answer is not None
    return answer


def test_an_instance_is_told_once(making: Making) -> None:
    explainer = making()

    first, second = (asked(explainer, about(meeting)) for meeting in ("m1", "m2"))

    assert first["asked"] == {"digest": "d1", "pins": {}, "placements": [], "meeting": "m1"}
    assert second["told"] == first["told"] == [["digest", "instance"]]
    assert second["pid"] == first["pid"]


def test_of_many_instances_the_oldest_is_forgotten(making: Making) -> None:
    explainer = making()

    last = [asked(explainer, about("m", digest)) for digest in ("d1", "d2", "d3", "d4", "d5")][-1]

    assert last["told"][-2:] == [["forget"], ["digest", "instance"]]


@pytest.mark.parametrize("trouble", ["die", "mumble"])
def test_a_child_in_trouble_is_replaced(making: Making, trouble: str) -> None:
    explainer = making()
    before = asked(explainer, about("m1"))

    lost = explainer.ask(about(trouble))
    after = asked(explainer, about("m1"))

    assert lost is None
    assert after["pid"] != before["pid"]
    assert after["told"] == [["digest", "instance"]]


def test_nobody_waits_for_long(making: Making) -> None:
    explainer = making(0.05)
    explainer.warm_up()

    assert explainer.ask(about("sleep")) is None


def test_without_a_child_there_are_no_answers() -> None:
    nobody = NullExplainer()
    nobody.warm_up()

    assert nobody.ask(about("m1")) is None
    nobody.stop()


def test_a_command_that_can_not_be_started_answers_nothing() -> None:
    explainer = WarmExplainer(command=("/nowhere/at-all",), environment={}, seconds=5.0)

    assert explainer.ask(about("m1")) is None
    explainer.stop()
