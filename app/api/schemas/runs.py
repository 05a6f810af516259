"""Wire format of runs."""

from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, BeforeValidator, Field

from app.api.schemas.fields import Input, Output
from app.i18n.languages import Language
from app.models import Run, RunStatus, TimetableVersion
from app.services import run_failures


def _id(version: TimetableVersion | None) -> UUID | None:
    return None if version is None else version.id


class RunCreate(Input):
    seconds: float = Field(60.0, strict=True, ge=1, le=86_400, allow_inf_nan=False, description="Wall-clock budget.")
    workers: int = Field(2, strict=True, ge=1, le=64, description="Search workers, best one for each free core.")
    seed: int = Field(0, strict=True, ge=0, le=2_147_483_647)


class GoalRead(Output):
    goal: str
    value: int
    bound: int | None = Field(description="Proven over all timetables as good on every earlier goal; null if unknown.")


class ProgressRead(Output):
    """The goal being worked on, its best value and bound so far, and the goals before it."""

    goal: str
    value: int | None
    bound: int | None
    seconds: float
    goals: list[GoalRead]


class RunRead(Output):
    id: UUID
    session_id: UUID
    status: RunStatus
    seconds: float
    workers: int
    seed: int
    instance_digest: str = Field(description="SHA-256 of the instance as it was when the run was asked for.")
    progress: ProgressRead | None
    cancel_requested: bool
    error: str | None = Field(description="Why the run failed, in the language that was asked for.")
    error_code: str | None = Field(description="The same for programs.")
    error_output: str | None = Field(description="What a program said of it, in its own words.")
    queued_at: AwareDatetime
    started_at: AwareDatetime | None
    finished_at: AwareDatetime | None
    timetable_id: Annotated[
        UUID | None, BeforeValidator(_id), Field(validation_alias="version", description="What came of it.")
    ]


def in_language(run: Run, language: Language) -> RunRead:
    """The run, with its error told in that language."""
    return RunRead.model_validate(run).model_copy(update={"error": run_failures.told(run, language)})
