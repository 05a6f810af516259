"""Wire format of conferences."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field, model_validator

from app.access.fields import Code, Line
from app.api.schemas.fields import Day, Input, Output
from app.i18n.messages import mark


def _known_timezone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError(mark("Not an IANA time zone"))
    return name


Timezone = Annotated[Line, AfterValidator(_known_timezone), Field(examples=["Asia/Ho_Chi_Minh"])]


class ConferenceInput(Input):
    code: Code
    name_vi: Line
    name_en: Line
    city: Line
    timezone: Timezone = "Asia/Ho_Chi_Minh"
    starts_on: Day
    ends_on: Day

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.ends_on < self.starts_on:
            raise ValueError(mark("A conference ends on or after the day it starts"))
        return self


class CloneInput(Input):
    code: Code
    starts_on: Day = Field(description="All days and slots move along; slots keep their local time.")


class ConferenceRead(Output):
    id: UUID
    code: str
    name_vi: str
    name_en: str
    city: str
    timezone: str
    starts_on: date
    ends_on: date
