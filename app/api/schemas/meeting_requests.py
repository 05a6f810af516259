"""Wire format of meeting requests."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from app.access.fields import Line, Text
from app.api.schemas.fields import Input, Output, Window
from app.models import RequestStatus


class MeetingRequestCreate(Input):
    requester_id: UUID = Field(description="Who asks.")
    addressee_id: UUID = Field(description="Whom.")
    message: Text = Field(description="What for; for the other side and the organisers.")


class MeetingRequestAnswer(Input):
    reply: Text | None = Field(None, description="For the asker and the organisers; of a decline the reason.")


class MeetingRequestFilter(Window):
    delegation_id: UUID | None = Field(None, description="Those that it sent or was sent.")
    status: RequestStatus | None = None
    q: Line | None = Field(
        None, description="Words of message and reply, or of a side's names and code; accents and case do not matter."
    )


class MeetingRequestRead(Output):
    id: UUID
    session_id: UUID
    requester_id: UUID
    addressee_id: UUID
    message: str
    status: RequestStatus = Field(validation_alias="current_status", description="Never that of a meeting.")
    reply: str | None
    is_mutual: bool = Field(description="Whether the other side answered by asking the same.")
    created_at: datetime
    expires_at: datetime | None
    settled_at: datetime | None = Field(validation_alias="ended_at")
