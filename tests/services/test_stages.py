"""A stage or a deadline that is changed while somebody submits, on a database that really commits."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Event
from uuid import UUID

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.api.schemas.needs import NeedInput
from app.db import SessionFactory, make_session_factory, unit_of_work, upgrade
from app.errors import AppError, SubmissionsClosed, WrongStage
from app.models import Conference, Delegation, Need, Role, Stage
from app.queries import accounts
from app.services import interests, stage_changes
from app.services.disclosure import Shown
from app.services.permissions import Actor
from app.services.stage_rules import DEADLINES
from tests.factories import ADMINISTRATOR, a_delegation, a_membership, a_session, an_account

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
PATIENCE_SECONDS = 60
MOMENT_SECONDS = 0.3  # Long enough that whoever does not wait would be done.


@pytest.fixture
def factory(empty_engine: Engine) -> SessionFactory:
    upgrade(empty_engine)
    return make_session_factory(empty_engine)


@pytest.fixture
def delegation(factory: SessionFactory) -> Delegation:
    with factory() as db:
        return a_delegation(db, a_session(db))


@pytest.fixture
def head(factory: SessionFactory, delegation: Delegation) -> Actor:
    with factory() as db:
        account = an_account(db)
        a_membership(db, account, db.get_one(Conference, delegation.conference_id), Role.HEAD, delegation)
        loaded = db.scalars(accounts.by_email(account.email)).one()
    return Actor(account=loaded, sign_in_id=None, address="")


def submit(db: Session, actor: Actor, delegation_id: UUID) -> Shown[Need]:
    return interests.create(db, actor, Need, delegation_id, values=NeedInput(code="N1", title_vi="Gạo").model_dump())


def end_the_stage(db: Session, conference_id: UUID) -> None:
    stage_changes.create(db, ADMINISTRATOR, conference_id, stage=Stage.REVIEWING, reason=None)


def close(db: Session, conference_id: UUID) -> None:
    deadlines = dict.fromkeys(DEADLINES.values(), LONG_AGO)
    stage_changes.set_deadlines(db, ADMINISTRATOR, conference_id, deadlines=deadlines)


Change = Callable[[Session, UUID], None]
CHANGES = pytest.mark.parametrize(("change", "refusal"), [(end_the_stage, WrongStage), (close, SubmissionsClosed)])


@CHANGES
def test_a_change_waits_for_whoever_has_been_let_in(
    factory: SessionFactory, delegation: Delegation, head: Actor, change: Change, refusal: type[AppError]
) -> None:
    let_in, changed = Event(), Event()

    def change_it() -> bool:
        """Whether whoever was let in had committed before."""
        let_in.wait(PATIENCE_SECONDS)
        with unit_of_work(factory, write=True) as db:
            change(db, delegation.conference_id)
            seen = db.scalars(select(Need)).all()
        changed.set()
        return len(seen) == 1

    with ThreadPoolExecutor(1) as pool:
        end = pool.submit(change_it)
        with unit_of_work(factory, write=True) as db:
            submit(db, head, delegation.id)
            let_in.set()
            assert not changed.wait(MOMENT_SECONDS)
        assert end.result(PATIENCE_SECONDS)
    with pytest.raises(refusal), unit_of_work(factory, write=True) as db:
        submit(db, head, delegation.id)


@CHANGES
def test_whoever_comes_during_a_change_is_judged_by_it(
    factory: SessionFactory, delegation: Delegation, head: Actor, change: Change, refusal: type[AppError]
) -> None:
    begun = Event()

    def come_late() -> Shown[Need]:
        begun.wait(PATIENCE_SECONDS)
        with unit_of_work(factory, write=True) as db:
            return submit(db, head, delegation.id)

    with ThreadPoolExecutor(1) as pool:
        with unit_of_work(factory, write=True) as db:
            change(db, delegation.conference_id)
            begun.set()
            with pytest.raises(TimeoutError):
                (end := pool.submit(come_late)).result(MOMENT_SECONDS)
        with pytest.raises(refusal):
            end.result(PATIENCE_SECONDS)
    with factory() as db:
        assert db.scalars(select(Need)).all() == []
