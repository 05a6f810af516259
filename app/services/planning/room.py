"""The tables of a session, and at which of them whom can be met."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from app.errors import OwnTablesClash
from app.matching.scheduling.problem import PartyId, Table
from app.models import MeetingTable, Slot
from app.services.planning.gatherings import Gathering
from app.services.planning.values import Pair


class Room:
    """Who has own tables meets there, but in a group with others who have some.

    An instance knows own tables by their party, for all of its meetings; where two owners come to one group, theirs are
    told by features instead: of their other meetings each needs the own table, the group needs that of any member, or
    one that is nobody's.
    """

    def __init__(
        self,
        tables: Sequence[MeetingTable],
        slots: Sequence[Slot],
        gatherings: Sequence[Gathering],
        parties: Mapping[UUID, PartyId],
    ) -> None:
        self._rows, self._slots, self._parties = tables, slots, parties
        self._owners = {table.delegation_id for table in tables if table.delegation_id is not None}
        self._shared = [each for each in gatherings if len(self._owners.intersection(each.members)) > 1]
        self._guests = {member for each in self._shared for member in each.members if member in self._owners}

    def tables(self) -> tuple[Table, ...]:
        return tuple(
            Table(
                id=row.code,
                unavailable=self._missed(row),
                features=(*row.features, *self._marks(row)),
                zone=row.zone,
            )
            for row in self._rows
        )

    def own(self, delegation_id: UUID) -> tuple[str, ...] | None:
        """The own tables of a party, where an instance can say so."""
        own = tuple(row.code for row in self._rows if row.delegation_id == delegation_id)
        return None if delegation_id in self._guests else own or None

    def needed_by_pair(self, pair: Pair) -> tuple[str, ...]:
        """Features of a table for two. Raises `OwnTablesClash`: a table is one delegation's own, so they share none."""
        if self._owners.issuperset(pair):
            raise OwnTablesClash(
                "{one} and {other} are to meet, but each has own tables: take those of one of them away.",
                one=self._parties[pair[0]],
                other=self._parties[pair[1]],
            )
        return tuple(self._own_mark(each) for each in pair if each in self._guests)

    def needed_by(self, gathering: Gathering) -> tuple[str, ...]:
        """Features of a table for a group."""
        if gathering in self._shared:
            return (*gathering.group.features, _place(gathering))
        own = (self._own_mark(each) for each in gathering.members if each in self._guests)
        return (*gathering.group.features, *own)

    def _missed(self, row: MeetingTable) -> tuple[str, ...]:
        missed = {unavailability.slot_id for unavailability in row.unavailabilities}
        return tuple(slot.code for slot in self._slots if slot.id in missed)

    def _marks(self, row: MeetingTable) -> list[str]:
        own = [self._own_mark(row.delegation_id)] if row.delegation_id in self._guests else []
        places = [_place(each) for each in self._shared if row.delegation_id in {None, *each.members}]
        return [*own, *places]

    def _own_mark(self, delegation_id: UUID) -> str:
        return f"own:{self._parties[delegation_id]}"


def _place(gathering: Gathering) -> str:
    return f"group:{gathering.group.code}"
