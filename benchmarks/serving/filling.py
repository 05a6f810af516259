"""A workbook with all that a packaged conference has, and conferences like it in which nobody has said anything."""

import re
from dataclasses import dataclass
from itertools import count
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import db as database
from app.db import SessionFactory, make_engine, make_session_factory
from app.i18n.languages import language
from app.models import Account, Conference, ConferenceSession, Role, Slot, Stage
from app.services import scenarios
from app.services.spreadsheets import exporting
from tests import factories
from tests.workbooks import Draft

SCENARIO = "session-2026"
SUBMITTED = ("Needs", "Offerings")
HIDDEN = re.compile(r"[AB]\d+")  # The columns with which a row says that it was exported.
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Filled:
    """The workbook, whose rows are all new wherever it comes; how many those are; and by whom it is sent."""

    workbook: bytes
    rows: dict[str, int]
    token: str
    account_id: UUID
    session_id: UUID
    sessions: SessionFactory

    def another_conference(self) -> UUID:
        """With the session of the packaged one, its programme, and no delegations; its editor sends the workbook."""
        with self.sessions() as db:
            session = db.get_one(ConferenceSession, self.session_id)
            like = db.get_one(Conference, session.conference_id)
            days = {"starts_on": like.starts_on, "ends_on": like.ends_on, "timezone": like.timezone}
            copy = factories.a_conference(db, code=f"copy-{next(_numbers)}", stage=Stage.COLLECTING, **days)
            names = {"code": session.code, "name_vi": session.name_vi, "name_en": session.name_en}
            made = factories.a_session(db, copy, slots=0, tables=0, **names)
            slots = db.scalars(select(Slot).where(Slot.session_id == session.id)).all()
            kept = ("code", "position", "period", "starts_at", "ends_at")
            db.add_all(Slot(session_id=made.id, **{name: getattr(slot, name) for name in kept}) for slot in slots)
            db.commit()
            factories.a_membership(db, db.get_one(Account, self.account_id), copy, Role.EDITOR)
            return copy.id


def filled(url: str) -> Filled:
    """Bring the database to the newest schema and load the packaged conference."""
    engine = make_engine(url)
    database.upgrade(engine)
    sessions = make_session_factory(engine)
    with sessions() as db:
        session = scenarios.load(db, SCENARIO)
        db.commit()
        account = factories.an_account(db)
        workbook, rows = _workbook(db, session)
        token = factories.an_api_token(db, account)
        return Filled(workbook, rows, token, account.id, session.id, sessions)


def _workbook(db: Session, session: ConferenceSession) -> tuple[bytes, dict[str, int]]:
    """As somebody would have typed it into a template: nothing says that it comes from elsewhere."""
    exported = exporting.export(db, factories.ADMINISTRATOR, session.conference_id, language("en"), template=False)
    draft = Draft.of(exported)
    sheets = {name: cells for name, cells in draft.sheets.items() if cells.get("B1") == "stamp"}
    rows = {}
    for name, cells in sheets.items():
        rows[name] = len(draft.rows(name))
        draft.sheets[name] = {place: value for place, value in cells.items() if not HIDDEN.fullmatch(place)}
        if name in SUBMITTED:
            for number in range(2, rows[name] + 2):
                draft.set(name, number, Submit="x")
    draft.sheets = {name: draft.sheets[name] for name in sheets}
    return draft.saved(), rows
