"""The desk: a grid of slots in which meetings are moved, and what is left over beside it.

A row is a party of one side, a table or an interpreter. What a meeting would cost elsewhere is told for the meeting
that somebody has picked up, in its own rows.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from app.i18n.messages import mark
from app.matching.scheduling.checker.cells import Cell as Place
from app.matching.scheduling.problem import Goal, Meeting, MeetingId
from app.matching.scheduling.timetable import Placement
from app.services.timetable_drafts.exchanges import Exchange
from app.web.views.desk_obstacles import Obstacles
from app.web.views.desk_parts import INTERPRETERS, SHORT_GOALS, TABLES, Cell, Picked, Row, Target

BRINGS = mark("Holding it would bring at best: %(price)s (%(told)s)")
COSTS = mark("Holding it would cost at least: %(price)s (%(told)s)")


class DeskPage(Obstacles):
    """Everything that the templates show."""

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The ids of the rows, in order."""
        if self.view == TABLES:
            return tuple(table.id for table in self.problem.tables)
        if self.view == INTERPRETERS:
            return tuple(each.id for each in self.problem.interpreters)
        return tuple(party.id for party in self.problem.parties if party.side == self.view)

    def rows(self, numbers: Collection[int] | None = None) -> Iterator[Row]:
        """All of them, or those of these numbers."""
        for number, key in enumerate(self.keys):
            if numbers is None or number in numbers:
                yield self._row(number, key)

    def numbers_of(self, meetings: Collection[MeetingId]) -> set[int]:
        """The rows of the parties of these meetings."""
        known = self.problem.meeting_by_id
        keys = {party for meeting in meetings if meeting in known for party in known[meeting].parties}
        return {number for number, key in enumerate(self.keys) if key in keys}

    @cached_property
    def _grid(self) -> Mapping[tuple[str, int], list[Placement]]:
        """The meetings in each cell, by row and slot."""
        grid: dict[tuple[str, int], list[Placement]] = defaultdict(list)
        for put in self.desk.placements:
            meeting = self.problem.meeting_by_id.get(put.meeting)
            if meeting is None:
                continue
            start = self.problem.slot_index[put.slot]
            keys = [put.table] if self.view == TABLES else put.interpreters
            for key in keys if self.view in {TABLES, INTERPRETERS} else meeting.parties:
                grid[key, start].append(put)
        return grid

    def _row(self, number: int, key: str) -> Row:
        away = self._away(key)
        cells = tuple(self._cell(key, start, away) for start in range(len(self.problem.slots)))
        party = self.problem.party_by_id.get(key) if self.view not in {TABLES, INTERPRETERS} else None
        return Row(
            number=number,
            label=self._key_label(key),
            note=", ".join(party.tables or ()) if party else "",
            count=sum(len(cell.chips) for cell in cells),
            cells=cells,
            picked=any(cell.target or any(chip.picked for chip in cell.chips) for cell in cells),
        )

    def _cell(self, key: str, start: int, away: Collection[str]) -> Cell:
        slot = self.problem.slots[start].id
        chips = tuple(self.chip(put.meeting, but=key) for put in self._grid.get((key, start), ()))
        return Cell(slot=slot, chips=chips, target=self._target(key, slot), away=slot in away)

    def _away(self, key: str) -> Collection[str]:
        if self.view == TABLES:
            return self.problem.table_by_id[key].unavailable
        if self.view == INTERPRETERS:
            return self.problem.interpreter_by_id[key].unavailable
        return self.problem.party_by_id[key].unavailable

    def _key_label(self, key: str) -> str:
        if self.view == INTERPRETERS:
            known = self.names.interpreters.get(key)
            return (known and known.name) or key
        return key if self.view == TABLES else self.party(key)

    @cached_property
    def _by_slot(self) -> Mapping[str, Sequence[Place]]:
        places: dict[str, list[Place]] = defaultdict(list)
        for place in self.places:
            places[place.slot].append(place)
        return places

    def _target(self, key: str, slot: str) -> Target | None:
        """The best of what the meeting that is picked up can have in this row and slot."""
        meeting = self.asked.meeting
        if meeting is None or not self.places:
            return None
        put = self.held.get(meeting)
        if self.view == INTERPRETERS:
            return self._target_of_interpreter(key, slot, put)
        if self.view == TABLES:
            found = [place for place in self._by_slot[slot] if place.table == key]
            if put is not None and (put.slot, put.table) == (slot, key):
                return None
        elif key not in self.problem.meeting_by_id[meeting].parties or (put is not None and put.slot == slot):
            return None
        else:
            found = [*self._by_slot[slot]]
        best = min(found, key=self._badness)
        if best.rules and (exchange := self._exchange(slot, key if self.view == TABLES else None)):
            return self._told_exchange(exchange)
        return self._told(best, table=best.table if self.view == TABLES else None)

    def _target_of_interpreter(self, key: str, slot: str, put: Placement | None) -> Target | None:
        """With this interpreter, at the best table. None if it knows not the languages, or interprets there already."""
        against = self.interpreting.get(slot, {}).get(key)
        if against is None or (put is not None and put.slot == slot and key in put.interpreters):
            return None
        best = min(self._by_slot[slot], key=self._badness)
        rules = (*best.rules, *(rule for rule in against if rule not in best.rules))
        judged = replace(best, rules=rules, change=None if rules else best.change)
        return self._told(judged, table=f"||{key}", called=self._key_label(key))

    def _exchange(self, slot: str, table: str | None) -> Exchange | None:
        """The one that costs least, and of equals that for which fewest make way."""
        found = (each for each in self.prospect.exchanges if each.slot == slot and table in {None, each.table})
        return min(found, key=lambda each: (self._costs(each.change), len(each.moves)), default=None)

    def _told_exchange(self, exchange: Exchange) -> Target:
        ngettext = self.language.ngettext
        making_way = len(exchange.moves) - 1
        who = ngettext("%(num)s meeting makes way", "%(num)s meetings make way", making_way)
        named = ", ".join(self.whole(each.meeting) for each in exchange.moves[:-1])
        costs = self.costs(exchange.change) or self.language.gettext("nothing changes")
        return Target(
            slot=exchange.slot,
            table=f"{exchange.table}|exchange",
            cost=f"⇄ {making_way} · {self._short(exchange.change)}",
            said=f"{self.times[exchange.slot]}, {exchange.table}: {who} ({named}); {costs}",
            legal=True,
            tone="swap",
        )

    def _badness(self, place: Place) -> tuple[int, ...]:
        return (len(place.rules), *self._costs(place.change or {}))

    def _costs(self, change: Mapping[Goal, int]) -> tuple[int, ...]:
        return tuple(-value if goal.maximised else value for goal, value in change.items())

    def _told(self, place: Place, *, table: str | None, called: str | None = None) -> Target:
        at = ", ".join(filter(None, (self.times[place.slot], called or table)))
        if place.change is None:
            against = self.obstacles(place.slot, place.rules)
            return Target(slot=place.slot, table=table, cost="✕", said=f"{at}: {against}", legal=False)
        worse = self._badness(place)[1:] > (0,) * len(place.change)
        costs = self.costs(place.change)
        said = f"{at}: {costs or self.language.gettext('nothing changes')}"
        cost = self._short(place.change)
        return Target(
            slot=place.slot, table=table, cost=cost, said=said, legal=True, tone="worse" if worse else "better"
        )

    def _short(self, change: Mapping[Goal, int]) -> str:
        """The first goal that changes, in a few characters."""
        first = next(((goal, by) for goal, by in change.items() if by), None)
        if first is None:
            return "±0"
        goal, by = first
        return (
            self.signed(by) if goal is Goal.WELFARE else f"{self.signed(by)} {self.language.gettext(SHORT_GOALS[goal])}"
        )

    @property
    def picked(self) -> Picked | None:
        """None if nothing is picked up, or what is not known."""
        meeting = self.asked.meeting
        if meeting is None or not self.places:
            return None
        put = self.held.get(meeting)
        here = None if put is None else (put.slot, put.table)
        slots = {
            slot: [place for place in found if not place.rules and (slot, place.table) != here]
            for slot, found in self._by_slot.items()
        }
        known = self.problem.meeting_by_id[meeting]
        reason = next((each for each in self.desk.unplaced if each.meeting == meeting), None)
        return Picked(
            chip=self.chip(meeting),
            where=None if put is None else f"{self.times[put.slot]}, {put.table}",
            reason=None if reason is None else self.why_not(reason),
            slots=[(slot, self._option(found)) for slot, found in slots.items() if found],
            tables=[table.id for table in self.problem.tables],
            closed=[(self.times[slot], why) for slot in slots if (why := self._why(slot))],
            legal=sum(map(len, slots.values())),
            swaps=len({(each.slot, each.table) for each in self.prospect.exchanges}),
            wishes=[*self._wishes(known)],
            price=self.price,
            exchanges=[self._told_exchange(each) for each in self._best_exchanges()],
        )

    @property
    def price(self) -> str | None:
        """What holding it would bring or cost at best; None if it is held, or nobody knows."""
        price, gettext = self.prospect.price, self.language.gettext
        if price is None:
            return None
        told = gettext("proven") if self.prospect.is_exact else gettext("the best that was found")
        nothing, worth = (0,) * len(price), self._costs(price)
        if worth == nothing:
            return gettext("Holding it would change nothing (%(told)s)", told=told)
        sentence = BRINGS if worth < nothing else COSTS
        return gettext(sentence, price=self.costs(price), told=told)

    def _best_exchanges(self) -> list[Exchange]:
        """One for each slot that is closed without."""
        open_slots = {place.slot for place in self.places if not place.rules}
        slots = dict.fromkeys(each.slot for each in self.prospect.exchanges if each.slot not in open_slots)
        return [found for slot in slots if (found := self._exchange(slot, None))]

    def _option(self, found: Sequence[Place]) -> str:
        best = min(found, key=self._badness)
        costs = self.costs(best.change or {}) or self.language.gettext("nothing changes")
        return f"{self.times[best.slot]} – {costs}"

    def _why(self, slot: str) -> str:
        """What stands against the table of least trouble, if anything does."""
        least = min(self._by_slot[slot], key=lambda place: len(place.rules))
        return self.obstacles(slot, least.rules)

    def _wishes(self, meeting: Meeting) -> Iterator[str]:
        for one in meeting.parties:
            for other in meeting.parties:
                rank = self.names.ranks.get((self.id_of(one), self.id_of(other)))
                if rank is not None:
                    yield self.language.gettext(
                        "%(one)s wishes for %(other)s: rank %(rank)s",
                        one=self.party(one),
                        other=self.party(other),
                        rank=str(rank),
                    )
