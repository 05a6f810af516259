"""How evenly the meetings of a side are spread, and what was proven of it when the timetable was made."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from app.matching.scheduling.fairness.report import Spread, spread
from app.services.timetables import SideSummary
from app.web.views.wording import Wording


@dataclass(frozen=True, kw_only=True)
class Fairness:
    """One side; `document` is what its run has stored of it."""

    words: Wording
    side: SideSummary
    document: Mapping[str, Any] | None

    @cached_property
    def spread(self) -> Spread:
        return spread(self.side.counts)

    @property
    def distribution(self) -> tuple[tuple[int, int], ...]:
        """How many delegations hold so many meetings, the fewest first."""
        return tuple(sorted(Counter(self.side.counts).items()))

    @property
    def proof(self) -> Mapping[str, Any] | None:
        """What was proven; nothing if other delegations are there now than when it was."""
        if self.document is None or tuple(self.document["leximin"]) != self.side.counts:
            return None
        proof: Mapping[str, Any] = self.document["proof"]
        return proof

    @property
    def proven(self) -> Iterator[str]:
        """What can't be better, in sentences."""
        if self.proof is None:
            return
        gettext, number = self.words.language.gettext, self.words.language.number
        least, fairest = self.proof["least_served"], self.proof["fairest"]
        if least["proven"] and least["given"]:
            yield gettext(
                "Proven: the fewest meetings can't be more than %(num)s in any timetable as good on the goals above",
                num=number(least["bound"]),
            )
        elif least["proven"]:
            yield gettext(
                "Proven: the fewest meetings can't be more than %(num)s in any timetable", num=number(least["bound"])
            )
        whole = len(self.side.counts)
        if fairest["proven"] == whole:
            yield gettext("Proven: no timetable as good on the goals above spreads the meetings more fairly")
        elif fairest["proven"]:
            yield gettext(
                "Proven the fairest possible for the %(num)s least served of %(whole)s",
                num=number(fairest["proven"]),
                whole=number(whole),
            )

    @property
    def remarks(self) -> Iterator[str]:
        """What might be better, and what that would cost."""
        if self.proof is None:
            return
        language, least = self.words.language, self.proof["least_served"]
        if not least["proven"]:
            yield language.gettext(
                "The fewest meetings could at best be %(num)s; whether they can is open",
                num=language.number(least["bound"]),
            )
        price = least["price"] or {}
        changed = next((goal for goal in least["given"] if price.get(goal)), None)
        if changed is not None:
            yield language.gettext(
                "Raising the fewest meetings to %(num)s would cost at least: %(goal)s %(change)s",
                num=language.number(self.side.fewest + 1),
                goal=self.words.goal(changed),
                change=("+" if price[changed] > 0 else "\N{MINUS SIGN}") + language.number(abs(price[changed])),
            )
