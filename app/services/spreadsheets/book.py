"""What a workbook knows of its conference: its sessions, and every list to choose from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from app.i18n.languages import LANGUAGES, Language, language
from app.models import Base, Conference, ConferenceSession, Organisation
from app.services.spreadsheets.choices import Choices

OF_ENQUIRIES = "enquiries"


@dataclass(frozen=True, slots=True)
class Book:
    """In `language`, `about` a conference, or else of enquiries.

    `is_whole` for organisers, who have every sheet, and not only what a delegation submits. `delegations` are the ids
    of those that are there, by organisation; `organisations` all that can be chosen. As long as it holds all
    `reference` data, the database session knows each code.
    """

    about: Conference | None
    sessions: Sequence[ConferenceSession]
    delegations: Mapping[UUID, UUID]
    organisations: Mapping[UUID, Organisation]
    lists: Mapping[str, Choices]
    reference: Sequence[Base]
    language: Language
    is_whole: bool

    @property
    def conference(self) -> Conference:
        """What all sheets but that of enquiries are of."""
        assert self.about is not None
        return self.about

    @property
    def sign(self) -> str:
        """What its sheets carry, so that none is taken for one of another workbook."""
        return OF_ENQUIRIES if self.about is None else str(self.about.id)

    def open_to_new_delegations(self) -> "Book":
        """The book in which rows may speak of delegations that other rows only bring."""
        if not self.is_whole:
            return self
        names = ("delegations", "submitters")
        wider = {name: self.lists[name].widened(self.lists["organisations"]) for name in names}
        return replace(self, lists={**self.lists, **wider})


def every_language() -> Sequence[Language]:
    """All those in which a workbook may have been written."""
    return [language(code) for code in LANGUAGES]
