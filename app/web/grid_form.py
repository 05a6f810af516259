"""The rule of a programme in a form: the hours of each day, how long a slot is, and the breaks."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from app.services.slot_grids import Pause
from app.web.moments import typed_clock

RULE = {"days", "starts", "ends", "slot_minutes", "changeover_minutes"}


def _pauses(typed: Any) -> tuple[Pause, ...]:
    """From `10:00-10:15, 12:00-13:30`, with whichever dash."""
    spans = [span.replace("–", "-").partition("-") for span in str(typed).split(",") if span.strip()]
    return tuple(Pause(typed_clock(starts), typed_clock(ends)) for starts, _, ends in spans)


SlotMinutes = Annotated[int, Field(ge=5, le=480)]
ChangeoverMinutes = Annotated[int, Field(ge=0, le=120)]
Pauses = Annotated[tuple[Pause, ...], BeforeValidator(_pauses), Field(max_length=20)]
