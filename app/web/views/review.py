"""The queue of needs and offerings as its page shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from app.i18n.languages import Language
from app.models import Conference, InterestState, Organisation
from app.services.disclosure import Shown
from app.services.lookup import Page
from app.web.views.interest import STATES, Noun, State, title

ALL = "all"


class Asked:
    """Which of them are to be listed; what is not known is what waits, and any state is `ALL`."""

    def __init__(self, noun: str = "", state: str = "", text: str = "", cursor: str | None = None) -> None:
        self.noun = Noun(noun) if noun in set(Noun) else Noun.NEEDS
        known = InterestState(state) if state in set(InterestState) else InterestState.SUBMITTED
        self.state = None if state == ALL else known
        self.text, self.cursor = text.strip()[:200], cursor


@dataclass(frozen=True, slots=True)
class Row:
    href: str
    title: str
    whose: str
    sectors: str
    sent: str | None
    state: State


@dataclass(frozen=True, kw_only=True)
class ReviewList:
    """The page of the queue; `rows` are those of the `found` page."""

    path: str
    asked: Asked
    states: Sequence[tuple[str, str]]
    rows: Sequence[Row]
    found: Page[Any]

    @classmethod
    def of(
        cls,
        language: Language,
        conference: Conference,
        asked: Asked,
        found: Page[Any],
        whose: Mapping[UUID, Organisation],
    ) -> "ReviewList":
        clock = ZoneInfo(conference.timezone)
        states = [(state.value, language.gettext(STATES[state].name)) for state in InterestState]
        return cls(
            path=f"/conferences/{conference.id}/review",
            asked=asked,
            states=[*states, (ALL, language.gettext("All"))],
            rows=[_row(language, clock, asked.noun, each, whose) for each in found.items],
            found=found,
        )

    @property
    def state(self) -> str:
        return ALL if self.asked.state is None else self.asked.state.value

    def query(self, **other: str) -> str:
        """The address of this list with something else asked for."""
        return "?" + urlencode({"noun": self.asked.noun, "state": self.state, "text": self.asked.text} | other)


def _row(language: Language, clock: ZoneInfo, noun: Noun, shown: Shown[Any], whose: Mapping[UUID, Organisation]) -> Row:
    sent = shown.submitted_at
    return Row(
        href=f"/review/{noun}/{shown.id}",
        title=title(language, shown),
        whose=language.name(whose[shown.delegation_id]),
        sectors=language.listed(language.name(sector) for sector in shown.sectors or ()),
        sent=None if sent is None else language.moment(sent.astimezone(clock), tells_zone=False),
        state=STATES[shown.state],
    )
