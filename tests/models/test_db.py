"""The unit of work, and several processes at one database."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.db import SessionFactory, make_engine, make_session_factory, unit_of_work, upgrade
from app.errors import AppError, NotFound, SignInRefused
from app.models import Objective
from app.queries.reference import everything


@pytest.fixture
def factory(empty_engine: Engine) -> SessionFactory:
    upgrade(empty_engine)
    return make_session_factory(empty_engine)


def add(db: Session, code: str) -> None:
    db.add(Objective(code=code, name_vi=code, name_en=code))
    db.flush()


def codes(factory: SessionFactory) -> list[str]:
    with unit_of_work(factory, write=False) as db:
        return sorted(objective.code for objective in db.scalars(everything(Objective)))


def test_unit_of_work_commits_what_was_done(factory: SessionFactory) -> None:
    with unit_of_work(factory, write=True) as db:
        add(db, "FDI")

    assert codes(factory) == ["FDI"]


def test_unit_of_work_takes_all_back_when_something_fails(factory: SessionFactory) -> None:
    with pytest.raises(IntegrityError), unit_of_work(factory, write=True) as db:
        db.add_all(Objective(code=code, name_vi=name, name_en=name) for code, name in [("FDI", ""), ("ODA", None)])

    assert codes(factory) == []


def add_and_fail(db: Session, error: AppError) -> None:
    add(db, error.code)
    raise error


def test_unit_of_work_keeps_what_was_done_before_a_failure_that_says_so(factory: SessionFactory) -> None:
    for error in (SignInRefused("counted"), NotFound("not counted")):
        with pytest.raises(type(error)), unit_of_work(factory, write=True) as db:
            add_and_fail(db, error)

    assert codes(factory) == [SignInRefused.code]


def test_unit_of_work_leaves_its_objects_readable(factory: SessionFactory) -> None:
    with unit_of_work(factory, write=True) as db:
        objective = Objective(code="FDI", name_vi="", name_en="Investment")
        db.add(objective)

    assert objective.name_en == "Investment"


def test_readers_see_what_is_committed_while_a_writer_writes(factory: SessionFactory) -> None:
    with unit_of_work(factory, write=True) as db:
        add(db, "FDI")
        during = codes(factory)

    assert (during, codes(factory)) == ([], ["FDI"])


def test_a_second_writer_waits_for_the_first(factory: SessionFactory) -> None:
    started = Event()

    def write_too() -> None:
        started.set()
        with unit_of_work(factory, write=True) as db:
            add(db, "ODA")

    with ThreadPoolExecutor() as pool:
        with unit_of_work(factory, write=True) as db:
            add(db, "FDI")
            second = pool.submit(write_too)
            started.wait()
        second.result()

    assert codes(factory) == ["FDI", "ODA"]


def test_several_processes_may_upgrade_at_once(empty_engine: Engine) -> None:
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda _: upgrade(empty_engine), range(3)))

    assert codes(make_session_factory(empty_engine)) == []


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_any_address_of_postgresql_gets_the_driver_that_is_installed(scheme: str) -> None:
    engine = make_engine(f"{scheme}://somebody@localhost/ketnoi")

    assert (engine.url.drivername, engine.url.database) == ("postgresql+psycopg", "ketnoi")
