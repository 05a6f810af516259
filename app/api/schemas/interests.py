"""Wire format of needs and offerings."""

from collections.abc import Iterable
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, Field

from app.access.fields import Code, Text
from app.api.schemas.fields import Input, Output, PositiveCount, distinct
from app.models import Country, Region, Sector

Codes = Annotated[list[Code], AfterValidator(distinct)]


def _codes(rows: Iterable[Sector | Region]) -> list[str]:
    return [row.code for row in rows]


def _iso2(rows: Iterable[Country]) -> list[str]:
    return [row.iso2 for row in rows]


SectorCodes = Annotated[list[str], BeforeValidator(_codes), Field(validation_alias="sectors")]
CountryCodes = Annotated[list[str], BeforeValidator(_iso2), Field(validation_alias="countries")]
RegionCodes = Annotated[list[str], BeforeValidator(_codes), Field(validation_alias="regions")]


class InterestInput(Input):
    code: Code
    priority: PositiveCount = Field(1, description="1 comes first.")
    language: Literal["vi", "en"] = Field("vi", description="The language of `text`.")
    text: Text
    objective_code: Code | None = None
    sector_codes: Codes = Field([], max_length=50)
    country_codes: Codes = Field([], max_length=50)


class InterestRead(Output):
    id: UUID
    delegation_id: UUID
    code: str
    priority: int
    language: str
    text: str
    objective_code: str | None
    sector_codes: SectorCodes
    country_codes: CountryCodes
