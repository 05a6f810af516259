"""Tags suggested for a free text: sectors, an objective, countries, each with how sure they are."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.matching.scoring.kinds import OBJECTIVES
from app.matching.scoring.proposal import Reading
from app.matching.scoring.reading import Knowledge
from app.matching.scoring.roles import Side

MOST_SECTORS, MOST_OBJECTIVES = 3, 3
SURE_OF_SECTOR, SURE_OF_OBJECTIVE = 0.3, 0.15
SURE_OF_PLACE, WIDE_REGION = 0.9, 5

# Which sectors speak for an objective where its roles are those of several, such as a twinning and a cultural week.
_SPEAKING: Mapping[str, tuple[str, ...]] = {
    "TWN": ("SOC-LOC",), "CLT": ("CUL",), "EVT": ("TRD-FAI",), "ODA": ("FIN-DEV", "URB", "LOG", "ENV", "GRN"),
    "NGO": ("SOC",), "PRO": ("TRD-LEG",), "INF": ("TRD", "FIS-TUN"), "CON": ("LOG-BOR",),
}  # fmt: skip
_SPECIAL_KINDS: Mapping[str, str] = {"overseas": "OVS", "visit": "DEL"}
FAVOURED, DOUBTED, SPECIAL = 1.0, 0.4, 0.6


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A code with a confidence from 0 to 1."""

    code: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Tags:
    """What a text seems to be about, the surest first, for its writer to confirm."""

    sectors: tuple[Suggestion, ...]
    objectives: tuple[Suggestion, ...]
    countries: tuple[Suggestion, ...]


def suggest(reading: Reading, knowledge: Knowledge) -> Tags:
    """Tags for a text that has been read without any."""
    return Tags(_sectors(reading), _objectives(reading, knowledge), _countries(reading))


def _sectors(reading: Reading) -> tuple[Suggestion, ...]:
    weights = {code: weight for code, weight in reading.sectors.items() if weight >= SURE_OF_SECTOR}
    sure = min(1.0, 0.5 + 0.2 * len(reading.mentions))
    return _first(weights, MOST_SECTORS, sure)


def _objectives(reading: Reading, knowledge: Knowledge) -> tuple[Suggestion, ...]:
    """Objectives whose role is the writer's; where several have it, those that the sectors speak for."""
    side = reading.proposal.side is Side.OFFER
    kinds = {knowledge.glossary.concepts[each.concept].kind for each in reading.mentions}
    found: dict[str, float] = {}
    for code, roles in OBJECTIVES.items():
        share = reading.roles.get(roles[side], 0.0)
        special = [kind for kind, objective in _SPECIAL_KINDS.items() if objective == code]
        if special:
            share, fits = SPECIAL, FAVOURED if kinds.intersection(special) else 0.0
        elif code in _SPEAKING:
            fits = FAVOURED if _spoken_for(code, reading) else DOUBTED
        else:
            fits = FAVOURED
        found[code] = share * fits
    return _first({code: share for code, share in found.items() if share >= SURE_OF_OBJECTIVE}, MOST_OBJECTIVES, 1.0)


def _spoken_for(objective: str, reading: Reading) -> bool:
    return any(sector.startswith(_SPEAKING[objective]) for sector in reading.sectors)


def _countries(reading: Reading) -> tuple[Suggestion, ...]:
    """Countries that are named; those of a wide region are less sure, for the region itself was meant."""
    sure = SURE_OF_PLACE if len(reading.countries) <= WIDE_REGION else SURE_OF_PLACE / 2
    return tuple(Suggestion(code, sure) for code in sorted(reading.countries))


def _first(weights: Mapping[str, float], most: int, sure: float) -> tuple[Suggestion, ...]:
    order = sorted(weights, key=lambda code: (-weights[code], code))[:most]
    return tuple(Suggestion(code, round(min(1.0, weights[code]) * sure, 2)) for code in order)
