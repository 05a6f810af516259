"""Wire format of what a delegation says of itself: how it attends, and when it can meet."""

from datetime import datetime, time
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from app.access.fields import Feature, Link, SpokenLanguage, Timezone
from app.access.together import AT_FAULT, Misfit, beside
from app.api.schemas.fields import Input, Moment, Output, distinct
from app.api.schemas.slot_grids import Clock
from app.i18n.messages import mark
from app.models import DelegationMode
from app.services.availability_proposals import Reason


class DelegationDetails(Input):
    mode: DelegationMode
    timezone: Timezone | None = Field(None, description="Where it sits; null is where its organisation does.")
    meeting_link: Link | None = Field(None, description="Where it is met on line.")
    arrives_at: Moment | None = None
    departs_at: Moment | None = None
    languages: Annotated[list[SpokenLanguage], AfterValidator(distinct)] = Field(
        [], max_length=20, description="In which it meets, the best first; without any, those of its delegates."
    )
    table_features: Annotated[list[Feature], AfterValidator(distinct)] = Field(
        [], max_length=20, description="What its table must have, as the tables of sessions say.", examples=[["screen"]]
    )

    @field_validator("departs_at")
    @classmethod
    def _after_arrival(cls, departs_at: datetime | None, info: ValidationInfo) -> datetime | None:
        arrives_at = beside(info, "arrives_at")
        if arrives_at not in (None, AT_FAULT) and departs_at is not None and departs_at <= arrives_at:
            raise Misfit("departs_at", mark("A delegation departs after it has arrived"))
        return departs_at


class DelegationDetailsRead(Output):
    mode: DelegationMode
    timezone: str | None
    meeting_link: str | None
    arrives_at: datetime | None = Field(
        validation_alias="arrives_there", description="By the clock of the conference, as `departs_at`."
    )
    departs_at: datetime | None = Field(validation_alias="departs_there")
    languages: list[str]
    table_features: list[str]


class MeetingLinkRead(Output):
    meeting_link: str | None


class AvailabilityInput(Input):
    """The whole list: in all other slots the delegation can meet."""

    unavailable_slot_ids: Annotated[list[UUID], AfterValidator(distinct)] = Field(max_length=2000)


class SlotThereRead(Output):
    """A slot by the clock of the delegation, which is that of the conference unless it is on line."""

    slot_id: UUID
    session_id: UUID
    code: str
    period: str
    starts_at: datetime
    ends_at: datetime
    is_available: bool


class OwnTableRead(Output):
    session_id: UUID
    code: str


class AvailabilityRead(Output):
    timezone: str
    own_tables: list[OwnTableRead] = Field(description="Where it sits; without any, at tables that all share.")
    slots: list[SlotThereRead]


class WorkingDayInput(Input):
    starts: Clock = Field(time(7), description="When a working day begins there.", examples=["07:00"])
    ends: Clock = Field(time(21), description="When it ends; at or before `starts` it is over midnight.")


class ProposedSlotRead(Output):
    slot: SlotThereRead
    reasons: list[Reason]


class AvailabilityProposalsRead(Output):
    timezone: str
    slots: list[ProposedSlotRead]
    unavailable_slot_ids: list[UUID] = Field(description="To be sent as the availability if all this is agreed to.")
