"""Wire format of the record of what was done."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from app.access.fields import Code
from app.api.schemas.fields import Output, Window


class AuditEntryFilter(Window):
    subject_id: UUID | None = Field(None, description="What it was done to.")
    actor_id: UUID | None = Field(None, description="Who did it.")
    action: Code | None = Field(None, examples=["need.changed"])


class AuditEntryRead(Output):
    id: UUID
    at: datetime
    actor_id: UUID | None
    actor_name: str
    address: str
    action: str = Field(examples=["invitation.created"])
    subject_id: UUID | None
    on_behalf_of_id: UUID | None = Field(
        description="The delegation, or of an enquiry the organisation, whose word it was, if somebody else gave it."
    )
    before: dict[str, Any] | None
    after: dict[str, Any] | None
