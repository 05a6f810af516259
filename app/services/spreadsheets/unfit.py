"""What is wrong with the content of a cell."""

from typing import Final


class Unfit(Exception):
    """`template` and `params` say why, as in an `AppError`."""

    def __init__(self, template: str, /, **params: object) -> None:
        super().__init__(template)
        self.template, self.params = template, params


class Unread:
    """What stands for the value of a cell that has a fault: no rule takes it."""


UNREAD: Final = Unread()
