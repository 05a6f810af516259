"""A database that pages can be looked at with: a conference that collects, and one whose timetable is published."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from sqlalchemy.orm import Session

from app import db as database
from app.db import make_engine, make_session_factory
from app.models import (
    Account,
    Conference,
    ConferenceSession,
    Delegation,
    EnquiryChange,
    EnquiryStatus,
    InterestState,
    Organisation,
    PartnerIntent,
    Role,
    Run,
    RunStatus,
    Stage,
)
from app.queries import delegations
from app.services import links, password_resets, scenarios
from app.services.run_failures import WORKER_LOST
from app.services.timetable_drafts import drafts
from app.settings import AccountSettings
from tests import factories
from tests.web import greedy

TEXT = "Tỉnh có 120 km bờ biển và muốn kết nối với các nhà đầu tư điện gió, công nghệ lưu trữ và cảng biển xanh."
FEW = 3
"""A meeting that is picked up has more places than these to go to."""
ROLES = ("organiser", "province", "mission")


@dataclass(frozen=True, slots=True)
class World:
    """By role the secret of a sign-in; by name what stands in addresses, with `past_` before that of the published."""

    secrets: Mapping[str, str]
    ids: Mapping[str, str]


def made(url: str) -> World:
    engine = make_engine(url)
    database.upgrade(engine)
    with make_session_factory(engine)() as db:
        now, past = scenarios.load(db, "session-2026"), scenarios.load(db, "session-2023")
        accounts = {role: factories.an_account(db, name=role.title(), email=f"{role}@example.vn") for role in ROLES}
        ids: dict[str, str] = {}
        for prefix, session in (("", now), ("past_", past)):
            firsts = _firsts(db, session)
            conference = db.get_one(Conference, session.conference_id)
            for role, account in accounts.items():
                kind = Role.OWNER if role == "organiser" else Role.HEAD
                member = factories.a_membership(db, account, conference, kind, firsts.get(role))
                ids[f"{prefix}{role}_member"] = str(member.id)
            ids |= {f"{prefix}{name}": str(each.id) for name, each in firsts.items()}
            ids |= {f"{prefix}session": str(session.id), f"{prefix}conference": str(session.conference_id)}
            db.refresh(session, ["slots", "tables"])
            ids |= {f"{prefix}slot": str(session.slots[0].id), f"{prefix}table": str(session.tables[0].id)}
        _collect(db, now)
        firsts = _firsts(db, now)
        ids |= _written(db, firsts["province"]) | {"offering": _offered(db, firsts["mission"])}
        ids |= _going_on(db, now, firsts, accounts["organiser"])
        ids |= _enquired(db, firsts)
        ids["group"] = _together(db, now, firsts)
        ids["run"] = str(_searching(db, now).id)
        ids["what_if"] = str(factories.an_answered_question(db, now).id)
        factories.a_run(db, now, status=RunStatus.FAILED, error=str(WORKER_LOST), failure=asdict(WORKER_LOST))
        _publish(db, past)
        ids["picked"] = _edited(db, past)
        ids["empty_conference"] = str(factories.a_conference(db, stage=Stage.DRAFT).id)
        accounts["newcomer"] = factories.an_account(db, name="Lò Văn Chung", email="newcomer@example.vn")
        ids["newcomer"] = _come(db, accounts["newcomer"], firsts["province"])
        ids |= _mailed(db, firsts["province"], accounts["mission"])
        until = datetime.now(UTC) + timedelta(days=1)
        accounts["administrator"] = factories.an_account(db, name="Administrator", is_administrator=True)
        secrets = {role: factories.a_sign_in(db, each, expires_at=until) for role, each in accounts.items()}
    engine.dispose()
    return World(secrets, ids)


def _firsts(db: Session, session: ConferenceSession) -> dict[str, Delegation]:
    """The first delegation of each side."""
    query = delegations.of_conference(session.conference_id)
    return {each.side: each for each in reversed(db.scalars(query).all())}


def _collect(db: Session, session: ConferenceSession) -> None:
    conference = db.get_one(Conference, session.conference_id)
    conference.stage = Stage.COLLECTING
    soon = datetime.now(UTC) + timedelta(days=9)
    conference.submissions_close_at, conference.requests_close_at = soon, soon + timedelta(days=4)
    db.commit()


def _written(db: Session, province: Delegation) -> dict[str, str]:
    """A need that has been sent, and one that is being written."""
    sent = factories.a_need(db, province, title_vi="Thu hút đầu tư vào điện gió ngoài khơi", text_vi=TEXT)
    draft = {"title_vi": "Tìm nhà nhập khẩu cà phê và hạt điều", "text_vi": TEXT, "state": InterestState.DRAFT}
    return {"need": str(sent.id), "draft": str(factories.a_need(db, province, **draft).id)}


def _offered(db: Session, mission: Delegation) -> str:
    """A partner lead that is being written."""
    partner = {"partner_name": "Hanwha Ocean", "partner_country_code": "KR", "partner_intent": PartnerIntent.BRINGS}
    title = {"title_vi": "Doanh nghiệp Hàn Quốc tìm địa điểm đóng trụ tua-bin điện gió", "text_vi": TEXT}
    return str(factories.an_offering(db, mission, state=InterestState.DRAFT, **title, **partner).id)


def _going_on(
    db: Session, session: ConferenceSession, firsts: Mapping[str, Delegation], organiser: Account
) -> dict[str, str]:
    """Somebody who comes and somebody who interprets, a request that waits, and a workbook that was looked through."""
    conference = db.get_one(Conference, session.conference_id)
    heading = {"sheet": "Nhu cầu", "cell": "E2", "heading": "Thứ tự ưu tiên", "before": "1", "after": "2"}
    changes = [{"sheet": "Nhu cầu", "row": 2, "name": "01 · Hà Nội, N1", "action": "changed", "cells": [heading]}]
    none = {"created": 0, "changed": 0, "deleted": 0, "unchanged": 0, "left": 0}
    needs = none | {"sheet": "Nhu cầu", "changed": 1, "unchanged": 3}
    away = none | {"sheet": "Khung giờ không gặp được", "unchanged": 1204, "left": 12}
    report = {"sheets": [needs, away], "changes": changes, "problems": [], "ignored_sheets": []}
    asked = "Đoàn mong muốn trao đổi về điện gió ngoài khơi."
    return {
        "delegate": str(factories.a_delegate(db, firsts["province"]).id),
        "interpreter": str(factories.an_interpreter(db, session, "vi", "en").id),
        "request": str(factories.a_request(db, session, firsts["mission"], firsts["province"], message=asked).id),
        "import": str(factories.a_workbook_import(db, organiser, conference, report=report).id),
    }


def _enquired(db: Session, firsts: Mapping[str, Delegation]) -> dict[str, str]:
    """One that waits to be assigned, and one with an answer."""
    ids, whose = {}, {"organisation_id": firsts["province"].organisation_id}
    answer = "Two firms in Suwon are interested. They would like to see the site in March."
    answered = {"mission_id": firsts["mission"].organisation_id, "status": EnquiryStatus.ANSWERED, "answer": answer}
    for number, (name, values) in enumerate({"enquiry": {}, "answered": answered}.items(), 1):
        need = {"code": f"ĐH{number}", "title_vi": "Tìm đối tác đóng gói và kiểm thử bán dẫn", "text_vi": TEXT}
        made = factories.an_enquiry(db, need=need | {"region_codes": ["NEA"]}, **whose, **values)
        factories.an_enquiry_document(db, made, name="Hồ sơ khu công nghiệp.pdf", size=120_000)
        ids[name] = str(made.id)
    told = {"account_id": None, "mission_id": answered["mission_id"], "at": datetime.now(UTC)}
    factories.added(db, EnquiryChange(enquiry_id=made.id, number=1, status=EnquiryStatus.ANSWERED, text=answer, **told))
    return ids


def _together(db: Session, session: ConferenceSession, firsts: Mapping[str, Delegation]) -> str:
    """A group whose convener is a mission, and that waits for the answer of a province."""
    mission = firsts["mission"]
    theme = "Chuỗi cung ứng nông sản và kho lạnh"
    made = factories.a_group(db, session, mission, invited=[firsts["province"]], convener_id=mission.id, theme=theme)
    return str(made.id)


def _come(db: Session, account: Account, province: Delegation) -> str:
    """Somebody of a delegation of which nothing is known yet, at a conference that has begun to collect."""
    names = {"name_vi": "Hội nghị xúc tiến đầu tư vùng Tây Bắc", "name_en": "Investment Conference of the North-West"}
    soon = datetime.now(UTC) + timedelta(days=5)
    session = factories.a_session(db, factories.a_conference(db, **names, submissions_close_at=soon), slots=12)
    organisation = db.get_one(Organisation, province.organisation_id)
    delegation = factories.a_delegation(db, session, organisation=organisation)
    factories.a_membership(db, account, db.get_one(Conference, session.conference_id), Role.HEAD, delegation)
    return str(delegation.id)


def _mailed(db: Session, province: Delegation, known: Account) -> dict[str, str]:
    """The paths of the links in letters: to somebody new, to somebody known, to whoever has forgotten a password."""
    where: dict[str, Any] = {"conference_id": province.conference_id, "role": Role.MEMBER}
    where["delegation_id"] = province.id
    reset = password_resets.create(db, AccountSettings(), known)
    return {
        "invitation": factories.an_invitation(db, **where),
        "invitation_known": factories.an_invitation(db, known.email, **where),
        "new_password": links.password_reset("", reset),
    }


def _publish(db: Session, session: ConferenceSession) -> None:
    greedy.store(db, session)
    db.get_one(Conference, session.conference_id).stage = Stage.FINAL
    factories.tell(db, session.conference_id)


def _edited(db: Session, session: ConferenceSession) -> str:
    """By hand, from the timetable that is published; one of its meetings, as it stands in addresses."""
    desk = drafts.begin(db, factories.an_administrator(db), session.id, timetable_id=None)
    rows = sorted(desk.placements, key=lambda each: each.table)
    movable = (each.meeting for each in rows if sum(cell.legal for cell in desk.cells(each.meeting)) > FEW)
    return quote(next(movable))


def _searching(db: Session, session: ConferenceSession) -> Run:
    """A run that has found something, and goes on."""
    values, now = (12_000, 15_400, 17_900, 18_350), datetime.now(UTC)
    course = [
        {"seconds": float(i), "goal": "welfare", "value": v, "bound": 19_000 - 90 * i} for i, v in enumerate(values)
    ]
    settled = [{"goal": "required", "value": 0, "bound": 0}, {"goal": "floors", "value": 2, "bound": 1}]
    progress = {"goal": "welfare", "value": 18_350, "bound": 18_730, "seconds": 3.0, "goals": settled}
    running = {"status": RunStatus.RUNNING, "phase": "searching", "started_at": now, "best_at": now}
    running["best"] = greedy.best(db, session)
    return factories.a_run(db, session, progress=progress, course=course, **running)
