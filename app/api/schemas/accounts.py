"""Wire format of accounts."""

from uuid import UUID

from pydantic import Field

from app.access.fields import Email, Line, NewPassword, Password
from app.api.schemas.fields import Input, Output
from app.api.schemas.memberships import MembershipRef


class NewPerson(Input):
    email: Email
    name: Line
    password: NewPassword


class PasswordChange(Input):
    old_password: Password
    new_password: NewPassword


class NameChange(Input):
    name: Line


class ErasureInput(Input):
    password: Password = Field("", description="Yours, once more; left out by whoever has none.")


class AccountRead(Output):
    id: UUID
    email: str
    name: str
    is_administrator: bool
    memberships: list[MembershipRef]
