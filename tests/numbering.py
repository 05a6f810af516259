"""The numbers of what the factories make."""

MOST_POSITION = 10_000


class Numbers:
    """Each once, in order."""

    def __init__(self) -> None:
        self.last = 0

    def __next__(self) -> int:
        self.last += 1
        return self.last

    def begin_anew(self) -> None:
        """Number what a test makes in its order: none of the positions, which have an end, wraps within it."""
        if self.last % MOST_POSITION > MOST_POSITION // 2:
            self.last += MOST_POSITION - self.last % MOST_POSITION


NUMBERS = Numbers()
