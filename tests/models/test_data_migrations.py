"""Migrations that rewrite rows: what was there before is there afterwards, up and down."""

from datetime import date
from typing import Any
from uuid import uuid4

from sqlalchemy import Engine, MetaData, Table, select

from app.db import downgrade, upgrade

LONG = "Một câu dài. " * 40


def table(engine: Engine, name: str) -> Table:
    return Table(name, MetaData(), autoload_with=engine, resolve_fks=False)


def insert(engine: Engine, name: str, **values: Any) -> None:
    with engine.begin() as connection:
        connection.execute(table(engine, name).insert().values(values))


def rows(engine: Engine, name: str, *columns: str) -> list[tuple[Any, ...]]:
    with engine.begin() as connection:
        found = table(engine, name)
        return sorted(tuple(row) for row in connection.execute(select(*(found.c[column] for column in columns))))


def an_id(engine: Engine) -> Any:
    """As the tables that a migration sees have it: SQLite knows no UUID."""
    return uuid4().hex if engine.dialect.name == "sqlite" else uuid4()


def a_delegation(engine: Engine) -> Any:
    names = dict.fromkeys(("name_vi", "name_en"), "")
    conference, organisation, delegation = (an_id(engine) for _ in range(3))
    days = dict.fromkeys(("starts_on", "ends_on"), date(2026, 12, 8))
    insert(engine, "conference", id=conference, code="c", city="", timezone="UTC", **names, **days)
    labels = dict.fromkeys(("label_vi", "label_en"), "")
    insert(engine, "organisation", id=organisation, scheme="s", code="1", kind="province", **names, **labels)
    insert(
        engine,
        "delegation",
        id=delegation,
        conference_id=conference,
        organisation_id=organisation,
        side="province",
        position=0,
        mode="in_person",
        teams=1,
        min_meetings=0,
    )
    return delegation


def test_needs_and_offerings_become_alike_and_come_apart_again(empty_engine: Engine) -> None:
    upgrade(empty_engine, "0015")
    insert(empty_engine, "region", code="NEA", name_vi="", name_en="")
    insert(empty_engine, "country", iso2="KR", region_code="NEA", name_vi="", name_en="")
    delegation = a_delegation(empty_engine)
    need, offering, other = (an_id(empty_engine) for _ in range(3))
    own: dict[str, Any] = {"delegation_id": delegation, "priority": 1}
    insert(empty_engine, "need", id=need, code="1", language="vi", text="Gạo", **own)
    insert(empty_engine, "need", id=other, code="2", language="vi", text=LONG, **own)
    insert(empty_engine, "need_region", need_id=need, region_code="NEA")
    insert(empty_engine, "offering", id=offering, code="1", language="en", text="Rice", **own)
    insert(empty_engine, "offering_country", offering_id=offering, country_iso2="KR")

    upgrade(empty_engine, "0016")
    together = rows(empty_engine, "interest", "kind", "code", "title_en", "title_vi", "text_vi", "visibility")
    links = rows(empty_engine, "interest_region", "interest_id"), rows(empty_engine, "interest_country", "interest_id")
    downgrade(empty_engine, "0015")

    title = LONG[:298].rstrip() + " …"
    assert together == [
        ("need", "1", None, "Gạo", None, None),
        ("need", "2", None, title, LONG, None),
        ("offering", "1", "Rice", None, None, "organisers"),
    ]
    assert links == ([(need,)], [(offering,)])
    assert rows(empty_engine, "need", "code", "language", "text") == [("1", "vi", "Gạo"), ("2", "vi", LONG)]
    assert rows(empty_engine, "need_region", "need_id", "region_code") == [(need, "NEA")]
    assert rows(empty_engine, "offering", "code", "language", "text") == [("1", "en", "Rice")]
    assert rows(empty_engine, "offering_country", "offering_id", "country_iso2") == [(offering, "KR")]
