"""Answering a request once: whoever sends it again with the same key gets the same answer; nothing is done twice."""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.adapters.sealing import Sealer
from app.errors import IdempotencyKeyReused
from app.models import AnsweredRequest
from app.queries import answered_requests
from app.services.permissions import Actor

KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request was answered; `headers` are those that belong to it, such as `Location`."""

    status: int
    headers: dict[str, str]
    body: str


def claim(db: Session, actor: Actor, sealer: Sealer, *, key: str, fingerprint: str) -> AnsweredRequest | Answer:
    """The row to keep the answer in, or the answer if there was one.

    Of two who send the same at once, one waits for the other's end. A request that fails leaves nothing behind, and may
    be sent again. Raises `IdempotencyKeyReused` if the key came with another request before.
    """
    now = datetime.now(UTC)
    db.execute(answered_requests.forget(before=now - KEPT))
    row = AnsweredRequest(
        id=uuid4(), account_id=actor.account.id, key=key, fingerprint=fingerprint, created_at=now, answer=None
    )
    try:
        with db.begin_nested():
            db.add(row)
    except IntegrityError:
        return _earlier(db, actor, sealer, key, fingerprint)
    return row


def keep(db: Session, sealer: Sealer, row: AnsweredRequest, answer: Answer) -> None:
    """Keep the answer, in the transaction of what was done for it."""
    db.flush()
    db.execute(answered_requests.keep(row.id, sealer.seal(json.dumps(asdict(answer)), row=row.id)))


def _earlier(db: Session, actor: Actor, sealer: Sealer, key: str, fingerprint: str) -> Answer:
    found = db.scalars(answered_requests.of_key(actor.account.id, key)).one()
    if found.fingerprint != fingerprint or found.answer is None:
        raise IdempotencyKeyReused("This `Idempotency-Key` came with another request before; make a new one.")
    return Answer(**json.loads(sealer.open(found.answer, row=found.id)))
