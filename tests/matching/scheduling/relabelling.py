"""The same instance under other names, with every list whose order means nothing turned round."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from app.matching.scheduling.problem import Meeting, Party, Problem, Spot


def relabelled(problem: Problem) -> Problem:
    """An instance that differs in nothing but names and order."""
    return replace(
        problem,
        slots=tuple(replace(slot, id=new(slot.id)) for slot in problem.slots),
        tables=tuple(
            replace(table, id=new(table.id), unavailable=names(table.unavailable)) for table in problem.tables[::-1]
        ),
        parties=tuple(_party(party) for party in problem.parties[::-1]),
        interpreters=tuple(
            replace(each, id=new(each.id), unavailable=names(each.unavailable)) for each in problem.interpreters[::-1]
        ),
        resources=tuple(replace(resource, id=new(resource.id)) for resource in problem.resources[::-1]),
        meetings=tuple(_meeting(meeting) for meeting in problem.meetings[::-1]),
        published=_published(problem.published),
    )


def new(name: str) -> str:
    """Names that sort the other way round."""
    return "".join(chr(ord("z") - ord(letter) % 26) for letter in name) + name


def names(old: Iterable[str]) -> tuple[str, ...]:
    """Several of them."""
    return tuple(new(name) for name in old)


def _party(party: Party) -> Party:
    tables = None if party.tables is None else names(party.tables)
    return replace(party, id=new(party.id), unavailable=names(party.unavailable), tables=tables)


def _meeting(meeting: Meeting) -> Meeting:
    return replace(
        meeting,
        id=new(meeting.id),
        parties=names(meeting.parties),
        slots=None if meeting.slots is None else names(meeting.slots),
        pin=None if meeting.pin is None else _spot(meeting.pin),
        after=names(meeting.after),
        resources=names(meeting.resources),
        alternative=None if meeting.alternative is None else new(meeting.alternative),
    )


def _spot(spot: Spot) -> Spot:
    return Spot(slot=new(spot.slot), table=None if spot.table is None else new(spot.table))


def _published(published: Mapping[str, Spot] | None) -> dict[str, Spot] | None:
    return None if published is None else {new(meeting): _spot(spot) for meeting, spot in published.items()}
