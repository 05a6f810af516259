"""Wire format of the own meetings of a delegation."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from app.api.schemas.fields import Output
from app.api.schemas.timetables import DelegationRef, InterpreterRef, TableRef
from app.models import DelegateFunction


class SeatedDelegateRead(Output):
    id: UUID
    name: str
    title_vi: str | None
    title_en: str | None
    function: DelegateFunction | None


class OnlinePartyRead(Output):
    id: UUID
    meeting_link: str | None


class AppointmentRead(Output):
    session_id: UUID
    timetable_id: UUID
    meeting: str = Field(description="Its id in the instance.")
    theme: str | None = Field(description="Of a group.")
    starts_at: datetime
    ends_at: datetime
    table: TableRef
    delegations: list[DelegationRef] = Field(description="Whom the delegation meets.")
    team: int | None = Field(description="Null while nobody is seated, or where nobody is left.")
    delegates: list[SeatedDelegateRead] = Field(description="Who of the delegation sits there; who leads comes first.")
    is_overbooked: bool = Field(
        description="Whether it has more meetings at that time, in all sessions, than it can hold."
    )
    interpreters: list[InterpreterRef]
    online: list[OnlinePartyRead] = Field(
        description="Who of all is there on line, itself among them; and by which link."
    )


class DiaryRead(Output):
    timezone: str = Field(
        description="The clock of the times: that of the conference unless the delegation is on line."
    )
    appointments: list[AppointmentRead]
