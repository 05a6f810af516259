"""What the services of people need besides the database."""

from dataclasses import dataclass

from app.adapters.passwords import Passwords
from app.adapters.sealing import Sealer
from app.services import lookup
from app.services.outgoing_mails import Postbox
from app.settings import AccountSettings


@dataclass(frozen=True, slots=True)
class PeopleService:
    """How passwords are compared and second factors kept, what limits there are, and where mails go."""

    passwords: Passwords
    accounts: AccountSettings
    postbox: Postbox
    factors: Sealer

    def hashed(self, email: str, password: str, *, pointer: str) -> str:
        """A new password of the account with that e-mail. Raises `Invalid` if the e-mail tells it."""
        return hashed(self.passwords, email, password, pointer=pointer)


def hashed(passwords: Passwords, email: str, password: str, *, pointer: str) -> str:
    """A password to keep for that e-mail. Raises `Invalid` if the e-mail tells it."""
    if password.strip().casefold() in {email, email.partition("@")[0]}:
        raise lookup.invalid(pointer, "The password must not be the e-mail address.")
    return passwords.hashed(password)
