"""Telling which workers are gone, without comparing clocks."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.adapters.jobs import Hold


@dataclass(slots=True)
class _Seen:
    beats: int
    silent_seconds: float = 0.0


@dataclass(kw_only=True)
class Watch:
    """Who has not been heard of for `lease_seconds` counts as gone.

    Time is that of this process's own steady clock: what others write is compared with what they wrote before, never
    with a time of day, which may jump. Between two looks no more than `longest_look` passes: while nobody could look,
    since the database was away or the machine slept, nobody could be heard either.
    """

    lease_seconds: float
    longest_look: float
    _seen: dict[Hold, _Seen] = field(default_factory=dict, init=False)
    _last: float | None = field(default=None, init=False)

    def silent(self, beats: Mapping[Hold, int], now: float) -> list[Hold]:
        """Those of the attempts under way that are to be taken up."""
        passed = 0.0 if self._last is None else min(now - self._last, self.longest_look)
        self._last = now
        before, self._seen = self._seen, {}
        for hold, count in beats.items():
            seen = before.get(hold)
            heard = seen is None or seen.beats != count
            self._seen[hold] = _Seen(count, 0.0 if heard or seen is None else seen.silent_seconds + passed)
        return [hold for hold, seen in self._seen.items() if seen.silent_seconds >= self.lease_seconds]
