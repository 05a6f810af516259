"""Lists to choose from, made of rows and of the words for what can be chosen."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from app.i18n.languages import Language, spoken
from app.i18n.messages import mark
from app.models import (
    ConferenceSession,
    Country,
    DelegateFunction,
    DelegationMode,
    EnquiryKind,
    Objective,
    Organisation,
    PartnerIntent,
    PartnerKind,
    Region,
    Sector,
    Urgency,
    Visibility,
    WishKind,
)
from app.services.spreadsheets.book import every_language
from app.services.spreadsheets.choices import DIVIDER, Choice, Choices

MODES: Mapping[str, str] = {DelegationMode.IN_PERSON: mark("In person"), DelegationMode.ONLINE: mark("On line")}
FUNCTIONS: Mapping[str, str] = {
    DelegateFunction.HEAD: mark("Head"),
    DelegateFunction.DEPUTY: mark("Deputy"),
    DelegateFunction.EXPERT: mark("Expert"),
}
WISHES: Mapping[str, str] = {WishKind.RANKED: mark("Wants to meet"), WishKind.DO_NOT_MEET: mark("Do not meet")}
URGENCIES: Mapping[str, str] = {
    Urgency.LOW: mark("Not urgent"),
    Urgency.NORMAL: mark("Normal"),
    Urgency.HIGH: mark("Urgent"),
}
PARTNER_KINDS: Mapping[str, str] = {
    PartnerKind.ENTERPRISE: mark("Enterprise"),
    PartnerKind.ASSOCIATION: mark("Association"),
    PartnerKind.AUTHORITY: mark("State or local authority"),
    PartnerKind.UNIVERSITY: mark("University or institute"),
    PartnerKind.FUNDER: mark("Giver of aid or loans"),
    PartnerKind.OTHER: mark("Another kind"),
}
VISIBILITIES: Mapping[str, str] = {
    Visibility.ALL: mark("All at the conference"),
    Visibility.MATCHED: mark("Delegations that are matched"),
    Visibility.ORGANISERS: mark("Organisers only"),
}
ENQUIRY_KINDS: Mapping[str, str] = {
    EnquiryKind.PARTNER_SEARCH: mark("Partners are wanted"),
    EnquiryKind.VERIFICATION: mark("A partner is to be verified"),
    EnquiryKind.PROTECTION: mark("A firm is to be protected"),
}
INTENTS: Mapping[str, str] = {PartnerIntent.SEEKS: mark("Seeks"), PartnerIntent.BRINGS: mark("Brings")}


def organisations(heading: str, found: Sequence[Organisation], language: Language) -> Choices:
    """By code; where two schemes have the same code, by both."""
    uses = Counter(each.code for each in found)

    def entry(each: Organisation) -> Choice:
        full = f"{each.scheme}:{each.code}"
        code = each.code if uses[each.code] == 1 else full
        names = (each.code, full, each.label_vi, each.label_en, each.name_vi, each.name_en)
        return Choice(each.id, f"{code}{DIVIDER}{language.label(each)}", names)

    in_order = sorted(found, key=lambda each: (each.scheme, each.code))
    return Choices(language.sentence(heading, {}), map(entry, in_order))


def coded(heading: str, rows: Iterable[Sector | Objective | Region], language: Language) -> Choices:
    """Reference data by code."""
    return _named(heading, {row.code: row for row in rows}, language)


def countries(heading: str, rows: Iterable[Country], language: Language) -> Choices:
    """As `coded`."""
    return _named(heading, {row.iso2: row for row in rows}, language)


def sessions(heading: str, rows: Sequence[ConferenceSession], language: Language) -> Choices:
    """As `coded`, by the ids that the codes stand for."""
    return Choices(
        language.sentence(heading, {}),
        [Choice(each.id, _text(each.code, each, language), (each.code, each.name_vi, each.name_en)) for each in rows],
    )


def tongues(heading: str, language: Language) -> Choices:
    """The languages that people may speak, by their codes."""
    entries = (
        Choice(
            code, f"{code}{DIVIDER}{language.tongue(code)}", (code, *(each.tongue(code) for each in every_language()))
        )
        for code in sorted(spoken())
    )
    return Choices(language.sentence(heading, {}), entries)


def words(heading: str, meanings: Mapping[str, str], language: Language) -> Choices:
    """By the words for them, in whatever language."""
    return Choices(
        language.sentence(heading, {}),
        [
            Choice(
                str(value),
                language.sentence(word, {}),
                (str(value), *(each.sentence(word, {}) for each in every_language())),
            )
            for value, word in meanings.items()
        ],
    )


Named = Sector | Objective | Region | Country


def _named(heading: str, rows: Mapping[str, Named], language: Language) -> Choices:
    return Choices(
        language.sentence(heading, {}),
        [
            Choice(code, _text(code, row, language), (code, row.name_vi, row.name_en))
            for code, row in sorted(rows.items())
        ],
    )


def _text(code: str, row: Named | ConferenceSession, language: Language) -> str:
    return f"{code}{DIVIDER}{language.name(row)}"
