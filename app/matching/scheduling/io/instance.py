"""Instance files: from JSON to a `Problem` and back."""

from typing import Any, Final

from app.matching.scheduling.io.digest import sha256
from app.matching.scheduling.io.errors import Errors, Path
from app.matching.scheduling.io.fields import (
    BROKEN,
    Reader,
    Record,
    boolean,
    constant,
    distinct,
    identifier,
    ids,
    integer,
    list_of,
    mapping_of,
    optional,
    record,
    string,
)
from app.matching.scheduling.io.plain import plain
from app.matching.scheduling.io.programme import programme
from app.matching.scheduling.io.references import check
from app.matching.scheduling.io.text import parse
from app.matching.scheduling.io.times import time
from app.matching.scheduling.memory import no_collections
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

FORMAT: Final = "ketnoi.instance/1"


def _two_parties(value: Any, path: Path, errors: Errors) -> Any:
    parties = ids(value, path, errors)
    if parties is not BROKEN and len(parties) < 2:  # noqa: PLR2004 - it takes two to meet
        errors.add(path, "expected at least two parties, got {got}", got=len(parties))
    return parties


def _goals(value: Any, path: Path, errors: Errors) -> Any:
    goals = _distinct_goals(value, path, errors)
    if goals is not BROKEN and Goal.REQUIRED in goals[1:]:
        place = goals.index(Goal.REQUIRED)
        errors.add((*path, place), 'expected "required" as the first of the goals, if at all')
    return goals


def _bonus(value: Any, path: Path, errors: Errors) -> Any:
    points = list_of(integer(least=0))(value, path, errors)
    if points is not BROKEN and BROKEN not in points and list(points) != sorted(points, reverse=True):
        errors.add(path, "expected points that do not increase")
    return points


_distinct_goals = distinct(list_of(constant(*Goal)), "expected each goal once, got {got} again")
_labels = list_of(string)
_maximum = optional(integer(least=0))
_longest_run = optional(integer(least=1))

_spot = record({"slot": identifier}, {"table": optional(identifier)})
_slot = record({"id": identifier, "start": time, "end": time, "period": string}, {})
_table = record({"id": identifier}, {"unavailable": ids, "features": _labels, "zone": optional(string)})
_party = record(
    {"id": identifier, "side": string},
    {
        "teams": integer(least=1),
        "unavailable": ids,
        "min_meetings": integer(least=0),
        "max_meetings": _maximum,
        "max_consecutive": _longest_run,
        "tables": optional(ids),
    },
)
_interpreter = record(
    {"id": identifier, "languages": _labels},
    {"unavailable": ids, "max_meetings": _maximum, "max_consecutive": _longest_run},
)
_resource = record({"id": identifier, "capacity": integer(least=0)}, {})
_meeting = record(
    {"id": identifier, "parties": _two_parties},
    {
        "value": integer(least=0),
        "required": boolean,
        "length": integer(least=1),
        "slots": optional(ids),
        "pin": optional(_spot),
        "after": ids,
        "features": _labels,
        "interpreting": _labels,
        "resources": ids,
        "alternative": optional(string),
    },
)
_policy = record(
    {"goals": _goals},
    {"bonus": mapping_of(_bonus), "max_break_spread": _maximum, "zone_gap": integer(least=0)},
)
_instance: Reader = record(
    {
        "format": constant(FORMAT),
        "name": string,
        "slots": programme(list_of(_slot)),
        "tables": list_of(_table),
        "parties": list_of(_party),
        "meetings": list_of(_meeting),
        "policy": _policy,
    },
    {
        "interpreters": list_of(_interpreter),
        "resources": list_of(_resource),
        "published": optional(mapping_of(_spot)),
    },
)


def read_instance(data: bytes) -> Problem:
    """The problem that an instance file states. Raises `InputErrors` with everything that is wrong with it."""
    with no_collections():
        document, errors = parse(data), Errors()
        instance = _instance(document, (), errors)
        if instance is not BROKEN:
            check(instance, errors)
        errors.raise_any(document)
        return _problem(instance, sha256(document))


def instance_to_json(problem: Problem) -> dict[str, Any]:
    """The instance as a JSON value that `read_instance` reads back; what has its default is left out."""
    # Goals are compulsory in a file, even if there are none.
    policy = {"goals": [], **plain(problem.policy)}
    return {"format": FORMAT, **plain(problem), "policy": policy}


def digest(problem: Problem) -> str:
    """The SHA-256 of the file that the problem was read from, or of the one that `instance_to_json` makes of it."""
    return problem.digest or sha256(instance_to_json(problem))


def _problem(instance: Record, sha256_of_file: str) -> Problem:
    published = instance.get("published")
    return Problem(
        name=instance["name"],
        slots=tuple(Slot(**slot) for slot in instance["slots"]),
        tables=tuple(Table(**table) for table in instance["tables"]),
        parties=tuple(Party(**party) for party in instance["parties"]),
        meetings=tuple(map(_made_meeting, instance["meetings"])),
        policy=_made_policy(instance["policy"]),
        interpreters=tuple(Interpreter(**interpreter) for interpreter in instance.get("interpreters", ())),
        resources=tuple(Resource(**resource) for resource in instance.get("resources", ())),
        published=None if published is None else {meeting: Spot(**spot) for meeting, spot in published.items()},
        digest=sha256_of_file,
    )


def _made_meeting(meeting: Record) -> Meeting:
    pin = meeting.get("pin")
    return Meeting(**meeting) if pin is None else Meeting(**meeting | {"pin": Spot(**pin)})


def _made_policy(policy: Record) -> Policy:
    return Policy(**policy | {"goals": tuple(map(Goal, policy["goals"]))})
