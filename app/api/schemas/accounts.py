"""Wire format of accounts, and the fields of people."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, StringConstraints

from app.api.schemas.fields import Input, Line, Output, normalised
from app.api.schemas.memberships import MembershipRef
from app.i18n.messages import mark

LEAST_PASSWORD, MOST_PASSWORD = 12, 200
MOST_EMAIL = 254


def _plausible(email: str) -> str:
    """In small letters. Refuses what is not like `name@host.domain`; whether it exists only a mail can tell."""
    name, at, host = email.rpartition("@")
    if not (name and at and "." in host.strip(".")) or set(email) & set(" \t,;<>\"'"):
        raise ValueError(mark("An e-mail address is like name@example.vn"))
    return email.casefold()


Email = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=3, max_length=MOST_EMAIL, pattern=r"^[^\x00-\x1f\x7f]*$"),
    BeforeValidator(normalised),
    AfterValidator(_plausible),
]
# No rules of composition: length is what counts. Normalised, since keyboards write Vietnamese in two ways.
NewPassword = Annotated[
    str, StringConstraints(min_length=LEAST_PASSWORD, max_length=MOST_PASSWORD), BeforeValidator(normalised)
]
Password = Annotated[str, StringConstraints(max_length=MOST_PASSWORD), BeforeValidator(normalised)]


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
