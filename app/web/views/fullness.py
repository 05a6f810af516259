"""Which side of a meeting is fully booked, in a sentence, as the solver has said it in its own words."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from app.i18n.languages import Language
from app.i18n.messages import mark
from app.matching.scheduling.problem import PartyId

FULL = mark("%(name)s holds as many meetings as it may")
ENGAGED = mark("%(name)s has a meeting in every slot that they have in common")
BY_TURNS = mark("In each slot that they have in common one of them has a meeting already: %(names)s")
_ENGAGED = re.compile(r"At every start left, (.+) already meets\.")


@dataclass(frozen=True, slots=True)
class Fullness:
    """The parties that hold their maximum, or else those of which one has a meeting whenever both could meet."""

    at_maximum: tuple[PartyId, ...] = ()
    engaged: tuple[PartyId, ...] = ()

    @classmethod
    def told(cls, message: str | None, parties: Collection[PartyId]) -> "Fullness":
        """What `reasons` said of a meeting of these parties; of what others have said, nothing is known."""
        at_maximum = tuple(each for each in parties if _holds_its_maximum(each, message or ""))
        engaged = _ENGAGED.fullmatch(message or "")
        names = set(engaged[1].split(" or ")) if engaged else set()
        return cls(at_maximum, tuple(each for each in parties if each in names) if names <= {*parties} else ())

    def sentence(self, language: Language, names: Mapping[PartyId, str], always: Collection[PartyId] = ()) -> str:
        """Empty where nothing is known. `always` are those of the engaged that alone are in the way every time."""
        certain = [each for each in self.engaged if each in always or len(self.engaged) == 1]
        if self.at_maximum or certain:
            full = [language.gettext(FULL, name=names[each]) for each in self.at_maximum]
            return "; ".join([*full, *(language.gettext(ENGAGED, name=names[each]) for each in certain)])
        if self.engaged:
            return language.gettext(BY_TURNS, names=language.listed(names[each] for each in self.engaged))
        return ""


def _holds_its_maximum(party: PartyId, message: str) -> bool:
    told = rf"(?:^|, | and ){re.escape(party)} holds its maximum of \d+ meetings? already"
    return re.search(told, message) is not None
