"""The meetings that a timetable does not hold, and why."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from app.i18n.languages import Language
from app.services.timetable_sheets import Contents
from app.services.timetables import Pair
from app.web.views import reading
from app.web.views.fullness import Fullness
from app.web.views.page import UnplacedGroup, UnplacedMeeting
from app.web.views.sheet import Party, Sheet

Busy = Mapping[UUID, frozenset[UUID]]
"""By party, the slots in which all its teams meet."""


def unplaced(
    language: Language, contents: Contents, sheet: Sheet, must_meets: Collection[Pair]
) -> tuple[UnplacedGroup, ...]:
    """By reason, rule and whether they were taken out; the largest group last."""
    parties = {party.id: party for side in sheet.sides for party in sheet.of_side(side)}
    order = {identifier: position for position, identifier in enumerate(parties)}
    taken_out, busy = contents.version.run_data.get("taken_out", ()), _busy(contents, sheet)
    groups: dict[tuple[str, str | None, bool], list[UnplacedMeeting]] = defaultdict(list)
    for row in contents.version.unplaced:
        ids = contents.unplaced.get(row["meeting"], ())
        present = tuple(parties[each] for each in sorted(ids, key=order.__getitem__))
        group = contents.groups.get(row["meeting"])
        meeting = UnplacedMeeting(
            row["meeting"],
            present,
            must_meet=reading.is_insisted(ids, group, must_meets),
            theme=None if group is None else group.theme,
            full=_full(language, row, present, sheet, busy),
        )
        groups[row["reason"], row.get("rule"), row["meeting"] in taken_out].append(meeting)
    return tuple(
        UnplacedGroup(*key, tuple(meetings))
        for key, meetings in sorted(groups.items(), key=lambda group: (len(group[1]), str(group[0])))
    )


def _full(language: Language, row: Mapping[str, Any], parties: Sequence[Party], sheet: Sheet, busy: Busy) -> str:
    """Which of the parties is full, if that is why they do not meet."""
    names = {party.code: party.label for party in parties}
    common = {slot.id for slot in sheet.slots}.difference(*(party.away for party in parties))
    always = [party.code for party in parties if common <= busy[party.id]]
    return Fullness.told(row.get("message"), names.keys()).sentence(language, names, always)


def _busy(contents: Contents, sheet: Sheet) -> Busy:
    teams = {delegation.id: delegation.teams for delegation in contents.delegations}
    held = Counter((party.id, each.slot.id) for each in sheet.encounters for party in each.parties)
    return {
        party: frozenset(slot.id for slot in sheet.slots if held[party, slot.id] >= many)
        for party, many in teams.items()
    }
