"""What of an instance the service's tables can hold; the rest is told before anything is imported."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

from app.matching.scheduling.io import InputError, InputErrors, instance_to_json
from app.matching.scheduling.problem import Meeting, PartyId, Problem
from app.models.conference import YEARS
from app.services.planning.meetings import VIDEO_LINKS

# Rows hold none of these, so they have to be as they are when left out of a file.
UNHELD_OF_A_MEETING = ("length", "slots", "after", "interpreting")
LONGEST_TEXT = 300
PAIR = 2


def check_holdable(problem: Problem) -> None:
    """Raises `InputErrors`, pointing at each place of the instance that no row can hold."""
    errors = [
        *_unheld_texts(instance_to_json(problem), ""),
        *_unheld_kinds(problem),
        *_unheld_of_slots(problem),
        *_unheld_of_parties(problem),
        *_unheld_of_meetings(problem),
    ]
    if errors:
        raise InputErrors(errors)


def online_parties(problem: Problem) -> set[PartyId]:
    """The parties all of whose meetings are on line, which is how rows say that a meeting is."""
    meetings = [(party, meeting) for meeting in problem.meetings for party in meeting.parties]
    in_person = {party for party, meeting in meetings if VIDEO_LINKS not in meeting.resources}
    return {party for party, _ in meetings} - in_person


def _unheld_texts(value: Any, pointer: str) -> Iterator[InputError]:
    """PostgreSQL holds no NUL, and indexes no text of thousands of characters."""
    if isinstance(value, str):
        if len(value) > LONGEST_TEXT:
            yield _error(pointer, "the service cannot hold more than {limit} characters", limit=LONGEST_TEXT)
        if "\0" in value:
            yield _error(pointer, "the service cannot hold the character NUL")
    elif isinstance(value, Mapping):
        for key, member in value.items():
            yield from _unheld_texts(member, f"{pointer}/{key}")
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from _unheld_texts(item, f"{pointer}/{i}")


def _unheld_of_slots(problem: Problem) -> Iterator[InputError]:
    for i, slot in enumerate(problem.slots):
        if slot.start.year not in YEARS or slot.end.year not in YEARS:
            yield _error(f"/slots/{i}/start", "the service cannot hold a time outside the years 1900 to 2999")


def _unheld_kinds(problem: Problem) -> Iterator[InputError]:
    if not problem.name:
        yield _error("/name", "the service cannot hold an empty name")
    if problem.published is not None:
        yield _error("/published", "the service cannot hold a published timetable")
    for i, resource in enumerate(problem.resources):
        if resource.id != VIDEO_LINKS:
            yield _error(
                f"/resources/{i}", 'the service cannot hold a resource other than "{known}"', known=VIDEO_LINKS
            )


def _unheld_of_parties(problem: Problem) -> Iterator[InputError]:
    owned: set[str] = set()
    owning_side = next((party.side for party in problem.parties if party.tables), None)
    for i, party in enumerate(problem.parties):
        if not party.side:
            yield _error(f"/parties/{i}/side", "the service cannot hold an empty side")
        if party.tables == ():
            yield _error(f"/parties/{i}/tables", "the service cannot hold an empty list of own tables")
        if party.tables and party.side != owning_side:
            yield _error(f"/parties/{i}/tables", "the service cannot hold own tables of parties of two sides")
        for j, table in enumerate(party.tables or ()):
            if table in owned:
                yield _error(f"/parties/{i}/tables/{j}", "the service cannot hold a table that is several parties' own")
            owned.add(table)


def _unheld_of_meetings(problem: Problem) -> Iterator[InputError]:
    defaults = {field.name: field.default for field in fields(Meeting)}
    online, pairs = online_parties(problem), set[frozenset[PartyId]]()
    for i, meeting in enumerate(problem.meetings):
        pair = frozenset(meeting.parties)
        if len(pair) == PAIR and pair in pairs:
            yield _error(f"/meetings/{i}/parties", "the service cannot hold a second meeting of the same parties")
        pairs.add(pair)
        for name in UNHELD_OF_A_MEETING:
            if getattr(meeting, name) != defaults[name]:
                yield _error(f"/meetings/{i}/{name}", "the service cannot hold a meeting's {name}", name=name)
        if (VIDEO_LINKS in meeting.resources) is online.isdisjoint(meeting.parties):
            yield _error(
                f"/meetings/{i}/resources", "the service cannot hold a party that meets now on line and now in person"
            )


def _error(pointer: str, template: str, **params: object) -> InputError:
    return InputError(pointer, template, params)
