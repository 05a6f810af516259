"""What a language model made of needs and offerings."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Delete, Insert, Select, delete, insert, select

from app.models import Interest, InterestMeaning


def of_which_texts(ids: Collection[UUID]) -> Select[UUID, str, bytes]:
    """By need or offering, the model that read it and the digest of the text that it read."""
    return select(InterestMeaning.interest_id, InterestMeaning.model, InterestMeaning.text_sha256).where(
        InterestMeaning.interest_id.in_(ids)
    )


def forget(ids: Collection[UUID]) -> Delete:
    return delete(InterestMeaning).where(InterestMeaning.interest_id.in_(ids))


def keep() -> Insert:
    return insert(InterestMeaning)


def everything() -> Select[Interest]:
    """All needs and offerings there are."""
    return select(Interest).order_by(Interest.id)
