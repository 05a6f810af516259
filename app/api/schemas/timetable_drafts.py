"""Wire format of working copies of timetables."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field

from app.access.fields import ONE_LINE, Code
from app.api.schemas.fields import Input, Output, distinct
from app.i18n.messages import mark
from app.matching.scheduling.checker.cells import Cell
from app.matching.scheduling.problem import Goal
from app.matching.scheduling.timetable import Reason, Rule
from app.models import Account, StepKind, StepState
from app.services.planning.seating import Wanted

MeetingId = Annotated[str, Field(min_length=1, max_length=300, pattern=ONE_LINE)]
AT_ONCE = 50


def _name(account: Account | None) -> str | None:
    return None if account is None else account.name


def _of_different_meetings(moves: list["MoveInput"]) -> list["MoveInput"]:
    if len({each.meeting for each in moves}) != len(moves):
        raise ValueError(mark("Nothing may be named twice"))
    return moves


class DraftCreate(Input):
    timetable_id: UUID | None = Field(None, description="Where to begin; null is the newest that can be held, if any.")


class MoveInput(Input):
    meeting: MeetingId
    slot: Code | None = Field(description="Its first slot, by its code; null takes the meeting out.")
    table: Code | None = Field(None, description="By its code; null is one that suits, its own if that does.")
    interpreters: Annotated[list[Code], Field(max_length=10), AfterValidator(distinct)] | None = Field(
        None, description="By their codes; null is one who suits, if one is needed."
    )

    def wanted(self) -> Wanted:
        people = None if self.interpreters is None else tuple(self.interpreters)
        return Wanted(meeting=self.meeting, slot=self.slot, table=self.table, interpreters=people)


class MoveCreate(Input):
    """All of them at once: an exchange is one step."""

    moves: Annotated[list[MoveInput], Field(min_length=1, max_length=AT_ONCE), AfterValidator(_of_different_meetings)]


class PinChangeCreate(Input):
    meeting: MeetingId
    is_pinned: bool


class PlaceRead(Output):
    meeting: str
    slot: str
    table: str
    interpreters: list[str]


class DraftPinRead(Output):
    meeting: str
    slot: str
    table: str | None


class LeftOutRead(Output):
    meeting: str
    reason: Reason
    rule: Rule | None
    message: str | None = Field(description="In English, with ids.")


class ViolationRead(Output):
    rule: Rule
    message: str = Field(description="In English, with ids.")
    subjects: list[str]


class DraftGoalRead(Output):
    goal: Goal
    value: int
    before: int | None = Field(description="In the version from which the draft began.")


class StepRead(Output):
    """`changes` has for each meeting where it was `before` and is `after`; null is nowhere."""

    number: int
    kind: StepKind
    state: StepState
    at: AwareDatetime
    by: Annotated[str | None, BeforeValidator(_name), Field(validation_alias="account")]
    changes: list[dict[str, Any]]


class DraftRead(Output):
    """Meetings, slots, tables and interpreters are told by their ids in the instance."""

    id: UUID
    session_id: UUID
    revision: int
    timetable_id: UUID | None = Field(description="The version from which it began, or as which it was kept last.")
    placements: list[PlaceRead]
    unplaced: list[LeftOutRead]
    violations: list[ViolationRead] = Field(description="Rules that are broken; a version may break none.")
    goals: list[DraftGoalRead]
    pins: list[DraftPinRead]
    done: StepRead | None = Field(description="What `undo` would take back.")
    undone: StepRead | None = Field(description="What `redo` would do again.")


class CellRead(Output):
    """A place for a meeting, with all else left where it is."""

    slot: str
    table: str
    rules: list[Rule] = Field(description="What it would break there; none if it is legal.")
    change: dict[Goal, int] | None = Field(description="By how much the goals would change; null if it is not legal.")


class CellsRead(Output):
    meeting: str
    cells: list[CellRead]


class ExchangeCreate(Input):
    """The exchange that was proposed for this place."""

    meeting: MeetingId
    slot: Code
    table: Code


class WantedRead(Output):
    meeting: str
    slot: str | None
    table: str | None
    interpreters: list[str] | None


class ExchangeRead(Output):
    """All that is held stays held: `moves` are the meetings that make way, and last the one that it is about."""

    slot: str
    table: str
    change: dict[Goal, int]
    moves: list[WantedRead]


class ProspectRead(Output):
    known: bool = Field(description="Whether the solver has answered in time.")
    price: dict[Goal, int] | None = Field(description="What holding it costs at best; null if it is held, or can't be.")
    is_exact: bool = Field(description="Whether that is proven.")
    exchanges: list[ExchangeRead]


def of_cells(meeting: str, cells: tuple[Cell, ...]) -> CellsRead:
    return CellsRead.model_validate({"meeting": meeting, "cells": [CellRead.model_validate(each) for each in cells]})
