"""Wire format of needs and offerings."""

from collections.abc import Iterable
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, field_validator

from app.access.fields import Code, Currency, Line, Text
from app.access.together import has_a_title, size_in_one_unit
from app.api.schemas.fields import WHOLE, Input, Output, PositiveCount, Window, distinct
from app.models import Country, InterestState, PartnerKind, Region, Sector, SignOffState, Urgency
from app.services.disclosure import Extent

Codes = Annotated[list[Code], AfterValidator(distinct)]
# Whole units, exact in every program that reads JSON.
Amount = Annotated[int, Field(strict=True, ge=1, le=1_000_000_000_000_000), WHOLE]


def _codes(rows: Iterable[Sector | Region]) -> list[str]:
    return sorted(row.code for row in rows)


def _iso2(rows: Iterable[Country]) -> list[str]:
    return sorted(row.iso2 for row in rows)


SectorCodes = Annotated[list[str], BeforeValidator(_codes), Field(validation_alias="sectors")]
CountryCodes = Annotated[list[str], BeforeValidator(_iso2), Field(validation_alias="countries")]
RegionCodes = Annotated[list[str], BeforeValidator(_codes), Field(validation_alias="regions")]


class InterestInput(Input):
    """In Vietnamese, in English or in both: the title says it in a line, the text goes on from there."""

    code: Code
    priority: PositiveCount = Field(1, description="1 comes first.")
    title_vi: Line | None = None
    title_en: Line | None = Field(None, validate_default=True)
    text_vi: Text | None = None
    text_en: Text | None = None
    objective_code: Code | None = None
    sector_codes: Codes = Field([], max_length=50)
    country_codes: Codes = Field([], max_length=50)
    size_amount: Amount | None = Field(None, description="In whole units, of `size_currency` or of `size_unit`.")
    size_currency: Currency | None = None
    size_unit: Code | None = Field(None, validate_default=True, examples=["ha", "MW", "người"])
    urgency: Urgency = Urgency.NORMAL
    partner_kind: PartnerKind | None = None
    note: Text | None = Field(None, description="For the own delegation and organisers only.")

    _has_a_title = field_validator("title_en")(has_a_title)
    _size_in_one_unit = field_validator("size_unit")(size_in_one_unit)


class InterestRead(Output):
    """What is not for the reader is null, as `extent` says."""

    id: UUID
    delegation_id: UUID
    extent: Extent = Field(description="How much of it is for you: all, all but the note, or only that it is there.")
    state: InterestState
    created_at: AwareDatetime
    submitted_at: AwareDatetime | None = Field(description="The last time.")
    sign_off: SignOffState | None = Field(description="What was last said within the delegation of what it says now.")
    code: str
    priority: int
    title_vi: str | None
    title_en: str | None
    text_vi: str | None
    text_en: str | None
    objective_code: str | None
    sector_codes: SectorCodes
    country_codes: CountryCodes
    size_amount: int | None
    size_currency: str | None
    size_unit: str | None
    urgency: Urgency | None
    partner_kind: PartnerKind | None
    note: str | None


class InterestFilter(Window):
    """`q`, sign-off, objective and sector find only what you may read."""

    q: Line | None = Field(None, description="Words of a title or text; accents and case do not matter.")
    state: InterestState | None = None
    sign_off: SignOffState | None = None
    delegation_id: UUID | None = None
    objective_code: Code | None = None
    sector_code: Code | None = Field(None, description="Finds its sub-sectors, too.")
