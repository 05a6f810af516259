"""Everything that can be said of one meeting beside a timetable, as the format asks for it."""

from dataclasses import dataclass
from typing import Any

from app.matching.scheduling import reasons
from app.matching.scheduling.checker import Referee
from app.matching.scheduling.explain.desk import Desk
from app.matching.scheduling.explain.ground import Ground
from app.matching.scheduling.explain.moves import Move, Moves
from app.matching.scheduling.explain.prices import Prices
from app.matching.scheduling.explain.scope import Price
from app.matching.scheduling.memory import no_collections
from app.matching.scheduling.problem import MeetingId
from app.matching.scheduling.timetable import Timetable, Unplaced


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


@no_collections()
def explain(ground: Ground, timetable: Timetable, meeting: MeetingId) -> Explanation:
    """Why a meeting is not held and what holding it would cost, and what its moves would.

    `ground` is that of the problem, which serves for one question after another.
    Raises `KeyError` if the problem does not know the meeting.
    """
    problem = ground.problem
    explained = problem.meeting_by_id[meeting]
    # The meeting comes last, so that it can be taken out of the agenda again.
    referee = Referee(problem, sorted(timetable.placements, key=lambda placement: placement.meeting == meeting))
    desk = Desk(ground, timetable.placements, legal=not referee.violations)
    number = desk.compact.meeting_index[meeting]
    reason = reasons.told_of(referee, explained)
    if reason is None:
        referee.agenda.drop_last()
    prices = Prices(desk)
    return Explanation(
        meeting=meeting,
        held=reason is None,
        reason=reason,
        price=None if reason is None else prices.of(number),
        moves=Moves(desk, prices, referee.agenda, number).all(),
    )


def _plain(move: Move) -> dict[str, Any]:
    return {
        "slot": move.slot,
        "table": move.table,
        "legal": move.legal,
        "rules": [str(rule) for rule in move.rules],
        "price": None if move.price is None else move.price.plain(),
        "chain": [{"meeting": other.meeting, "slot": other.slot, "table": other.table} for other in move.chain],
    }
