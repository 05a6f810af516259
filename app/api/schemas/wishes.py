"""Wire format of wishes."""

from typing import Self
from uuid import UUID

from pydantic import Field, model_validator

from app.access.fields import Code
from app.api.schemas.fields import Input, Output, PositiveCount, Window, misfit
from app.i18n.messages import mark
from app.models import WishKind


class WishUpdate(Input):
    kind: WishKind = WishKind.RANKED
    rank: PositiveCount | None = Field(None, description="1 comes first; left out for `do_not_meet`.")
    alternative: Code | None = Field(None, description="Of a delegation's wishes with the same one at most is met.")

    @model_validator(mode="after")
    def _rank_goes_with_kind(self) -> Self:
        if (self.kind is WishKind.RANKED) is (self.rank is None):
            raise misfit("rank", mark("A ranked wish has a rank, and a do-not-meet has none"))
        return self

    @model_validator(mode="after")
    def _alternative_is_ranked(self) -> Self:
        if self.kind is not WishKind.RANKED and self.alternative is not None:
            raise misfit("alternative", mark("A do-not-meet is no alternative"))
        return self


class WishCreate(WishUpdate):
    delegation_id: UUID = Field(description="Who wishes.")
    target_id: UUID = Field(description="Of whom.")


class WishFilter(Window):
    delegation_id: UUID | None = None


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
