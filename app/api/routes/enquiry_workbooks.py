"""Enquiries as a workbook, out and in."""

from fastapi import Response, status

from app.api.problems import problems
from app.api.routing import Router
from app.api.schemas.workbooks import WorkbookImportRead
from app.api.workbook_files import FILE, Exporting, Importing, SentWithEnquiries
from app.errors import InfectedFile, Invalid, ScannerDown
from app.models import WorkbookImport

router = Router(tags=["Enquiries"])


@router.get("/enquiry-workbook", response_class=Response, responses=FILE)
def get_enquiry_workbook(export: Exporting) -> Response:
    """Your organisation's, those that your mission has to answer, to administrators all: to be edited and imported."""
    return export.of(None)


@router.post(
    "/enquiry-workbook-imports",
    status_code=status.HTTP_202_ACCEPTED,
    response_model=WorkbookImportRead,
    responses=problems(Invalid, InfectedFile, ScannerDown),
)
def import_enquiries(file: SentWithEnquiries, workbook: Importing) -> WorkbookImport:
    """First a dry run, as of the workbook of a conference; poll and confirm it at the address in `Location`.

    New rows are asked, questions edited as long as nobody has taken them on, missions assigned by administrators, and
    answers given by missions: all of it, or nothing.
    """
    return workbook.of(file, None)
