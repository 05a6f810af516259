"""Problems that may be written to a file, with every feature of the format and no sense at all."""

from datetime import datetime, timedelta, timezone

from hypothesis import strategies as st

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

# Lone surrogates can't be written as UTF-8.
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=3)
IDS = st.lists(TEXTS.filter(bool), unique=True, max_size=3).map(tuple)
LABELS = st.lists(TEXTS, max_size=2).map(tuple)
NATURAL = st.integers(0, 10**9)
POSITIVE = st.integers(1, 10**9)


def some(ids: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    """A few of these ids, each once."""
    return st.lists(st.sampled_from(ids), unique=True, max_size=3).map(tuple) if ids else st.just(())


def spots(slots: tuple[str, ...], tables: tuple[str, ...]) -> st.SearchStrategy[Spot]:
    return st.builds(
        Spot, slot=st.sampled_from(slots), table=st.none() | some(tables).map(lambda t: t[0] if t else None)
    )


@st.composite
def programmes(draw: st.DrawFn) -> tuple[Slot, ...]:
    """Slots in order of time, each with an offset of its own, in one period or two."""
    ids = draw(IDS.filter(bool))
    first_of_second = draw(st.integers(0, len(ids)))
    moment = datetime(2026, 12, 18, 8, tzinfo=timezone.utc)  # noqa: UP017 - beside other `timezone`s
    slots = []
    for i, identifier in enumerate(ids):
        zone = timezone(timedelta(minutes=draw(st.integers(-1439, 1439))))
        start = moment + timedelta(microseconds=draw(NATURAL))
        moment = start + timedelta(microseconds=draw(POSITIVE))
        period = "first" if i < first_of_second else ""
        slots.append(Slot(id=identifier, start=start.astimezone(zone), end=moment.astimezone(zone), period=period))
    return tuple(slots)


def meetings(
    draw: st.DrawFn,
    parties: tuple[str, ...],
    slots: tuple[str, ...],
    tables: tuple[str, ...],
    resources: tuple[str, ...],
) -> tuple[Meeting, ...]:
    """Meetings of which each comes only after earlier ones, so that there is no cycle."""
    ids = draw(IDS) if len(parties) > 1 else ()
    return tuple(
        Meeting(
            id=identifier,
            parties=tuple(draw(st.permutations(parties)))[:2],
            value=draw(NATURAL),
            required=draw(st.booleans()),
            length=draw(POSITIVE),
            slots=draw(st.none() | some(slots)),
            pin=draw(st.none() | spots(slots, tables)),
            after=draw(some(ids[:i])),
            features=draw(LABELS),
            interpreting=draw(LABELS),
            resources=draw(some(resources)),
            alternative=draw(st.none() | TEXTS),
        )
        for i, identifier in enumerate(ids)
    )


def parties(draw: st.DrawFn, slots: tuple[str, ...], tables: tuple[str, ...]) -> tuple[Party, ...]:
    """Parties that share the first table, if any of them has tables of its own."""
    return tuple(
        Party(
            id=identifier,
            side=draw(TEXTS),
            teams=draw(POSITIVE),
            unavailable=draw(some(slots)),
            min_meetings=draw(NATURAL),
            max_meetings=draw(st.none() | NATURAL),
            max_consecutive=draw(st.none() | POSITIVE),
            tables=draw(st.none() | st.sampled_from([tables, tables[:1]])) if tables else None,
        )
        for identifier in draw(IDS)
    )


def interpreters(draw: st.DrawFn, slots: tuple[str, ...]) -> tuple[Interpreter, ...]:
    return tuple(
        Interpreter(
            id=identifier,
            languages=draw(LABELS),
            unavailable=draw(some(slots)),
            max_meetings=draw(st.none() | NATURAL),
            max_consecutive=draw(st.none() | POSITIVE),
        )
        for identifier in draw(IDS)
    )


def policies() -> st.SearchStrategy[Policy]:
    goals = st.lists(st.sampled_from(Goal), unique=True).map(lambda goals: tuple(sorted(goals, key=_required_first)))
    bonus = st.lists(NATURAL, max_size=3).map(lambda points: tuple(sorted(points, reverse=True)))
    return st.builds(
        Policy,
        goals=goals,
        bonus=st.dictionaries(TEXTS, bonus, max_size=2),
        max_break_spread=st.none() | NATURAL,
        zone_gap=NATURAL,
    )


def _required_first(goal: Goal) -> bool:
    return goal is not Goal.REQUIRED


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    slots = draw(programmes())
    slot_ids = tuple(slot.id for slot in slots)
    tables = tuple(
        Table(id=identifier, unavailable=draw(some(slot_ids)), features=draw(LABELS), zone=draw(st.none() | TEXTS))
        for identifier in draw(IDS)
    )
    table_ids = tuple(table.id for table in tables)
    people = parties(draw, slot_ids, table_ids)
    resources = tuple(Resource(id=identifier, capacity=draw(NATURAL)) for identifier in draw(IDS))
    wanted = meetings(
        draw, tuple(party.id for party in people), slot_ids, table_ids, tuple(resource.id for resource in resources)
    )
    history = st.fixed_dictionaries({}, optional={meeting.id: spots(slot_ids, table_ids) for meeting in wanted})
    return Problem(
        name=draw(TEXTS),
        slots=slots,
        tables=tables,
        parties=people,
        meetings=wanted,
        policy=draw(policies()),
        interpreters=interpreters(draw, slot_ids),
        resources=resources,
        published=draw(st.none() | history),
    )
