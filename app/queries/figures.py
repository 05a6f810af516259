"""Figures for whoever watches the service: counts and times, nothing of anybody."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from app.models import OutgoingMail, Run, RunStatus, WorkbookImport


def runs() -> Select[RunStatus, int, datetime, float, int]:
    """Of each state: how many, the first that was queued, the seconds that the solver had, the attempts lost."""
    sums = (func.sum(Run.spent_seconds), func.sum(Run.losses))
    return select(Run.status, func.count(), func.min(Run.queued_at), *sums).group_by(Run.status)


def imports() -> Select[RunStatus, int, datetime, int]:
    """The same of imports, which cost no solver anything, as long as they are kept."""
    sums = (func.min(WorkbookImport.queued_at), func.sum(WorkbookImport.losses))
    return select(WorkbookImport.status, func.count(), *sums).group_by(WorkbookImport.status)


def progress() -> Select[str | None, dict[str, Any] | None]:
    """Where each run at work is, and what the solver last told of it."""
    return select(Run.phase, Run.progress).where(Run.status == RunStatus.RUNNING)


def mails() -> Select[int, int, datetime | None, int]:
    """How many wait, how many of them could not be sent so far, since when the first waits, how many were refused."""
    waits, tried = OutgoingMail.refusal.is_(None), OutgoingMail.attempts > 0
    first = func.min(OutgoingMail.created_at).filter(waits)
    refused = func.count().filter(OutgoingMail.refusal.is_not(None))
    return select(func.count().filter(waits), func.count().filter(waits, tried), first, refused)
