"""Wire format of the formats of events."""

from typing import Any

from pydantic import Field

from app.api.schemas.fields import Output


class FormatRead(Output):
    code: str = Field(examples=["AMB-LOC"])
    name_vi: str
    name_en: str
    attendance: str = Field(description="`in_person`, or `hybrid` where some are on line.")
    slot_minutes: int | None
    changeover_minutes: int | None
    template: dict[str, Any] | None = Field(
        description="What a session of this format starts from; null where nobody meets anybody, as in a plenary."
    )
