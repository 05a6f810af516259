"""Delegations as a sheet, and when they can't meet as another."""

from collections.abc import Iterable, Sequence
from uuid import UUID
from zoneinfo import ZoneInfo

from app.i18n.messages import mark
from app.models import ConferenceSession, Delegation, Slot
from app.queries import delegations as queries
from app.services import availability, delegation_changes, delegation_details, delegations
from app.services.spreadsheets.book import Book
from app.services.spreadsheets.cells import Instant, Marked, Names, One, Several, Side, Whole, Words
from app.services.spreadsheets.sheet import ANY, Column, Row, Sheet, Values, Work, one_by_one, told_elsewhere

ORGANISATION = Column(
    name="organisation_id",
    heading=mark("Organisation"),
    note=mark("Its code or its name is enough. It can't be changed later."),
    kind=One("organisations"),
    width=32,
    needed=True,
    fixed=True,
)
COLUMNS: Sequence[Column] = (
    ORGANISATION,
    Column(
        name="side",
        heading=mark("Side"),
        note=mark("The same word for all who sit on one side, as pages call it: Provinces, Missions abroad."),
        kind=Side(),
        needed=True,
        stand_in=ANY,
    ),
    Column(
        name="position",
        heading=mark("Order of protocol"),
        note=mark("A number: the smallest comes first. Left empty it is 0."),
        kind=Whole(),
        width=11,
    ),
    Column(
        name="mode",
        heading=mark("Takes part"),
        note=mark("In person or on line. Left empty it is in person."),
        kind=One("modes"),
    ),
    Column(
        name="teams",
        heading=mark("Teams"),
        note=mark("How many meetings it can hold at the same time. Left empty it is 1."),
        kind=Whole(),
        width=10,
    ),
    Column(
        name="min_meetings",
        heading=mark("Fewest meetings"),
        note=mark("How many it was promised. Left empty it is 0."),
        kind=Whole(),
        width=11,
    ),
    Column(
        name="max_meetings",
        heading=mark("Most meetings"),
        note=mark("How many it can hold at most. Left empty there is no limit."),
        kind=Whole(),
        width=11,
    ),
    Column(
        name="max_consecutive",
        heading=mark("In a row"),
        note=mark("How many slots with a meeting may follow each other. Left empty there is no limit."),
        kind=Whole(),
        width=10,
    ),
    Column(
        name="timezone",
        heading=mark("Time zone"),
        note=mark("Where it sits, like Asia/Tokyo. Left empty it is that of its organisation."),
        kind=Words(),
        width=18,
    ),
    Column(
        name="meeting_link",
        heading=mark("Meeting link"),
        note=mark("Where it is met on line. For whoever meets it, and organisers."),
        kind=Words(),
        width=28,
    ),
    Column(
        name="arrives_at",
        heading=mark("Arrival"),
        note=mark("By the clock of the conference: 2026-12-07 18:30. It may stay empty."),
        kind=Instant(),
        width=17,
    ),
    Column(
        name="departs_at",
        heading=mark("Departure"),
        note=mark("By the clock of the conference: 2026-12-07 18:30. It may stay empty."),
        kind=Instant(),
        width=17,
    ),
    Column(
        name="languages",
        heading=mark("Languages spoken"),
        note=mark("In which it meets, the best first: vi; en. Left empty they are those of its delegates."),
        kind=Several("tongues"),
        width=28,
        is_in_order=True,
    ),
    Column(
        name="table_features",
        heading=mark("Table needs"),
        note=mark("What its table must have, with semicolons between it: screen; ramp."),
        kind=Names(),
        width=20,
    ),
)
DETAILS = ("mode", "timezone", "meeting_link", "arrives_at", "departs_at", "languages", "table_features")
"""What is the delegation's own word."""
SLOT = "{slot}"
SLOT_NOTE = mark("An x where the delegation can't meet.")


def _rows(work: Work) -> Iterable[Row]:
    found = work.db.scalars(queries.of_conference(work.book.conference.id))
    zone = ZoneInfo(work.book.conference.timezone)
    return (Row(delegation, delegation.id, _values(delegation, zone)) for delegation in found)


def _absences(work: Work) -> Iterable[Row]:
    found = work.db.scalars(queries.of_conference(work.book.conference.id))
    return (Row(each, each.id, _absent(each)) for each in found)


def _absent(delegation: Delegation) -> Values:
    missed = [row.slot_id for row in delegation.unavailabilities]
    return {"organisation_id": delegation.organisation_id, "unavailable_slot_ids": missed}


def _slots(book: Book) -> Sequence[Column]:
    """A row for each delegation, a column for each slot."""
    zone = ZoneInfo(book.conference.timezone)
    several = len(book.sessions) > 1
    slots = (
        Column(
            name="unavailable_slot_ids",
            member=slot.id,
            heading=SLOT,
            params={"slot": _told(session, slot, zone, several=several)},
            note=SLOT_NOTE,
            kind=Marked(),
            width=13,
        )
        for session in book.sessions
        for slot in session.slots
    )
    return (ORGANISATION, *slots)


def _create(work: Work, values: Values) -> None:
    delegation = delegations.create(work.db, work.actor, work.book.conference.id, values=_decided(values))
    work.delegations[delegation.organisation_id] = delegation.id
    if any(values[name] for name in DETAILS if name != "mode"):
        _say(work, delegation.id, values)


def _update(work: Work, row: Row, values: Values) -> None:
    """What organisers decide, and what is the delegation's own word."""
    own = {name: value for name, value in _decided(values).items() if name not in {"organisation_id", "mode"}}
    with told_elsewhere(
        mark("Meetings or requests would no longer go with this; change the delegation itself, where each is listed.")
    ):
        delegation_changes.update(work.db, work.actor, row.id, values=own, accept_impact=False)
    if _details(values) != _details(row.values):
        _say(work, row.id, values)


def _say(work: Work, delegation_id: UUID, values: Values) -> None:
    with told_elsewhere(
        mark("Meetings of it would lack a line or an interpreter; change how it attends itself, where each is listed.")
    ):
        delegation_details.update(work.db, work.actor, delegation_id, values=_details(values), accept_impact=False)


def _decided(values: Values) -> Values:
    """How it attends can be said when it is made, and later only by itself."""
    return {name: value for name, value in values.items() if name == "mode" or name not in DETAILS}


def _details(values: Values) -> Values:
    return {name: values[name] for name in DETAILS}


def _take_out(work: Work, row: Row) -> None:
    with told_elsewhere(mark("Others hang on it; take the delegation out on its own page, where they are counted.")):
        delegations.delete(work.db, work.actor, row.id, accept_impact=False)
    del work.delegations[row.values["organisation_id"]]


def _set_slots(work: Work, delegation_id: UUID, values: Values) -> None:
    missed = values.get("unavailable_slot_ids", [])
    with told_elsewhere(
        mark("It has meetings in these slots; change the delegation's availability itself, where each is listed.")
    ):
        availability.put(work.db, work.actor, delegation_id, missed, accept_impact=False)


def _set_slots_of_new(work: Work, values: Values) -> None:
    """Of a delegation that another row has just brought."""
    _set_slots(work, work.delegation(values, "organisation_id"), values)


def _values(delegation: Delegation, zone: ZoneInfo) -> Values:
    """As callers of the API send them, by the clock of the conference."""
    return {
        "organisation_id": delegation.organisation_id,
        "side": delegation.side,
        "position": delegation.position,
        "mode": delegation.mode,
        "teams": delegation.teams,
        "min_meetings": delegation.min_meetings,
        "max_meetings": delegation.max_meetings,
        "max_consecutive": delegation.max_consecutive,
        "timezone": delegation.timezone,
        "meeting_link": delegation.meeting_link,
        "arrives_at": delegation.arrives_at and delegation.arrives_at.astimezone(zone),
        "departs_at": delegation.departs_at and delegation.departs_at.astimezone(zone),
        "languages": delegation.languages,
        "table_features": delegation.table_features,
    }


def _told(session: ConferenceSession, slot: Slot, zone: ZoneInfo, *, several: bool) -> str:
    """`s01 8/12 13:30–13:45`, in the conference's time; with the session where there are several."""
    starts, ends = slot.starts_at.astimezone(zone), slot.ends_at.astimezone(zone)
    code = f"{session.code} {slot.code}" if several else slot.code
    return f"{code} {starts.day}/{starts.month} {starts:%H:%M}–{ends:%H:%M}"


DELEGATIONS = Sheet(
    noun="delegations",
    title=mark("List of delegations"),
    key=("organisation_id",),
    blamed="organisation_id",
    for_delegations=False,
    rules_for_new="delegations",
    rules_for_known="known delegations",
    columns=lambda _: COLUMNS,
    rows=_rows,
    create=one_by_one(_create),
    update=_update,
    delete=_take_out,
)
UNAVAILABILITIES = Sheet(
    noun="unavailabilities",
    title=mark("Unavailable slots"),
    key=("organisation_id",),
    blamed="organisation_id",
    for_delegations=False,
    rules_for_new=None,
    rules_for_known=None,
    columns=_slots,
    rows=_absences,
    create=one_by_one(_set_slots_of_new),
    update=lambda work, row, values: _set_slots(work, row.id, values),
    delete=None,
)
