"""What is said of a conference, whether it is made or changed."""

from collections.abc import Mapping
from typing import ClassVar

from pydantic import field_validator

from app.access.fields import Code, Line, Timezone, not_before_start
from app.errors import Duplicate
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

    _in_order = field_validator("ends_on")(not_before_start)
