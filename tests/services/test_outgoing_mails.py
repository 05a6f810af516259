"""The outbox: written with what it tells of, sent after that, each mail once however many send."""

import re
import threading
from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.adapters.mail import Mail, MailRefused
from app.adapters.mail_sender import ThreadedMailSender
from app.adapters.sealing import Sealer
from app.db import SessionFactory, make_session_factory, unit_of_work, upgrade
from app.errors import NotFailed
from app.i18n.languages import LANGUAGES, language
from app.main import Outbox
from app.models import OutgoingMail, Role
from app.queries.outgoing_mails import LONGEST_WAIT
from app.services import letters, outgoing_mails
from app.services.outgoing_mails import FIRST_WAIT, Postbox
from tests import clocks
from tests.factories import a_conference, an_administrator
from tests.logged import logged

MANY = 24
SEALER = Sealer("only for tests, " * 3, purpose="outgoing mail")
POSTBOX = Postbox(SEALER, "https://ketnoi.example", is_emptied=True)
RECIPIENT = "binh@example.vn"


def post(db: Session, recipient: str = RECIPIENT, *, hours: int = 1, postbox: Postbox = POSTBOX) -> None:
    conference = a_conference(db, name_vi="Hội nghị <21>", name_en="Conference <21>", city="Huế")
    until = datetime(2026, 12, 8, 7, tzinfo=UTC)
    written = [
        letters.invitation(
            language(code),
            conference,
            role=Role.HEAD,
            delegation="Huế & Đà Nẵng",
            link="https://x?secret=s",
            until=until,
        )
        for code in LANGUAGES
    ]
    useless_at = datetime.now(UTC) + timedelta(hours=hours)
    outgoing_mails.post(db, postbox, written, recipient=recipient, useless_at=useless_at)
    db.flush()


def only(db: Session) -> OutgoingMail:
    return db.scalars(select(OutgoingMail)).one()


def test_mail_says_the_same_in_every_language(db: Session) -> None:
    post(db)

    mail = outgoing_mails.claim(db, SEALER)

    assert mail is not None
    assert (mail.recipient, mail.languages) == (RECIPIENT, ("vi", "en"))
    assert mail.subject == "Lời mời: Hội nghị <21> / Invitation: Conference <21>"
    assert mail.text.splitlines()[:9] == [
        "Trân trọng mời Ông/Bà tham gia Hội nghị <21> với tư cách trưởng đoàn Huế & Đà Nẵng.",
        "",
        "Chấp nhận lời mời:",
        "https://x?secret=s",
        "",
        "Đường liên kết này chỉ dùng được một lần, đến 14:00 (giờ Huế), Thứ Ba, ngày 8 tháng 12 năm 2026.",
        "",
        "Nếu không chờ đợi thư này, Ông/Bà không cần làm gì.",
        "",
    ]
    assert "This link works once, until 14:00 (Huế time) on Tuesday, 8 December 2026." in mail.text
    assert "Hội nghị &lt;21&gt; với tư cách trưởng đoàn Huế &amp; Đà Nẵng" in mail.html
    assert re.findall(r'lang="(\w+)"', mail.html) == ["vi", "vi", "en"]


def test_waiting_mail_tells_a_thief_nothing(db: Session) -> None:
    post(db)

    assert b"binh" not in only(db).sealed
    assert b"secret" not in only(db).sealed


def test_claimed_mail_is_due_again_later_and_later(db: Session) -> None:
    post(db)
    waits = []
    for _ in range(8):
        assert outgoing_mails.claim(db, SEALER) is not None
        waits.append(only(db).due_at - datetime.now(UTC))
        assert not outgoing_mails.has_due(db)
        only(db).due_at = datetime.now(UTC)
        db.flush()

    assert [round(wait / timedelta(minutes=1)) for wait in waits] == [2, 4, 8, 16, 32, 60, 60, 60]
    assert FIRST_WAIT < LONGEST_WAIT


def test_mail_does_not_wait_for_a_clock_that_was_put_back(db: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    with clocks.ahead(monkeypatch, hours=3):
        post(db, hours=24)
        post(db, "an@example.vn", hours=24)
        tried = outgoing_mails.claim(db, SEALER)
        db.flush()

    mails = [outgoing_mails.claim(db, SEALER) for _ in range(3)]

    assert tried is not None
    assert sorted(mail.recipient for mail in mails if mail is not None) == ["an@example.vn", RECIPIENT]
    assert all(row.due_at - datetime.now(UTC) <= LONGEST_WAIT for row in db.scalars(select(OutgoingMail)))


def test_mail_of_no_use_any_more_is_dropped(db: Session) -> None:
    post(db, hours=-1)

    assert outgoing_mails.claim(db, SEALER) is None
    assert db.scalars(select(OutgoingMail)).all() == []


def test_mail_sealed_under_another_secret_is_dropped_and_told(db: Session) -> None:
    post(db)

    with logged() as lines:
        assert outgoing_mails.claim(db, Sealer("another, " * 5, purpose="outgoing mail")) is None

    assert len(lines.of("mail lost, since the server's secret has changed")) == 1
    assert db.scalars(select(OutgoingMail)).all() == []


def test_nothing_waits_where_nobody_sends(db: Session) -> None:
    with logged() as lines:
        post(db, postbox=Postbox(SEALER, "https://ketnoi.example", is_emptied=False))

    assert db.scalars(select(OutgoingMail)).all() == []
    assert RECIPIENT not in "".join(lines.text)


class Mailer:
    """Remembers what it sent; fails as it is told to."""

    def __init__(self, *failures: Exception) -> None:
        self.failures = list(failures)
        self.sent: list[UUID] = []
        self.enough = threading.Event()
        self._lock = threading.Lock()

    def send(self, mail: Mail) -> None:
        with self._lock:
            if self.failures:
                raise self.failures.pop(0)
            self.sent.append(mail.id)
            if len(self.sent) >= MANY:
                self.enough.set()


@pytest.fixture
def factory(empty_engine: Engine) -> SessionFactory:
    upgrade(empty_engine)
    return make_session_factory(empty_engine)


def senders(factory: SessionFactory, mailer: Mailer, count: int) -> list[ThreadedMailSender]:
    return [
        ThreadedMailSender(outbox=Outbox(factory, POSTBOX, timedelta(minutes=10)), mailer=mailer, poll_seconds=0.01)
        for _ in range(count)
    ]


def test_each_mail_is_sent_once_by_several_senders(factory: SessionFactory) -> None:
    with factory() as db:
        for number in range(MANY):
            post(db, f"binh{number}@example.vn")
        db.commit()
        waiting = Counter(db.scalars(select(OutgoingMail.id)))
    mailer = Mailer()
    threads = senders(factory, mailer, 3)

    for thread in threads:
        thread.start()
    mailer.enough.wait(60)
    for thread in threads:
        thread.stop()

    assert Counter(mailer.sent) == waiting
    with factory() as db:
        assert db.scalars(select(OutgoingMail)).all() == []


def test_mail_of_what_was_rolled_back_is_never_sent(factory: SessionFactory) -> None:
    with factory() as db:
        post(db)
        db.rollback()

    with unit_of_work(factory, write=False) as db:
        assert not outgoing_mails.has_due(db)


def test_failures_keep_a_mail_and_a_refusal_leaves_it_alone(factory: SessionFactory) -> None:
    with factory() as db:
        for number in range(2):
            post(db, f"binh{number}@example.vn")
        db.commit()
    mailer = Mailer(
        ConnectionError("the server of binh@example.vn is away"), MailRefused("refused with {code}", code=550)
    )
    (sender,) = senders(factory, mailer, 1)

    with logged() as lines:
        assert [sender._sends_one() for _ in range(3)] == [False, True, False]

    with factory() as db:
        away, refused = sorted(db.scalars(select(OutgoingMail)), key=lambda row: row.refusal is not None)
        assert (away.attempts, away.refusal, away.due_at < away.useless_at) == (1, None, True)
        assert refused.refusal == {"template": "refused with {code}", "params": {"code": 550}}
        assert refused.due_at == refused.useless_at
    assert [line["reason"] for line in lines.of("mail refused for good")] == ["refused with 550"]
    assert len(lines.of("mail not sent yet")) == 1
    assert "binh" not in "".join(lines.text)


def test_refused_mail_is_sent_once_more_when_somebody_wants_it(db: Session) -> None:
    post(db)
    mail = outgoing_mails.claim(db, SEALER)
    assert mail is not None
    outgoing_mails.refuse(db, mail.id, template="refused with {code}", params={"code": 550})
    db.flush()
    (told,) = outgoing_mails.refused(db, SEALER, None, most=10)
    reason = told.reason(language("en"))
    left_alone = outgoing_mails.claim(db, SEALER)

    outgoing_mails.retry(db, an_administrator(db), mail.id)

    assert (told.recipient, reason, left_alone) == (RECIPIENT, "refused with 550", None)
    assert outgoing_mails.claim(db, SEALER) == mail
    with pytest.raises(NotFailed):
        outgoing_mails.retry(db, an_administrator(db), mail.id)
