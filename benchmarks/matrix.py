"""How long the full matrix of a demo conference takes, and one edit: `python -m benchmarks.matrix`."""

import argparse
import json
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from app import data
from app.matching.scoring.matrix import Matrix
from app.matching.scoring.organisations import Party
from app.matching.scoring.proposal import Proposal
from app.matching.scoring.reading import Knowledge
from app.matching.scoring.roles import Side
from app.matching.scoring.score import Scorer


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures of each demo conference as a line of JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.matrix", description=__doc__)
    parser.add_argument("scenarios", nargs="*", default=data.SCENARIOS)
    for code in parser.parse_args(arguments).scenarios:
        print(json.dumps({"conference": code, **figures(data.scenario(code))}))
    return 0


def figures(conference: dict[str, Any]) -> dict[str, Any]:
    """Seconds for knowledge, for reading all texts, for the matrix, and for one need that is edited."""
    begun = time.perf_counter()
    knowledge = Knowledge.of(data.rows)
    known = time.perf_counter()
    rows, columns = _provinces(conference, knowledge), _missions(conference, knowledge)
    read = time.perf_counter()
    matrix = Matrix(Scorer(knowledge), rows, columns)
    made = time.perf_counter()
    matrix.put(_edited(rows[0], knowledge))
    return {
        "provinces": len(rows),
        "missions": len(columns),
        "needs": len(conference["needs"]),
        "offerings": len(conference["offers"]),
        "knowledge_seconds": round(known - begun, 3),
        "reading_seconds": round(read - known, 3),
        "matrix_seconds": round(made - read, 3),
        "edit_seconds": round(time.perf_counter() - made, 4),
    }


def _edited(party: Party, knowledge: Knowledge) -> Party:
    first, text = next(iter(party.needs.items()))
    changed = Proposal(side=Side.NEED, text=text.proposal.text + " Gấp.", sectors=text.proposal.sectors)
    return Party(party.id, party.needs | {first: knowledge.read(changed)}, party.offerings)


def _provinces(conference: dict[str, Any], knowledge: Knowledge) -> list[Party]:
    needs: dict[str, dict[str, Any]] = defaultdict(dict)
    for need in conference["needs"]:
        needs[need["province"]][need["id"]] = knowledge.read(_proposal(need, Side.NEED, need["wanted"]))
    return [Party(each["code"], needs[each["code"]], {}) for each in conference["provinces"]]


def _missions(conference: dict[str, Any], knowledge: Knowledge) -> list[Party]:
    covers = {each["code"]: each["covers"] for each in conference["missions"]}
    offers: dict[str, dict[str, Any]] = defaultdict(dict)
    for offer in conference["offers"]:
        proposal = _proposal(offer, Side.OFFER, covers[offer["mission"]])
        offers[offer["mission"]][offer["id"]] = knowledge.read(proposal)
    return [Party(code, {}, offers[code]) for code in covers]


def _proposal(text: dict[str, Any], side: Side, countries: Sequence[str]) -> Proposal:
    return Proposal(
        side=side,
        text=text["text"],
        sectors=frozenset(text["sectors"]),
        objective=text["objective"],
        countries=dict.fromkeys(countries, 1.0),
    )


if __name__ == "__main__":
    sys.exit(main())
