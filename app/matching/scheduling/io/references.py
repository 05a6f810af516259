"""What only the whole instance shows: ids defined twice or not at all, parties without a common table, cycles.

All functions take the instance as `fields` read it, with `BROKEN` in the places of errors already noted, and are silent
about what may only follow from those.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import chain
from typing import Any

from app.matching.scheduling.io.errors import Errors, Path, shown
from app.matching.scheduling.io.fields import BROKEN, Record

_KINDS = ("slots", "tables", "parties", "interpreters", "resources", "meetings")

# Whose lists of references there are: for each of their keys, the kind that the list refers to.
_REFERENCES = {
    "tables": {"unavailable": "slots"},
    "parties": {"unavailable": "slots", "tables": "tables"},
    "interpreters": {"unavailable": "slots"},
    "meetings": {"parties": "parties", "slots": "slots", "after": "meetings", "resources": "resources"},
}


@dataclass(frozen=True, slots=True)
class _Ids:
    """The ids of one kind and where each is first defined; not `complete` if some could not be read."""

    index: dict[str, int]
    complete: bool

    def require(self, identifier: Any, path: Path, errors: Errors) -> None:
        if self.complete and identifier is not BROKEN and identifier not in self.index:
            errors.add(path, "expected an id that is defined, got {got}", got=shown(identifier))

    def require_all(self, things: Iterable[tuple[int, Record]], path: tuple[str, str], errors: Errors) -> None:
        """Every reference that the lists of some records make; `path` names the list of records and the key."""
        kind, key = path
        lists = [(i, thing[key]) for i, thing in things if key in thing and isinstance(thing[key], tuple)]
        # There are very many lists and nearly always all is well, which one comparison of sets can tell.
        if self.index.keys() >= set(chain.from_iterable(identifiers for _, identifiers in lists)):
            return
        for i, identifiers in lists:
            for j, identifier in enumerate(identifiers):
                self.require(identifier, (kind, i, key, j), errors)


def check(instance: Record, errors: Errors) -> None:
    """Note every error of `instance` that lies between its parts."""
    ids = {kind: _definitions(instance, kind, errors) for kind in _KINDS}
    for kind, targets in _REFERENCES.items():
        for key, target in targets.items():
            ids[target].require_all(_records(instance, kind), (kind, key), errors)
    for path, spot in _spots(instance, ids["meetings"], errors):
        _check_spot(spot, path, ids, errors)
    _check_own_tables(instance, ids, errors)
    _check_after(instance, ids["meetings"], errors)


def _items(record: Record, key: str) -> tuple[Any, ...]:
    """A list of the record; empty if it was left out, is null or could not be read."""
    items = record.get(key)
    return items if isinstance(items, tuple) else ()


def _records(instance: Record, kind: str) -> Iterator[tuple[int, Record]]:
    """The records of a list that could be read, each with its position."""
    return ((i, thing) for i, thing in enumerate(_items(instance, kind)) if thing is not BROKEN)


def _definitions(instance: Record, kind: str, errors: Errors) -> _Ids:
    things = instance.get(kind, ())
    ids = [(thing["id"], i) for i, thing in _records(instance, kind) if thing["id"] is not BROKEN]
    index = dict(reversed(ids))
    for identifier, i in ids if len(index) < len(ids) else ():
        if index[identifier] != i:
            errors.add((kind, i, "id"), "expected an id not defined before, got {got} again", got=shown(identifier))
    return _Ids(index, complete=things is not BROKEN and len(ids) == len(things))


def _spots(instance: Record, meetings: _Ids, errors: Errors) -> Iterator[tuple[Path, Any]]:
    """Pins and published placements; the meetings that were published must exist."""
    for i, meeting in _records(instance, "meetings"):
        if "pin" in meeting:
            yield ("meetings", i, "pin"), meeting["pin"]
    published = instance.get("published")
    for identifier, spot in published.items() if isinstance(published, dict) else ():
        meetings.require(identifier, ("published", identifier), errors)
        yield ("published", identifier), spot


def _check_spot(spot: Any, path: Path, ids: dict[str, _Ids], errors: Errors) -> None:
    if isinstance(spot, dict):
        ids["slots"].require(spot["slot"], (*path, "slot"), errors)
        if spot.get("table") is not None:
            ids["tables"].require(spot["table"], (*path, "table"), errors)


def _check_own_tables(instance: Record, ids: dict[str, _Ids], errors: Errors) -> None:
    """Parties with tables of their own can only meet at one that they share."""
    own: dict[str, frozenset[str]] = {}
    for _, party in _records(instance, "parties"):
        tables = party.get("tables")
        if party["id"] is BROKEN or not isinstance(tables, tuple):
            continue
        if all(table in ids["tables"].index for table in tables):
            own.setdefault(party["id"], frozenset(tables))
    for i, meeting in _records(instance, "meetings") if own else ():
        shares = [own[party] for party in _items(meeting, "parties") if party in own]
        if shares and not reduce(frozenset.intersection, shares):
            errors.add(("meetings", i, "parties"), "expected parties whose own tables have one in common")


def _check_after(instance: Record, meetings: _Ids, errors: Errors) -> None:
    after = [() if meeting is BROKEN else _items(meeting, "after") for meeting in _items(instance, "meetings")]
    if not any(after):
        return
    for i, j in cycle_entries([[meetings.index.get(earlier) for earlier in entries] for entries in after]):
        errors.add(("meetings", i, "after", j), "expected no cycle, but this meeting comes after itself")


def cycle_entries(successors: Sequence[Sequence[int | None]]) -> Iterator[tuple[int, int]]:
    """Entries (i, j) such that `successors[i][j]` closes a cycle: at least one on each; None entries are passed over.

    These are the back edges of a depth-first search, whose stack is kept by hand since chains may be long.
    """
    on_stack, done = set(), set()
    for root in range(len(successors)):
        if root in done:
            continue
        stack = [(root, iter(enumerate(successors[root])))]
        on_stack.add(root)
        while stack:
            i, entries = stack[-1]
            for j, target in entries:
                if target in on_stack:
                    yield i, j
                elif target is not None and target not in done:
                    on_stack.add(target)
                    stack.append((target, iter(enumerate(successors[target]))))
                    break
            else:
                stack.pop()
                on_stack.discard(i)
                done.add(i)
