"""A child that is ready before there is work for it."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from app.adapters.child import Child, End
from app.logs import fields

logger = logging.getLogger(__name__)


@dataclass(kw_only=True)
class Spare:
    """At most one child that has loaded what its work needs, and waits to be told which it is.

    Used by the one thread that may start children. It only saves time: where there is none, a child is started.
    """

    start: Callable[[], Child]
    noun: str
    head_start_seconds: float = 0.5
    """Of whoever has begun last: the next one loads beside it, but not while it begins."""
    rest_seconds: float = 30.0
    """After one that ended by itself, or could not be started: the next may do no better."""
    child: Child | None = field(default=None, init=False)
    _not_before: float = field(default=0.0, init=False)

    def keep(self) -> None:
        """Have one, as soon as it is time for it."""
        if self.child is not None and self.child.end() is not None:
            self._lose(self.child)
        if self.child is None and time.monotonic() >= self._not_before:
            try:
                self.child = self.start()
            except OSError as error:
                logger.warning("%s's spare process can't be started", self.noun, extra=fields(errno=error.errno))
                self._rest(self.rest_seconds)

    def begin(self, work: str, *, limit_seconds: float) -> Child:
        """A child that was told its work, begun for it unless one was ready. Raises `OSError` if none can be."""
        ready, self.child = self.child, None
        self._rest(self.head_start_seconds)
        if ready is not None:
            if ready.tell(work, limit_seconds=limit_seconds):
                return ready
            self._lose(ready)
        child = self.start()
        child.tell(work, limit_seconds=limit_seconds)  # If nobody hears it, that is told by how the child ends.
        return child

    def close(self) -> None:
        """End it; it holds nothing."""
        if self.child is not None:
            _end(self.child)
            self.child = None

    def _lose(self, child: Child) -> None:
        logger.warning("%s's spare process ended", self.noun, extra=fields(exit_code=_end(child).exit_code))
        self.child = None
        self._rest(self.rest_seconds)

    def _rest(self, seconds: float) -> None:
        self._not_before = max(self._not_before, time.monotonic() + seconds)


def _end(child: Child) -> End:
    child.kill()
    end = child.end()
    child.close()
    assert end is not None
    return end
