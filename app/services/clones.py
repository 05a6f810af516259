"""The next conference from the last one: the same frame and delegations on other days."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.errors import Duplicate, NotFound
from app.i18n.languages import LANGUAGES, language
from app.i18n.messages import mark
from app.models import (
    Base,
    Conference,
    ConferenceSession,
    Delegation,
    Interpreter,
    MeetingTable,
    Membership,
    Role,
    ScoringWeights,
    SideRule,
    Slot,
    TableUnavailability,
)
from app.models.conference import YEARS
from app.queries import accounts, conferences, memberships, scoring
from app.services import lookup, shelves, side_rules
from app.services.permissions import Actor, require_organiser
from app.services.planning.holdings import LONGEST_TEXT
from app.services.stage_rules import DEADLINES

KEPT = {
    Conference: (
        *("name_vi", "name_en", "city", "timezone"),
        *("requires_sign_off", "requires_letter_scan", "requires_validation", "needs_visible_to"),
        *("retention_days", "online_links"),
    ),
    ConferenceSession: (
        "code",
        "name_vi",
        "name_en",
        "online_links",
        "policy",
        "format_code",
        "request_days",
        "accepted_must_meet",
    ),
    Slot: ("code", "position"),
    MeetingTable: ("code", "position", "zone", "features"),
    Interpreter: ("code", "position", "languages", "max_meetings", "max_consecutive"),
    SideRule: side_rules.NAMES,
    Delegation: (
        "organisation_id",
        "side",
        "position",
        "mode",
        "teams",
        "min_meetings",
        "max_meetings",
        "max_consecutive",
        "timezone",
        "languages",
        "table_features",
    ),
    ScoringWeights: ("of_pairs", "of_meetings"),
}
"""What is the same next time, with the slots in which tables are out of use.

Needs, wishes, requests, groups, pins, people, when these are absent, and timetables are of one time.
"""


COPY = mark("%(name)s (copy)")


def names_on(last: Conference, year: int) -> dict[str, str]:
    """What a conference like this one is called in another year: by that year if its name has one, else a copy."""
    return {f"name_{code}": _name_on(last, code, year) for code in LANGUAGES}


def _name_on(last: Conference, code: str, year: int) -> str:
    name: str = getattr(last, f"name_{code}")
    renamed = name.replace(str(last.starts_on.year), str(year))
    return renamed if renamed != name else _copy_of(name, code)


def _copy_of(name: str, code: str) -> str:
    """A name that leaves no room for what is added loses its last words."""
    room = LONGEST_TEXT - len(language(code).gettext(COPY, name=""))
    if len(name) > room:
        kept = name[: room - 1]
        name = f"{kept.rpartition(' ')[0] or kept}…"
    return language(code).gettext(COPY, name=name)


def create(
    db: Session,
    actor: Actor,
    conference_id: UUID,
    *,
    code: str,
    starts_on: date,
    names: Mapping[str, str] | None = None,
) -> Conference:
    """A conference like this one that starts on another day; slots and deadlines keep their local time.

    `names` are by column; without any they are those of `names_on`. Its organisers are those of the last one, and sign
    in anew. Raises `Forbidden` but to owners, `Duplicate` if the code is taken, and `Invalid` if a slot or a deadline
    would be at an hour that the change of clocks skips, or the last day in a year that is not taken.
    """
    last = lookup.one(db, conferences.whole(conference_id, actor.sight), NotFound("No such conference."))
    require_organiser(actor, conference_id, Role.OWNER)
    shift = starts_on - last.starts_on
    if last.ends_on - last.starts_on > date(YEARS[-1], 12, 31) - starts_on:
        raise lookup.invalid("/starts_on", "Only the years 1900 to 2999 are taken")
    clone = Conference(
        code=code,
        starts_on=starts_on,
        ends_on=last.ends_on + shift,
        **_kept(last) | _asked_for(db, last) | dict(names or names_on(last, starts_on.year)),
        **_deadlines(last, shift),
    )
    with lookup.refused_as(db, Duplicate("There is a conference with the code {code} already.", code=code)):
        db.add(clone)
    organisers = db.scalars(memberships.organisers(last.id)).all()
    db.add_all(_organiser(each, clone) for each in organisers)
    db.execute(accounts.end_sign_ins(*(each.account_id for each in organisers), but=actor.sign_in_id))
    weights = db.scalars(scoring.weights(last.id))
    db.add_all(ScoringWeights(conference_id=clone.id, **_kept(each)) for each in weights)
    delegations = {d.id: Delegation(conference_id=clone.id, **_kept(d)) for d in last.delegations}
    db.add_all(delegations.values())
    db.flush()
    for session in last.sessions:
        copy = ConferenceSession(conference_id=clone.id, **_kept(session))
        db.add(copy)
        db.flush()
        slots = {slot.id: _slot(slot, copy, shift, ZoneInfo(last.timezone)) for slot in session.slots}
        db.add_all(slots.values())
        db.flush()
        db.add_all(_table(table, copy, delegations, slots) for table in session.tables)
        db.add_all(Interpreter(session_id=copy.id, **_kept(each)) for each in session.interpreters)
        db.add_all(SideRule(session_id=copy.id, **_kept(rule)) for rule in session.side_rules)
    db.flush()
    return clone


def _organiser(membership: Membership, clone: Conference) -> Membership:
    return Membership(account_id=membership.account_id, conference_id=clone.id, role=membership.role)


def _kept(row: Base) -> dict[str, object]:
    return {name: getattr(row, name) for name in KEPT[type(row)]}


def _asked_for(db: Session, last: Conference) -> dict[str, bool]:
    """Not what nobody can send, though it was asked for while the server still took documents."""
    return {"requires_letter_scan": last.requires_letter_scan and shelves.takes_files(db)}


def _deadlines(last: Conference, shift: timedelta) -> dict[str, datetime | None]:
    given = {name: getattr(last, name) for name in DEADLINES.values()}
    zone = ZoneInfo(last.timezone)
    return {name: moment and _shifted(moment, shift, zone) for name, moment in given.items()}


def _slot(slot: Slot, session: ConferenceSession, shift: timedelta, zone: ZoneInfo) -> Slot:
    starts_at, ends_at = (_shifted(moment, shift, zone) for moment in (slot.starts_at, slot.ends_at))
    # Programmes by rule name their periods by the day.
    day, later = (str(moment.astimezone(zone).date()) for moment in (slot.starts_at, starts_at))
    period = slot.period.replace(day, later)
    return Slot(session_id=session.id, starts_at=starts_at, ends_at=ends_at, period=period, **_kept(slot))


def _table(
    table: MeetingTable, session: ConferenceSession, delegations: dict[UUID, Delegation], slots: dict[UUID, Slot]
) -> MeetingTable:
    """Out of use in the same slots: a hall that is the plenary's in the morning is so next time."""
    owner = None if table.delegation_id is None else delegations[table.delegation_id].id
    away = [TableUnavailability(slot_id=slots[each.slot_id].id) for each in table.unavailabilities]
    return MeetingTable(session_id=session.id, delegation_id=owner, unavailabilities=away, **_kept(table))


def _shifted(moment: datetime, shift: timedelta, zone: ZoneInfo) -> datetime:
    """The same time of day so many days later, whatever the season."""
    there = (moment.astimezone(zone).replace(tzinfo=None) + shift).replace(tzinfo=zone)
    if there.utcoffset() != there.replace(fold=1).utcoffset():
        raise lookup.invalid(
            "/starts_on", "A slot or a deadline would be at an hour that the change of clocks skips or repeats."
        )
    return there.astimezone(UTC)
