"""From rows to what is shown: every name in the reader's language, every time on the conference's clock."""

from collections.abc import Collection, Iterable, Mapping
from itertools import combinations, permutations
from uuid import UUID
from zoneinfo import ZoneInfo

from app.i18n.languages import Language
from app.models import Delegation, DelegationMode, DelegationPair, MeetingGroup, Placement, Slot
from app.services.planning.names import names_of
from app.services.timetable_sheets import Contents, Setting
from app.services.timetables import Pair
from app.web.views.sheet import PAIR, Encounter, Party, Sheet, SlotTime, Table


def sheet(language: Language, about: Setting, contents: Contents, *, must_meets: Collection[Pair]) -> Sheet:
    """The timetable of one version."""
    session, clock = about.session, ZoneInfo(about.conference.timezone)
    slots = {slot.id: slot_time(slot, clock) for slot in session.slots}
    tables = {table.id: Table(code=table.code, owner=table.delegation_id) for table in session.tables}
    codes = names_of(contents.delegations).parties
    parties = {each.id: party(language, each, code=codes[each.id]) for each in contents.delegations}
    order = {identifier: position for position, identifier in enumerate(parties)}
    # Who shall not meet has no rank, and is nobody's business here.
    ranks = {(wish.delegation_id, wish.target_id): wish.rank for wish in contents.wishes if wish.rank is not None}
    pinned = {frozenset((pin.a_id, pin.b_id)) for pin in contents.pins}

    def encounter(placement: Placement) -> Encounter:
        present = frozenset(each.delegation_id for each in placement.parties)
        group = contents.groups.get(placement.meeting) if len(present) > PAIR else None
        return Encounter(
            slot=slots[placement.slot_id],
            table=tables[placement.table_id],
            parties=tuple(parties[each] for each in sorted(present, key=order.__getitem__)),
            ranks=_ranks(present, ranks),
            must_meet=is_insisted(present, group, must_meets),
            pinned=present in pinned if group is None else group.slot_id is not None,
            interpreters=_interpreters(placement),
            theme=None if group is None else group.theme,
        )

    return Sheet(
        slots=tuple(slots.values()),
        tables=tuple(tables.values()),
        parties=tuple(parties.values()),
        encounters=tuple(encounter(placement) for placement in contents.version.placements),
    )


def slot_time(slot: Slot, clock: ZoneInfo) -> SlotTime:
    return SlotTime(
        id=slot.id,
        starts_at=slot.starts_at.astimezone(clock),
        ends_at=slot.ends_at.astimezone(clock),
        period=slot.period,
    )


def party(language: Language, delegation: Delegation, *, code: str) -> Party:
    organisation = delegation.organisation
    online = delegation.mode is DelegationMode.ONLINE
    return Party(
        id=delegation.id,
        code=code,
        side=delegation.side,
        name=language.name(organisation),
        label=language.label(organisation),
        online=online,
        clock=ZoneInfo(organisation.timezone) if online and organisation.timezone else None,
        away=frozenset(each.slot_id for each in delegation.unavailabilities),
    )


def _interpreters(placement: Placement) -> tuple[str, ...]:
    """By their names, those whose names nobody knows by their codes."""
    return tuple(sorted(each.interpreter.name or each.interpreter.code for each in placement.interpreters))


def pairs(must_meets: Iterable[DelegationPair]) -> frozenset[Pair]:
    return frozenset(frozenset((each.a_id, each.b_id)) for each in must_meets)


def is_insisted(parties: Collection[UUID], group: MeetingGroup | None, must_meets: Collection[Pair]) -> bool:
    """Whether the meeting has to be held: of two who must meet, or of a group with such two or that must."""
    if group is not None and group.must_meet:
        return True
    return any(frozenset(pair) in must_meets for pair in combinations(parties, 2))


def _ranks(parties: Collection[UUID], ranks: Mapping[tuple[UUID, UUID], int]) -> dict[UUID, int]:
    """Of each of the parties the best rank that it gave to another one."""
    given = sorted((ranks[pair], pair[0]) for pair in permutations(parties, 2) if pair in ranks)
    return {by: rank for rank, by in reversed(given)}
