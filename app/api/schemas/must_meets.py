"""Wire format of must-meets."""

from uuid import UUID

from app.api.schemas.fields import Input, Output


class MustMeetInput(Input):
    """Two delegations, in whatever order."""

    a_id: UUID
    b_id: UUID


class MustMeetRead(Output):
    id: UUID
    session_id: UUID
    a_id: UUID
    b_id: UUID
