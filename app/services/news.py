"""Mails that tell the owner of an account what has happened to it, in case somebody else has done it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from app.i18n.languages import LANGUAGES, Language, language
from app.models import Account
from app.services import outgoing_mails
from app.services.letters import Letter
from app.services.outgoing_mails import Postbox

LASTS = timedelta(days=2)


def tell(db: Session, postbox: Postbox, account: Account, write: Callable[[Language, str], Letter]) -> None:
    """In every language, since nobody knows which the owner reads."""
    written = [write(each, account.email) for each in map(language, LANGUAGES)]
    outgoing_mails.post(db, postbox, written, recipient=account.email, useless_at=datetime.now(UTC) + LASTS)
