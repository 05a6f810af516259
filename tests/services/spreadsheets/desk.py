"""A conference whose workbook goes out and in, without the API around it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.adapters.spreadsheets.reading import ChildReader
from app.api.sheet_rules import judged
from app.i18n.languages import language
from app.models import Conference, ConferenceSession, Country, Delegation, Need, Objective, Region, Sector
from app.queries import organisations
from app.services.permissions import Actor
from app.services.spreadsheets import exporting, importing
from app.services.spreadsheets.importing import Upload, Workbooks
from app.services.spreadsheets.reports import Report
from tests.factories import a_conference, a_delegation, a_session, added, an_administrator, an_organisation
from tests.workbooks import Draft

WORKBOOKS = Workbooks(ChildReader(at_once=2), judged)
PROVINCE, MISSION, OTHER = "01 · Hà Nội", "EMB-KR · Hàn Quốc", "EMB-JP · Nhật Bản"


@dataclass(frozen=True)
class Desk:
    """Of somebody who may do everything."""

    db: Session
    session: ConferenceSession
    province: Delegation
    mission: Delegation
    other: Delegation
    actor: Actor

    @property
    def conference_id(self) -> UUID:
        return self.session.conference_id

    def session_conference(self) -> Conference:
        return self.db.get_one(Conference, self.conference_id)

    def exported(self, code: str = "en", *, template: bool = False) -> bytes:
        return exporting.export(self.db, self.actor, self.conference_id, language(code), template=template)

    def draft(self, code: str = "en") -> Draft:
        return Draft.of(self.exported(code))

    def rehearsed(self, data: bytes, code: str = "en") -> Report:
        upload = Upload(data, language(code))
        return importing.rehearse(self.db, self.actor, WORKBOOKS, self.conference_id, upload)

    def carried(self, data: bytes, confirms: str | None = None) -> Report:
        """Confirms what a dry run says unless told otherwise."""
        upload = Upload(data, language("en"))
        wanted = confirms or self.rehearsed(data).confirmation or ""
        return importing.carry(self.db, self.actor, WORKBOOKS, self.conference_id, upload, confirms=wanted)

    def problems(self, draft: Draft, code: str = "en") -> list[tuple[str, str]]:
        """Where a dry run finds something, like `Needs!D17`, and what."""
        told = language(code)
        return [
            (
                f"{place.sheet}!{place.cell}" if place.cell else place.sheet or "",
                told.sentence(place.template, place.params),
            )
            for place in self.rehearsed(draft.saved(), code).problems
        ]

    def a_need(self, **values: Any) -> Need:
        defaults = {"delegation_id": self.province.id, "code": "N1", "title_vi": "Gạo", "is_disclosed": True}
        return added(self.db, Need(**defaults | values))


def a_desk(db: Session, **conference: Any) -> Desk:
    """A conference with a session of two slots, a province and two missions."""
    session = a_session(db, a_conference(db, **conference))
    province, mission, other = (_delegation(db, session, text) for text in (PROVINCE, MISSION, OTHER))
    return Desk(db, session, province, mission, other, an_administrator(db))


def load_reference(db: Session) -> None:
    db.add(Region(code="NEA", name_vi="Đông Bắc Á", name_en="North-East Asia"))
    db.add(Objective(code="MKT", name_vi="Thị trường", name_en="Market"))
    db.add(Sector(code="AGR", name_vi="Nông nghiệp", name_en="Agriculture"))
    db.add(Sector(code="LOG", name_vi="Hậu cần", name_en="Logistics"))
    db.flush()
    db.add(Country(iso2="KR", name_vi="Hàn Quốc", name_en="South Korea", region_code="NEA"))
    db.commit()


def _delegation(db: Session, session: ConferenceSession, text: str) -> Delegation:
    code, _, name = text.partition(" · ")
    found = db.scalars(organisations.by_codes("test", [code])).one_or_none()
    organisation = found or an_organisation(db, code, label_vi=name, label_en=name)
    return a_delegation(db, session, organisation=organisation)
