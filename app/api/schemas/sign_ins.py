"""Wire format of sign-ins."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from app.access.fields import Email, FactorCode, Password
from app.api.schemas.fields import Input, Output


class SignInCreate(Input):
    email: Email
    password: Password
    code: FactorCode | None = Field(None, description="Of the second factor, or a recovery code, where there is one.")


class SignInRead(Output):
    id: UUID
    created_at: datetime
    expires_at: datetime
    address: str
    agent: str
