"""Wire format of pins."""

from uuid import UUID

from app.api.schemas.must_meets import MustMeetInput, MustMeetRead


class PinInput(MustMeetInput):
    slot_id: UUID
    table_id: UUID | None = None


class PinRead(MustMeetRead):
    slot_id: UUID
    table_id: UUID | None
