"""What the services of people need besides the database."""

from dataclasses import dataclass

from app.adapters.passwords import Passwords
from app.adapters.sealing import Sealer
from app.services.outgoing_mails import Postbox
from app.settings import AccountSettings


@dataclass(frozen=True, slots=True)
class PeopleService:
    """How passwords are compared and second factors kept, what limits there are, and where mails go."""

    passwords: Passwords
    accounts: AccountSettings
    postbox: Postbox
    factors: Sealer
