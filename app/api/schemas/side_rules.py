"""Wire format of what holds for the sides of a session."""

from typing import Annotated

from pydantic import AfterValidator, Field, field_validator

from app.access.fields import Code, not_below_promise
from app.api.schemas.fields import Count, Input, Output, PositiveCount, distinct, distinct_by


class SideRuleInput(Input):
    side: Code = Field(examples=["province"])
    may_ask: Annotated[list[Code], Field(max_length=50), AfterValidator(distinct)] | None = Field(
        None, description="The sides that it may ask for meetings; null is everybody."
    )
    max_requests: Count | None = Field(None, description="How many requests of one delegation may wait or be accepted.")
    max_wishes: Count | None = Field(None, description="How many others one delegation may rank.")
    max_do_not_meets: Count | None = Field(None, description="How many one delegation may say it does not meet.")
    min_meetings: Count = Field(0, description="What each of its delegations is promised at least; a goal.")
    max_meetings: Count | None = Field(None, description="For those without a maximum of their own; a hard rule.")
    max_consecutive: PositiveCount | None = Field(
        None, description="Busy slots in a row, for those without a limit of their own; a hard rule."
    )

    _keeps_promise = field_validator("max_meetings")(not_below_promise)


class SideRulesInput(Input):
    """All rules; a side without any is free."""

    side_rules: Annotated[list[SideRuleInput], distinct_by("side")] = Field(max_length=50)


class SideRuleRead(Output):
    side: str
    may_ask: list[str] | None
    max_requests: int | None
    max_wishes: int | None
    max_do_not_meets: int | None
    min_meetings: int
    max_meetings: int | None
    max_consecutive: int | None


class SideRulesRead(Output):
    side_rules: list[SideRuleRead]
