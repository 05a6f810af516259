"""What a language model makes of needs and offerings: worked out when they are saved, and kept with them."""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

import numpy as np
from sqlalchemy import event
from sqlalchemy.orm import Session, sessionmaker

from app.matching.scoring.proposal import Embedder, Meaning
from app.matching.scoring.roles import Side
from app.models import Interest, Need
from app.queries import meanings as queries

STORED = np.dtype("<f4")


def watch(factory: sessionmaker[Session], embedder: Embedder) -> None:
    """From now on, have the model read whatever is saved in sessions of the factory."""

    @event.listens_for(factory, "after_flush")
    def _read(db: Session, _context: object) -> None:
        keep(db, embedder, [row for row in (*db.new, *db.dirty) if isinstance(row, Interest)])


def keep(db: Session, embedder: Embedder, interests: Iterable[Interest]) -> int:
    """Have the model read those whose text it has not read yet; what it made of other texts of them goes.

    Returns how many it read.
    """
    texts = {interest.id: (interest, text_of(interest)) for interest in interests}
    known: Mapping[Any, Any] = {
        interest_id: (model, digest) for interest_id, model, digest in db.execute(queries.of_which_texts(texts))
    }
    new = {
        interest_id: (side_of(interest), text)
        for interest_id, (interest, text) in texts.items()
        if known.get(interest_id) != (embedder.model, _digest(text))
    }
    db.execute(queries.forget(new))
    rows = [
        {
            "interest_id": interest_id,
            "model": embedder.model,
            "text_sha256": _digest(text),
            "vector": embedder.vector(side, text).astype(STORED).tobytes(),
        }
        for interest_id, (side, text) in new.items()
        if text
    ]
    if rows:
        db.execute(queries.keep(), rows)
    return len(rows)


def keep_all(db: Session, embedder: Embedder) -> int:
    """As `keep`, for all that was saved while no model or another one was at work."""
    return keep(db, embedder, db.scalars(queries.everything()))


def packed(interest: Interest) -> tuple[str, bytes] | None:
    """The model and the vector that it made of the text as it is now; nothing if none has read it."""
    kept = interest.meaning
    return (kept.model, kept.vector) if kept and kept.text_sha256 == _digest(text_of(interest)) else None


def unpacked(model: str, vector: bytes) -> Meaning:
    return Meaning.of(model, np.frombuffer(vector, dtype=STORED))


def text_of(interest: Interest) -> str:
    """What was written in the language in which more was."""
    texts = [
        ". ".join(filter(None, written))
        for written in ((interest.title_vi, interest.text_vi), (interest.title_en, interest.text_en))
    ]
    return max(texts, key=len)


def side_of(interest: Interest) -> Side:
    return Side.NEED if isinstance(interest, Need) else Side.OFFER


def _digest(text: str) -> bytes:
    return sha256(text.encode()).digest()
