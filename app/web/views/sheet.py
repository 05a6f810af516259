"""A timetable as its reader sees it: names in one language, times on the conference's clock."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

PAIR = 2
"""The parties of a meeting; in a group there are more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A delegation. `name` is the one for documents, `label` the short one; `clock` is given if it meets on line.

    `code` is its id in instances; addresses have it since it is short, and a page has more than a thousand of them.
    """

    id: UUID
    code: str
    side: str
    name: str
    label: str
    online: bool = False
    clock: ZoneInfo | None = None
    away: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotTime:
    id: UUID
    starts_at: datetime
    ends_at: datetime
    period: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    code: str
    owner: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Encounter:
    """A placed meeting, with a theme if it is a group's.

    `ranks` has, for each party that wished for another one of them, the best rank that it gave.
    """

    slot: SlotTime
    table: Table
    parties: tuple[Party, ...]
    ranks: Mapping[UUID, int] = field(default_factory=dict)
    must_meet: bool = False
    pinned: bool = False
    theme: str | None = None
    interpreters: tuple[str, ...] = ()

    def others(self, party: Party) -> tuple[Party, ...]:
        """Whom `party` meets."""
        return tuple(other for other in self.parties if other.id != party.id)

    @property
    def online(self) -> bool:
        return any(party.online for party in self.parties)


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """Slots in order of time, tables in order of the room, parties in order of protocol, and who meets when."""

    slots: tuple[SlotTime, ...]
    tables: tuple[Table, ...]
    parties: tuple[Party, ...]
    encounters: tuple[Encounter, ...]

    @cached_property
    def sides(self) -> tuple[str, ...]:
        """The side that hosts first: the one that owns most tables, else the smallest."""
        owners = {table.owner for table in self.tables}
        sizes: dict[str, tuple[int, int]] = {}
        for party in self.parties:
            owning, size = sizes.get(party.side, (0, 0))
            sizes[party.side] = (owning - (party.id in owners), size + 1)
        return tuple(sorted(sizes, key=lambda side: sizes[side]))

    def of_side(self, side: str) -> tuple[Party, ...]:
        return tuple(party for party in self.parties if party.side == side)

    def host(self, encounter: Encounter) -> Party:
        """Who an encounter is told of first: its table's owner, else the one of its parties whose side comes first."""
        by_side = sorted(encounter.parties, key=lambda party: self.sides.index(party.side))
        return next((party for party in by_side if party.id == encounter.table.owner), by_side[0])

    def hosts(self, encounter: Encounter) -> tuple[Party, ...]:
        """In whose rows an encounter stands: the host's, and in a group those of all of the side that hosts."""
        host = self.host(encounter)
        others = (party for party in encounter.others(host) if party.side in self.sides[:1])
        return (host, *others) if len(encounter.parties) > PAIR else (host,)
