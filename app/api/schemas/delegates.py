"""Wire format of delegates."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, Field, field_validator

from app.access.fields import Email, Line, Phone, SpokenLanguage, Text
from app.access.together import sectors_of_experts
from app.api.schemas.fields import Input, Output, PositiveCount, Window, distinct
from app.api.schemas.interests import Codes, SectorCodes
from app.models import DelegateFunction
from app.services.delegates import MOST


class DelegatePrivateInput(Input):
    """What is for the own delegation and the organisers only."""

    languages: Annotated[list[SpokenLanguage], AfterValidator(distinct)] = Field(
        [], max_length=20, description="What the delegate speaks, the best first (ISO 639).", examples=[["vi", "en"]]
    )
    email: Email | None = None
    phone: Phone | None = Field(
        None,
        description="With the country, or as it is dialled in that of the organisation, 0912 345 678; kept as E.164.",
    )
    note: Text | None = None
    membership_id: UUID | None = Field(None, description="By which the delegate can sign in: one of this delegation.")
    function: DelegateFunction | None = Field(None, description="All but experts can lead a team.")
    sector_codes: Codes = Field([], validate_default=True, max_length=50, description="What an expert knows.")
    teams: Annotated[list[PositiveCount], AfterValidator(distinct)] = Field(
        [], max_length=100, description="At which teams of the delegation, numbered from 1, the delegate may sit."
    )

    _of_experts = field_validator("sector_codes")(sectors_of_experts)


class DelegateInput(Input):
    name: Line
    title_vi: Line | None = None
    title_en: Line | None = None
    private: DelegatePrivateInput = DelegatePrivateInput()

    def values(self) -> dict[str, Any]:
        """The columns."""
        return self.model_dump(exclude={"private"}) | self.private.model_dump()


class DelegateFilter(Window):
    q: Line | None = Field(None, description="Words of the name or a title; accents and case do not matter.")


class DelegateOrder(Input):
    """All delegates of a delegation in the order of protocol."""

    delegate_ids: Annotated[list[UUID], AfterValidator(distinct)] = Field(max_length=MOST)


class DelegatePrivateRead(Output):
    languages: list[str]
    email: str | None
    phone: str | None
    note: str | None
    membership_id: UUID | None
    function: DelegateFunction | None
    sector_codes: SectorCodes
    teams: list[int]


class DelegateRead(Output):
    id: UUID
    delegation_id: UUID
    position: int = Field(description="Place in the order of protocol, from 1; gaps mean nothing.")
    name: str
    title_vi: str | None
    title_en: str | None
    private: DelegatePrivateRead | None = Field(description="Null to all but the own delegation and the organisers.")
