"""Wire format of conferences."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, Field, field_validator, model_validator

from app.access.fields import Code, Line, Timezone, not_before_start
from app.api.schemas.fields import WHOLE, Count, Day, Deadline, Input, Output, Window
from app.models import NeedsVisibleTo, Stage
from app.models.conference import RETENTION_DAYS


class ConferenceInput(Input):
    code: Code
    name_vi: Line
    name_en: Line
    city: Line
    timezone: Timezone = "Asia/Ho_Chi_Minh"
    starts_on: Day
    ends_on: Day
    requires_sign_off: bool = Field(
        False, strict=True, description="Whether delegations approve needs and offerings before they submit them."
    )
    requires_letter_scan: bool = Field(
        False, strict=True, description="Whether an official letter that approves them comes with its scan."
    )
    requires_validation: bool = Field(
        False, strict=True, description="Whether needs and offerings count only once organisers have validated them."
    )
    needs_visible_to: NeedsVisibleTo = Field(
        NeedsVisibleTo.NOBODY, description="Who else is shown validated needs; never another of the same side."
    )
    retention_days: Annotated[int, Field(strict=True, ge=30, le=3650), WHOLE] = Field(
        RETENTION_DAYS, description="How long people are kept after the end."
    )
    online_links: Count | None = Field(
        None, description="Meetings that can be on line at once in all sessions together; null is any number."
    )

    _in_order = field_validator("ends_on")(not_before_start)


class ConferenceFilter(Window):
    q: Line | None = Field(None, description="Words of a name, the code or the city; accents and case do not matter.")


class CloneInput(Input):
    code: Code
    starts_on: Day = Field(description="All days and slots move along; slots keep their local time.")


class StageChangeInput(Input):
    stage: Stage
    reason: Line | None = Field(None, description="For all at the conference to read; going back takes one.")


class DeadlinesInput(Input):
    """Null is no deadline. A time without an offset is by the clock of the conference."""

    submissions_close_at: Deadline | None = Field(description="Of needs and offerings.")
    requests_close_at: Deadline | None = Field(description="Of wishes and meeting requests.")
    objections_close_at: Deadline | None = Field(description="Of objections to the preliminary timetable.")


class ByItsClock(Output):
    """Times are by the clock of the conference."""

    timezone: str

    @model_validator(mode="after")
    def _by_its_clock(self) -> Self:
        zone = ZoneInfo(self.timezone)
        for name, value in list(self):
            if isinstance(value, datetime):
                setattr(self, name, value.astimezone(zone))
        return self


class DeadlinesRead(ByItsClock):
    submissions_close_at: AwareDatetime | None
    requests_close_at: AwareDatetime | None
    objections_close_at: AwareDatetime | None


class ConferenceRead(DeadlinesRead):
    id: UUID
    code: str
    name_vi: str
    name_en: str
    city: str
    starts_on: date
    ends_on: date
    stage: Stage
    stage_changed_at: AwareDatetime
    stage_reason: str | None
    requires_sign_off: bool
    requires_letter_scan: bool
    requires_validation: bool
    needs_visible_to: NeedsVisibleTo
    retention_days: int
    online_links: int | None
    personal_data_erased_at: AwareDatetime | None
