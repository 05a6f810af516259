"""Wire format of the versions and the changes of state of needs and offerings."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from app.access.fields import Text
from app.api.schemas.fields import Input, Output, member_of
from app.models import InterestState


class AuthorRead(Output):
    id: UUID
    name: str


class RevisionRead(Output):
    number: int
    at: AwareDatetime
    account: AuthorRead | None = Field(description="Who wrote it; null is forgotten.")
    on_behalf: bool = Field(description="Whether an organiser wrote it for the delegation.")
    submitted_at: AwareDatetime | None
    changed: list[str] = Field(description="What differs from the version before.")
    content: dict[str, Any] | None = Field(description="As a PUT takes it; null was taken away for good.")


class StateChangeInput(Input):
    state: Annotated[Literal["submitted", "withdrawn", "validated", "returned", "refused"], member_of(InterestState)]
    comment: Text | None = Field(None, description="For the other side to read; returning and refusing take one.")


class StateChangeRead(Output):
    number: int
    at: AwareDatetime
    account: AuthorRead | None = Field(description="Who made it; null is forgotten.")
    on_behalf: bool = Field(description="Whether an organiser made it for the delegation.")
    previous: InterestState
    state: InterestState
    comment: str | None
