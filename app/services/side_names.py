"""What the sides of a conference are called, where they are of the usual ones."""

from collections.abc import Mapping

from app.i18n.messages import Term, mark

SIDES: Mapping[str, str] = {
    "province": mark("Provinces"),
    "mission": mark("Missions abroad"),
    "partner": mark("Partners"),
    "business": mark("Enterprises"),
}


def called(side: str) -> str:
    """A parameter of messages, in the language of whoever reads them; a side of one's own is called by its code."""
    return Term(SIDES[side]) if side in SIDES else side
