"""Smallest valid rows, committed; every value that a test cares about is passed by that test."""

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from app.adapters.jobs import Hold
from app.matching.scheduling.io import digest, instance_to_json
from app.models import (
    AMENDED,
    Account,
    ApiToken,
    Base,
    Conference,
    ConferenceSession,
    Delegate,
    Delegation,
    Dismissal,
    Document,
    DocumentPurpose,
    Enquiry,
    EnquiryDocument,
    EnquiryKind,
    GroupMember,
    Interest,
    InterestRevision,
    InterestState,
    Interpreter,
    Invitation,
    MeetingGroup,
    MeetingRequest,
    MeetingTable,
    Membership,
    MemberState,
    MustMeet,
    Need,
    Offering,
    Organisation,
    OrganisationKind,
    Pin,
    Placement,
    PlacementParty,
    RequestStatus,
    Role,
    Run,
    RunStatus,
    Scope,
    SignIn,
    Slot,
    Stage,
    TimetableStatus,
    TimetableVersion,
    Wish,
    WishKind,
    WorkbookImport,
)
from app.queries import timetables
from app.services import links, planning, run_shares, tokens
from app.services.permissions import Actor
from tests.numbering import MOST_POSITION, NUMBERS

Row = TypeVar("Row", bound=Base)
Thing = TypeVar("Thing", bound=Interest)

# Somebody who may do everything; no row, and without roles anywhere.
ADMINISTRATOR = Actor(
    account=Account(id=uuid4(), name="Quản trị", is_administrator=True, memberships=[]), sign_in_id=None, address=""
)

FIRST_SLOT = datetime(2026, 12, 8, 6, 30, tzinfo=UTC)  # 13:30 in Hà Nội


def added(db: Session, row: Row) -> Row:
    db.add(row)
    db.commit()
    return row


def a_conference(db: Session, **values: Any) -> Conference:
    number = next(NUMBERS)
    day = date(2026, 12, 8)
    defaults = {
        "code": f"conference-{number}",
        "name_vi": f"Hội nghị {number}",
        "name_en": f"Conference {number}",
        "city": "Hà Nội",
        "timezone": "Asia/Ho_Chi_Minh",
        "starts_on": day,
        "ends_on": day,
        "stage": Stage.COLLECTING,
    }
    return added(db, Conference(**defaults | values))


def a_session(
    db: Session, conference: Conference | None = None, *, slots: int = 2, tables: int = 1, **values: Any
) -> ConferenceSession:
    """With slots `s01`, `s02` … of a quarter of an hour in one period, and tables `T01`, `T02` … that are anybody's."""
    conference = conference or a_conference(db)
    defaults = {"code": "main", "name_vi": "Phiên kết nối", "name_en": "Session", "policy": {}}
    session = added(db, ConferenceSession(conference_id=conference.id, **defaults | values))
    db.add_all(_slot(session, position) for position in range(slots))
    db.add_all(MeetingTable(session_id=session.id, code=f"T{n + 1:02}", position=n, features=[]) for n in range(tables))
    db.commit()
    return session


def an_organisation(db: Session, code: str = "EMB-KR", **values: Any) -> Organisation:
    """A mission unless its code is a number, then a province; its scheme is `test`."""
    kind = OrganisationKind.PROVINCE if code.isdigit() else OrganisationKind.MISSION
    names = dict.fromkeys(("name_vi", "name_en", "label_vi", "label_en"), code)
    return added(db, Organisation(**{"scheme": "test", "code": code, "kind": kind} | names | values))


def a_delegation(db: Session, conference_of: ConferenceSession, code: str = "EMB-KR", **values: Any) -> Delegation:
    """Of a new organisation of this code, at the conference of a session."""
    organisation = values.pop("organisation", None) or an_organisation(db, code)
    defaults = {"side": organisation.kind.value, "position": next(NUMBERS) % MOST_POSITION}
    conference_id = conference_of.conference_id
    return added(db, Delegation(conference_id=conference_id, organisation_id=organisation.id, **defaults | values))


def a_delegate(db: Session, delegation: Delegation, **values: Any) -> Delegate:
    number = next(NUMBERS)
    return added(
        db,
        Delegate(
            delegation_id=delegation.id, **{"name": f"Lê Ba {number}", "position": number % MOST_POSITION} | values
        ),
    )


def a_need(db: Session, delegation: Delegation, **values: Any) -> Need:
    """Submitted, unless another state is given."""
    return _with_a_revision(db, added(db, Need(**_interest(delegation, values))))


def an_offering(db: Session, delegation: Delegation, **values: Any) -> Offering:
    """Submitted, unless another state is given."""
    return _with_a_revision(db, added(db, Offering(**_interest(delegation, values))))


def a_dismissal(db: Session, delegation: Delegation) -> Dismissal:
    """Of a new offering for a new need, both of the delegation."""
    need, offering = a_need(db, delegation), an_offering(db, delegation)
    return added(db, Dismissal(delegation_id=delegation.id, need_id=need.id, offering_id=offering.id))


def _interest(delegation: Delegation, values: dict[str, Any]) -> dict[str, Any]:
    number = next(NUMBERS)
    is_disclosed = values.get("state") is not InterestState.DRAFT
    defaults: dict[str, Any] = {"delegation_id": delegation.id, "code": f"N{number}", "title_vi": f"Bí mật {number}"}
    if is_disclosed:
        defaults |= {"state": InterestState.SUBMITTED, "submitted_at": datetime.now(UTC), "is_disclosed": True}
    return defaults | values


def _with_a_revision(db: Session, interest: Thing) -> Thing:
    submitted_at = interest.submitted_at
    revision = {"interest_id": interest.id, "number": 1, "at": datetime.now(UTC), "submitted_at": submitted_at}
    added(db, InterestRevision(**revision, on_behalf=False, changed=[], content={"title_vi": interest.title_vi}))
    return interest


def an_enquiry(db: Session, **values: Any) -> Enquiry:
    """Of an organisation of its own, unless another is given."""
    values["organisation_id"] = values.get("organisation_id") or an_organisation(db, f"ORG-{next(NUMBERS)}").id
    values |= {name: UUID(str(values[name])) for name in ("organisation_id", "mission_id") if values.get(name)}
    known = {"kind": EnquiryKind.PARTNER_SEARCH, "need": {"title_vi": "Bí mật"}, "sent_at": datetime.now(UTC)}
    return added(db, Enquiry(**known | values))


def an_enquiry_document(db: Session, enquiry: Enquiry, **values: Any) -> EnquiryDocument:
    """With the question, and without a file."""
    known = {"name": "a.pdf", "kind": "pdf", "size": 1, "sha256": "0", "by_mission": False, "at": datetime.now(UTC)}
    return added(db, EnquiryDocument(id=uuid4(), enquiry=enquiry, **known | values))


def a_document(db: Session, interest: Interest, **values: Any) -> Document:
    """Without a file."""
    known = {"name": "a.pdf", "kind": "pdf", "size": 1, "sha256": "0", "purpose": DocumentPurpose.ATTACHMENT}
    whose = {"delegation_id": interest.delegation_id, "interest_id": interest.id, "at": datetime.now(UTC)}
    return added(db, Document(id=uuid4(), **known | whose | values))


def an_interpreter(db: Session, session: ConferenceSession, *languages: str, **values: Any) -> Interpreter:
    number = next(NUMBERS)
    defaults = {"code": f"I{number}", "position": number % MOST_POSITION, "languages": list(languages)}
    return added(db, Interpreter(session_id=session.id, **defaults | values))


def a_wish(
    db: Session, session: ConferenceSession, one: Delegation, other: Delegation, rank: int = 1, **values: Any
) -> Wish:
    ids = {"session_id": session.id, "delegation_id": one.id, "target_id": other.id}
    return added(db, Wish(kind=WishKind.RANKED, rank=rank, **ids, **values))


def a_do_not_meet(db: Session, session: ConferenceSession, one: Delegation, other: Delegation) -> Wish:
    wish = Wish(session_id=session.id, delegation_id=one.id, target_id=other.id, kind=WishKind.DO_NOT_MEET)
    return added(db, wish)


def a_request(
    db: Session, session: ConferenceSession, requester: Delegation, addressee: Delegation, **values: Any
) -> MeetingRequest:
    """That waits for an answer, unless another status is given."""
    defaults: dict[str, Any] = {"requester_id": requester.id, "message": "Xin được gặp"}
    if values.get("status", RequestStatus.SENT) is not RequestStatus.SENT:
        defaults["settled_at"] = datetime.now(UTC)
    ids = {"session_id": session.id, "a_id": requester.id, "b_id": addressee.id}
    return added(db, MeetingRequest(**ids, **defaults | values))


def a_wished_session(db: Session) -> ConferenceSession:
    """In which a province wants to meet a mission."""
    session = a_session(db)
    a_wish(db, session, a_delegation(db, session, "01"), a_delegation(db, session))
    return session


def a_mission_wished_for(db: Session, session: ConferenceSession) -> Delegation:
    """Two provinces, 01 and 02, wish to meet it."""
    provinces = [a_delegation(db, session, code) for code in ("01", "02")]
    mission = a_delegation(db, session)
    for province in provinces:
        a_wish(db, session, province, mission)
    return mission


def a_group(
    db: Session, session: ConferenceSession, *agreed: Delegation, invited: Iterable[Delegation] = (), **values: Any
) -> MeetingGroup:
    """To which some have agreed and others are invited; without a convener it is the organiser's."""
    number, now = next(NUMBERS), datetime.now(UTC)
    members = [GroupMember(delegation_id=each.id, state=MemberState.AGREED, answered_at=now) for each in agreed]
    members += [GroupMember(delegation_id=each.id) for each in invited]
    defaults = {"code": f"group-{number}", "theme": f"Chủ đề {number}", "features": []}
    return added(db, MeetingGroup(session_id=session.id, members=members, **defaults | values))


def a_must_meet(db: Session, session: ConferenceSession, one: Delegation, other: Delegation) -> MustMeet:
    return added(db, MustMeet(session_id=session.id, a_id=one.id, b_id=other.id))


def a_pin(db: Session, session: ConferenceSession, one: Delegation, other: Delegation, slot: Slot) -> Pin:
    return added(db, Pin(session_id=session.id, a_id=one.id, b_id=other.id, slot_id=slot.id))


def a_run(db: Session, session: ConferenceSession, **values: Any) -> Run:
    """Queued, with the session's instance as it is."""
    problem = planning.problem_of(db, session)
    defaults = {
        "seconds": 10.0,
        "workers": 1,
        "instance": instance_to_json(problem),
        "instance_digest": digest(problem),
    }
    return added(db, Run(session_id=session.id, **defaults | values))


def an_answered_question(db: Session, session: ConferenceSession) -> Run:
    """A what-if run whose answer is to hold nothing."""
    run = a_run(db, session, status=RunStatus.SUCCEEDED, amendments=[{"change": "more-tables"}], plain_digest="none")
    run.instance = {AMENDED: run.instance}
    nothing: dict[str, Any] = {"format": "ketnoi.timetable/1", "instance": run.instance_digest, "status": "feasible"}
    run.outcome = nothing | {"placements": [], "goals": [], "unplaced": []}
    return added(db, run)


def a_workbook_import(db: Session, account: Account, conference: Conference | None, **values: Any) -> WorkbookImport:
    """A dry run of a file that nobody could read, but that can be confirmed; without a conference one of enquiries."""
    defaults = {"status": RunStatus.SUCCEEDED, "content": b"a file", "confirmation": "0" * 64, "attempt": 1}
    owners = {"account_id": account.id, "conference_id": conference and conference.id}
    row = WorkbookImport(**owners, address="", language="en", finished_at=datetime.now(UTC), **defaults | values)
    return added(db, row)


def a_shared_run(db: Session, session: ConferenceSession, **values: Any) -> Run:
    """With its `shares`."""
    run = a_run(db, session, **values)
    run_shares.open_for(db, run)
    db.commit()
    return run


def hold_of(run: Run) -> Hold:
    """The attempt that holds the run."""
    return Hold(run.id, run.attempt)


def as_file(document: Any) -> bytes:
    return json.dumps(document).encode()


def an_earlier_meeting(db: Session, *met: Delegation, number: int = 1, **values: Any) -> ConferenceSession:
    """At a conference that was held before, of the same organisations; the timetable of this `number` was told."""
    then = a_conference(
        db, **{"starts_on": date(2023, 3, 1), "ends_on": date(2023, 3, 2), "stage": Stage.HELD} | values
    )
    session = a_session(db, then, told_number=number)
    slot, table = _slot(session, 9), MeetingTable(session_id=session.id, code="T09", position=9, features=[])
    db.add_all([slot, table])
    db.flush()
    placement = Placement(meeting="m", slot_id=slot.id, table_id=table.id, version_id=a_version(db, session).id)
    organisations = [db.get_one(Organisation, each.organisation_id) for each in met]
    there = [a_delegation(db, session, organisation=each) for each in organisations]
    placement.parties = [PlacementParty(delegation_id=each.id) for each in there]
    added(db, placement)
    return session


def _slot(session: ConferenceSession, position: int) -> Slot:
    length = timedelta(minutes=15)
    starts_at = FIRST_SLOT + position * length
    return Slot(
        session_id=session.id,
        code=f"s{position + 1:02}",
        position=position,
        starts_at=starts_at,
        ends_at=starts_at + length,
        period="p1",
    )


def an_account(db: Session, **values: Any) -> Account:
    """Without a password, so that nobody can sign in by one."""
    number = next(NUMBERS)
    return added(db, Account(**{"email": f"an{number}@example.vn", "name": f"Nguyễn An {number}"} | values))


def an_administrator(db: Session) -> Actor:
    """Somebody who may do everything, with a row that others can point at."""
    account = an_account(db, is_administrator=True, memberships=[])
    db.expunge(account)  # Whatever becomes of the session, it is known.
    return Actor(account=account, sign_in_id=None, address="")


def a_membership(
    db: Session, account: Account, conference: Conference, role: Role, delegation: Delegation | None = None
) -> Membership:
    delegation_id = None if delegation is None else delegation.id
    return added(
        db,
        Membership(account_id=account.id, conference_id=conference.id, delegation_id=delegation_id, role=role),
    )


def an_invitation(db: Session, email: str = "binh@example.vn", **values: Any) -> str:
    """The path of its page, with the secret."""
    conference_id = values.pop("conference_id", None) or a_conference(db, name_vi="Hội nghị Ngoại vụ").id
    now, token = datetime.now(UTC), tokens.new()
    defaults = {"role": Role.EDITOR, "created_at": now, "expires_at": now + timedelta(days=1)}
    row = Invitation(conference_id=conference_id, email=email, token_sha256=token.sha256, **defaults | values)
    added(db, row)
    return links.invitation("", token.secret)


def a_sign_in(db: Session, account: Account, **values: Any) -> str:
    """The secret of a new sign-in that lasts an hour."""
    token, now = tokens.new(), datetime.now(UTC)
    defaults = {"created_at": now, "expires_at": now + timedelta(hours=1), "address": "192.0.2.1", "agent": "a test"}
    added(db, SignIn(account_id=account.id, token_sha256=token.sha256, **defaults | values))
    return token.secret


def an_api_token(db: Session, account: Account, scope: Scope = Scope.WRITE) -> str:
    """The secret of a new token that lasts an hour."""
    token, now = tokens.new(), datetime.now(UTC)
    row = ApiToken(
        account_id=account.id,
        name=f"token {next(NUMBERS)}",
        scope=scope,
        token_sha256=token.sha256,
        created_at=now,
        expires_at=now + timedelta(hours=1),
    )
    added(db, row)
    return token.secret


def tell(db: Session, conference_id: UUID) -> None:
    """Tell delegations of the newest timetables, as the steps to the preliminary and the final stage do."""
    db.execute(timetables.tell_newest(conference_id))
    db.commit()


def a_version(db: Session, session: ConferenceSession, **values: Any) -> TimetableVersion:
    """The first timetable of a session, feasible, with nothing placed."""
    empty: dict[str, Any] = {"goals": [], "unplaced": [], "conflict": [], "run_data": {}, "instance_digest": "none"}
    defaults = {"number": 1, "status": TimetableStatus.FEASIBLE} | empty
    return added(db, TimetableVersion(session_id=session.id, **defaults | values))
