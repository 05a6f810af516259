"""Wire format of delegations."""

from collections.abc import Iterable
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, Field, field_validator

from app.access.fields import Code, Line, not_below_promise
from app.api.schemas.fields import Count, Input, Output, PositiveCount, Window, distinct
from app.api.schemas.organisations import OrganisationRef
from app.models import DelegationMode, Unavailability


def _slot_ids(rows: Iterable[Unavailability]) -> list[UUID]:
    return sorted(row.slot_id for row in rows)


class DelegationUpdate(Input):
    """What the organisers decide; the rest is the delegation's own word."""

    side: Code = Field(examples=["province", "mission"])
    position: Count = Field(0, description="Place in the order of protocol.")
    teams: PositiveCount = Field(1, description="How many meetings it can hold at the same time.")
    min_meetings: Count = Field(0, description="What it was promised; a goal.")
    max_meetings: Count | None = Field(None, description="The most it can hold; a hard rule.")
    max_consecutive: PositiveCount | None = Field(None, description="Busy slots in a row before it needs a free one.")

    _keeps_promise = field_validator("max_meetings")(not_below_promise)


class DelegationCreate(DelegationUpdate):
    organisation_id: UUID
    mode: DelegationMode = DelegationMode.IN_PERSON
    unavailable_slot_ids: Annotated[list[UUID], AfterValidator(distinct)] = Field([], max_length=500)


class DelegationFilter(Window):
    side: Code | None = None
    q: Line | None = Field(None, description="Words of a name or the code; accents and case do not matter.")


class DelegationRead(Output):
    id: UUID
    conference_id: UUID
    organisation: OrganisationRef
    side: str
    position: int
    mode: DelegationMode
    teams: int
    min_meetings: int
    max_meetings: int | None
    max_consecutive: int | None
    unavailable_slot_ids: Annotated[list[UUID], BeforeValidator(_slot_ids), Field(validation_alias="unavailabilities")]
