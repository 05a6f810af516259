"""Meetings of which one at most is held: what a delegation wishes for as alternatives, or what is given as such."""

from collections.abc import Collection, Hashable, Iterable, Mapping
from typing import TypeVar

Meeting = TypeVar("Meeting", bound=Hashable)


def labels(ties: Mapping[str, Iterable[Meeting]], wanted: Collection[Meeting]) -> dict[Meeting, str]:
    """The label of each of the wanted meetings that is tied; `ties` are meetings by a name for the tie.

    A meeting has one label only, so that ties which share a meeting become one, under the first of their names: what
    each promises is kept, though perhaps more than it promises.
    """
    merged: dict[str, set[Meeting]] = {}
    for name in sorted(ties):
        members = {meeting for meeting in ties[name] if meeting in wanted}
        joined = [other for other in merged if not merged[other].isdisjoint(members)]
        label = min([name, *joined])
        merged[label] = members.union(*(merged.pop(other) for other in joined))
    return {meeting: label for label, members in merged.items() for meeting in members}
