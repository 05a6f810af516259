"""What is said of a conference, whether it is made or changed."""

from collections.abc import Mapping
from typing import ClassVar, Self

from pydantic import model_validator

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

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.ends_on < self.starts_on:
            raise ValueError(mark("A conference ends on or after the day it starts"))
        return self
