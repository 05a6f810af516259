"""Taking away for good what is unfit for an open system; that it was there, and who did what when, stays."""

from sqlalchemy.orm import Session

from app.models import Interest
from app.queries import answered_requests, documents, interest_history, meanings, runs, sign_offs, workbook_imports
from app.services import contents, shelves


def take_away(db: Session, interest: Interest) -> None:
    """All that a need or an offering says, here and wherever else it was kept or repeated.

    Runs quote words of what they were scored by, so those of its conference no longer tell why; and imports of
    workbooks repeat what they changed, so those that have ended go.
    """
    contents.erase(interest)
    attached = documents.ids_of_interest(interest.id)
    shelves.let_go(db, db.scalars(attached).all())
    for statement in (
        interest_history.erase_contents(interest.id),
        interest_history.erase_comments(interest.id),
        sign_offs.erase(interest.id),
        documents.forget(attached),
        meanings.forget([interest.id]),
        runs.forget_scores(interest.delegation.conference_id),
        workbook_imports.forget_ended(interest.delegation.conference_id),
        answered_requests.blank(interest_history.who_may_have_said(interest)),
    ):
        db.execute(statement)
