"""Wire format of pre-checks."""

from uuid import UUID

from pydantic import Field

from app.api.schemas.fields import Output
from app.i18n.languages import Language
from app.matching.scheduling.precheck import Trouble as Kind
from app.services import precheck_words
from app.services.prechecks import Prechecks, Trouble


class TroubleRead(Output):
    trouble: Kind
    grave: bool = Field(description="Whether a meeting that must be held, or that was promised, is lost by it.")
    delegation_ids: list[UUID] = Field(description="Whom it is about.")
    wanted: int
    possible: int = Field(description="At most; no timetable can do better.")
    message: str = Field(description="What is wrong, in the language that was asked for.")
    remedies: list[str] = Field(description="What would mend it.")


class PrechecksRead(Output):
    can_start: bool = Field(description="Whether there is anything to make a timetable of.")
    meetings: int
    table_slots: int = Field(description="Meetings that the tables can take.")
    troubles: list[TroubleRead] = Field(description="The grave ones first. None does not say that everything fits.")


def in_language(found: Prechecks, language: Language) -> PrechecksRead:
    """The pre-checks, with what is wrong told in that language."""
    return PrechecksRead(
        can_start=found.can_start,
        meetings=found.meetings,
        table_slots=found.table_slots,
        troubles=[_told(each, language) for each in found.troubles],
    )


def _told(trouble: Trouble, language: Language) -> TroubleRead:
    finding = trouble.finding
    return TroubleRead(
        trouble=finding.trouble,
        grave=finding.grave,
        delegation_ids=[each.id for each in trouble.delegations],
        wanted=finding.wanted,
        possible=finding.possible,
        message=precheck_words.message(language, trouble),
        remedies=precheck_words.remedies(language, trouble),
    )
