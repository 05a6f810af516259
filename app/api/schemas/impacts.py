"""Wire format of what a change would invalidate."""

from typing import Annotated, Literal
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
    session_id: UUID
    number: int


class MeetingThereRead(Output):
    timetable_id: UUID
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
    slot_id: UUID | None
    table_id: UUID | None


class AbsenceRead(Output):
    delegation_id: UUID
    slot_id: UUID


class InterpreterAbsenceRead(Output):
    interpreter_id: UUID
    slot_id: UUID


class TableAbsenceRead(Output):
    table_id: UUID
    slot_id: UUID


class OwnTableAffectedRead(Output):
    table_id: UUID
    delegation_id: UUID


class SlotAffectedRead(Output):
    id: UUID
    session_id: UUID


class BrokenRead(Output):
    timetable_id: UUID
    rule: str = Field(description="A hard rule of timetables, or `floors`.", examples=["party-maximum"])
    delegation_ids: list[UUID]
    meetings: list[str] = Field(description="Their ids in the instance.")


class RequestThereRead(Output):
    id: UUID
    requester_id: UUID
    addressee_id: UUID


class OverQuotaRead(Output):
    session_id: UUID
    delegation_id: UUID
    quota: Literal["requests", "wishes", "do_not_meets"]
    limit: int
    used: int


class GoneRead(Output):
    kind: str = Field(description="As in the record of what was done.", examples=["meeting-request"])
    ids: list[UUID]


class ImpactRead(Output):
    """What depends on what is to be changed or taken away."""

    timetables: list[TimetableNumberRead] = Field(
        description="Of each session the latest that can be held, and the one that delegations know."
    )
    meetings: list[MeetingThereRead] = Field(description="Of these timetables: who would go elsewhere, or in vain.")
    kept_in: list[int] = Field(description="Numbers of the timetables that need what would be taken away or renamed.")
    pins: list[PinThereRead]
    groups: list[GroupThereRead] = Field(
        description="Those that are pinned, must be held, or into which a side no longer asks another."
    )
    unavailabilities: list[AbsenceRead] = Field(description="Who has said that it cannot meet then.")
    interpreter_unavailabilities: list[InterpreterAbsenceRead]
    table_unavailabilities: list[TableAbsenceRead] = Field(description="Which tables are out of use then.")
    own_tables: list[OwnTableAffectedRead] = Field(
        description="Tables of a delegation's own. They stay, and are nobody's, where the delegation is taken away."
    )
    convened_groups: list[GroupThereRead] = Field(
        description="Those that a delegation convenes which is taken away: they stay, and have no convener."
    )
    slots: list[SlotAffectedRead] = Field(
        description="Those outside the days of the conference, or at other hours by its clock."
    )
    deadlines: list[str] = Field(description="Those at other hours by the clock of the conference.")
    broken: list[BrokenRead] = Field(description="Rules that these timetables keep and would no longer.")
    requests: list[RequestThereRead] = Field(
        description="Meeting requests that wait or are accepted, though one side may no longer ask the other."
    )
    over_quota: list[OverQuotaRead] = Field(description="Who has used more than there would be.")
    gone: list[GoneRead] = Field(
        description="What goes along with a delegation, a session or a conference that is taken away, by kind."
    )
