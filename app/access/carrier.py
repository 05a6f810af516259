"""An error on its way through the framework."""

from starlette.exceptions import HTTPException

from app.errors import AppError


class Carrier(HTTPException):
    """Carries an error through the framework where it lets only exceptions of its own kind pass."""

    def __init__(self, error: AppError) -> None:
        super().__init__(error.status, str(error))
        self.error = error
