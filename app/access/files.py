"""Documents that come with requests, for the API and the pages: where they are kept, and until when they follow."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, Request

from app.services.incoming_files import Intake
from app.services.shelves import Shelf


def get_intake(request: Request) -> Intake:
    intake: Intake = request.app.state.intake
    return intake


Intaking = Annotated[Intake, Depends(get_intake)]


def get_shelf(intake: Intaking) -> Iterator[Shelf]:
    """Ends after the transaction that it follows."""
    shelf = Shelf(intake.files)
    try:
        yield shelf
    except BaseException:
        shelf.rolled_back()
        raise
    shelf.committed()


# scope="function": files are settled before the response leaves.
Shelved = Annotated[Shelf, Depends(get_shelf, scope="function")]
