"""Migrations that rewrite rows: what was there before is there afterwards, up and down."""

import json
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Engine, MetaData, Table, null, select

from app.db import MIGRATIONS, downgrade, upgrade

LONG = "Một câu dài. " * 40


def number(name: str) -> str:
    """Of the migration that is called this."""
    (found,) = (MIGRATIONS / "versions").glob(f"*_{name}.py")
    return found.name.partition("_")[0]


def before(name: str) -> str:
    return f"{int(number(name)) - 1:04}"


def table(engine: Engine, name: str) -> Table:
    return Table(name, MetaData(), autoload_with=engine, resolve_fks=False)


def insert(engine: Engine, name: str, /, **values: Any) -> None:
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
    upgrade(empty_engine, before("make_needs_and_offerings_alike"))
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

    upgrade(empty_engine, number("make_needs_and_offerings_alike"))
    together = rows(empty_engine, "interest", "kind", "code", "title_en", "title_vi", "text_vi", "visibility")
    links = rows(empty_engine, "interest_region", "interest_id"), rows(empty_engine, "interest_country", "interest_id")
    downgrade(empty_engine, before("make_needs_and_offerings_alike"))

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


def test_needs_and_offerings_are_submitted_as_they_are(empty_engine: Engine) -> None:
    life = "give_needs_and_offerings_a_life"
    upgrade(empty_engine, before(life))
    insert(empty_engine, "sector", code="AGR", name_vi="", name_en="")
    own: dict[str, Any] = {"delegation_id": a_delegation(empty_engine), "code": "1", "priority": 2, "urgency": "high"}
    need, offering = (an_id(empty_engine) for _ in range(2))
    insert(empty_engine, "interest", id=need, kind="need", title_vi="Gạo Đồng Tháp", **own)
    insert(empty_engine, "interest", id=offering, kind="offering", title_en="Rice", visibility="all", **own)
    insert(empty_engine, "interest_sector", interest_id=need, sector_code="AGR")

    upgrade(empty_engine, number(life))
    lives = rows(empty_engine, "interest", "state", "is_disclosed", "folded")
    kept = {
        key: (json.loads(content) if isinstance(content, str) else content)
        for key, content in rows(empty_engine, "interest_revision", "interest_id", "content")
    }
    downgrade(empty_engine, before(life))

    nothing = dict.fromkeys(("text_vi", "text_en", "objective_code", "size_amount", "size_currency", "size_unit"))
    alike = nothing | {"code": "1", "priority": 2, "urgency": "high", "partner_kind": None, "note": None}
    partner = dict.fromkeys(("partner_name", "partner_country_code", "partner_intent"))
    assert lives == [("submitted", True, "gao dong thap"), ("submitted", True, "rice")]
    assert kept == {
        need: alike
        | {"title_vi": "Gạo Đồng Tháp", "title_en": None}
        | {"sector_codes": ["AGR"], "country_codes": [], "region_codes": []},
        offering: alike
        | partner
        | {"title_vi": None, "title_en": "Rice", "visibility": "all", "sector_codes": [], "country_codes": []},
    }
    assert len(rows(empty_engine, "interest", "id")) == 2


def test_delegates_stay_when_they_are_seated_and_when_they_stand_up(empty_engine: Engine) -> None:
    seats = "seat_delegates_at_teams"
    upgrade(empty_engine, before(seats))
    delegation, delegate = a_delegation(empty_engine), an_id(empty_engine)
    insert(empty_engine, "delegate", id=delegate, delegation_id=delegation, position=1, name="An", languages=["vi"])
    insert(empty_engine, "sector", code="ENERGY", name_vi="", name_en="")

    upgrade(empty_engine, number(seats))
    seated = rows(empty_engine, "delegate", "name", "function", "teams")
    insert(empty_engine, "delegate_sector", delegate_id=delegate, sector_code="ENERGY")
    downgrade(empty_engine, before(seats))

    assert seated == [("An", None, [])]
    assert rows(empty_engine, "delegate", "name", "languages") == [("An", ["vi"])]


def test_who_interprets_goes_back_to_the_placements_by_code(empty_engine: Engine) -> None:
    upgrade(empty_engine, number("plan_interpreters"))
    delegation = a_delegation(empty_engine)
    [(conference,)] = rows(empty_engine, "conference", "id")
    session, slot, board, version, *placements = (an_id(empty_engine) for _ in range(6))
    names = dict.fromkeys(("name_vi", "name_en"), "")
    insert(empty_engine, "conference_session", id=session, conference_id=conference, code="s", policy={}, **names)
    times = {"starts_at": datetime(2026, 12, 8, 6, tzinfo=UTC), "ends_at": datetime(2026, 12, 8, 7, tzinfo=UTC)}
    insert(empty_engine, "slot", id=slot, session_id=session, code="s01", position=0, period="", **times)
    insert(empty_engine, "meeting_table", id=board, session_id=session, code="T1", position=0, features=[])
    lists: dict[str, list[Any]] = {name: [] for name in ("goals", "unplaced", "conflict", "run_data")}
    of_version = {"number": 1, "status": "feasible", "instance_digest": "", "conflict_minimal": True}
    insert(empty_engine, "timetable_version", id=version, session_id=session, **lists, **of_version)
    for name, placement in zip("ab", placements, strict=True):
        tables = {"slot_id": slot, "table_id": board if name == "a" else another_table(empty_engine, session)}
        insert(empty_engine, "placement", id=placement, version_id=version, meeting=name, **tables)
    for position, code in enumerate(("KO-2", "KO-1")):
        interpreter = an_id(empty_engine)
        values = {"code": code, "position": position, "languages": ["vi", "ko"]}
        insert(empty_engine, "interpreter", id=interpreter, session_id=session, **values)
        insert(empty_engine, "placement_interpreter", placement_id=placements[0], interpreter_id=interpreter)

    downgrade(empty_engine, before("plan_interpreters"))

    assert rows(empty_engine, "placement", "meeting", "interpreters") == [("a", ["KO-1", "KO-2"]), ("b", [])]
    upgrade(empty_engine, number("plan_interpreters"))
    assert rows(empty_engine, "delegation", "id", "languages", "table_features") == [(delegation, [], [])]


def another_table(engine: Engine, session: Any) -> Any:
    identifier = an_id(engine)
    insert(engine, "meeting_table", id=identifier, session_id=session, code="T2", position=1, features=[])
    return identifier


def test_runs_stay_when_they_can_be_taken_up_and_when_not_any_more(empty_engine: Engine) -> None:
    upgrade(empty_engine, before("let_runs_outlive_their_workers"))
    a_delegation(empty_engine)
    [(conference,)] = rows(empty_engine, "conference", "id")
    session = an_id(empty_engine)
    names = dict.fromkeys(("name_vi", "name_en"), "")
    insert(empty_engine, "conference_session", id=session, conference_id=conference, code="s", policy={}, **names)
    asked = {"session_id": session, "seconds": 60.0, "workers": 2, "seed": 7, "instance": {}, "instance_digest": "d"}
    for status, error in (("failed", "It fell over."), ("running", None)):
        insert(empty_engine, "run", id=an_id(empty_engine), status=status, error=error, cancel_requested=False, **asked)

    upgrade(empty_engine, number("let_runs_outlive_their_workers"))

    new = rows(empty_engine, "run", "status", "attempt", "losses", "priority", "beats", "spent_seconds", "best")
    assert new == [("failed", 0, 0, 0, 0, 0.0, None), ("running", 0, 0, 0, 0, 0.0, None)]
    downgrade(empty_engine, before("let_runs_outlive_their_workers"))
    old = rows(empty_engine, "run", "status", "error", "seconds", "instance")
    assert old == [("failed", "It fell over.", 60.0, {}), ("running", None, 60.0, {})]


def test_enquiries_are_found_by_what_they_said_before(empty_engine: Engine) -> None:
    upgrade(empty_engine, before("find_enquiries"))
    a_delegation(empty_engine)
    [(organisation,)] = rows(empty_engine, "organisation", "id")
    asked = {"organisation_id": organisation, "sent_at": datetime(2026, 11, 1, tzinfo=UTC), "kind": "protection"}
    need = {"code": "ĐH1", "title_vi": "Đối tác", "title_en": None}
    for status, said in (("sent", need), ("refused", null())):
        insert(empty_engine, "enquiry", id=an_id(empty_engine), status=status, need=said, **asked)

    upgrade(empty_engine, number("find_enquiries"))

    assert rows(empty_engine, "enquiry", "status", "folded") == [("refused", ""), ("sent", "dh1\ndoi tac")]
    downgrade(empty_engine, before("find_enquiries"))
    assert [row for row in rows(empty_engine, "enquiry", "status", "need") if row[1]] == [("sent", need)]


def test_of_enquiries_with_one_reference_the_first_keeps_it(empty_engine: Engine) -> None:
    upgrade(empty_engine, before("give_each_reference_once"))
    a_delegation(empty_engine)
    [(organisation,)] = rows(empty_engine, "organisation", "id")
    said = [{"code": "ĐH1"}, {"code": "ĐH1"}, {"code": "đh1"}, null(), null()]
    for day, need in enumerate(said, start=1):
        asked = {"organisation_id": organisation, "status": "sent", "kind": "protection", "need": need}
        moment = datetime(2026, 11, 9 - day, tzinfo=UTC)
        insert(empty_engine, "enquiry", id=an_id(empty_engine), sent_at=moment, folded=str(day), **asked)

    upgrade(empty_engine, number("give_each_reference_once"))

    assert rows(empty_engine, "enquiry", "folded", "code") == [
        ("1", None),
        ("2", "ĐH1"),
        ("3", "đh1"),
        ("4", None),
        ("5", None),
    ]
    downgrade(empty_engine, before("give_each_reference_once"))
    kept = [need for _, need in rows(empty_engine, "enquiry", "folded", "need") if need]
    assert kept == [{"code": "ĐH1"}, {"code": "ĐH1"}, {"code": "đh1"}]


def test_what_was_refused_before_loses_its_code(empty_engine: Engine) -> None:
    upgrade(empty_engine, before("limit_the_lines_of_a_conference"))
    delegation = a_delegation(empty_engine)
    for state, code in (("refused", "BÍ-MẬT"), ("submitted", "N2")):
        interest, said = an_id(empty_engine), {"code": code, "title_vi": "", "folded": "", "urgency": "normal"}
        own = {"id": interest, "delegation_id": delegation, "kind": "need", "priority": 1, "state": state}
        insert(empty_engine, "interest", **own, **said)
        what = {"subject_id": interest, "action": "need.created", "after": {"code": code, "priority": 1}}
        who = {"id": an_id(empty_engine), "at": datetime(2026, 11, 1, tzinfo=UTC), "actor_name": "", "address": ""}
        insert(empty_engine, "audit_entry", **who, **what)

    upgrade(empty_engine, number("limit_the_lines_of_a_conference"))

    [(_, refused), (_, submitted)] = rows(empty_engine, "interest", "state", "code")
    told = [after["code"] for _, after in rows(empty_engine, "audit_entry", "id", "after")]
    assert (submitted, refused[:2], sorted(told)) == ("N2", "X-", ["N2", "…"])


def test_what_was_refused_before_loses_its_meaning(empty_engine: Engine) -> None:
    upgrade(empty_engine, before("forget_meanings_of_refused"))
    delegation = a_delegation(empty_engine)
    ids = {state: an_id(empty_engine) for state in ("refused", "submitted")}
    for state, interest in ids.items():
        said = {"code": state, "title_vi": "", "folded": "", "urgency": "normal", "kind": "need", "priority": 1}
        insert(empty_engine, "interest", id=interest, delegation_id=delegation, state=state, **said)
        read = {"model": "lengths 1", "text_sha256": b"digest", "vector": b"vector"}
        insert(empty_engine, "interest_meaning", interest_id=interest, **read)

    upgrade(empty_engine, number("forget_meanings_of_refused"))

    assert rows(empty_engine, "interest_meaning", "interest_id") == [(ids["submitted"],)]
