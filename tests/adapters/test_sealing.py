"""What is sealed opens with the same secret, for the same purpose and the same row, and else not at all."""

from uuid import uuid4

import pytest

from app.adapters.sealing import SealBroken, Sealer

SECRET = "only for tests, " * 3


def test_sealed_text_opens_again_and_looks_like_nothing() -> None:
    row, text = uuid4(), "Trần Bình <binh@example.vn>"

    sealed = Sealer(SECRET, purpose="mail").seal(text, row=row)

    assert Sealer(SECRET, purpose="mail").open(sealed, row=row) == text
    assert b"example" not in sealed
    assert Sealer(SECRET, purpose="mail").seal(text, row=row) != sealed


def test_sealed_text_opens_nowhere_else() -> None:
    row = uuid4()
    sealer = Sealer(SECRET, purpose="mail")
    sealed = sealer.seal("a secret", row=row)

    others = [(Sealer("another secret " * 3, purpose="mail"), row), (Sealer(SECRET, purpose="codes"), row)]
    for each, of in [*others, (sealer, uuid4())]:
        with pytest.raises(SealBroken):
            each.open(sealed, row=of)
    for damaged in (sealed[:-1], sealed[1:], b"", sealed[:5]):
        with pytest.raises(SealBroken):
            sealer.open(damaged, row=row)
