"""A telephone with an app for one-time codes."""

import time
from dataclasses import dataclass, field

import pyotp

STEP_SECONDS = 30
SOON = range(-3, 12)


@dataclass
class Telephone:
    """Knows the secret; `recovery_codes` are kept beside it.

    Steps count from the half minute in which it got the secret, so that none of them changes while a test runs.
    """

    secret: str
    recovery_codes: list[str] = field(default_factory=list)
    _got_at: int = field(default_factory=lambda: int(time.time()))

    def code(self, step: int = 0) -> str:
        """Of the first half minute, or of one that many before or after it."""
        return pyotp.TOTP(self.secret).at(self._got_at + step * STEP_SECONDS)

    def wrong(self) -> str:
        """A code of none of these minutes."""
        right = {self.code(step) for step in SOON}
        return next(code for code in (f"{number:06}" for number in range(len(right) + 1)) if code not in right)
