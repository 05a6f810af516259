"""Wire format of conference sessions, their slots and their tables."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, ValidationInfo, field_validator

from app.access.fields import MOST_BONUS, Code, Feature, Line, NotIncreasing
from app.access.together import Misfit, slot_in_order
from app.api.schemas.fields import WHOLE, Count, Input, Moment, Output, PositiveCount, distinct, distinct_by
from app.api.schemas.slot_grids import SlotGridInput
from app.i18n.messages import mark
from app.matching.scheduling.problem import Goal
from app.models import TableUnavailability
from app.services.slot_grids import SlotGrid

FROM_FORMATS = {"online_links", "request_days", "accepted_must_meet"}
SlotIds = Annotated[list[UUID], AfterValidator(distinct), Field(max_length=500)]
Points = Annotated[int, Field(strict=True, ge=0, le=1_000_000_000), WHOLE]


def _slot_ids(rows: Iterable[TableUnavailability]) -> list[UUID]:
    return sorted(row.slot_id for row in rows)


def _required_first(goals: list[Goal]) -> list[Goal]:
    if Goal.REQUIRED in goals[1:]:
        raise ValueError(mark("`required` comes first where it is listed"))
    return distinct(goals)


class PolicyInput(Input):
    """The goals, most important first, and what tunes them; what is left out has the service's default."""

    goals: Annotated[list[Goal], Field(min_length=1, max_length=len(Goal)), AfterValidator(_required_first)] | None = (
        None
    )
    bonus: dict[Code, Annotated[list[Points], Field(max_length=MOST_BONUS), NotIncreasing]] | None = None
    max_break_spread: Count | None = None
    zone_gap: Count | None = None


class SlotInput(Input):
    code: Code
    starts_at: Moment
    ends_at: Moment
    period: Line = Field(description="Slots of one period follow each other; a tea break ends it.")

    _in_order = field_validator("ends_at")(slot_in_order)


class TableInput(Input):
    code: Code = Field(description="Once in a session, in whatever letters: A1 and a1 are one.")
    zone: Line | None = Field(None, description="Its hall, which is written as it is for other tables already.")
    features: Annotated[list[Feature], AfterValidator(distinct)] = Field([], max_length=20)
    delegation_id: UUID | None = Field(None, description="Whose own table it is; null is anybody's.")


class TableUpdate(TableInput):
    unavailable_slot_ids: SlotIds = Field([], description="Slots of the session in which it is out of use.")


class TableAvailabilityInput(Input):
    """When some tables of a session, those of a hall for example, are out of use."""

    table_ids: Annotated[list[UUID], AfterValidator(distinct)] = Field(min_length=1, max_length=1000)
    unavailable_slot_ids: SlotIds = Field(description="The whole list, the same for each of the tables.")


class SessionUpdate(Input):
    code: Code
    name_vi: Line
    name_en: Line
    online_links: Count | None = Field(None, description="Meetings that can be on line at once; null is any number.")
    policy: PolicyInput = PolicyInput()
    request_days: PositiveCount | None = Field(None, description="How long a meeting request waits; null is for ever.")
    accepted_must_meet: bool = Field(False, description="Whether those who agreed to meet count as must-meets.")

    def values(self) -> dict[str, Any]:
        """The columns; of the policy, only what was given."""
        return self.model_dump() | {"policy": self.policy.model_dump(mode="json", exclude_none=True)}


class SessionCreate(SessionUpdate):
    """What is left out is as the format says, if one is named; else it has the defaults."""

    format_code: Code | None = Field(None, description="One of `/formats`.", examples=["AMB-LOC"])
    slots: Annotated[list[SlotInput], distinct_by("code")] = Field(
        [], max_length=500, description="The programme, in order of time."
    )
    grid: SlotGridInput | None = Field(None, description="The programme by rule, instead of `slots`.")
    tables: Annotated[list[TableInput], distinct_by("code")] = Field([], max_length=1000)

    def values(self) -> dict[str, Any]:
        """The columns that were given, with `slots` and `tables`; of the policy, only what was given."""
        unsaid = FROM_FORMATS - self.model_fields_set
        return {name: value for name, value in super().values().items() if name not in unsaid | {"grid"}}

    def rule(self) -> SlotGrid | None:
        """The rule of the programme, of the session's format unless it has one of its own."""
        if self.grid is None:
            return None
        rule = self.grid.rule()
        return replace(rule, format_code=rule.format_code or self.format_code)

    @field_validator("grid")
    @classmethod
    def _one_programme(cls, grid: SlotGridInput | None, info: ValidationInfo) -> SlotGridInput | None:
        if grid is not None and info.data.get("slots"):
            raise Misfit("grid", mark("A programme is given by its slots or by a rule, not by both"))
        return grid


class SlotRead(Output):
    """By the clock of the conference."""

    id: UUID
    code: str
    position: int
    starts_at: AwareDatetime = Field(validation_alias="starts_there")
    ends_at: AwareDatetime = Field(validation_alias="ends_there")
    period: str


class TableRead(Output):
    id: UUID
    code: str
    position: int
    zone: str | None
    features: list[str]
    delegation_id: UUID | None
    unavailable_slot_ids: Annotated[list[UUID], BeforeValidator(_slot_ids), Field(validation_alias="unavailabilities")]


class SessionRef(Output):
    id: UUID
    conference_id: UUID
    code: str
    name_vi: str
    name_en: str
    format_code: str | None
    online_links: int | None
    policy: dict[str, Any]
    request_days: int | None
    accepted_must_meet: bool


class SessionRead(SessionRef):
    slots: list[SlotRead]
    tables: list[TableRead]
