"""What organisers decide of a delegation, whether it is added or changed."""

from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import Field, field_validator

from app.access.fields import Code, Line, Timezone, not_below_promise
from app.models import CountryRole, DelegationMode, OrganisationKind
from app.web.forms import Form

Count = Annotated[int, Field(ge=0, le=10_000)]
Some = Annotated[int, Field(ge=1, le=10_000)]
BY_HAND = "by-hand"
"""The scheme of the codes of organisations that organisers add."""


class PlanFields(Form):
    """Its fields are written by `organise/delegation_fields.html`."""

    seizes_focus: ClassVar[bool] = False

    side: Code
    position: Count = 0
    teams: Some = 1
    min_meetings: Count = 0
    max_meetings: Count | None = None
    max_consecutive: Some | None = None

    _keeps_promise = field_validator("max_meetings")(not_below_promise)

    @property
    def plan(self) -> dict[str, Any]:
        return self.model_dump(include=set(PlanFields.model_fields))


class NewFields(PlanFields):
    mode: DelegationMode = DelegationMode.IN_PERSON

    def values(self, organisation_id: UUID) -> dict[str, Any]:
        """The delegation as the services take it; it can meet in every slot."""
        own = {"organisation_id": organisation_id, "mode": self.mode, "unavailable_slot_ids": []}
        return self.plan | own


class OrganisationFields(Form):
    """Short names that are left out are the long ones; the country is that of its seat."""

    kind: OrganisationKind
    name_vi: Line
    name_en: Line
    label_vi: Line | None = None
    label_en: Line | None = None
    code: Code
    country_iso2: Annotated[str, Field(pattern="^[A-Z]{2}$")] | None = None
    timezone: Timezone | None = None

    @property
    def organisation(self) -> dict[str, Any]:
        """The organisation as the services take it."""
        said = self.model_dump(include={"kind", "name_vi", "name_en", "code", "timezone"})
        labels = {"label_vi": self.label_vi or self.name_vi, "label_en": self.label_en or self.name_en}
        seat = [{"country_iso2": self.country_iso2, "role": CountryRole.HOST}] if self.country_iso2 else []
        unsaid = dict.fromkeys(UNSAID)
        return unsaid | said | labels | {"scheme": BY_HAND, "countries": seat}


UNSAID = ("category", "city_vi", "city_en", "region_code", "valid_from", "valid_to", "successor_id")
