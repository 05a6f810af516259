"""Imports at the same moment, on a database that really commits."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from uuid import UUID

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm.exc import StaleDataError

from app.api.sheet_rules import judged
from app.db import SessionFactory, make_session_factory, unit_of_work, upgrade
from app.errors import AppError, ImportChanged, PreconditionFailed
from app.i18n.languages import language
from app.models import Need, Region
from app.services import interests
from app.services.permissions import Actor
from app.services.spreadsheets import importing
from app.services.spreadsheets.importing import Upload
from app.services.spreadsheets.reports import Report
from tests.services.spreadsheets.desk import PROVINCE, WORKBOOKS, Desk, a_desk, load_reference
from tests.workbooks import Draft


@pytest.fixture
def factory(empty_engine: Engine) -> SessionFactory:
    upgrade(empty_engine)
    return make_session_factory(empty_engine)


def all_at_once(*works: Callable[[], object]) -> list[type]:
    """What each of the works came to: the class of its failure, or of what it returned."""
    start = Barrier(len(works))

    def begin(work: Callable[[], object]) -> type:
        start.wait()
        try:
            return type(work())
        except (AppError, StaleDataError) as exc:
            return type(exc)

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(begin, works))


def edited(factory: SessionFactory, edit: Callable[[Draft, Desk], object]) -> tuple[Actor, UUID, bytes, str]:
    """Who may import to a conference, that, a workbook of it after some edit, and what confirms its dry run."""
    with factory() as db:
        load_reference(db)
        desk = a_desk(db)
        desk.a_need()
        draft = desk.draft()
        edit(draft, desk)
        data = draft.saved()
        return desk.actor, desk.conference_id, data, desk.rehearsed(data).confirmation or ""


def carry(factory: SessionFactory, actor: Actor, conference_id: UUID, data: bytes, confirms: str) -> Report:
    with unit_of_work(factory, write=True) as db:
        upload = Upload(data, language("en"))
        return importing.carry(db, actor, WORKBOOKS, conference_id, upload, confirms=confirms)


def test_of_two_imports_of_one_file_one_is_carried_out(factory: SessionFactory) -> None:
    wanted = edited(
        factory,
        lambda draft, _: draft.add("Needs", {"Delegation": PROVINCE, "Reference": "N2", "Vietnamese title": "Chè"}),
    )

    ends = all_at_once(*[partial(carry, factory, *wanted)] * 3)

    assert sorted(end.__name__ for end in ends) == ["ImportChanged", "ImportChanged", "Report"]
    with factory() as db:
        assert db.scalars(select(func.count()).select_from(Need)).one() == 2


def test_two_imports_of_different_files_follow_each_other(factory: SessionFactory) -> None:
    actor, conference_id, first, confirms_first = edited(
        factory, lambda draft, _: draft.set("Needs", 2, Vietnamese_title="Cà phê")
    )
    with factory() as db:
        draft = Draft.of(first).set("Needs", 2, Vietnamese_title="Gạo")
        draft.add("Needs", {"Delegation": PROVINCE, "Reference": "N2", "Vietnamese title": "Chè"})
        second = draft.saved()
        upload = Upload(second, language("en"))
        rehearsed = importing.rehearse(db, actor, WORKBOOKS, conference_id, upload)
    assert rehearsed.confirmation is not None

    ends = all_at_once(
        partial(carry, factory, actor, conference_id, first, confirms_first),
        partial(carry, factory, actor, conference_id, second, rehearsed.confirmation),
    )

    assert ends == [Report, Report]
    with factory() as db:
        assert sorted(need.title_vi or "" for need in db.scalars(select(Need))) == ["Chè", "Cà phê"]


def test_import_overwrites_nobody_who_writes_at_the_same_moment(factory: SessionFactory) -> None:
    actor, conference_id, data, confirms = edited(
        factory, lambda draft, _: draft.set("Needs", 2, Vietnamese_title="Cà phê")
    )

    def put() -> object:
        with unit_of_work(factory, write=True) as db:
            need = db.scalars(select(Need)).one()
            values = judged("needs", {"code": "N1", "priority": 2, "title_vi": "Chè"})
            return interests.update(db, actor, Need, need.id, values=values).interest

    ends = all_at_once(partial(carry, factory, actor, conference_id, data, confirms), put)

    with factory() as db:
        need = db.scalars(select(Need)).one()
    # Whoever came second knew of the first, or was turned away; nothing is lost in between.
    assert (ends[0], need.title_vi, need.revision) in {
        (Report, "Chè", 3),
        (Report, "Cà phê", 2),
        (ImportChanged, "Chè", 2),
        (StaleDataError, "Chè", 2),
    } or (issubclass(ends[0], AppError) and need.title_vi == "Chè")
    assert ends[1] in {Need, StaleDataError, PreconditionFailed}


def test_dry_run_waits_for_nobody_who_writes_something_else(factory: SessionFactory) -> None:
    def edit(draft: Draft, _desk: Desk) -> object:
        return draft.set("Needs", 2, Vietnamese_title="Khác")

    actor, conference_id, data, confirms = edited(factory, edit)

    with unit_of_work(factory, write=True) as busy:
        busy.add(Region(code="EUU", name_vi="", name_en=""))
        busy.flush()
        with unit_of_work(factory, write=False) as db:
            report = importing.rehearse(db, actor, WORKBOOKS, conference_id, Upload(data, language("en")))

    assert report.confirmation == confirms
