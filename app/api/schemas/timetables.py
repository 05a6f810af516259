"""Wire format of timetable versions."""

from collections.abc import Iterable
from typing import Annotated, Any
from uuid import UUID

from pydantic import AwareDatetime, BeforeValidator, Field

from app.api.schemas.fields import Output
from app.api.schemas.organisations import OrganisationRef
from app.api.schemas.runs import GoalRead
from app.models import Delegation, Interpreter, PlacementInterpreter, PlacementParty, TimetableStatus


def _delegations(parties: Iterable[PlacementParty]) -> list[Delegation]:
    return sorted((party.delegation for party in parties), key=lambda one: (one.side, one.position, one.id))


def _interpreters(serving: Iterable[PlacementInterpreter]) -> list[Interpreter]:
    return sorted((each.interpreter for each in serving), key=lambda one: one.code)


class TimetableRef(Output):
    id: UUID
    session_id: UUID
    number: int
    run_id: UUID | None
    status: TimetableStatus
    instance_digest: str
    goals: list[GoalRead]
    created_at: AwareDatetime


class SlotRef(Output):
    """By the clock of the conference."""

    id: UUID
    code: str
    starts_at: AwareDatetime = Field(validation_alias="starts_there")
    ends_at: AwareDatetime = Field(validation_alias="ends_there")


class TableRef(Output):
    id: UUID
    code: str


class InterpreterRef(Output):
    id: UUID
    code: str
    name: str | None


class DelegationRef(Output):
    id: UUID
    side: str
    organisation: OrganisationRef


class PlacementRead(Output):
    meeting: str = Field(description="Its id in the instance.")
    slot: SlotRef
    table: TableRef
    interpreters: Annotated[list[InterpreterRef], BeforeValidator(_interpreters)]
    delegations: Annotated[list[DelegationRef], BeforeValidator(_delegations), Field(validation_alias="parties")]


class TimetableRead(TimetableRef):
    """A checked timetable; `unplaced`, `conflict` and `run_data` are those of the timetable file."""

    placements: list[PlacementRead]
    unplaced: list[dict[str, Any]] = Field(description="Every meeting that is not held, with the reason.")
    conflict: list[dict[str, Any]] = Field(description="What can't hold together, where the status is infeasible.")
    conflict_minimal: bool
    run_data: dict[str, Any] = Field(
        description="How it was made: version, seed, workers, seconds; how fairly it serves."
    )


class ShareRead(Output):
    part: int
    whole: int


class SideSummaryRead(Output):
    side: str
    first_wishes: ShareRead
    top_wishes: ShareRead = Field(description="Wishes of the first three ranks.")
    fewest: int
    least_served: list[DelegationRef]
    most: int
    most_served: list[DelegationRef]


class SummaryRead(Output):
    """How well a timetable serves, against the wishes and must-meets as they are now."""

    held: int
    wanted: int
    must_meets: ShareRead
    sides: list[SideSummaryRead]
