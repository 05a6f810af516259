"""Wire format of memberships."""

from uuid import UUID

from app.api.schemas.fields import Input, Output
from app.models import Role


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
