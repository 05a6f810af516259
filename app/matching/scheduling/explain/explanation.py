"""Everything that can be said of one meeting beside a timetable, as the format asks for it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from app.matching.scheduling import reasons
from app.matching.scheduling.checker.admission import admit
from app.matching.scheduling.explain.desk import Desk
from app.matching.scheduling.explain.moves import Move, Moves
from app.matching.scheduling.explain.prices import Prices
from app.matching.scheduling.explain.scope import Price
from app.matching.scheduling.problem import MeetingId, Problem
from app.matching.scheduling.timetable import Placement, Timetable, Unplaced


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """`reason` and `price` of a meeting that is held are None; a price is None too if no timetable can hold it."""

    meeting: MeetingId
    held: bool
    reason: Unplaced | None
    price: Price | None
    moves: tuple[Move, ...]

    def plain(self) -> dict[str, Any]:
        """As the format writes it."""
        reason = self.reason
        return {
            "meeting": self.meeting,
            "held": self.held,
            "reason": None if reason is None else str(reason.reason),
            "rule": None if reason is None or reason.rule is None else str(reason.rule),
            "message": None if reason is None else reason.message,
            "price": None if self.price is None else self.price.plain(),
            "moves": [_plain(move) for move in self.moves],
        }


def explain(problem: Problem, timetable: Timetable, meeting: MeetingId) -> Explanation:
    """Why a meeting is not held and what holding it would cost, and what its moves would.

    Raises `KeyError` if the problem does not know the meeting.
    """
    desk = Desk(problem, timetable.placements)
    number = desk.compact.meeting_index[meeting]
    # The meeting comes last, so that it can be taken out of the agenda again.
    agenda, _ = admit(problem, sorted(timetable.placements, key=lambda placement: placement.meeting == meeting))
    held = meeting in agenda.held
    if held:
        agenda.drop_last()
    prices = Prices(desk)
    return Explanation(
        meeting=meeting,
        held=held,
        reason=None if held else _reason(problem, timetable.placements, meeting),
        price=None if held else prices.of(number),
        moves=Moves(desk, prices, agenda, number).all(),
    )


def _reason(problem: Problem, placements: Iterable[Placement], meeting: MeetingId) -> Unplaced:
    """Why this meeting is not held. The others that are not held have no say in it, and are left out."""
    given = tuple(placements)
    kept = {meeting, *(placement.meeting for placement in given)}
    meetings = tuple(
        replace(other, after=tuple(earlier for earlier in other.after if earlier in kept))
        for other in problem.meetings
        if other.id in kept
    )
    (reason,) = reasons.unplaced(replace(problem, meetings=meetings, published=None), given)
    return reason


def _plain(move: Move) -> dict[str, Any]:
    return {
        "slot": move.slot,
        "table": move.table,
        "legal": move.legal,
        "rules": [str(rule) for rule in move.rules],
        "price": None if move.price is None else move.price.plain(),
        "chain": [{"meeting": other.meeting, "slot": other.slot, "table": other.table} for other in move.chain],
    }
