"""Wire format of what-if runs: what would be otherwise, and what would come of it."""

from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, Field

from app.access.fields import ONE_LINE, Code, SpokenLanguage
from app.api.schemas.fields import Count, Input, Output, PositiveCount, distinct
from app.api.schemas.runs import RunCreate
from app.i18n.messages import mark
from app.matching.scheduling import otherwise
from app.matching.scheduling.problem import Goal
from app.matching.scheduling.timetable import Status
from app.services.what_if_results import Comparison

MOST_AMENDMENTS, MOST_MORE = 20, 50

PartyId = Annotated[
    str,
    Field(min_length=1, max_length=300, pattern=ONE_LINE, description="As the session's instance calls it, like P-01."),
]
More = Annotated[PositiveCount, Field(le=MOST_MORE)]


def _required_first(goals: list[Goal]) -> list[Goal]:
    if Goal.REQUIRED in goals[1:]:
        raise ValueError(mark("“required” comes first, if at all"))
    return goals


class MoreTables(Input):
    """So many more tables like that one; null is like the first that is nobody's own."""

    change: Literal["more-tables"]
    number: More = 1
    like: Code | None = None


class WithoutTable(Input):
    change: Literal["without-table"]
    table: Code


class MoreSlot(Input):
    """One more at the end of the period that has that slot; what would then begin too early begins later."""

    change: Literal["more-slot"]
    after: Code


class ClosedSlot(Input):
    """Nobody meets then; the slot stays in the programme as a break."""

    change: Literal["closed-slot"]
    slot: Code


class Absent(Input):
    """A delegation comes to none of those slots; without `slots` to none at all."""

    change: Literal["absent"]
    party: PartyId
    slots: Annotated[list[Code], AfterValidator(distinct)] = Field(default_factory=list, min_length=1, max_length=500)


class MoreInterpreters(Input):
    """Who have time in every slot."""

    change: Literal["more-interpreters"]
    languages: Annotated[list[SpokenLanguage], Field(min_length=2, max_length=20), AfterValidator(distinct)]
    number: More = 1


class WithoutInterpreter(Input):
    change: Literal["without-interpreter"]
    interpreter: Code


class Maximum(Input):
    """The most meetings of a delegation; null is as many as there may be."""

    change: Literal["maximum"]
    party: PartyId
    most: Count | None


class Teams(Input):
    """How many meetings a delegation can hold at the same time."""

    change: Literal["teams"]
    party: PartyId
    teams: Annotated[PositiveCount, Field(le=MOST_MORE)]


class Goals(Input):
    """Those, the most important first, and no others. `changes` counts who would be told of one."""

    change: Literal["goals"]
    goals: Annotated[
        list[Goal], Field(min_length=1, max_length=len(Goal)), AfterValidator(distinct), AfterValidator(_required_first)
    ]


Amendment = Annotated[
    MoreTables
    | WithoutTable
    | MoreSlot
    | ClosedSlot
    | Absent
    | MoreInterpreters
    | WithoutInterpreter
    | Maximum
    | Teams
    | Goals,
    Field(discriminator="change"),
]


class WhatIfCreate(RunCreate):
    """Whatever is otherwise, in this order. Of a conference's own runs those for a timetable go first."""

    amendments: Annotated[list[Amendment], Field(min_length=1, max_length=MOST_AMENDMENTS)]
    priority: int = Field(
        -1, strict=True, ge=-9, le=9, description="Of a conference's own runs the highest goes first."
    )

    def amended(self) -> list[otherwise.Amendment]:
        return [otherwise.amendment(each.model_dump(exclude_unset=True)) for each in self.amendments]


class SpotRead(Output):
    slot: str
    table: str | None


class DifferenceRead(Output):
    meeting: str
    parties: list[str]
    before: SpotRead | None = Field(description="Where it is; null if it is not held.")
    then: SpotRead | None = Field(description="Where it would be; null if it would not be held.")


class GoalStandRead(Output):
    value: int
    bound: int | None


class GoalThenRead(Output):
    goal: Goal
    before: GoalStandRead | None = Field(description="Null where it is no goal of that timetable.")
    then: GoalStandRead | None


class ComparisonRead(Output):
    """Beside the newest timetable that can be held."""

    run_id: UUID
    status: Status = Field(description="What is proven of the answer. `infeasible`: no timetable would keep the pins.")
    timetable_id: UUID | None = Field(description="What it is compared with; null if there is no timetable yet.")
    is_of_same_data: bool = Field(description="Whether nobody has edited anything between the two.")
    goals: list[GoalThenRead]
    held_before: int
    held: int
    gained: list[DifferenceRead] = Field(description="Meetings that would be held besides.")
    lost: list[DifferenceRead]
    moved: list[DifferenceRead] = Field(description="To another slot or table.")
    told: list[str] = Field(description="Delegations whose timetable would be another one; not those who are absent.")

    @classmethod
    def of(cls, found: Comparison) -> Self:
        kinds = {"gained": found.gained, "lost": found.lost, "moved": found.moved}
        return cls(
            run_id=found.run.id,
            status=Status(found.outcome.status),
            timetable_id=None if found.version is None else found.version.id,
            is_of_same_data=found.is_of_same_data,
            goals=[GoalThenRead.model_validate(each) for each in found.goals],
            held_before=found.held_before,
            held=found.held,
            told=found.told,
            **{kind: [DifferenceRead.model_validate(each) for each in those] for kind, those in kinds.items()},
        )
