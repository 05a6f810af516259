"""Needs and offerings: the words for their states, and what can be done with one next."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.i18n.languages import Language
from app.i18n.messages import mark
from app.models import (
    Interest,
    InterestState,
    Need,
    Offering,
    PartnerIntent,
    PartnerKind,
    SignOffState,
    Urgency,
    Visibility,
)
from app.web.views.choices import Options


class Noun(StrEnum):
    """As addresses have it."""

    NEEDS = "needs"
    OFFERINGS = "offerings"

    @property
    def kind(self) -> type[Interest]:
        return Need if self is Noun.NEEDS else Offering

    @classmethod
    def of(cls, interest: Interest) -> "Noun":
        return cls.NEEDS if isinstance(interest, Need) else cls.OFFERINGS


NEEDING = "province"
"""The side whose delegations come with needs; the others bring offerings."""


@dataclass(frozen=True, slots=True)
class State:
    """`kind` is that of its badge."""

    name: str
    kind: str | None


STATES: Mapping[InterestState, State] = {
    InterestState.DRAFT: State(mark("Draft"), "quiet"),
    InterestState.SUBMITTED: State(mark("Sent"), None),
    InterestState.VALIDATED: State(mark("Validated"), "good"),
    InterestState.RETURNED: State(mark("Returned to you"), "warn"),
    InterestState.WITHDRAWN: State(mark("Withdrawn"), "quiet"),
    InterestState.REFUSED: State(mark("Refused"), "bad"),
}
SIGN_OFFS: Mapping[SignOffState, State] = {
    SignOffState.ASKED: State(mark("Waits for the head"), "warn"),
    SignOffState.APPROVED: State(mark("Approved"), "good"),
    SignOffState.SENT_BACK: State(mark("Sent back by the head"), "bad"),
}
URGENCIES = {Urgency.LOW: mark("Low"), Urgency.NORMAL: mark("Normal"), Urgency.HIGH: mark("High")}
PARTNERS = {
    PartnerKind.ENTERPRISE: mark("Enterprise"),
    PartnerKind.ASSOCIATION: mark("Association"),
    PartnerKind.AUTHORITY: mark("State or local authority"),
    PartnerKind.UNIVERSITY: mark("University or institute"),
    PartnerKind.FUNDER: mark("Donor or lender"),
    PartnerKind.OTHER: mark("Another"),
}
INTENTS = {PartnerIntent.SEEKS: mark("It seeks something"), PartnerIntent.BRINGS: mark("It brings something")}
VISIBILITIES = {
    Visibility.ALL: mark("All at the conference"),
    Visibility.MATCHED: mark("Delegations that are matched with yours"),
    Visibility.ORGANISERS: mark("Organisers only"),
}
FIELDS: Mapping[str, str] = {
    "title_vi": mark("Vietnamese title"),
    "title_en": mark("English title"),
    "text_vi": mark("Text in Vietnamese"),
    "text_en": mark("Text in English"),
    "sector_codes": mark("Sectors"),
    "country_codes": mark("Countries"),
    "region_codes": mark("Groups of countries"),
    "size_amount": mark("Size"),
    "urgency": mark("Urgency"),
    "objective_code": mark("Objective"),
    "partner_kind": mark("Kind of partner"),
    "note": mark("Note"),
    "documents": mark("Documents"),
}
"""What differs between two versions; what has no word here is told as nothing more than a change."""


def options(language: Language, names: Mapping[Any, str]) -> Options:
    return [(str(value), language.gettext(name)) for value, name in names.items()]


def named(language: Language, rows: Iterable[Any], key: str) -> Options:
    """Reference data by name, as the language sorts it or near enough."""
    return sorted(((getattr(row, key), language.name(row)) for row in rows), key=lambda pair: pair[1].casefold())


def title(language: Language, interest: Any) -> str:
    """In the reader's language, else in the other one."""
    titles = (interest.title_vi, interest.title_en)
    own, other = titles if language.code == "vi" else reversed(titles)
    return own or other or language.gettext("(nothing that you may read)")


def changes(language: Language, fields: Iterable[str]) -> str:
    """What a version changed, in words."""
    return language.listed(dict.fromkeys(language.gettext(FIELDS[each]) for each in fields if each in FIELDS))
