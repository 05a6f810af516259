"""Wire format of enquiries."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field, ValidationInfo, field_validator

from app.access.fields import Line, Text
from app.access.together import Misfit, beside
from app.api.schemas.fields import Input, Output, Window, member_of
from app.api.schemas.interest_history import AuthorRead
from app.api.schemas.needs import NeedInput
from app.i18n.messages import mark
from app.models import EnquiryKind, EnquiryStatus


class EnquiryNeed(NeedInput):
    """As everywhere; but all of it is for the mission, so it takes no note."""

    @field_validator("note")
    @classmethod
    def _is_none(cls, note: str | None) -> str | None:
        if note is not None:
            raise ValueError(mark("An enquiry takes no note, for all of it is for the mission"))
        return note


class EnquiryInput(Input):
    kind: EnquiryKind
    need: EnquiryNeed


class EnquiryCreate(EnquiryInput):
    organisation_id: UUID = Field(description="Who asks.")


class EnquiryRead(Output):
    id: UUID
    organisation_id: UUID = Field(description="Who asks.")
    mission_id: UUID | None = Field(description="Who has to answer.")
    kind: EnquiryKind
    status: EnquiryStatus
    sent_at: AwareDatetime
    need: dict[str, Any] | None = Field(description="As the PUT of a need takes it; null was taken away for good.")
    answer: str | None


class EnquiryFilter(Window):
    q: Line | None = Field(
        None, description="Words of the reference, a title or a text; accents and case do not matter."
    )
    status: EnquiryStatus | None = None
    kind: EnquiryKind | None = None
    mission_id: UUID | None = Field(None, description="Those that this mission has to answer.")


class EnquiryChangeInput(Input):
    status: Annotated[
        Literal["assigned", "answered", "closed", "declined", "withdrawn", "refused"], member_of(EnquiryStatus)
    ]
    mission_id: UUID | None = Field(None, validate_default=True, description="To which mission it is assigned.")
    text: Text | None = Field(None, description="The answer, or why; answering, declining and refusing take one.")

    @field_validator("mission_id")
    @classmethod
    def _goes_with_status(cls, mission_id: UUID | None, info: ValidationInfo) -> UUID | None:
        status = beside(info, "status")
        if status is EnquiryStatus.ASSIGNED and mission_id is None:
            raise Misfit("mission_id", mark("Say to which mission it is assigned"))
        if isinstance(status, EnquiryStatus) and status is not EnquiryStatus.ASSIGNED and mission_id is not None:
            raise Misfit("mission_id", mark("A mission is named only when it is assigned"))
        return mission_id


class EnquiryChangeRead(Output):
    number: int
    at: AwareDatetime
    account: AuthorRead | None = Field(description="Who made it; null is forgotten.")
    status: EnquiryStatus
    mission_id: UUID | None
    text: str | None


class EnquiryDocumentRead(Output):
    id: UUID
    enquiry_id: UUID
    by_mission: bool = Field(description="Whether it goes with the answer, and not with the question.")
    name: str
    kind: str = Field(description="What it is by what is in it, like `pdf`.")
    size: int = Field(description="In bytes.")
    sha256: str
    at: AwareDatetime
    account: AuthorRead | None = Field(description="Who sent it; null is forgotten.")
