"""The report of a timetable with its proofs, as JSON values and as lines of text."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.matching.scheduling.fairness.proof import Fairest, LeastServed, Proof, Prover
from app.matching.scheduling.fairness.report import SideReport, Spread, report
from app.matching.scheduling.problem import Problem
from app.matching.scheduling.timetable import Placement

GINI_DIGITS = 4
Judged = tuple[SideReport, Proof]


def judge(problem: Problem, placements: Sequence[Placement]) -> tuple[Judged, ...]:
    """The report of each side of a legal timetable, with what is proven of it."""
    prover = Prover(problem, placements)
    return tuple((side, prover.prove(side)) for side in report(problem, placements))


def to_json(judged: Sequence[Judged]) -> dict[str, Any]:
    """As a JSON value, under one key, so that more may come beside it."""
    return {"sides": [_side(side, proof) for side, proof in judged]}


def in_words(judged: Sequence[Judged]) -> str:
    """As lines of text."""
    return "\n".join(line for side, proof in judged for line in _lines(side, proof))


def _side(side: SideReport, proof: Proof) -> dict[str, Any]:
    return {
        "side": side.side,
        "least_served": list(side.least_served),
        "meetings": _spread(side.meetings),
        "welfare": _spread(side.welfare),
        "leximin": list(side.leximin),
        "proof": {
            "least_served": _least_served(side, proof.least_served),
            "fairest": _fairest(side, proof.fairest),
        },
        "parties": [{"party": p.party, "meetings": p.meetings, "welfare": p.welfare} for p in side.parties],
    }


def _spread(spread: Spread) -> dict[str, Any]:
    return {
        "minimum": spread.minimum,
        "median": spread.median,
        "gini": round(spread.gini, GINI_DIGITS),
        "maximum": spread.maximum,
    }


def _least_served(side: SideReport, proof: LeastServed) -> dict[str, Any]:
    return {
        "bound": proof.bound,
        "proven": proof.bound == side.meetings.minimum,
        "given": [str(goal) for goal in proof.given],
        "method": str(proof.method),
        "price": None if proof.price is None else {str(goal): change for goal, change in proof.price.items()},
    }


def _fairest(side: SideReport, proof: Fairest) -> dict[str, Any]:
    return {
        "bound": list(proof.bound),
        "proven": proof.proven(side.leximin),
        "given": [str(goal) for goal in proof.given],
        "method": str(proof.method),
    }


def _lines(side: SideReport, proof: Proof) -> Iterator[str]:
    least, fairest, number = proof.least_served, proof.fairest, len(side.parties)
    yield f"{side.side}: {number} {'party' if number == 1 else 'parties'}"
    for name, spread in (("meetings", side.meetings), ("welfare", side.welfare)):
        yield (f"  {name}: {spread.minimum:,} to {spread.maximum:,}, median {spread.median:,g}, Gini {spread.gini:.3f}")
    yield f"  least served: {', '.join(side.least_served)}"
    if least.bound == side.meetings.minimum:
        yield f"  proven: {_among(least.given)} gives each of them more than {least.bound:,}"
    else:
        yield f"  open: whether each could hold {least.bound:,}; {_among(least.given)} gives each of them more"
    if least.price is not None:
        yield f"  one meeting more for the least served would cost at least: {_price(least.price)}"
    yield (
        f"  fairest possible: proven for the {fairest.proven(side.leximin):,} least served of {number:,}; "
        f"{_among(fairest.given)} is fairer than {_counted(fairest.bound)}"
    )
    yield f"  meetings × parties: {_counted(side.leximin)}"


def _among(given: Sequence[str]) -> str:
    return f"no timetable as good on {', '.join(given)}" if given else "no timetable"


def _price(price: Mapping[Any, int]) -> str:
    return ", ".join(f"{goal} {change:+,}" for goal, change in price.items())


def _counted(vector: Sequence[int]) -> str:
    """A sorted vector as how often each number of meetings comes."""
    return ", ".join(f"{meetings:,} × {vector.count(meetings):,}" for meetings in dict.fromkeys(vector))
