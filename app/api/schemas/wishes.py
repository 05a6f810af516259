"""Wire format of wishes."""

from uuid import UUID

from pydantic import Field, ValidationInfo, field_validator

from app.access.fields import Code, Line
from app.access.together import AT_FAULT, Misfit, beside
from app.api.schemas.fields import Input, Output, PositiveCount, Window
from app.i18n.messages import mark
from app.models import WishKind


class WishUpdate(Input):
    kind: WishKind = WishKind.RANKED
    rank: PositiveCount | None = Field(
        None, validate_default=True, description="1 comes first; left out for `do_not_meet`."
    )
    alternative: Code | None = Field(None, description="Of a delegation's wishes with the same one at most is met.")

    @field_validator("rank")
    @classmethod
    def _goes_with_kind(cls, rank: int | None, info: ValidationInfo) -> int | None:
        kind = beside(info, "kind")
        if kind is not AT_FAULT and (kind is WishKind.RANKED) is (rank is None):
            raise Misfit("rank", mark("A ranked wish has a rank, and a do-not-meet has none"))
        return rank

    @field_validator("alternative")
    @classmethod
    def _is_ranked(cls, alternative: str | None, info: ValidationInfo) -> str | None:
        if beside(info, "kind") is WishKind.DO_NOT_MEET and alternative is not None:
            raise Misfit("alternative", mark("A do-not-meet is no alternative"))
        return alternative


class WishCreate(WishUpdate):
    delegation_id: UUID = Field(description="Who wishes.")
    target_id: UUID = Field(description="Of whom.")


class WishFilter(Window):
    delegation_id: UUID | None = None
    q: Line | None = Field(None, description="Words of a side's names and code; accents and case do not matter.")


class WishRead(Output):
    id: UUID
    session_id: UUID
    delegation_id: UUID
    target_id: UUID
    kind: WishKind
    rank: int | None
    alternative: str | None


class MutualWishRead(Output):
    a_id: UUID
    b_id: UUID
    a_rank: int = Field(description="Of the wish of `a_id`.")
    b_rank: int
