"""The queue of imports: who may end one, what is kept of it, and for whom."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.adapters.jobs import Hold, Order
from app.adapters.spreadsheets.grids import Grid
from app.adapters.spreadsheets.reading import ChildReader
from app.db import SessionFactory, unit_of_work
from app.errors import InUse, NotFailed, NothingToConfirm, TooManyRequests
from app.i18n.languages import language
from app.models import AuditEntry, Need, Role, RunStatus, WorkbookImport
from app.services import import_failures, import_queue, removals, workbook_imports
from app.services.permissions import Actor
from app.services.spreadsheets.importing import Upload
from app.worker import importing
from tests import clocks, factories
from tests.importing import queue_on
from tests.services.spreadsheets.desk import PROVINCE, Desk, a_desk, load_reference

NEW = {"Delegation": PROVINCE, "Reference": "N1", "Vietnamese title": "Chè"}


@pytest.fixture
def desk(db: Session) -> Desk:
    load_reference(db)
    return a_desk(db)


def a_file(desk: Desk) -> bytes:
    """With a new need."""
    draft = desk.draft()
    draft.add("Needs", NEW)
    return draft.saved()


def sent(db: Session, desk: Desk, data: bytes | None = None) -> WorkbookImport:
    upload = Upload(data or a_file(desk), language("en"))
    row = workbook_imports.create(db, desk.actor, desk.conference_id, upload)
    db.commit()
    return row


def claimed(factory: SessionFactory) -> Hold:
    job = queue_on(factory).claim()
    assert job is not None
    return job.hold


def carry_out(factory: SessionFactory) -> Hold:
    hold = claimed(factory)
    importing.carry_out(factory, hold, None)
    return hold


def again(factory: SessionFactory, hold: Hold) -> Hold:
    """The attempt of somebody else, who thinks that this one is dead; all have waited as long as they have to."""
    queue_on(factory).take_up([hold])
    with unit_of_work(factory, write=True) as db:
        db.execute(update(WorkbookImport).values(not_before=None))
    return claimed(factory)


def state(db: Session, row: WorkbookImport) -> WorkbookImport:
    db.expire_all()
    return db.get_one(WorkbookImport, row.id)


def content(db: Session, row: WorkbookImport) -> bytes | None:
    return db.scalars(select(WorkbookImport.content).where(WorkbookImport.id == row.id)).one()


def needs(db: Session) -> Sequence[Need]:
    return db.scalars(select(Need)).all()


def test_attempt_that_lost_the_import_meanwhile_leaves_nothing(
    db: Session, desk: Desk, session_factory: SessionFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = sent(db, desk)
    carry_out(session_factory)
    workbook_imports.confirm(db, desk.actor, row.id)
    db.commit()
    cut_off, others = claimed(session_factory), []
    read = ChildReader.read

    def slowly(reader: ChildReader, data: bytes) -> Sequence[Grid]:
        others.append(again(session_factory, cut_off))
        return read(reader, data)

    with monkeypatch.context() as slow:
        slow.setattr(ChildReader, "read", slowly)
        importing.carry_out(session_factory, cut_off, None)
    untouched, waiting = needs(db), state(db, row).status
    entries = db.scalars(select(AuditEntry).where(AuditEntry.action == "workbook.imported")).all()
    importing.carry_out(session_factory, others[0], None)

    assert (list(untouched), list(entries), waiting) == ([], [], RunStatus.RUNNING)
    done = state(db, row)
    assert (done.status, done.attempt, done.losses, len(needs(db))) == (RunStatus.SUCCEEDED, 3, 1, 1)
    importing.carry_out(session_factory, cut_off, None)
    assert len(needs(db)) == 1


def test_import_is_looked_through_and_taken_up_until_it_was_lost_too_often(
    db: Session, desk: Desk, session_factory: SessionFactory
) -> None:
    row, queue = sent(db, desk), queue_on(session_factory)
    first = claimed(session_factory)
    queue.beat([first])

    assert queue.beats() == {first: 1}
    assert queue.orders([first, Hold(row.id, 0)]) == {Hold(row.id, 0): Order.LOST}
    queue.hand_over(first)
    assert (state(db, row).status, state(db, row).losses) == (RunStatus.QUEUED, 0)
    last = again(session_factory, again(session_factory, claimed(session_factory)))
    queue.take_up([last])
    lost = state(db, row)
    assert (lost.status, lost.error_code, lost.losses) == (RunStatus.FAILED, "worker-lost", 3)
    assert content(db, row) is not None
    assert lost.error == "Each time, whoever was carrying out the import was killed or cut off."
    assert queue.claim() is None


def test_file_that_needs_too_much_memory_is_tried_once(
    db: Session, desk: Desk, session_factory: SessionFactory
) -> None:
    row, hold = sent(db, desk), claimed(session_factory)
    why = import_failures.of_process(1, "Traceback …\nMemoryError")

    import_queue.lose(db, hold, why, most_losses=3)

    assert (row.status, row.error_code, row.losses) == (RunStatus.FAILED, "too-large", 1)


def test_import_is_taken_up_later_each_time_that_it_was_lost(
    db: Session, desk: Desk, session_factory: SessionFactory
) -> None:
    row = sent(db, desk)
    second = again(session_factory, claimed(session_factory))
    queue_on(session_factory).take_up([second])
    resting = state(db, row)
    waits = None if resting.not_before is None else resting.not_before - datetime.now(UTC)
    nothing = queue_on(session_factory).claim()
    resting.not_before = datetime.now(UTC)
    db.commit()

    assert (nothing, resting.status) == (None, RunStatus.QUEUED)
    assert waits is not None
    assert timedelta() < waits <= timedelta(seconds=5)
    assert claimed(session_factory) == Hold(row.id, 3)
    assert state(db, row).not_before is None


def test_lost_import_is_tried_again_as_who_has_sent_it(
    db: Session, desk: Desk, session_factory: SessionFactory
) -> None:
    row = sent(db, desk)
    carry_out(session_factory)
    workbook_imports.confirm(db, desk.actor, row.id)
    import_queue.lose(db, claimed(session_factory), import_failures.CRASHED, most_losses=1)

    again = workbook_imports.retry(db, factories.an_administrator(db), row.id)
    waiting = (again.status, again.losses, again.error, again.error_code, again.finished_at)
    db.commit()
    carry_out(session_factory)

    assert waiting == (RunStatus.QUEUED, 0, None, None, None)
    assert (state(db, row).status, len(needs(db))) == (RunStatus.SUCCEEDED, 1)
    (entry,) = db.scalars(select(AuditEntry).where(AuditEntry.action == "workbook.imported"))
    assert entry.actor_id == desk.actor.account.id
    (tried,) = db.scalars(select(AuditEntry).where(AuditEntry.action == "workbook.tried-again"))
    assert (tried.actor_id == desk.actor.account.id, tried.subject_id) == (False, row.id)


def test_import_whose_file_is_at_fault_is_not_tried_again(
    db: Session, desk: Desk, session_factory: SessionFactory
) -> None:
    wrong, right = sent(db, desk, b"no workbook"), sent(db, desk)
    carry_out(session_factory)
    carry_out(session_factory)

    for row in (wrong, right):
        with pytest.raises(NotFailed):
            workbook_imports.retry(db, desk.actor, row.id)


def test_file_is_kept_for_a_confirmation_and_no_longer_than_a_day(
    db: Session, desk: Desk, session_factory: SessionFactory
) -> None:
    wrong, right = sent(db, desk, b"no workbook"), sent(db, desk)
    carry_out(session_factory)
    carry_out(session_factory)
    kept = [content(db, each) is not None for each in (wrong, right)]

    yesterday = datetime.now(UTC) - timedelta(hours=24, seconds=1)
    db.execute(update(WorkbookImport).where(WorkbookImport.id == right.id).values(finished_at=yesterday))
    db.commit()
    nothing = queue_on(session_factory).claim()

    assert (kept, nothing) == ([False, True], None)
    assert [row.id for row in workbook_imports.latest(db, desk.actor, desk.conference_id)] == [wrong.id]


def test_later_file_takes_the_place_of_what_was_not_confirmed(
    db: Session, desk: Desk, session_factory: SessionFactory
) -> None:
    first = sent(db, desk)
    carry_out(session_factory)
    second = sent(db, desk)
    carry_out(session_factory)

    assert [content(db, each) is not None for each in (first, second)] == [False, True]
    with pytest.raises(NothingToConfirm):
        workbook_imports.confirm(db, desk.actor, first.id)
    assert not state(db, first).can_be_confirmed


def test_later_file_is_the_later_one_though_the_clock_was_put_back(
    db: Session, desk: Desk, session_factory: SessionFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    with clocks.ahead(monkeypatch, hours=3):
        first = sent(db, desk)
    second = sent(db, desk)
    carry_out(session_factory)
    carry_out(session_factory)

    assert [state(db, each).can_be_confirmed for each in (first, second)] == [False, True]
    assert workbook_imports.confirm(db, desk.actor, second.id).confirmed_at is not None


def test_of_two_files_sent_at_once_the_later_is_confirmed(
    db: Session, desk: Desk, session_factory: SessionFactory
) -> None:
    first, second = sent(db, desk), sent(db, desk)
    carry_out(session_factory)
    carry_out(session_factory)

    confirmable = [state(db, each).can_be_confirmed for each in (first, second)]

    assert (confirmable, content(db, first)) == ([False, True], None)
    with pytest.raises(NothingToConfirm):
        workbook_imports.confirm(db, desk.actor, first.id)


def test_dry_run_that_ended_just_before_a_later_file_came_is_not_confirmed(
    db: Session, desk: Desk, session_factory: SessionFactory
) -> None:
    first = sent(db, desk)
    carry_out(session_factory)
    later = datetime.now(UTC) + timedelta(seconds=1)
    factories.a_workbook_import(db, desk.actor.account, desk.session_conference(), queued_at=later)

    with pytest.raises(NothingToConfirm, match="You have sent another workbook since then, which takes its place"):
        workbook_imports.confirm(db, desk.actor, first.id)


def test_dry_run_that_is_tried_again_is_older_than_what_was_sent_after_it(db: Session, desk: Desk) -> None:
    first = state(db, sent(db, desk))
    first.status, first.error, first.finished_at = RunStatus.FAILED, "…", datetime.now(UTC)
    db.commit()
    second = factories.a_workbook_import(
        db, desk.actor.account, desk.session_conference(), queued_at=first.queued_at + timedelta(microseconds=1)
    )

    workbook_imports.retry(db, desk.actor, first.id)
    db.commit()

    assert workbook_imports.confirm(db, desk.actor, second.id).confirmed_at is not None


def test_file_that_was_thrown_away_takes_nobodys_place(
    db: Session, desk: Desk, session_factory: SessionFactory
) -> None:
    first, second = sent(db, desk), sent(db, desk)
    workbook_imports.discard(db, desk.actor, second.id)
    db.commit()
    carry_out(session_factory)

    assert state(db, first).can_be_confirmed


def test_dry_run_that_was_thrown_away_while_somebody_is_at_it_leaves_nothing(
    db: Session, desk: Desk, session_factory: SessionFactory
) -> None:
    row = sent(db, desk)
    hold = claimed(session_factory)
    workbook_imports.discard(db, desk.actor, row.id)
    db.commit()

    importing.carry_out(session_factory, hold, None)

    assert list(workbook_imports.latest(db, desk.actor, desk.conference_id)) == []
    recorded = select(AuditEntry.action).where(AuditEntry.subject_id == row.id).order_by(AuditEntry.at)
    assert db.scalars(recorded).all() == ["workbook.sent", "workbook.discarded"]
    with unit_of_work(session_factory, write=False) as other:
        assert import_queue.orders(other, [hold]) == {hold: Order.LOST}


def test_import_is_not_thrown_away_while_it_is_carried_out(
    db: Session, desk: Desk, session_factory: SessionFactory
) -> None:
    row = sent(db, desk)
    carry_out(session_factory)
    workbook_imports.confirm(db, desk.actor, row.id)
    db.commit()

    with pytest.raises(InUse):
        workbook_imports.discard(db, desk.actor, row.id)
    carry_out(session_factory)
    workbook_imports.discard(db, desk.actor, row.id)

    assert len(needs(db)) == 1


def test_few_files_of_one_person_wait_at_the_same_time(db: Session, desk: Desk) -> None:
    for _ in range(workbook_imports.MOST_WAITING):
        sent(db, desk, b"a file")

    with pytest.raises(TooManyRequests):
        sent(db, desk, b"a file")
    assert sent(db, replace(desk, actor=factories.an_administrator(db)), b"a file").status is RunStatus.QUEUED


def test_who_may_not_import_any_more_when_it_is_carried_out_imports_nothing(
    db: Session, desk: Desk, session_factory: SessionFactory
) -> None:
    account = factories.an_account(db)
    membership = factories.a_membership(db, account, desk.session_conference(), Role.EDITOR)
    db.refresh(account, ["memberships"])
    editor = replace(desk, actor=Actor(account=account, sign_in_id=None, address=""))
    row = sent(db, editor)
    carry_out(session_factory)
    workbook_imports.confirm(db, editor.actor, row.id)
    membership.role = Role.VIEWER
    db.commit()

    carry_out(session_factory)

    failed = state(db, row)
    assert (failed.status, failed.error_code, list(needs(db))) == (RunStatus.FAILED, "forbidden", [])


def test_import_tells_people_where_the_server_that_took_it_does(
    db: Session, desk: Desk, session_factory: SessionFactory
) -> None:
    with unit_of_work(session_factory, write=True) as quiet:
        silent = workbook_imports.create(quiet, desk.actor, desk.conference_id, Upload(b"a", language("en")))
    db.info["happenings"] = True
    told = sent(db, desk, b"a")

    assert (silent.tells, told.tells) == (False, True)


def test_refusal_takes_away_imports_that_repeat_what_was_written(db: Session, desk: Desk) -> None:
    conference, account = desk.session_conference(), factories.an_account(db)
    need = factories.a_need(db, desk.province)
    factories.a_workbook_import(db, account, conference, report={"changes": ["Bí mật"]})
    elsewhere = factories.a_workbook_import(db, account, factories.a_conference(db))
    waiting = sent(db, desk)

    removals.take_away(db, need)

    assert {row.id for row in db.scalars(select(WorkbookImport))} == {elsewhere.id, waiting.id}
