"""Does what was planned, row by row, through the services of the resources."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from uuid import UUID

from app.errors import AppError, Duplicate, Invalid, Place
from app.services.spreadsheets.delegation_sheets import DELEGATIONS
from app.services.spreadsheets.planning import Action, Operation, SheetPlan
from app.services.spreadsheets.problems import Problems
from app.services.spreadsheets.sheet import Work

AT_ONCE = 100
WHAT_OTHERS_GO_BY = {"side", "teams"}
"""Of a delegation: whom it may ask, and at which teams its delegates sit."""


def carry_out(work: Work, plans: Sequence[SheetPlan], problems: Problems) -> None:
    """Everything; what a service refuses is told to the problems, and the rest is done all the same."""
    doubtful = set(_doubtful(plans, problems))
    for plan in reversed(plans):
        _Doer(work, plan, problems, doubtful).all(plan.of(Action.DELETED))
    for plan in plans:
        changed = plan.of(Action.CHANGED)
        if plan.file.sheet.prepare is not None:
            plan.file.sheet.prepare(work, [(each.known, each.values) for each in changed if each.known is not None])
        # In this order, since new rows may take what known ones give up.
        for operations in (changed, plan.of(Action.CREATED)):
            _Doer(work, plan, problems, doubtful).all(operations)
        _Doer(work, plan, problems, doubtful).tried(plan.trials)


def _doubtful(plans: Sequence[SheetPlan], problems: Problems) -> Iterator[UUID]:
    """Organisations whose delegation has a problem, which would be told once more for each row that speaks of it."""
    for plan in plans:
        if plan.file.sheet is DELEGATIONS:
            standing = {trial.row.number for trial in plan.trials if _stands(plan, trial, problems)}
            bad = [row for row in plan.bad if row.number not in standing]
            yield from (row.values["organisation_id"] for row in bad if "organisation_id" in row.values)


def _stands(plan: SheetPlan, trial: Operation, problems: Problems) -> bool:
    """Whether the delegation is there already, and stays what other rows go by, whatever else is wrong with it."""
    file, known = plan.file, trial.known
    told = problems.columns(file.title, trial.row.number)
    faulty = {column.name for at, column in file.headings.columns.items() if at in told}
    return (
        known is not None
        and not faulty & WHAT_OTHERS_GO_BY
        and all(trial.values[name] == known.values[name] for name in WHAT_OTHERS_GO_BY)
    )


class _Doer:
    """Does what is planned for one sheet."""

    def __init__(self, work: Work, plan: SheetPlan, problems: Problems, doubtful: set[UUID]) -> None:
        self.work, self.plan, self.problems, self.doubtful = work, plan, problems, doubtful

    def all(self, operations: Sequence[Operation]) -> None:
        """Many at a time as long as nothing is refused; where something is, one after the other, to know what."""
        for first in range(0, len(operations), AT_ONCE):
            several = operations[first : first + AT_ONCE]
            try:
                self._together(several)
            except AppError:
                for each in several:
                    self._alone(each)

    def tried(self, operations: Sequence[Operation]) -> None:
        """What is refused besides what is told of these rows already; nothing of it stays."""
        for each in operations:
            told = self.problems.columns(self.plan.file.title, each.row.number)
            try:
                with self._undone():
                    self._do([each] if not self._is_doubtful(each) else [])
            except AppError as exc:
                self._tell(each, exc, besides=frozenset(told))

    @contextmanager
    def _undone(self) -> Iterator[None]:
        before = dict(self.work.delegations)
        nested = self.work.db.begin_nested()
        try:
            yield
        finally:
            nested.rollback()
            self.work.delegations.clear()
            self.work.delegations.update(before)

    def _together(self, operations: Sequence[Operation]) -> None:
        before = dict(self.work.delegations)
        try:
            with self.work.db.begin_nested():
                self._do([each for each in operations if not self._is_doubtful(each)])
        except AppError:
            self.work.delegations.clear()
            self.work.delegations.update(before)
            raise

    def _alone(self, operation: Operation) -> None:
        try:
            self._together([operation])
        except AppError as exc:
            self._tell(operation, exc)
            if self.plan.file.sheet is DELEGATIONS and operation.action is Action.CREATED:
                self.doubtful.add(operation.values["organisation_id"])

    def _is_doubtful(self, operation: Operation) -> bool:
        return not self.doubtful.isdisjoint(each for each in operation.values.values() if isinstance(each, UUID))

    def _do(self, operations: Sequence[Operation]) -> None:
        """Those of one batch are all new, or all known."""
        sheet = self.plan.file.sheet
        # Services take values to pieces.
        sheet.create(self.work, [dict(each.values) for each in operations if each.known is None])
        for each in operations:
            if each.known is not None and each.action is Action.CHANGED:
                sheet.update(self.work, each.known, dict(each.values))
            elif each.known is not None and sheet.delete is not None:
                sheet.delete(self.work, each.known)

    def _tell(self, operation: Operation, error: AppError, *, besides: frozenset[int] = frozenset()) -> None:
        file, number = self.plan.file, operation.row.number
        places = error.places if isinstance(error, Invalid | Duplicate) else ()
        for place in places or (Place("", error.template, error.params),):
            position = file.blamed(number, place.pointer)
            if position[1] not in besides:
                self.problems.tell(file.title, position, place.template, **place.params)
