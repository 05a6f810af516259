"""The sheets of a workbook, in the order in which their rows need each other."""

from collections.abc import Sequence

from app.services.spreadsheets.book import Book
from app.services.spreadsheets.delegate_sheet import DELEGATES
from app.services.spreadsheets.delegation_sheets import DELEGATIONS, UNAVAILABILITIES
from app.services.spreadsheets.enquiry_sheet import ENQUIRIES
from app.services.spreadsheets.interest_sheets import NEEDS, OFFERINGS
from app.services.spreadsheets.sheet import Sheet
from app.services.spreadsheets.wish_sheet import WISHES

SHEETS: Sequence[Sheet] = (DELEGATIONS, UNAVAILABILITIES, DELEGATES, NEEDS, OFFERINGS, WISHES)


def of(book: Book) -> Sequence[Sheet]:
    """Those that whoever has the book may fill in."""
    if book.about is None:
        return (ENQUIRIES,)
    return [sheet for sheet in SHEETS if book.is_whole or sheet.for_delegations]
