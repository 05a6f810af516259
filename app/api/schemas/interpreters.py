"""Wire format of interpreters."""

from collections.abc import Iterable
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, Field

from app.access.fields import Code, Line, SpokenLanguage
from app.api.schemas.fields import Count, Input, Output, PositiveCount, distinct
from app.models import InterpreterUnavailability


def _slot_ids(rows: Iterable[InterpreterUnavailability]) -> list[UUID]:
    return sorted(row.slot_id for row in rows)


class InterpreterInput(Input):
    code: Code = Field(description="What files and timetables call the interpreter: no name.", examples=["KO-1"])
    name: Line | None = Field(None, description="For those who are to meet the interpreter.")
    languages: Annotated[list[SpokenLanguage], AfterValidator(distinct)] = Field(
        min_length=2,
        max_length=20,
        description="From each to each other (ISO 639).",
        examples=[["vi", "ko"]],
    )
    max_meetings: Count | None = Field(None, description="The most to be served; null is any number.")
    max_consecutive: PositiveCount | None = Field(None, description="Busy slots in a row before a free one is needed.")
    unavailable_slot_ids: Annotated[list[UUID], AfterValidator(distinct)] = Field([], max_length=500)


class InterpreterRead(Output):
    id: UUID
    session_id: UUID
    code: str
    position: int
    name: str | None
    languages: list[str]
    max_meetings: int | None
    max_consecutive: int | None
    unavailable_slot_ids: Annotated[list[UUID], BeforeValidator(_slot_ids), Field(validation_alias="unavailabilities")]
