"""One conference with a row of everything, people of every role, and a request for every operation of the API."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, TypeVar

from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from app.matching.scoring.organisations import OrganisationWeights
from app.matching.scoring.weights import Weights
from app.models import (
    Account,
    ApiToken,
    Conference,
    Delegation,
    Document,
    EnquiryDocument,
    InterestState,
    Invitation,
    MeetingValue,
    OutgoingMail,
    Role,
    Scope,
    SignIn,
    TimetableStatus,
    TimetableVersion,
    WorkbookImport,
)
from app.services import audit_entries, tokens
from app.services.planning.seating import Wanted
from app.services.timetable_drafts import drafts, moves
from tests import factories, mailbox
from tests.api import pasts
from tests.api.people import PASSWORD, People
from tests.factories import added
from tests.files import PDF
from tests.workbooks import Draft

HOUR = timedelta(hours=1)
_numbers = count(1)
DAY = "2026-12-08"
INTEREST: dict[str, Any] = {"code": "N2", "title_vi": "Xuất khẩu gạo thơm"}
CONFERENCE: dict[str, Any] = {
    "code": "new",
    "name_vi": "Hội nghị",
    "name_en": "Conference",
    "city": "Huế",
    "starts_on": DAY,
    "ends_on": DAY,
}
DEADLINES = {
    "submissions_close_at": None,
    "requests_close_at": None,
    "objections_close_at": f"{DAY}T09:00",
}
SESSION: dict[str, Any] = {"code": "new", "name_vi": "Phiên", "name_en": "Session"}
SLOT = {"code": "s9", "starts_at": f"{DAY}T16:00:00+07:00", "ends_at": f"{DAY}T16:15:00+07:00", "period": "p2"}
LATER = {"code": "s10", "starts_at": f"{DAY}T16:15:00+07:00", "ends_at": f"{DAY}T16:30:00+07:00", "period": "p2"}
ORGANISATION: dict[str, Any] = {"scheme": "test", "code": "NEW", "kind": "partner"} | dict.fromkeys(
    ("name_vi", "name_en", "label_vi", "label_en"), "Firm"
)
ENQUIRY: dict[str, Any] = {"kind": "protection", "need": INTEREST}
LETTER = {"number": "1234/UBND-NV", "on": "2024-11-04"}
DELEGATION: dict[str, Any] = {"side": "province"}
INTERPRETER = {"code": "KO-1", "languages": ["vi", "ko"]}
MEETING = "m1"
DELEGATE: dict[str, Any] = {"name": "Lê Văn Cường", "private": {"note": "Bí mật"}}

Body = Callable[["World"], Any]

# What is sent by each operation that has a body; the world fills in the ids.
BODIES: dict[str, Body] = {
    "PUT /accounts/me/password": lambda _: {"old_password": PASSWORD, "new_password": PASSWORD},
    "PUT /accounts/me/name": lambda _: {"name": "Nguyễn Ân"},
    "PUT /accounts/me/mail": lambda _: {"language": "vi", "only_essential_mail": True},
    "POST /accounts/me/erasures": lambda _: {"password": PASSWORD},
    "PUT /memberships/{membership_id}": lambda _: {"role": "head"},
    "POST /accounts/me/second-factor/confirmations": lambda _: {"code": "123456"},
    "POST /accounts/me/second-factor/removals": lambda _: {"code": "123456"},
    "POST /api-tokens": lambda _: {"name": "new", "scope": "read", "days": 1},
    "POST /conferences/{conference_id}/invitations": lambda _: {"email": "new@example.vn", "role": "viewer"},
    "POST /conferences": lambda _: CONFERENCE,
    "PUT /conferences/{conference_id}": lambda _: CONFERENCE,
    "POST /conferences/{conference_id}/stage-changes": lambda _: {"stage": "reviewing"},
    "POST /conferences/{conference_id}/reminders": lambda world: {"delegation_ids": [str(world.own.id)]},
    "PUT /conferences/{conference_id}/deadlines": lambda _: DEADLINES,
    "POST /conferences/{conference_id}/clones": lambda _: {"code": "new", "starts_on": "2027-12-08"},
    "POST /conferences/{conference_id}/sessions": lambda _: SESSION,
    "PUT /sessions/{session_id}": lambda _: SESSION,
    "POST /sessions/{session_id}/slots": lambda _: SLOT,
    "POST /sessions/{session_id}/tables": lambda _: {"code": "T9"},
    "PUT /sessions/{session_id}/table-availability": lambda world: {
        "table_ids": [str(world.ids["table_id"])],
        "unavailable_slot_ids": [str(world.ids["slot_id"])],
    },
    "PUT /slots/{slot_id}": lambda _: SLOT,
    "PUT /tables/{table_id}": lambda _: {"code": "T8"},
    "POST /sessions/{session_id}/interpreters": lambda _: INTERPRETER,
    "PUT /interpreters/{interpreter_id}": lambda _: INTERPRETER,
    "PUT /sessions/{session_id}/programme": lambda _: {"slots": [SLOT | {"code": "s01"}, LATER]},
    "PUT /sessions/{session_id}/side-rules": lambda _: {"side_rules": [{"side": "mission", "may_ask": []}]},
    "POST /conferences/{conference_id}/slot-grids": lambda _: {
        "days": [DAY],
        "starts": "13:30",
        "ends": "14:30",
        "slot_minutes": 15,
    },
    "POST /organisations": lambda _: ORGANISATION,
    "PUT /organisations/{organisation_id}": lambda _: ORGANISATION,
    "POST /conferences/{conference_id}/delegations": lambda world: (
        DELEGATION | {"organisation_id": str(world.ids["organisation_id"])}
    ),
    "PUT /delegations/{delegation_id}": lambda _: DELEGATION,
    "PUT /delegations/{delegation_id}/details": lambda _: {"mode": "online"},
    "PUT /delegations/{delegation_id}/availability": lambda world: {
        "unavailable_slot_ids": [str(world.ids["slot_id"])]
    },
    "POST /delegations/{delegation_id}/delegates": lambda _: DELEGATE,
    "PUT /delegations/{delegation_id}/delegate-order": lambda world: {"delegate_ids": [str(world.ids["delegate_id"])]},
    "PUT /delegates/{delegate_id}": lambda _: DELEGATE,
    "POST /delegations/{delegation_id}/needs": lambda _: INTEREST,
    "PUT /needs/{need_id}": lambda _: INTEREST,
    "POST /needs/{need_id}/state-changes": lambda _: {"state": "submitted"},
    "POST /offerings/{offering_id}/state-changes": lambda _: {"state": "submitted"},
    "POST /enquiries": lambda world: ENQUIRY | {"organisation_id": str(world.own.organisation_id)},
    "PUT /enquiries/{enquiry_id}": lambda _: ENQUIRY,
    "POST /enquiries/{enquiry_id}/status-changes": lambda _: {"status": "withdrawn"},
    "POST /needs/{need_id}/sign-offs": lambda _: {"state": "approved", "letter": LETTER},
    "POST /offerings/{offering_id}/sign-offs": lambda _: {"state": "approved", "letter": LETTER},
    "POST /delegations/{delegation_id}/offerings": lambda _: INTEREST,
    "PUT /offerings/{offering_id}": lambda _: INTEREST,
    "POST /delegations/{delegation_id}/dismissals": lambda world: {
        "need_id": str(world.ids["need_id"]),
        "offering_id": str(world.ids["offering_id"]),
    },
    "POST /tag-suggestions": lambda _: {"side": "need", "text": "Xuất khẩu gạo thơm"},
    "PUT /conferences/{conference_id}/scoring-weights": lambda _: {
        "of_pairs": asdict(Weights()),
        "of_meetings": asdict(OrganisationWeights()),
    },
    "POST /conferences/{conference_id}/scoring-previews": lambda _: asdict(Weights()),
    "POST /sessions/{session_id}/wishes": lambda world: {
        "delegation_id": str(world.own.id),
        "target_id": str(world.other.id),
        "rank": 2,
    },
    "PUT /wishes/{wish_id}": lambda _: {"rank": 3},
    "POST /sessions/{session_id}/meeting-requests": lambda world: {
        "requester_id": str(world.own.id),
        "addressee_id": str(world.other.id),
        "message": "Xin được gặp",
    },
    "POST /meeting-requests/{request_id}/acceptances": lambda _: {},
    "POST /meeting-requests/{request_id}/declines": lambda _: {},
    "POST /sessions/{session_id}/groups": lambda world: {
        "code": "new",
        "theme": "Nước sạch",
        "convener_id": str(world.own.id),
        "member_ids": [str(world.other.id), str(world.third.id)],
    },
    "PUT /groups/{group_id}": lambda _: {"theme": "Nước sạch"},
    "PUT /groups/{group_id}/plan": lambda _: {"must_meet": True},
    "POST /groups/{group_id}/mergers": lambda world: {"into_id": str(world.ids["other_group_id"])},
    "POST /groups/{group_id}/splits": lambda _: {"theme": "Cấp nước"},
    "POST /group-members/{member_id}/moves": lambda world: {"group_id": str(world.ids["other_group_id"])},
    "POST /groups/{group_id}/members": lambda world: {"delegation_id": str(world.other.id)},
    "POST /group-members/{member_id}/answers": lambda _: {"agrees": True},
    "POST /sessions/{session_id}/must-meets": lambda world: world.pair,
    "POST /sessions/{session_id}/pins": lambda world: world.pair | {"slot_id": str(world.ids["slot_id"])},
    "POST /sessions/{session_id}/timetable-draft": lambda _: {},
    "POST /timetable-drafts/{draft_id}/moves": lambda _: {"moves": [{"meeting": MEETING, "slot": None}]},
    "POST /timetable-drafts/{draft_id}/exchanges": lambda _: {"meeting": MEETING, "slot": "s02", "table": "T01"},
    "POST /timetable-drafts/{draft_id}/pin-changes": lambda _: {"meeting": MEETING, "is_pinned": False},
    "POST /conferences/import": lambda world: world.instance,
    "POST /sessions/{session_id}/runs": lambda _: {"seconds": 1},
    "POST /sessions/{session_id}/what-if-runs": lambda _: {"amendments": [{"change": "more-tables"}], "seconds": 1},
}
# What is sent as a form instead.
FILES = {
    "POST /needs/{need_id}/documents": {"file": ("a.pdf", PDF)},
    "POST /offerings/{offering_id}/documents": {"file": ("a.pdf", PDF)},
    "POST /enquiries/{enquiry_id}/documents": {"file": ("a.pdf", PDF)},
    "POST /enquiry-workbook-imports": {"file": ("workbook.xlsx", Draft({"Notes": {}}).saved())},
    "POST /conferences/{conference_id}/workbook-imports": {"file": ("workbook.xlsx", Draft({"Notes": {}}).saved())},
}
QUERIES = {
    "POST /conferences/import": {"code": "new"},
    "PUT /sessions/{session_id}/programme": {"accept_impact": "true"},
    "DELETE /conferences/{conference_id}": {"accept_impact": "true"},
    "DELETE /sessions/{session_id}": {"accept_impact": "true"},
    "DELETE /delegations/{delegation_id}": {"accept_impact": "true"},
    "GET /timetable-drafts/{draft_id}/cells": {"meeting": MEETING},
    "GET /conferences/{conference_id}/fits": {"rows": "province", "columns": "province"},
    "GET /timetable-drafts/{draft_id}/prospects": {"meeting": MEETING},
}


Kept = TypeVar("Kept", Document, EnquiryDocument)


class World:
    """`own` is the delegation whose rows are asked for; `ids` has what stands in addresses, by its name there."""

    own: Delegation
    other: Delegation
    third: Delegation
    instance: dict[str, Any]

    def __init__(self, app: FastAPI, db: Session) -> None:
        self.db, self.people = db, People(app, db)
        mailbox.opened(app)
        self._files = app.state.intake.files
        session = factories.a_session(db, tables=2)
        audit_entries.record(db, factories.an_administrator(db), "organisation.created")  # Of no conference.
        self.conference = db.get_one(Conference, session.conference_id)
        self.own, self.other, self.third = (factories.a_delegation(db, session, str(next(_numbers))) for _ in range(3))
        db.refresh(session, ["slots", "tables"])
        wish = factories.a_wish(db, session, self.own, self.third)
        group = factories.a_group(db, session, self.own, invited=[self.third], convener_id=self.own.id)
        need = factories.a_need(db, self.own, state=InterestState.RETURNED, **pasts.RICE)
        offering = factories.an_offering(db, self.own, state=InterestState.RETURNED, **pasts.RICE)
        enquiry = factories.an_enquiry(db, organisation_id=self.own.organisation_id)
        run = factories.a_run(db, session, scores=pasts.SCORES)
        self.instance = run.instance
        self.ids: dict[str, Any] = {
            "conference_id": self.conference.id,
            "session_id": session.id,
            "slot_id": session.slots[-1].id,
            "table_id": session.tables[-1].id,
            "interpreter_id": factories.an_interpreter(db, session, "vi", "ko").id,
            "organisation_id": factories.an_organisation(db, f"FIRM-{next(_numbers)}").id,
            "delegation_id": self.own.id,
            "delegate_id": factories.a_delegate(db, self.own).id,
            "need_id": need.id,
            "offering_id": offering.id,
            "dismissal_id": factories.a_dismissal(db, self.own).id,
            "document_id": self._kept(factories.a_document(db, need)).id,
            "enquiry_id": enquiry.id,
            "enquiry_document_id": self._kept(factories.an_enquiry_document(db, enquiry)).id,
            "wish_id": wish.id,
            "request_id": factories.a_request(db, session, self.own, self.third).id,
            "group_id": group.id,
            "other_group_id": factories.a_group(db, session, code="other").id,
            "member_id": next(member.id for member in group.members if member.delegation_id == self.third.id),
            "must_meet_id": factories.a_must_meet(db, session, self.other, self.third).id,
            "pin_id": factories.a_pin(db, session, self.other, self.third, session.slots[0]).id,
            "run_id": run.id,
            "what_if_id": factories.an_answered_question(db, session).id,
            "timetable_id": self._timetable(session.id, run.id, run.instance_digest).id,
            "draft_id": self._draft(session.id),
            "membership_id": self._member().id,
            "account_id": factories.an_account(db).id,
            "invitation_id": self._invitation().id,
            "mail_id": self._mail().id,
            "import_id": self._import(factories.an_account(db), self.conference).id,
        }
        self._kept(factories.a_document(db, offering))
        pasts.of_all(db, session, (need, offering), enquiry)

    @property
    def pair(self) -> dict[str, str]:
        """Two delegations that need not meet yet."""
        return {"a_id": str(self.own.id), "b_id": str(self.third.id)}

    def client(self, role: str) -> TestClient:
        """Of somebody new in this role; with a second sign-in and a token of their own."""
        if role == "nobody":
            return self.people.client()
        account = self._account(role)
        self.ids["sign_in_id"] = self._own(SignIn(**self._secret(account), address="", agent="")).id
        self.ids["import_id"] = self._import(account, self.conference).id
        self.ids["enquiry_import_id"] = self._import(account, None).id
        self.ids["token_id"] = self._own(ApiToken(**self._secret(account), name="mine", scope=Scope.READ)).id
        return self.people.client(account)

    def _import(self, account: Account, conference: Conference | None) -> WorkbookImport:
        """A dry run that can be confirmed; of no conference is one of enquiries."""
        return factories.a_workbook_import(self.db, account, conference)

    def _account(self, role: str) -> Account:
        account = factories.an_account(
            self.db, is_administrator=role == "administrator", password_hash=self.people.password_hash
        )
        match role:
            case "elsewhere":
                factories.a_membership(self.db, account, factories.a_conference(self.db), Role.VIEWER)
            case "other delegation":
                factories.a_membership(self.db, account, self.conference, Role.HEAD, self.other)
            case "head" | "member":
                factories.a_membership(self.db, account, self.conference, Role(role), self.own)
            case "owner" | "editor" | "desk" | "viewer":
                factories.a_membership(self.db, account, self.conference, Role(role))
        return account

    def _secret(self, account: Account) -> dict[str, Any]:
        now = datetime.now(UTC)
        return {
            "account_id": account.id,
            "token_sha256": tokens.new().sha256,
            "created_at": now,
            "expires_at": now + HOUR,
        }

    def _own(self, row: factories.Row) -> factories.Row:
        return added(self.db, row)

    def _timetable(self, session_id: Any, run_id: Any, digest: str) -> TimetableVersion:
        version = TimetableVersion(
            session_id=session_id,
            number=1,
            run_id=run_id,
            status=TimetableStatus.FEASIBLE,
            instance_digest=digest,
            goals=[],
            unplaced=[],
            conflict=[],
            run_data={},
        )
        return added(self.db, version)

    def _draft(self, session_id: Any) -> Any:
        """With a meeting that is placed, and a step that was undone."""
        pair = {"a_id": self.own.id, "b_id": self.other.id}
        added(self.db, MeetingValue(session_id=session_id, code=MEETING, value=1, **pair))
        somebody = factories.an_administrator(self.db)
        draft = drafts.begin(self.db, somebody, session_id, timetable_id=None)
        for slot in ("s01", "s02"):
            moves.move(self.db, somebody, draft.id, [Wanted(meeting=MEETING, slot=slot)])
        moves.undo(self.db, somebody, draft.id)
        self.db.commit()
        return draft.id

    def _kept(self, document: Kept) -> Kept:
        """With its file."""
        self._files.write(document.id, PDF)
        return document

    def put_back_files(self) -> None:
        """What a test has undone did not bring them back."""
        for name in ("document_id", "enquiry_document_id"):
            self._files.write(self.ids[name], PDF)

    def _member(self) -> Any:
        return factories.a_membership(self.db, factories.an_account(self.db), self.conference, Role.MEMBER, self.own)

    def _mail(self) -> OutgoingMail:
        """One that was refused."""
        times = dict.fromkeys(("created_at", "due_at", "useless_at"), datetime.now(UTC) + HOUR)
        refusal = {"template": "", "params": {}}
        return self._own(OutgoingMail(conference_id=self.conference.id, sealed=b"", refusal=refusal, **times))

    def _invitation(self) -> Invitation:
        now = datetime.now(UTC)
        return added(
            self.db,
            Invitation(
                conference_id=self.conference.id,
                delegation_id=self.own.id,
                role=Role.MEMBER,
                email="asked@example.vn",
                token_sha256=tokens.new().sha256,
                created_at=now,
                expires_at=now + HOUR,
            ),
        )
