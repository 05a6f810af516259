"""Wire format of the overview of a conference, and of reminders."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, AliasPath, AwareDatetime, BeforeValidator, Field

from app.api.schemas.conferences import DeadlinesRead
from app.api.schemas.fields import Input, Output, distinct
from app.models import ConferenceSession, Delegation, InterestKind, InterestState, RequestStatus, Stage
from app.services.overview import Lack


def _id(row: Delegation | ConferenceSession) -> UUID:
    return row.id


DelegationId = Annotated[UUID, BeforeValidator(_id), Field(validation_alias="delegation")]
SessionId = Annotated[UUID, BeforeValidator(_id), Field(validation_alias="session")]


class SideProgressRead(Output):
    side: str
    delegations: int
    submitted: int = Field(description="Those that have submitted a need or an offering.")


class LoadRead(Output):
    delegation_id: DelegationId
    wanted: int
    firm: int = Field(description="Of the wanted: agreed by both, or insisted on.")
    capacity: int = Field(description="By its slots, its people and its maximum.")


class DemandRead(Output):
    session_id: SessionId
    requests: dict[RequestStatus, int]
    wanted: int = Field(description="Meetings that are wished, asked for, agreed or insisted on.")
    firm: int = Field(description="Of the wanted: agreed by both, or insisted on.")
    table_slots: int = Field(description="Meetings that the tables can take.")
    over_asked: list[LoadRead] = Field(description="Delegations that are wanted for more than they can hold.")


class ToChaseRead(Output):
    delegation_id: DelegationId
    lacks: dict[Lack, int] = Field(description="What is missing of it, and how much of that.")
    people: int = Field(description="Who can sign in for it, and is written to.")
    invited: int = Field(description="Invitations that can still be accepted.")
    reminded_at: AwareDatetime | None


class OverviewRead(Output):
    stage: Annotated[Stage, Field(validation_alias=AliasPath("conference", "stage"))]
    deadlines: Annotated[DeadlinesRead, Field(validation_alias="conference")]
    sides: list[SideProgressRead]
    interests: dict[InterestKind, dict[InterestState, int]]
    to_review: int = Field(description="Needs and offerings that wait for organisers to validate them.")
    sessions: list[DemandRead]
    to_chase: list[ToChaseRead]


class RemindersInput(Input):
    delegation_ids: Annotated[list[UUID], AfterValidator(distinct)] = Field(min_length=1, max_length=500)


class RemindersRead(Output):
    reminded: list[UUID]
    skipped: list[UUID] = Field(description="Nothing is missing, nobody has joined, or the last was just now.")
