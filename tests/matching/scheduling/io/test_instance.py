"""Instances that are well formed: what is read from them, and what is written."""

import json
from datetime import datetime, timedelta, timezone
from typing import Any

from hypothesis import given, settings

from app.matching.scheduling.io import digest, instance_to_json, read_instance
from app.matching.scheduling.problem import (
    Goal,
    Interpreter,
    Meeting,
    Party,
    Policy,
    Problem,
    Resource,
    Slot,
    Spot,
    Table,
)
from tests.matching.scheduling.io.documents import INSTANCE_TEXT
from tests.matching.scheduling.io.strategies import problems

HANOI = timezone(timedelta(hours=7))
EXAMPLE = Problem(
    name="two provinces, two missions",
    slots=(
        Slot(
            id="s01",
            start=datetime(2026, 12, 18, 8, 30, tzinfo=HANOI),
            end=datetime(2026, 12, 18, 8, 45, tzinfo=HANOI),
            period="morning",
        ),
        Slot(
            id="s02",
            start=datetime(2026, 12, 18, 8, 45, tzinfo=HANOI),
            end=datetime(2026, 12, 18, 9, 0, tzinfo=HANOI),
            period="morning",
        ),
    ),
    tables=(Table(id="T01", unavailable=("s02",), features=("screen",), zone="hall-a"), Table(id="T02")),
    parties=(
        Party(id="VN-01", side="province", min_meetings=1, max_meetings=2),
        Party(id="VN-48", side="province"),
        Party(id="KR-SEL", side="mission"),
        Party(id="KR-PUS", side="mission", unavailable=("s01",)),
    ),
    interpreters=(Interpreter(id="i1", languages=("vi", "ko")),),
    resources=(Resource(id="video-links", capacity=1),),
    meetings=(
        Meeting(id="m1", parties=("VN-01", "KR-SEL"), value=87, alternative="VN-01 in Korea"),
        Meeting(
            id="m2",
            parties=("VN-01", "KR-PUS"),
            value=60,
            resources=("video-links",),
            alternative="VN-01 in Korea",
        ),
        Meeting(id="m3", parties=("VN-48", "KR-SEL"), value=40, interpreting=("ko",)),
    ),
    policy=Policy(
        goals=(Goal.REQUIRED, Goal.FLOORS, Goal.WELFARE, Goal.CHANGES, Goal.BREAKS, Goal.MOVES),
        bonus={"province": (200, 120, 80, 50, 30)},
    ),
    published={"m1": Spot(slot="s01", table="T01")},
)


def test_the_example_of_the_format_is_read() -> None:
    assert read_instance(INSTANCE_TEXT) == EXAMPLE


def test_the_smallest_instance_has_the_defaults() -> None:
    slot = {"id": "s", "start": "2026-12-18T01:00:00Z", "end": "2026-12-18T02:00:00Z", "period": ""}
    smallest: dict[str, Any] = {"format": "ketnoi.instance/1", "name": "", "slots": [slot], "tables": [], "parties": []}
    smallest |= {"meetings": [], "policy": {"goals": []}}

    problem = read_instance(json.dumps(smallest).encode())

    start = datetime(2026, 12, 18, 1, tzinfo=timezone(timedelta()))
    slots = (Slot(id="s", start=start, end=start + timedelta(hours=1), period=""),)
    assert problem == Problem(name="", slots=slots, tables=(), parties=(), meetings=(), policy=Policy())
    assert instance_to_json(problem) == smallest | {
        "slots": [slot | {"start": "2026-12-18T01:00:00+00:00", "end": "2026-12-18T02:00:00+00:00"}]
    }


def test_what_has_its_default_is_not_written() -> None:
    document = json.loads(INSTANCE_TEXT)
    document["parties"][0] = {"id": "VN-01", "side": "province", "min_meetings": 1, "max_meetings": 2}
    document["interpreters"][0] = {"id": "i1", "languages": ["vi", "ko"]}
    kept = ("id", "parties", "value", "alternative")
    document["meetings"][0] = {key: document["meetings"][0][key] for key in kept}
    document["policy"] = {"goals": document["policy"]["goals"], "bonus": document["policy"]["bonus"]}

    assert instance_to_json(EXAMPLE) == document


@given(problems())
@settings(deadline=None, max_examples=150)
def test_a_problem_is_read_back_as_it_was_written(problem: Problem) -> None:
    text = json.dumps(instance_to_json(problem))

    again = read_instance(text.encode())

    assert again == problem
    assert [slot.start.utcoffset() for slot in again.slots] == [slot.start.utcoffset() for slot in problem.slots]
    assert again.digest == digest(problem)
