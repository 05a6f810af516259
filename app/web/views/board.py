"""The grid of a timetable: a row for each table of a host, a column for each slot, a narrow one for each break."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from app.web.views.sheet import Encounter, Party, Sheet, SlotTime


@dataclass(frozen=True, slots=True)
class Break:
    """What lies between two periods."""

    before: SlotTime
    after: SlotTime

    @property
    def overnight(self) -> bool:
        return self.before.ends_at.date() != self.after.starts_at.date()


@dataclass(frozen=True, slots=True)
class Cell:
    """One slot of one line; empty at a break, too."""

    encounter: Encounter | None = None
    is_break: bool = False
    away: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the grid; `table` is None if each cell has to name its own."""

    table: str | None
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class HostLines:
    host: Party
    lines: tuple[Line, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Board:
    columns: tuple[SlotTime | Break, ...]
    hosts: tuple[HostLines, ...]

    @property
    def several_days(self) -> bool:
        return any(isinstance(column, Break) and column.overnight for column in self.columns)


def board(sheet: Sheet) -> Board:
    """The grid, with every party of the hosting side and whoever else has a row of its own."""
    columns = tuple(_columns(sheet.slots))
    rows: dict[UUID, list[Encounter]] = defaultdict(list)
    for encounter in sheet.encounters:
        for host in sheet.hosts(encounter):
            rows[host.id].append(encounter)
    hosting = sheet.sides[:1]
    hosts = [party for party in sheet.parties if party.side in hosting or party.id in rows]
    hosts.sort(key=lambda party: sheet.sides.index(party.side))
    return Board(columns, tuple(_host_lines(sheet, columns, host, rows[host.id]) for host in hosts))


def _columns(slots: Iterable[SlotTime]) -> Iterable[SlotTime | Break]:
    before: SlotTime | None = None
    for slot in slots:
        if before is not None and before.period != slot.period:
            yield Break(before, slot)
        yield slot
        before = slot


def _host_lines(
    sheet: Sheet, columns: tuple[SlotTime | Break, ...], host: Party, encounters: list[Encounter]
) -> HostLines:
    own = [table.code for table in sheet.tables if table.owner == host.id]
    at_own: dict[str, dict[UUID, Encounter]] = {code: {} for code in own}
    elsewhere: list[dict[UUID, Encounter]] = []
    for encounter in encounters:
        if encounter.table.owner == host.id:
            at_own[encounter.table.code][encounter.slot.id] = encounter
        else:
            _first_free(elsewhere, encounter.slot.id)[encounter.slot.id] = encounter
    if not own and not elsewhere:
        elsewhere.append({})
    lines = [(code, at_own[code]) for code in own] + [(None, line) for line in elsewhere]
    return HostLines(host, tuple(Line(code, _cells(columns, host, line)) for code, line in lines), len(encounters))


def _first_free(lines: list[dict[UUID, Encounter]], slot: UUID) -> dict[UUID, Encounter]:
    """The first line that has room in the slot; a new one if none has."""
    free = next((line for line in lines if slot not in line), None)
    if free is None:
        free = {}
        lines.append(free)
    return free


def _cells(columns: tuple[SlotTime | Break, ...], host: Party, encounters: dict[UUID, Encounter]) -> tuple[Cell, ...]:
    return tuple(
        Cell(is_break=True)
        if isinstance(column, Break)
        else Cell(encounters.get(column.id), away=column.id in host.away)
        for column in columns
    )
