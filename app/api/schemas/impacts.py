"""Wire format of what a change would invalidate."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import Field

from app.api.schemas.fields import Input, Output


class Acceptance(Input):
    """Whether a change is made though it invalidates something."""

    accept_impact: bool = Field(False, description="Go on though this invalidates what `impact` lists.")


Accepting = Annotated[Acceptance, Query()]


class TimetableNumberRead(Output):
    id: UUID
    number: int


class MeetingThereRead(Output):
    meeting: str
    slot: str
    table: str
    delegation_ids: list[UUID]


class PinThereRead(Output):
    id: UUID
    a_id: UUID
    b_id: UUID
    slot_id: UUID
    table_id: UUID | None


class GroupThereRead(Output):
    id: UUID
    code: str
    slot_id: UUID
    table_id: UUID | None


class AbsenceRead(Output):
    delegation_id: UUID
    slot_id: UUID


class InterpreterAbsenceRead(Output):
    interpreter_id: UUID
    slot_id: UUID


class OwnTableRead(Output):
    table_id: UUID
    delegation_id: UUID


class ImpactRead(Output):
    """What depends on what is to be changed or taken away."""

    timetable: TimetableNumberRead | None = Field(description="The latest that can be held.")
    meetings: list[MeetingThereRead] = Field(description="Of the latest timetable: who would go elsewhere, or in vain.")
    kept_in: list[int] = Field(description="Numbers of the timetables that need what would be taken away or renamed.")
    pins: list[PinThereRead]
    groups: list[GroupThereRead] = Field(description="Those that are pinned there.")
    unavailabilities: list[AbsenceRead] = Field(description="Who has said that it cannot meet then.")
    interpreter_unavailabilities: list[InterpreterAbsenceRead]
    own_tables: list[OwnTableRead]
