"""What is said of a conference, whether it is made or changed."""

from collections.abc import Mapping
from datetime import date
from typing import ClassVar

from pydantic import ValidationInfo, field_validator

from app.access.fields import Code, Line, Timezone
from app.errors import Duplicate
from app.i18n.messages import mark
from app.web.forms import Form
from app.web.moments import Day


class ConferenceForm(Form):
    """Its fields are written by `organise/conference_fields.html`."""

    at: ClassVar[Mapping[str, str]] = {Duplicate.code: "code"}

    name_vi: Line
    name_en: Line
    code: Code
    starts_on: Day
    ends_on: Day
    city: Line
    timezone: Timezone

    @field_validator("ends_on")
    @classmethod
    def _in_order(cls, ends_on: date, info: ValidationInfo) -> date:
        """Told with whatever else does not fit."""
        if ends_on < info.data.get("starts_on", ends_on):
            raise ValueError(mark("A conference ends on or after the day it starts"))
        return ends_on
