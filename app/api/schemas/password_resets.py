"""Wire format of links to new passwords."""

from app.access.fields import Email, NewPassword, Secret
from app.api.schemas.fields import Input


class PasswordResetCreate(Input):
    email: Email


class PasswordResetAcceptance(Input):
    secret: Secret
    password: NewPassword
