"""Live progress of a solve: a table on a terminal, plain lines elsewhere, nothing if quiet."""

import sys
import time
from contextlib import AbstractContextManager, nullcontext
from types import TracebackType
from typing import Protocol, Self

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from app.matching.scheduling.timetable import GoalValue

SECONDS_BETWEEN_LINES = 1.0


class Step(Protocol):
    """What is shown of a solve's progress; `solve.Progress` is one, and so is what a run's row tells."""

    @property
    def goal(self) -> str: ...
    @property
    def value(self) -> int | None: ...
    @property
    def bound(self) -> int | None: ...
    @property
    def seconds(self) -> float: ...
    @property
    def goals(self) -> tuple[GoalValue, ...]: ...


class Display(Protocol):
    """Shows each step that it is given."""

    def __call__(self, step: Step) -> None: ...


def display(*, quiet: bool, interrupt: str = "keeps the best so far") -> AbstractContextManager[Display]:
    """The display that suits standard error; `interrupt` is what Ctrl-C does."""
    if quiet:
        return nullcontext(lambda _step: None)
    console = Console(stderr=True)
    return _LiveTable(console, interrupt) if console.is_terminal else nullcontext(_Lines())


def gap(value: int | None, bound: int | None) -> str:
    """How far a value may be from the best possible, in words."""
    if value is None or bound is None:
        return "unknown"
    if value == bound:
        return "proven best"
    return f"{abs(bound - value)}" if bound == 0 else f"{abs(bound - value) / abs(bound):.2%}"


class _Lines:
    """A line when a goal is begun and when it is settled, and at most one a second between."""

    def __init__(self) -> None:
        self._told = ("", False)
        self._told_at = 0.0

    def __call__(self, step: Step) -> None:
        now, standing = time.monotonic(), (step.goal, step.value == step.bound)
        if standing == self._told and (standing[1] or now - self._told_at < SECONDS_BETWEEN_LINES):
            return
        self._told, self._told_at = standing, now
        value, bound = _shown(step.value), _shown(step.bound)
        sys.stderr.write(
            f"{step.seconds:7.1f} s  {step.goal}: {value}, bound {bound}, gap {gap(step.value, step.bound)}\n"
        )


class _LiveTable:
    """The goals as a table that is drawn anew as they change, with a clock that goes on."""

    def __init__(self, console: Console, interrupt: str) -> None:
        self._interrupt = interrupt
        self._step: Step | None = None
        self._told = time.monotonic()
        self._live = Live(console=console, refresh_per_second=4, transient=True, get_renderable=self._drawn)

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._live.stop()

    def __call__(self, step: Step) -> None:
        self._step, self._told = step, time.monotonic()

    def _drawn(self) -> RenderableType:
        if self._step is None:
            return ""
        seconds = self._step.seconds + time.monotonic() - self._told
        return Group(_table(self._step), Text(f"{seconds:.1f} s, Ctrl-C {self._interrupt}", style="dim"))


def _table(step: Step) -> Table:
    """The goals finished and the one being worked on."""
    drawn = Table(box=None, header_style="dim")
    for column in ("goal", "value", "bound", "gap"):
        drawn.add_column(column, justify="left" if column == "goal" else "right")
    for done in step.goals:
        drawn.add_row(done.goal, _shown(done.value), _shown(done.bound), gap(done.value, done.bound), style="dim")
    drawn.add_row(step.goal, _shown(step.value), _shown(step.bound), gap(step.value, step.bound), style="bold")
    return drawn


def _shown(number: int | None) -> str:
    return "-" if number is None else f"{number:,}"
