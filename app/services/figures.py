"""Figures for whoever watches the service, by four queries."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from app.models import RunStatus
from app.queries import figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Ages are zero where nothing waits. `phases` has a goal with each phase of runs at work, `gap` their widest."""

    runs: Mapping[str, int]
    phases: Mapping[tuple[str, str], int]
    queue_age_seconds: float
    solver_seconds: float
    losses: int
    gap: float
    imports: Mapping[str, int]
    import_age_seconds: float
    import_losses: int
    mails_waiting: int
    mails_tried: int
    mail_age_seconds: float
    mails_refused: int


class _State(NamedTuple):
    """What there is of the runs in one state."""

    status: RunStatus
    number: int
    first_queued_at: datetime
    seconds: float
    losses: int


def now(db: Session) -> Figures:
    """As the database has them."""
    moment = datetime.now(UTC)
    states = {state.status: state for state in map(_State._make, db.execute(figures.runs()))}
    found = db.execute(figures.imports())
    imports = {status: (number, first, losses) for status, number, first, losses in found}
    working = db.execute(figures.progress()).all()
    waiting, tried, first, refused = db.execute(figures.mails()).one()
    queued = states.get(RunStatus.QUEUED)
    return Figures(
        runs={status: states[status].number if status in states else 0 for status in RunStatus},
        phases=Counter((phase or "none", progress["goal"] if progress else "none") for phase, progress in working),
        queue_age_seconds=_age(moment, queued.first_queued_at if queued else None),
        solver_seconds=float(sum(state.seconds for state in states.values())),
        losses=sum(state.losses for state in states.values()),
        gap=max((_gap(progress) for _phase, progress in working if progress), default=0.0),
        imports={status: imports[status][0] if status in imports else 0 for status in RunStatus},
        import_age_seconds=_age(moment, imports[RunStatus.QUEUED][1] if RunStatus.QUEUED in imports else None),
        import_losses=sum(losses for _, _, losses in imports.values()),
        mails_waiting=waiting,
        mails_tried=tried,
        mail_age_seconds=_age(moment, first),
        mails_refused=refused,
    )


def _age(moment: datetime, since: datetime | None) -> float:
    return 0.0 if since is None else max(0.0, (moment - since).total_seconds())


def _gap(progress: Mapping[str, Any]) -> float:
    """How far a value is from its bound, as a share of the bound; all of it where one of them is not known yet."""
    value, bound = progress["value"], progress["bound"]
    if value is None or bound is None:
        return 1.0
    return float(abs(bound - value) / max(1, abs(bound)))
