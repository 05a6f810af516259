"""A workbook that somebody has sent, for those who carry its import out."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from app.db import SessionFactory, unit_of_work
from app.i18n.languages import language
from app.models import AuditEntry, Need, WorkbookImport
from app.services import workbook_imports
from app.services.permissions import Actor
from app.services.spreadsheets.importing import Upload
from tests.services.spreadsheets.desk import PROVINCE, a_desk
from tests.waiting import wait_for


@dataclass(frozen=True)
class Sent:
    """A workbook with new needs of a conference that has none, whose dry run waits."""

    factory: SessionFactory
    actor: Actor
    id: UUID
    delegation_id: UUID

    def state(self) -> WorkbookImport:
        with unit_of_work(self.factory, write=False) as db:
            return workbook_imports.get(db, self.actor, self.id)

    def confirm(self) -> None:
        with unit_of_work(self.factory, write=True) as db:
            workbook_imports.confirm(db, self.actor, self.id)

    def ended(self) -> WorkbookImport:
        wait_for(lambda: self.state().status.ended)
        return self.state()

    def needs(self) -> int:
        with unit_of_work(self.factory, write=False) as db:
            mine = select(func.count()).select_from(Need).where(Need.delegation_id == self.delegation_id)
            return db.scalars(mine).one()

    def is_recorded(self) -> int:
        with unit_of_work(self.factory, write=False) as db:
            imported = AuditEntry.action == "workbook.imported", AuditEntry.actor_id == self.actor.account.id
            return db.scalars(select(func.count()).select_from(AuditEntry).where(*imported)).one()

    def has_file(self) -> bool:
        with unit_of_work(self.factory, write=False) as db:
            return db.scalars(select(WorkbookImport.content).where(WorkbookImport.id == self.id)).one() is not None


def send(factory: SessionFactory, *, rows: int) -> Sent:
    """One with so many needs. The reference data is there."""
    with factory() as db:
        desk = a_desk(db)
        draft = desk.draft()
        for number in range(rows):
            draft.add("Needs", {"Delegation": PROVINCE, "Reference": f"N{number}", "Vietnamese title": "Chè"})
        data, actor = draft.saved(), desk.actor
        conference_id, delegation_id = desk.conference_id, desk.province.id
    with unit_of_work(factory, write=True) as db:
        row = workbook_imports.create(db, actor, conference_id, Upload(data, language("en")))
    return Sent(factory, actor, row.id, delegation_id)
