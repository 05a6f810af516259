"""Somebody who is faster than the request of a test."""

from typing import Any

from fastapi import FastAPI
from sqlalchemy import Executable, Select, event, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import ORMExecuteState

from app.models import ConferenceSession


def overtake(app: FastAPI, **values: Any) -> None:
    """Save the session just before the next request that waits for it gets it, as somebody for whom it waited would.

    In the transaction of that request, with which it is undone where that fails.
    """
    saving = iter([update(ConferenceSession).values(revision=ConferenceSession.revision + 1, **values)])

    def save(state: ORMExecuteState) -> None:
        if _waits_for_session(state.statement) and (change := next(saving, None)) is not None:
            # Past the rows that the request knows, which stay as they were when it read them.
            state.session.connection().execute(change)

    event.listen(app.state.session_factory, "do_orm_execute", save)


def _waits_for_session(statement: Executable) -> bool:
    """On SQLite, too, the statement itself says so."""
    if not isinstance(statement, Select):
        return False
    sql = str(statement.compile(dialect=postgresql.dialect()))  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it unannotated.
    return "FROM conference_session" in sql and sql.endswith("FOR UPDATE")
