"""Wire format of organisations."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from app.access.fields import Code, Line, Timezone
from app.access.together import AT_FAULT, Misfit, beside
from app.api.schemas.fields import Day, Input, Output, Window, distinct
from app.i18n.messages import mark
from app.models import CountryRole, OrganisationKind


class OrganisationCountryInput(Input):
    country_iso2: str = Field(pattern="^[A-Z]{2}$")
    role: CountryRole


def _countries_differ(countries: list[OrganisationCountryInput]) -> list[OrganisationCountryInput]:
    distinct([country.country_iso2 for country in countries])
    return countries


class OrganisationInput(Input):
    """`label_*` is the short name for grids and lists, `name_*` the one for documents."""

    scheme: Code = Field(description="What the code is a code of: the same one can mean another unit elsewhere.")
    code: Code
    kind: OrganisationKind
    category: Code | None = None
    name_vi: Line
    name_en: Line
    label_vi: Line
    label_en: Line
    city_vi: Line | None = None
    city_en: Line | None = None
    region_code: Code | None = None
    timezone: Timezone | None = None
    valid_from: Day | None = None
    valid_to: Day | None = None
    successor_id: UUID | None = None
    countries: Annotated[list[OrganisationCountryInput], AfterValidator(_countries_differ)] = Field([], max_length=50)

    @field_validator("valid_to")
    @classmethod
    def _after_beginning(cls, valid_to: date | None, info: ValidationInfo) -> date | None:
        valid_from = beside(info, "valid_from")
        if valid_from not in (None, AT_FAULT) and valid_to is not None and valid_to < valid_from:
            raise Misfit("valid_to", mark("`valid_to` is not before `valid_from`"))
        return valid_to


class OrganisationFilter(Window):
    q: Line | None = Field(None, description="Words of a name or the code; accents and case do not matter.")
    kind: OrganisationKind | None = None
    scheme: Code | None = None
    valid_on: Day | None = None


class OrganisationRef(Output):
    id: UUID
    scheme: str
    code: str
    label_vi: str
    label_en: str


class OrganisationCountryRead(Output):
    country_iso2: str
    role: CountryRole


class OrganisationRead(OrganisationRef):
    kind: OrganisationKind
    category: str | None
    name_vi: str
    name_en: str
    city_vi: str | None
    city_en: str | None
    region_code: str | None
    timezone: str | None
    valid_from: date | None
    valid_to: date | None
    successor_id: UUID | None
    countries: list[OrganisationCountryRead]
