"""Who interprets how many meetings: rows that let each meeting be served by those who know its languages.

Interpreters who can serve the same meetings form a group. What the meetings of one set of speakers take flows to the
groups among them, so that every Hall condition between languages and interpreters holds, without naming one of them.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

from app.matching.scheduling.bounds import capacity
from app.matching.scheduling.bounds.programme import Draft
from app.matching.scheduling.compact import Compact

Served = Mapping[tuple[int, ...], Sequence[int]]
Group = tuple[int, tuple[int, ...]]


def serve(compact: Compact, draft: Draft, held: Sequence[int]) -> Iterator[Group]:
    """Limit what is interpreted of the meetings `held`, in slots and, if some take several, in meetings.

    Meetings are columns of `draft` under their own numbers. Gives the rows with the places of their interpreters.
    """
    served: defaultdict[tuple[int, ...], list[int]] = defaultdict(list)
    for meeting in held:
        speakers = compact.speakers[meeting]
        if speakers is not None:
            served[speakers].append(meeting)
    lengths = {compact.length[meeting] for meetings in served.values() for meeting in meetings}
    if lengths:
        yield from _flow(draft, served, _most(compact, 1, max(lengths)), compact.length.__getitem__)
    if max(lengths, default=1) > 1:
        yield from _flow(draft, served, _most(compact, min(lengths), 1), lambda _meeting: 1)


def _flow(draft: Draft, served: Served, most: Mapping[int, int], taken: Callable[[int], int]) -> Iterator[Group]:
    """One row for each set of speakers, one for each group of interpreters, and columns from the ones to the others."""
    groups: defaultdict[tuple[int, ...], list[int]] = defaultdict(list)
    for place in most:
        groups[tuple(i for i, speakers in enumerate(served) if place in speakers)].append(place)
    outlets: list[list[int]] = [[] for _ in served]
    for sets, people in groups.items():
        room = sum(most[place] for place in people)
        columns = [draft.column(room + 1) for _ in sets]  # so that it is the row that is full, and has the price
        for speakers, column in zip(sets, columns, strict=True):
            outlets[speakers].append(column)
        if columns:
            yield draft.row(columns, most=room), tuple(people)
    for meetings, columns in zip(served.values(), outlets, strict=True):
        factors = [taken(meeting) for meeting in meetings] + [-1] * len(columns)
        draft.row([*meetings, *columns], factors, most=0)


def _most(compact: Compact, length: int, each: int) -> dict[int, int]:
    """How much each interpreter can do: what fits in of this length, and a maximum of meetings that count `each`."""
    most = {}
    for place in range(compact.first_interpreter, compact.first_resource):
        fitting = capacity.fitting(compact, compact.open[place], length, compact.rest[place])
        maximum = compact.most[place]
        most[place] = fitting if maximum is None else min(fitting, maximum * each)
    return most
