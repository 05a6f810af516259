"""The process that explains: `python -m app.worker.explaining PARENT_PID`, a line of JSON for each line of JSON.

An instance is told once, and then known by its digest until it is to be forgotten; questions name it, with the pins and
placements of the moment.
"""

import contextlib
import gc
import json
import resource
import sys
from typing import TYPE_CHECKING, Any

from app.adapters.child import die_with

if TYPE_CHECKING:
    from app.matching.scheduling.explain import Ground, Move
    from app.matching.scheduling.problem import Problem

MAX_MEMORY_BYTES = 3 << 30
"""Of addresses, of which numpy and the solver take far more than of memory."""


def main() -> None:
    die_with(int(sys.argv[1]))  # Before anything that takes time: loading the solver does.
    with contextlib.suppress(ValueError, OSError):  # Some systems know no such limit.
        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
    known: dict[str, Instance] = {}
    import app.matching.scheduling.explain  # noqa: F401 -- loaded before it says that it is ready

    gc.freeze()  # What was loaded makes no garbage: looking for some in it would take longer than an explanation.
    _say({"ready": True})
    for line in sys.stdin:
        message = json.loads(line)
        if "instance" in message:
            known[message["digest"]] = Instance(_read(message["instance"]))
        elif "forget" in message:
            known.pop(message["forget"], None)
        else:
            _say(answer(known[message["digest"]], message))


class Instance:
    """A problem, and its ground with the pins of the last question: the next one is mostly about the same."""

    def __init__(self, problem: "Problem") -> None:
        self._problem = problem
        self._pins: dict[str, Any] | None = None
        self._ground: Ground | None = None

    def ground(self, pins: dict[str, Any]) -> "Ground":
        """The ground of the problem with these pins."""
        from app.matching.scheduling.explain import Ground

        if self._ground is None or pins != self._pins:
            self._pins, self._ground = pins, Ground(_pinned(self._problem, pins))
        return self._ground


def answer(instance: Instance, question: dict[str, Any]) -> dict[str, Any]:
    """What holding the meeting costs at best, and the exchanges by which all that is held stays held."""
    from app.matching.scheduling import timetable as core
    from app.matching.scheduling.explain import explain

    placements = tuple(
        core.Placement(**place | {"interpreters": tuple(place["interpreters"])}) for place in question["placements"]
    )
    held = core.Timetable(instance="", status=core.Status.FEASIBLE, placements=placements)
    told = explain(instance.ground(question["pins"]), held, question["meeting"])
    return {
        "price": None if told.price is None else told.price.plain(),
        "exchanges": [_exchange(move) for move in told.moves if move.chain and move.price is not None],
    }


def _exchange(move: "Move") -> dict[str, Any]:
    assert move.price is not None
    chain = [
        {"meeting": p.meeting, "slot": p.slot, "table": p.table, "interpreters": [*p.interpreters]} for p in move.chain
    ]
    return {"slot": move.slot, "table": move.table, "price": move.price.plain(), "chain": chain}


def _pinned(problem: "Problem", pins: dict[str, Any]) -> "Problem":
    from app.matching.scheduling.pinning import with_pins
    from app.matching.scheduling.problem import Spot

    return with_pins(problem, {meeting: Spot(slot=slot, table=table) for meeting, (slot, table) in pins.items()})


def _read(instance: dict[str, Any]) -> "Problem":
    from app.matching.scheduling.io import read_instance

    return read_instance(json.dumps(instance).encode())


def _say(message: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
