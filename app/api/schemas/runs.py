"""Wire format of runs."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import AwareDatetime, BeforeValidator, Field

from app.api.schemas.fields import WHOLE, Input, Output, Window
from app.i18n.languages import Language
from app.models import Phase, Run, RunStatus, TimetableVersion
from app.services import run_failures
from app.services.runs import Wanted


def _id(version: TimetableVersion | None) -> UUID | None:
    return None if version is None else version.id


class RunFilter(Window):
    status: RunStatus | None = Field(None, description="Those alone, like `failed`.")


class RunCreate(Input):
    seconds: float = Field(60.0, strict=True, ge=1, le=86_400, allow_inf_nan=False, description="Wall-clock budget.")
    workers: Annotated[int, Field(strict=True, ge=1, le=64), WHOLE] = Field(
        2, description="Search workers, best one for each free core."
    )
    shares: Annotated[int, Field(strict=True, ge=1, le=16), WHOLE] = Field(
        1, description="How many places of runners may search for it at the same time."
    )
    seed: Annotated[int, Field(strict=True, ge=0, le=2_147_483_647), WHOLE] = 0
    priority: Annotated[int, Field(strict=True, ge=-9, le=9), WHOLE] = Field(
        0, description="Of a conference's own runs the highest goes first."
    )
    again: bool = Field(
        False, description="A new run, though the same was asked for before, with the same settings, and may be given."
    )

    def wanted(self) -> Wanted:
        return Wanted(
            seconds=self.seconds, workers=self.workers, shares=self.shares, seed=self.seed, priority=self.priority
        )


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


class CoursePointRead(Output):
    """Where the search stood when it had spent so many seconds."""

    seconds: float
    goal: str
    value: int | None
    bound: int | None


class RunRead(Output):
    id: UUID
    session_id: UUID
    status: RunStatus
    seconds: float
    workers: int
    shares: int = Field(description="How many places of runners may search for it at the same time.")
    shares_begun: int = Field(description="How many of them took part, so far or at all.")
    seed: int
    priority: int
    amendments: list[dict[str, Any]] | None = Field(
        description="What would be otherwise, of a what-if run; null of a run for a timetable."
    )
    instance_digest: str = Field(description="SHA-256 of the instance as it was when the run was asked for.")
    phase: Phase | None = Field(description="What is being done; null but for a running run.")
    progress: ProgressRead | None
    spent_seconds: float = Field(description="Of its `seconds`, by all attempts.")
    best_at: AwareDatetime | None = Field(description="When the best timetable so far was kept; null without one.")
    attempt: int = Field(description="How often it was begun.")
    losses: int = Field(description="How often whoever carried it out was lost.")
    worker: str | None = Field(description="Who carries it out, or did last.")
    heartbeat_at: AwareDatetime | None = Field(description="The last sign of life from there.")
    not_before: AwareDatetime | None = Field(description="When it may be taken up again.")
    cancel_requested: bool
    stop_requested: bool
    error: str | None = Field(description="Why the run failed, in the language that was asked for.")
    error_code: str | None = Field(description="The same for programs.")
    error_output: str | None = Field(description="What a program said of it, in its own words.")
    queued_at: AwareDatetime
    started_at: AwareDatetime | None
    finished_at: AwareDatetime | None
    timetable_id: Annotated[
        UUID | None, BeforeValidator(_id), Field(validation_alias="version", description="What came of it.")
    ]


class RunEndRead(Output):
    """The last event of a stream."""

    status: RunStatus


def in_language(run: Run, language: Language) -> RunRead:
    """The run, with its error told in that language."""
    return RunRead.model_validate(run).model_copy(update={"error": run_failures.told(run, language)})
