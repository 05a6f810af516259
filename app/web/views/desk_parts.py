"""What the page of the desk is made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from app.i18n.messages import mark
from app.matching.scheduling.problem import Goal, MeetingId

TABLES, INTERPRETERS = "tables", "interpreters"
VALUE, RANK, STATE = "value", "rank", "state"
SHADES: Mapping[str, str] = {VALUE: mark("Value"), RANK: mark("Rank of the wish"), STATE: mark("What has changed")}
BANDS = 4
BEST_RANK, GOOD_RANK, FAIR_RANK = 1, 3, 6
SHORT_GOALS: Mapping[Goal, str] = {
    Goal.REQUIRED: mark("must-meets missing"),
    Goal.FLOORS: mark("below minimum"),
    Goal.WELFARE: mark("value"),
    Goal.HELD: mark("meetings"),
    Goal.CHANGES: mark("to be told"),
    Goal.BREAKS: mark("waits"),
    Goal.IDLE: mark("slots waited"),
    Goal.IDLE_RANGE: mark("spread of waiting"),
    Goal.MOVES: mark("changes of table"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the address asks for: the rows, the shade of the meetings, and the meeting that is picked up."""

    rows: str = ""
    shade: str = VALUE
    meeting: MeetingId | None = None

    def query(self, **changed: str | None) -> str:
        """The same with something else."""
        values: dict[str, str | None] = {"rows": self.rows, "shade": self.shade, "meeting": self.meeting}
        return "?" + urlencode({name: value for name, value in (values | changed).items() if value})


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A slot, and the `day` if there are several: seen where one begins, read out everywhere."""

    slot: str
    begins: str
    ends: str
    day: str | None
    begins_a_day: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """A meeting in the grid or in the tray; `tone` is its shade from 0 to 4, `note` says the same in a word."""

    number: int
    meeting: MeetingId
    label: str
    whole: str
    note: str
    tone: int
    table: str = ""
    pinned: bool = False
    picked: bool = False
    must_meet: bool = False
    wrong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A place for the meeting that is picked up: what it changes, or why it can't be there."""

    slot: str
    table: str | None
    cost: str
    said: str
    legal: bool
    tone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    slot: str
    chips: tuple[Chip, ...]
    target: Target | None
    away: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    number: int
    label: str
    note: str
    count: int
    cells: tuple[Cell, ...]
    picked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Leftover:
    chip: Chip
    reason: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Picked:
    """The meeting that is picked up. `closed` has for each slot without a place what forbids it."""

    chip: Chip
    where: str | None
    reason: str | None
    slots: Sequence[tuple[str, str]]
    tables: Sequence[str]
    closed: Sequence[tuple[str, str]]
    legal: int
    swaps: int
    wishes: Sequence[str]
    price: str | None
    exchanges: Sequence[Target]
