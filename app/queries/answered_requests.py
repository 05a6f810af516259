"""Reading requests that were answered, and forgetting them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Delete, Select, Update, delete, select, update

from app.models import AnsweredRequest


def of_key(account_id: UUID, key: str) -> Select[AnsweredRequest]:
    return select(AnsweredRequest).where(AnsweredRequest.account_id == account_id, AnsweredRequest.key == key)


def keep(request_id: UUID, answer: bytes) -> Update:
    """Keep the answer, unless whoever asked is gone."""
    return update(AnsweredRequest).where(AnsweredRequest.id == request_id).values(answer=answer)


def forget(*, before: datetime) -> Delete:
    """Forget those that are older."""
    return delete(AnsweredRequest).where(AnsweredRequest.created_at < before)


def blank(accounts: Select[UUID]) -> Update:
    """Forget what these were answered, but not that they asked: nothing is done twice."""
    return update(AnsweredRequest).where(AnsweredRequest.account_id.in_(accounts)).values(answer=None)
