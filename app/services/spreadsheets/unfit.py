"""What is wrong with the content of a cell."""


class Unfit(Exception):
    """`template` and `params` say why, as in an `AppError`."""

    def __init__(self, template: str, /, **params: object) -> None:
        super().__init__(template)
        self.template, self.params = template, params
