"""What the scorer knows, built once for all tests, and texts read with it."""

from functools import cache

from app import data
from app.matching.scoring.proposal import Proposal, Reading
from app.matching.scoring.reading import Knowledge
from app.matching.scoring.roles import Role, Side
from app.matching.scoring.score import Score, Scorer
from app.matching.scoring.weights import Part


@cache
def known() -> Knowledge:
    return Knowledge.of(data.rows)


def need(text: str, **fields: object) -> Reading:
    return known().read(Proposal(side=Side.NEED, text=text, **fields))  # type: ignore[arg-type]  # Checked by mypy where it is called.


def offer(text: str, **fields: object) -> Reading:
    return known().read(Proposal(side=Side.OFFER, text=text, **fields))  # type: ignore[arg-type]  # As above.


def score(of_need: Reading | str, of_offer: Reading | str, *, history: float = 0.0) -> Score:
    return Scorer(known()).score(
        need(of_need) if isinstance(of_need, str) else of_need,
        offer(of_offer) if isinstance(of_offer, str) else of_offer,
        history=history,
    )


def points(of_need: Reading | str, of_offer: Reading | str) -> float:
    return score(of_need, of_offer).points


def part(found: Score, name: Part) -> float:
    return next(each.points for each in found.parts if each.part is name)


def concepts(reading: Reading) -> set[str]:
    return {mention.concept for mention in reading.mentions}


def role(reading: Reading) -> Role | None:
    """The strongest role over the whole text."""
    return max(reading.roles, key=reading.roles.__getitem__, default=None)
