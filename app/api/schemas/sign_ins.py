"""Wire format of sign-ins."""

from datetime import datetime
from uuid import UUID

from app.access.fields import Email, Password
from app.api.schemas.fields import Input, Output


class SignInCreate(Input):
    email: Email
    password: Password


class SignInRead(Output):
    id: UUID
    created_at: datetime
    expires_at: datetime
    address: str
    agent: str
