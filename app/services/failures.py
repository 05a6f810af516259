"""What failed for good: runs, imports and mails that nobody tries any more, unless somebody wants it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from app.models import Account, Conference, Role, Run, WorkbookImport
from app.queries import runs, workbook_imports
from app.services import conferences, outgoing_mails
from app.services.outgoing_mails import Postbox, RefusedMail
from app.services.permissions import Actor, is_editor, require_administrator, require_organiser

MOST = 50
"""Of each kind; there are as many only where something is wrong with the system."""


@dataclass(frozen=True, slots=True)
class FailedImport:
    """It can be tried again: not the file was at fault. `conference` is none of a workbook of enquiries."""

    row: WorkbookImport
    sender: Account
    conference: Conference | None


@dataclass(frozen=True, slots=True)
class Failures:
    """The latest of each kind first."""

    runs: Sequence[Run]
    imports: Sequence[FailedImport]
    mails: Sequence[RefusedMail]


def get(db: Session, actor: Actor, postbox: Postbox, conference_id: UUID | None) -> Failures:
    """Of a conference for its organisers; its mails, which tell of people, for editors. Without one all there is.

    A run after which one of the same session has succeeded is not told any more, nor a question that was answered
    since. Raises `NotFound` and `Forbidden`,
    without a conference to all but administrators.
    """
    if conference_id is None:
        require_administrator(actor)
    else:
        require_organiser(actor, conferences.get(db, actor, conference_id).id, Role.VIEWER)
    sees_mails = conference_id is None or is_editor(actor, conference_id)
    imports = db.execute(workbook_imports.failed(conference_id).limit(MOST))
    return Failures(
        runs=db.scalars(runs.failed(conference_id).limit(MOST)).all(),
        imports=[FailedImport(*found) for found in imports],
        mails=outgoing_mails.refused(db, postbox.sealer, conference_id, most=MOST) if sees_mails else (),
    )
