"""Wire format of accounts."""

from uuid import UUID

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


class AccountRead(Output):
    id: UUID
    email: str
    name: str
    is_administrator: bool
    memberships: list[MembershipRef]
