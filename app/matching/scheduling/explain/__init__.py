"""Why a meeting is not held and what it would cost to hold it; where it could be moved, and who would have to move."""

from app.matching.scheduling.explain.explanation import Explanation, explain
from app.matching.scheduling.explain.moves import Move
from app.matching.scheduling.explain.prices import price_all
from app.matching.scheduling.explain.scope import Price

__all__ = ["Explanation", "Move", "Price", "explain", "price_all"]
