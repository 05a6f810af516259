"""The weights of a conference as its organisers see them, and what others would change, in words."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from app.i18n.languages import Language
from app.i18n.messages import mark
from app.matching.scoring.weights import Weights
from app.models import Delegation, ScoringWeights
from app.services.scoring.previews import Change, Preview
from app.web.views.choices import Options
from app.web.views.interest import title
from app.web.views.partners import PARTS

GROUNDS: Mapping[str, str] = {
    "fit": mark("What they have to talk about"),
    "wish": mark("Wishes of the one side"),
    "wish_of_other": mark("Wishes of the other side"),
    "history": mark("Earlier meetings"),
}


class Changed(NamedTuple):
    """A need with an offering, whose they are, and their scores before and after."""

    need: str
    offering: str
    before: str
    after: str


class Told(NamedTuple):
    """What other weights would change, and whether others were typed of meetings, too: of these nothing is told."""

    preview: Preview
    largest: list[Changed]
    is_of_meetings: bool


def typed(own: ScoringWeights) -> dict[str, Any]:
    """What the form begins with."""
    of_meetings = {f"meeting_{name}": _short(points) for name, points in own.of_meetings.items()}
    return {name: _short(points) for name, points in own.of_pairs.items()} | of_meetings | {"revision": own.revision}


def parts(language: Language) -> Options:
    return [(part.value, language.gettext(name)) for part, name in PARTS.items()]


def against(language: Language) -> Options:
    """The parts that can take points away, by the names of their fields."""
    of_parts = {f"against_{part.value}": name for part, name in PARTS.items()}
    return [(name, language.gettext(of_parts[name])) for name in Weights().plain() if name in of_parts]


def grounds(language: Language) -> Options:
    return [(f"meeting_{name}", language.gettext(text)) for name, text in GROUNDS.items()]


def told(language: Language, preview: Preview, *, is_of_meetings: bool) -> Told:
    return Told(preview, [_changed(language, each) for each in preview.largest], is_of_meetings)


def _changed(language: Language, change: Change) -> Changed:
    need, offering = change.need.interest, change.offering.interest
    return Changed(
        _whose(language, change.need, need.delegation),
        _whose(language, change.offering, offering.delegation),
        language.number(round(change.before)),
        language.number(round(change.after)),
    )


def _whose(language: Language, shown: Any, delegation: Delegation) -> str:
    return f"{language.label(delegation.organisation)}: {title(language, shown)}"


def _short(points: float) -> int | float:
    """As one would type it: 5, not 5.0."""
    return int(points) if points == int(points) else points
