"""Wire format of groups and their members."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, AliasPath, BeforeValidator, Field, field_validator

from app.access.fields import Code, Feature, Line
from app.access.together import sizes_in_order, table_in_a_slot
from app.api.schemas.fields import WHOLE, Input, Output, Window, distinct
from app.api.schemas.sessions import Points
from app.models import Delegation, MemberState

Size = Annotated[int, Field(strict=True, ge=3, le=50), WHOLE]
MemberIds = Annotated[list[UUID], Field(max_length=50), AfterValidator(distinct)]
Features = Annotated[list[Feature], Field(max_length=20), AfterValidator(distinct)]


class GroupUpdate(Input):
    theme: Line
    min_size: Size = Field(3, description="So many have to agree for the meeting to be planned.")
    max_size: Size | None = Field(None, description="No more than so many can agree.")

    _in_order = field_validator("max_size")(sizes_in_order)


class GroupCreate(GroupUpdate):
    code: Code = Field(description="The meeting's id in an instance.")
    convener_id: UUID | None = Field(None, description="The delegation that asks the others; null is the organiser.")
    member_ids: MemberIds = Field([], description="Who is asked in.")
    are_agreed: bool = Field(False, description="Whether organisers know that all have agreed.")


class GroupPlanUpdate(Input):
    """What organisers decide of the meeting."""

    must_meet: bool = Field(False, description="Whether it has to be held.")
    alternative: Code | None = Field(None, description="Of the groups with the same one at most is held.")
    value: Points | None = Field(None, description="What it is worth; null is by what its members want.")
    features: Features = Field([], description="What its table has to have.")
    slot_id: UUID | None = Field(None, description="Where it is pinned.")
    table_id: UUID | None = None

    _in_a_slot = field_validator("table_id")(table_in_a_slot)


class GroupMemberCreate(Input):
    delegation_id: UUID


class GroupMemberAnswer(Input):
    agrees: bool
    also_alone: bool = Field(False, description="Whether it wants to meet the others one by one, too.")


class GroupMove(Input):
    group_id: UUID = Field(description="Another group of the session.")


class GroupMerger(Input):
    into_id: UUID = Field(description="Another group of the session, into which its members are asked.")


class GroupSplit(Input):
    theme: Line = Field(description="Of the second group.")
    going: MemberIds = Field([], description="Members, by the ids of their membership, who leave the first one.")
    in_both: MemberIds = Field([], description="Members who are asked into the second one besides.")


class GroupFilter(Window):
    q: Line | None = Field(None, description="Words of the code or the theme; accents and case do not matter.")


class GroupMemberRead(Output):
    id: UUID
    group_id: UUID
    delegation_id: UUID
    state: MemberState
    also_alone: bool
    answered_at: datetime | None


class GroupRead(Output):
    id: UUID
    session_id: UUID
    code: str
    theme: str
    convener_id: UUID | None
    min_size: int
    max_size: int | None
    members: list[GroupMemberRead]


class GroupPlanRead(Output):
    must_meet: bool
    alternative: str | None
    value: int | None
    features: list[str]
    slot_id: UUID | None
    table_id: UUID | None


def _ids(delegations: Iterable[Delegation]) -> list[UUID]:
    return [each.id for each in delegations]


Guests = Annotated[list[UUID], BeforeValidator(_ids), Field(validation_alias="guests")]


class GroupProposalRead(Output):
    """Delegations that wish for the same host and have a sector in common."""

    host_id: UUID = Field(validation_alias=AliasPath("host", "id"))
    sector_code: str = Field(validation_alias=AliasPath("sector", "code"))
    guest_ids: Guests
    wished_by: int = Field(description="So many wish for the host.")
    can_meet: int = Field(description="So many it can meet one by one.")


class WorkshopProposalRead(Output):
    """Delegations that need what nobody offers; the host is to be found."""

    sector_code: str = Field(validation_alias=AliasPath("sector", "code"))
    guest_ids: Guests
    needed_by: int


class GroupProposalsRead(Output):
    hosted: list[GroupProposalRead] = Field(description="The host for whom most wish in vain first.")
    workshops: list[WorkshopProposalRead] = Field(description="What most need first.")
