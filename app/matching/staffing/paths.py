"""Disjoint paths in a small network: as many as there are, by augmenting one after the other (Ford, Fulkerson 1956)."""

from collections import deque
from collections.abc import Collection, Hashable, Mapping, Sequence

Node = tuple[str, int]
Point = Hashable
"""A way in or out of a node, a start, the source or the sink."""
Residual = dict[Point, dict[Point, None]]
"""From each point what can still be reached, in the order given."""

SOURCE, SINK = "source", "sink"


def disjoint_paths(
    starts: Sequence[Collection[Node]], following: Mapping[Node, Collection[Node]]
) -> list[list[Node] | None]:
    """For each start its path through the network, or none; no two paths share a node, and no more can be had.

    A start begins at one of its nodes. A path goes on to one of the nodes `following` its last one, and ends at one
    that has no entry there; an empty entry is a dead end. Starts that come first keep a path when later ones get one,
    though perhaps another.
    """
    residual = _residual(starts, following)
    for i in range(len(starts)):
        residual[SOURCE] |= {("start", i): None}
        path = _augmenting(residual)
        if path is None:
            del residual[SOURCE]["start", i]
        for tail, head in path or ():
            del residual[tail][head]
            residual[head] |= {tail: None}
    return [_path(residual, following, ("start", i), first) for i, first in enumerate(starts)]


def _residual(starts: Sequence[Collection[Node]], following: Mapping[Node, Collection[Node]]) -> Residual:
    """The whole network. Each node is an edge from its way in to its way out, so that one path at most goes through."""
    residual: Residual = {SOURCE: {}, SINK: {}}
    nodes = {node for some in (*starts, *following.values()) for node in some}.union(following)
    for i, first in enumerate(starts):
        residual["start", i] = {("in", node): None for node in first}
    for node in nodes:
        residual["in", node] = {("out", node): None}
        residual["out", node] = {("in", each): None for each in following[node]} if node in following else {SINK: None}
    return residual


def _augmenting(residual: Residual) -> list[tuple[Point, Point]] | None:
    """The edges of a shortest way from source to sink."""
    came_from: dict[Point, Point] = {SOURCE: SOURCE}
    waiting: deque[Point] = deque([SOURCE])
    while waiting:
        tail = waiting.popleft()
        for head in residual[tail]:
            if head not in came_from:
                came_from[head] = tail
                waiting.append(head)
    if SINK not in came_from:
        return None
    edges: list[tuple[Point, Point]] = []
    reached: Point = SINK
    while reached != SOURCE:
        edges.append((came_from[reached], reached))
        reached = came_from[reached]
    return edges


def _path(
    residual: Residual, following: Mapping[Node, Collection[Node]], start: Point, first: Collection[Node]
) -> list[Node] | None:
    """What is used of the network from a start on: the edges that now lead back."""
    path: list[Node] = []
    end, choices = start, first
    while choices:
        used = next((node for node in choices if end in residual["in", node]), None)
        if used is None:
            return None
        path.append(used)
        end, choices = ("out", used), following.get(used, ())
    return path or None
