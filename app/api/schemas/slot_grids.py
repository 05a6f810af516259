"""Wire format of programmes by rule."""

import re
from datetime import datetime, time
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, field_validator

from app.access.fields import Code
from app.access.together import day_in_order, pauses_in_order
from app.api.schemas.fields import WHOLE, Day, Input, Output, distinct
from app.i18n.messages import mark
from app.services.slot_grids import Pause, SlotGrid

_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
CLOCK_SCHEMA = {"type": "string", "pattern": f"^{_CLOCK.pattern}$"}


def _written_as_clock(value: Any) -> Any:
    """Refuses a number, which pydantic would take for seconds since midnight, and time zones."""
    if not isinstance(value, str) or not _CLOCK.fullmatch(value):
        raise ValueError(mark("A time of day is a text like 13:30"))
    return value


Clock = Annotated[time, BeforeValidator(_written_as_clock), WithJsonSchema(CLOCK_SCHEMA)]


class PauseInput(Input):
    starts: Clock
    ends: Clock


class SlotGridInput(Input):
    """Every day from `starts` to `ends`, local time of the conference."""

    days: Annotated[list[Day], AfterValidator(distinct)] = Field(min_length=1, max_length=31)
    starts: Clock = Field(examples=["13:30"])
    ends: Clock = Field(examples=["17:00"])
    format_code: Code | None = Field(None, description="Gives the lengths that are not said here.")
    slot_minutes: Annotated[int, Field(strict=True, ge=5, le=480), WHOLE] | None = None
    changeover_minutes: Annotated[int, Field(strict=True, ge=0, le=120), WHOLE] | None = Field(
        None, description="Between one slot and the next."
    )
    pauses: list[PauseInput] = Field([], max_length=20, description="Tea and lunch, in order; each ends a period.")

    _in_order = field_validator("ends")(day_in_order)
    _one_by_one = field_validator("pauses")(pauses_in_order)

    def rule(self) -> SlotGrid:
        """The rule that the service knows."""
        pauses = [Pause(pause.starts, pause.ends) for pause in self.pauses]
        return SlotGrid(**{**dict(self), "pauses": pauses})


class GridSlotRead(Output):
    """As a session takes it in its `slots`."""

    code: str
    starts_at: datetime
    ends_at: datetime
    period: str
