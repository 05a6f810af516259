"""Wire format of memberships."""

from uuid import UUID

from pydantic import Field

from app.access.fields import Line
from app.api.schemas.fields import Input, Output, Window
from app.models import Role


class MembershipFilter(Window):
    q: Line | None = Field(None, description="Words of the name or the e-mail; accents and case do not matter.")


class PersonRef(Output):
    id: UUID
    email: str
    name: str


class MembershipRef(Output):
    id: UUID
    conference_id: UUID
    delegation_id: UUID | None
    role: Role


class MembershipUpdate(Input):
    role: Role


class MembershipRead(MembershipRef):
    account: PersonRef
