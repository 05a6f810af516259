"""Wire format of invitations."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from app.access.fields import Email, FactorCode, Line, NewPassword, Secret
from app.api.schemas.fields import Input, Output, Window
from app.models import Role


class InvitationCreate(Input):
    email: Email
    role: Role = Field(description="`head` and `member` belong to a delegation, the others organise the conference.")
    delegation_id: UUID | None = None


class InvitationFilter(Window):
    q: Line | None = Field(None, description="Words of the e-mail; accents and case do not matter.")


class InvitationRead(Output):
    id: UUID
    conference_id: UUID
    delegation_id: UUID | None
    email: str
    role: Role
    created_at: datetime
    expires_at: datetime
    accepted_at: datetime | None


class InvitedRead(Output):
    invitation: InvitationRead
    secret: str = Field(description="For the link to the person; it is never told again.")


class InvitationAcceptance(Input):
    secret: Secret
    name: Line = Field(description="Of no account whoever joins has one already.")
    password: NewPassword
    code: FactorCode | None = Field(None, description="As in `POST /sign-ins`, of whoever has an account already.")
