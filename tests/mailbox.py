"""The outbox of a service under test, in place of a server that would send from it."""

import re
from dataclasses import replace

from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.adapters.mail import Mail
from app.models import OutgoingMail
from app.services import outgoing_mails


def opened(app: FastAPI) -> None:
    """Let the service write mails, as if there were a server for them."""
    app.state.postbox = replace(app.state.postbox, is_emptied=True)


def taken(app: FastAPI, db: Session) -> list[Mail]:
    """The mails that wait, those first that were written first; they wait no more."""
    db.expire_all()
    mails = []
    for _ in db.scalars(select(OutgoingMail.id)).all():
        mail = outgoing_mails.claim(db, app.state.postbox.sealer)
        if mail is not None:
            outgoing_mails.done(db, mail.id)
            mails.append(mail)
    db.commit()
    return mails


def secret_in(mail: Mail) -> str:
    """Of the link that the mail asks to follow."""
    (secret,) = set(re.findall(r"\?secret=(\S+)", mail.text))
    return str(secret)
