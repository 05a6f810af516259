"""Wire format of wishes."""

from typing import Self
from uuid import UUID

from pydantic import Field, model_validator

from app.api.schemas.fields import Input, Output, PositiveCount, Window
from app.i18n.messages import mark
from app.models import WishKind


class WishUpdate(Input):
    kind: WishKind = WishKind.RANKED
    rank: PositiveCount | None = Field(None, description="1 comes first; left out for `do_not_meet`.")

    @model_validator(mode="after")
    def _rank_goes_with_kind(self) -> Self:
        if (self.kind is WishKind.RANKED) is (self.rank is None):
            raise ValueError(mark("A ranked wish has a rank, and a do-not-meet has none"))
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
