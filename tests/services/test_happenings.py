"""What happens is told by mail: to whom it concerns, many happenings at once, and no more than how many."""

from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.adapters.mail import Mail
from app.adapters.sealing import Sealer
from app.db import make_session_factory, upgrade
from app.main import Outbox
from app.models import (
    Account,
    Conference,
    ConferenceSession,
    Delegation,
    EnquiryStatus,
    Happening,
    HappeningKind,
    Interest,
    InterestState,
    Need,
    Offering,
    Role,
)
from app.services import enquiries, happenings, meeting_requests, outgoing_mails, state_changes
from app.services.outgoing_mails import Postbox
from app.services.permissions import Actor
from tests import factories
from tests.at_once import all_at_once

SEALER = Sealer("only for tests, " * 3, purpose="outgoing mail")
POSTBOX = Postbox(SEALER, "https://ketnoi.example", is_emptied=True)
SECRET = "Chỉ nội bộ biết"  # noqa: S105 -- what a delegation says


class Scene(NamedTuple):
    """A province and a mission with a person in each, and an organiser."""

    conference: Conference
    session: ConferenceSession
    province: Delegation
    mission: Delegation
    an: Account
    binh: Account
    organiser: Actor


@pytest.fixture
def scene(db: Session) -> Scene:
    db.info[happenings.KEY] = True
    conference = factories.a_conference(db, name_vi="Hội nghị 21", name_en="Conference 21")
    session = factories.a_session(db, conference)
    province, mission = (factories.a_delegation(db, session, code) for code in ("01", "EMB-KR"))
    an, binh = (factories.an_account(db, email=f"{name}@example.vn", language="en") for name in ("an", "binh"))
    for account, delegation in ((an, province), (binh, mission)):
        factories.a_membership(db, account, conference, Role.HEAD, delegation)
    return Scene(conference, session, province, mission, an, binh, factories.an_administrator(db))


def acting(db: Session, account: Account) -> Actor:
    db.refresh(account, ["memberships"])
    return Actor(account=account, sign_in_id=None, address="")


def told(db: Session) -> list[tuple[str, str]]:
    """To whom, and of what."""
    rows = db.execute(select(Account.email, Happening.kind).join(Account, Account.id == Happening.account_id))
    return sorted((email.partition("@")[0], kind.value) for email, kind in rows)


def a_happening(db: Session, account: Account, kind: HappeningKind, *, minutes: int = 0, at: Conference | None) -> None:
    """That was so many minutes ago."""
    when = datetime.now(UTC) - timedelta(minutes=minutes)
    factories.added(db, Happening(account_id=account.id, conference_id=at and at.id, kind=kind, at=when))


def mails(db: Session, *, gathered: int = 0) -> list[Mail]:
    """All that are written for what has been gathered for so many minutes."""
    found = []
    span = timedelta(minutes=gathered)
    while happenings.has_due(db, gathered=span):
        happenings.write_due(db, POSTBOX, gathered=span)
        found.append(outgoing_mails.claim(db, SEALER))
    return [mail for mail in found if mail is not None]


@pytest.mark.parametrize(("minutes_ahead", "is_told"), [(180, True), (5, False)])
def test_nobody_is_told_later_because_a_clock_was_put_back(
    db: Session, scene: Scene, minutes_ahead: int, *, is_told: bool
) -> None:
    a_happening(db, scene.an, HappeningKind.NEED_VALIDATED, minutes=-minutes_ahead, at=scene.conference)

    assert len(mails(db, gathered=10)) == is_told  # Clocks of servers may differ by a little.


@pytest.mark.parametrize("kind", [Need, Offering])
@pytest.mark.parametrize("state", [InterestState.RETURNED, InterestState.VALIDATED, InterestState.REFUSED])
def test_delegation_is_told_what_became_of_what_it_submitted(
    db: Session, scene: Scene, kind: type[Interest], state: InterestState
) -> None:
    make = factories.a_need if kind is Need else factories.an_offering
    interest = make(db, scene.province, title_vi=SECRET, is_disclosed=True)

    state_changes.create(db, scene.organiser, kind, interest.id, state=state, comment=SECRET)

    noun = "need" if kind is Need else "offer"
    assert told(db) == [("an", f"{noun}_{state.value}")]


def test_nobody_is_told_of_what_they_did(db: Session, scene: Scene) -> None:
    need = factories.a_need(db, scene.province, state=InterestState.DRAFT)
    actor = acting(db, scene.an)

    for state in (InterestState.SUBMITTED, InterestState.WITHDRAWN):
        state_changes.create(db, actor, Need, need.id, state=state, comment=None)

    assert told(db) == []


def test_both_sides_are_told_of_requests_and_answers(db: Session, scene: Scene) -> None:
    an, binh = acting(db, scene.an), acting(db, scene.binh)
    pair = {"requester_id": scene.province.id, "addressee_id": scene.mission.id}

    request = meeting_requests.create(db, an, scene.session.id, **pair, message=SECRET)
    received = told(db)
    meeting_requests.accept(db, binh, request.id, reply=SECRET)
    meeting_requests.decline(db, binh, request.id, reply=SECRET)

    assert received == [("binh", "request_received")]
    assert told(db) == [("an", "request_accepted"), ("an", "request_declined"), ("binh", "request_received")]


def test_request_that_accepts_the_others_tells_the_other(db: Session, scene: Scene) -> None:
    factories.a_request(db, scene.session, scene.mission, scene.province)
    pair = {"requester_id": scene.province.id, "addressee_id": scene.mission.id}

    meeting_requests.create(db, acting(db, scene.an), scene.session.id, **pair, message="Mời gặp")

    assert told(db) == [("binh", "request_accepted")]


def test_nobody_is_told_of_a_request_that_is_not_shown_to_them(db: Session, scene: Scene) -> None:
    factories.a_do_not_meet(db, scene.session, scene.mission, scene.province)
    pair = {"requester_id": scene.province.id, "addressee_id": scene.mission.id}

    meeting_requests.create(db, acting(db, scene.an), scene.session.id, **pair, message="Mời gặp")

    assert told(db) == []


def test_mission_is_told_what_it_has_to_answer_and_whoever_asks_of_the_answer(db: Session, scene: Scene) -> None:
    whose = {"organisation_id": scene.province.organisation_id}
    enquiry, other = (factories.an_enquiry(db, **whose) for _ in range(2))
    to: dict[str, Any] = {"mission_id": scene.mission.organisation_id, "text": None}
    text: dict[str, Any] = {"mission_id": None, "text": SECRET}

    enquiries.take(db, scene.organiser, enquiry.id, status=EnquiryStatus.ASSIGNED, **to)
    assigned = told(db)
    enquiries.take(db, acting(db, scene.binh), enquiry.id, status=EnquiryStatus.ANSWERED, **text)
    enquiries.take(db, scene.organiser, enquiry.id, status=EnquiryStatus.REFUSED, **text)
    enquiries.take(db, scene.organiser, other.id, status=EnquiryStatus.DECLINED, **text)

    assert assigned == [("binh", "enquiry_assigned")]
    answers = ["enquiry_answered", "enquiry_declined", "enquiry_refused"]
    assert [each for each in told(db) if each[0] == "an"] == [("an", answer) for answer in answers]


def test_nothing_is_kept_where_no_mail_is_sent(db: Session, scene: Scene) -> None:
    del db.info[happenings.KEY]
    need = factories.a_need(db, scene.province, is_disclosed=True)

    state_changes.create(db, scene.organiser, Need, need.id, state=InterestState.VALIDATED, comment=None)

    assert told(db) == []


def test_what_happens_within_some_minutes_is_one_mail_for_each(db: Session, scene: Scene) -> None:
    other = factories.a_conference(db, name_vi="Hội nghị 22", name_en="Conference 22")
    at = scene.conference
    for minutes in (11, 3):
        a_happening(db, scene.an, HappeningKind.NEED_RETURNED, minutes=minutes, at=at)
    a_happening(db, scene.an, HappeningKind.ENQUIRY_ANSWERED, at=None)
    a_happening(db, scene.an, HappeningKind.REQUEST_RECEIVED, at=other)
    a_happening(db, scene.binh, HappeningKind.REQUEST_ACCEPTED, minutes=9, at=at)

    [mail] = mails(db, gathered=10)

    assert (mail.recipient, mail.languages, mail.subject) == ("an@example.vn", ("en",), "News for you")
    lines = [line for line in mail.text.splitlines() if line]
    assert lines == [
        "Conference 21",
        "Needs returned to be completed: 2",
        "Conference 22",
        "Meeting requests received: 1",
        "Outside of conferences",
        "Enquiries answered: 1",
        "Sign in and read on:",
        "https://ketnoi.example/",
        "More is not told by mail, which others can read on its way.",
        "In your account you choose the language of such mails, and to get only those that ask you to act.",
        "Kết Nối",
    ]
    assert told(db) == [("binh", "request_accepted")]


@pytest.mark.parametrize(("language", "codes"), [(None, ("vi", "en")), ("vi", ("vi",))])
def test_mail_is_in_the_language_of_whom_it_is_for(
    db: Session, scene: Scene, language: str | None, codes: tuple[str, ...]
) -> None:
    scene.an.language = language
    a_happening(db, scene.an, HappeningKind.OFFERING_VALIDATED, at=scene.conference)

    [mail] = mails(db)

    assert mail.languages == codes
    assert "Hội nghị 21\n\nĐề xuất hợp tác đã thẩm định: 1\n" in mail.text
    assert ("Offerings validated: 1" in mail.text) is ("en" in codes)


def test_who_wants_so_is_only_told_what_asks_for_something(db: Session, scene: Scene) -> None:
    for account in (scene.an, scene.binh):
        account.only_essential_mail = True
    a_happening(db, scene.an, HappeningKind.NEED_VALIDATED, minutes=1, at=scene.conference)
    for kind in (HappeningKind.REQUEST_RECEIVED, HappeningKind.REQUEST_ACCEPTED):
        a_happening(db, scene.binh, kind, at=scene.conference)

    [mail] = mails(db)

    assert mail.recipient == "binh@example.vn"
    assert "Meeting requests received: 1" in mail.text
    assert "accepted" not in mail.text
    assert told(db) == []


def test_no_mail_says_what_is_confidential(db: Session, scene: Scene) -> None:
    need = factories.a_need(db, scene.province, title_vi=SECRET, code="MAT-1", is_disclosed=True)
    pair = {"requester_id": scene.mission.id, "addressee_id": scene.province.id}
    meeting_requests.create(db, acting(db, scene.binh), scene.session.id, **pair, message=SECRET)
    state_changes.create(db, scene.organiser, Need, need.id, state=InterestState.RETURNED, comment=SECRET)

    [mail] = mails(db)

    for secret in (SECRET, "MAT-1", "EMB-KR", "Hàn Quốc", str(need.id)):
        assert secret not in mail.text + mail.html + mail.subject


def test_of_many_servers_one_writes_the_mail(empty_engine: Engine) -> None:
    upgrade(empty_engine)
    factory = make_session_factory(empty_engine)
    with factory() as db:
        conference, accounts = factories.a_conference(db), [factories.an_account(db) for _ in range(3)]
        for account in accounts:
            a_happening(db, account, HappeningKind.NEED_RETURNED, minutes=1, at=conference)
            a_happening(db, account, HappeningKind.NEED_VALIDATED, at=conference)
    outbox = Outbox(factory, POSTBOX, timedelta(0))

    ends = all_at_once(*[outbox.claim] * 9)

    with factory() as db:
        left = db.scalars(select(Happening)).all()
    assert (ends.count(Mail) + sum(outbox.claim() is not None for _ in range(3)), left) == (3, [])
