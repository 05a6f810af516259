"""When meetings are held, for programmes that are small enough: columns by start, and rows for each slot.

Each meeting is split among the starts that are left to it. In each slot, and in each run of slots that somebody can't
be busy through, no more can be held than there is room for; and of two meetings in order, at no time has the later one
begun while the earlier has not ended. Between two sides this is one matching polytope per slot, coupled by meetings.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from app.matching.scheduling.bounds.programme import Draft
from app.matching.scheduling.bounds.scopes import Scope
from app.matching.scheduling.compact import Compact

Begun = Sequence[dict[int, int]]


def split(compact: Compact, draft: Draft, starts: Sequence[int]) -> Begun:
    """A column for each start of each meeting; together they are the meeting's own column. By meeting and start."""
    begun: list[dict[int, int]] = []
    for meeting, slots in enumerate(starts):
        columns = {slot: draft.column(1) for slot in range(compact.slots) if slots >> slot & 1}
        if columns:
            draft.row([meeting, *columns.values()], [-1] + [1] * len(columns), least=0, most=0)
        begun.append(columns)
    return begun


def at_once(compact: Compact, draft: Draft, begun: Begun, scope: Scope) -> Iterator[int]:
    """Rows for what a scope can hold in each slot, and in runs of slots longer than it can be busy."""
    busy: defaultdict[int, list[int]] = defaultdict(list)
    for meeting in scope.meetings:
        for start, column in begun[meeting].items():
            for slot in range(start, start + compact.length[meeting]):
                busy[slot].append(column)
    for window in _windows(compact, scope):
        columns = [column for slot in range(compact.slots) if window >> slot & 1 for column in busy[slot]]
        most = scope.room(compact, window, 1)
        if len(columns) > most:
            covered = Counter(columns)
            yield draft.row(list(covered), covered.values(), most=most)


def in_order(compact: Compact, draft: Draft, begun: Begun) -> None:
    """For each slot: a meeting has begun by then, or what it waits for has not ended, but not both."""
    for meeting, befores in enumerate(compact.before):
        for earlier in befores:
            for slot in range(compact.slots if begun[meeting] and begun[earlier] else 0):
                started = [column for start, column in begun[meeting].items() if start <= slot]
                unfinished = [c for start, c in begun[earlier].items() if start + compact.length[earlier] > slot]
                if started and unfinished:
                    draft.row([*started, *unfinished], most=1)


def _windows(compact: Compact, scope: Scope) -> Iterator[int]:
    """Single slots, and where one party or interpreter must rest, runs of one slot more than it can be busy."""
    yield from (1 << slot for slot in range(compact.slots))
    rest = compact.rest[scope.places[0]] if len(scope.places) == 1 else None
    if rest is not None:
        run = (1 << rest + 1) - 1
        for slot in range(compact.slots):
            if any(run << slot & ~period == 0 for period in compact.periods):
                yield run << slot
