"""Wire format of API tokens."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.access.fields import Line
from app.api.schemas.fields import WHOLE, Input, Output
from app.models import Scope


class ApiTokenCreate(Input):
    name: Line = Field(examples=["nightly export"])
    scope: Scope = Field(Scope.READ, description="`read` only asks, `write` does all that you may do.")
    days: Annotated[int, Field(strict=True, ge=1, le=366), WHOLE] = Field(90, description="How long it is good.")


class ApiTokenRead(Output):
    id: UUID
    name: str
    scope: Scope
    created_at: datetime
    expires_at: datetime


class IssuedRead(Output):
    token: ApiTokenRead
    secret: str = Field(description="For `Authorization: Bearer ...`; it is never told again.")
