"""Wire format of accounts."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from app.access.fields import Email, Line, NewPassword, Password
from app.api.schemas.fields import Input, Output, Window
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


class MailChange(Input):
    language: Literal["vi", "en"] | None = Field(description="Null: each mail says it in both.")
    only_essential_mail: bool = Field(
        strict=True, description="Only what asks you to act, or what you lose: returned, refused, asked, assigned."
    )


class ErasureInput(Input):
    password: Password = Field("", description="Yours, once more; left out by whoever has none.")


class AccountFilter(Window):
    q: Line | None = Field(None, description="Words of the name or the e-mail; accents and case do not matter.")


class AccountRead(Output):
    id: UUID
    email: str
    name: str
    is_administrator: bool
    language: str | None = Field(description="Of mails; null is both.")
    only_essential_mail: bool
    memberships: list[MembershipRef]
