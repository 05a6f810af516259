"""Wire format of how delegations approve what they submit."""

from datetime import date
from uuid import UUID

from pydantic import AwareDatetime, Field, ValidationInfo, field_validator

from app.access.fields import Line, Text
from app.access.together import AT_FAULT, Misfit, beside
from app.api.schemas.fields import Day, Input, Output
from app.api.schemas.interest_history import AuthorRead
from app.i18n.messages import mark
from app.models import SignOffBy, SignOffState


class LetterInput(Input):
    number: Line = Field(examples=["1234/UBND-NV"])
    on: Day
    document_id: UUID | None = Field(None, description="Its scan, sent before as a document for this purpose.")


class SignOffInput(Input):
    state: SignOffState
    letter: LetterInput | None = Field(None, description="The official letter that approves it.")
    comment: Text | None = Field(None, description="For whoever wrote it to read; sending back takes one.")

    @field_validator("letter")
    @classmethod
    def _goes_with_approval(cls, letter: LetterInput | None, info: ValidationInfo) -> LetterInput | None:
        if letter is not None and beside(info, "state") not in (SignOffState.APPROVED, AT_FAULT):
            raise Misfit("letter", mark("A letter goes with an approval"))
        return letter


class SignOffRead(Output):
    number: int
    revision_number: int = Field(description="The version that this is about.")
    at: AwareDatetime
    account: AuthorRead | None = Field(description="Whose word it is, or who recorded it; null is forgotten.")
    on_behalf: bool = Field(description="Whether an organiser recorded it for the delegation.")
    state: SignOffState
    approved_by: SignOffBy | None
    letter_number: str | None
    letter_on: date | None
    letter_document_id: UUID | None
    comment: str | None
