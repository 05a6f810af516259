"""Why a meeting is not held and what it would cost to hold it; where it could be moved, and who would have to move."""

from app.matching.scheduling.explain.capacity import Capacity, Worth, value
from app.matching.scheduling.explain.explanation import Explanation, explain
from app.matching.scheduling.explain.ground import Ground
from app.matching.scheduling.explain.moves import Move
from app.matching.scheduling.explain.prices import price_all
from app.matching.scheduling.explain.scope import Price
from app.matching.scheduling.explain.standby import Standby, standby

__all__ = [
    "Capacity",
    "Explanation",
    "Ground",
    "Move",
    "Price",
    "Standby",
    "Worth",
    "explain",
    "price_all",
    "standby",
    "value",
]
