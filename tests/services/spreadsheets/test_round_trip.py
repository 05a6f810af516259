"""Whatever a conference has goes out and comes back, and nothing is changed by it."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.api.schemas.delegations import DelegationUpdate
from app.api.schemas.needs import NeedInput
from app.api.schemas.offerings import OfferingInput
from app.api.schemas.wishes import WishCreate
from app.api.sheet_rules import PARTS, SCHEMAS
from app.i18n.languages import LANGUAGES, language
from app.models import Delegation, Need, Offering, PartnerIntent, PartnerKind, Role, Urgency, Visibility
from app.services import delegation_changes, interests, scenarios, wishes
from app.services.spreadsheets import books, sheets
from app.services.spreadsheets.choices import same
from app.services.spreadsheets.enquiry_sheet import ENQUIRIES
from app.services.spreadsheets.sheet import DELETE
from tests.factories import ADMINISTRATOR
from tests.services.spreadsheets.desk import Desk, a_desk

TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t\r"), min_size=1, max_size=40)
CODES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)
COUNTS = st.integers(0, 10_000)
POSITIVE = st.integers(1, 10_000)
WORDS = st.none() | TEXTS
SIZES = st.sampled_from([{}, {"size_amount": 5, "size_currency": "USD"}, {"size_amount": 7, "size_unit": "ha"}])
INTERESTS: Mapping[str, st.SearchStrategy[Any]] = {
    "code": CODES,
    "priority": POSITIVE,
    "title_vi": CODES,
    "title_en": st.none() | CODES,
    "text_vi": WORDS,
    "text_en": WORDS,
    "objective_code": st.sampled_from([None, "MKT"]),
    "sector_codes": st.sampled_from([[], ["AGR"], ["LOG", "AGR"]]),
    "country_codes": st.sampled_from([[], ["KR"]]),
    "urgency": st.sampled_from([*Urgency]),
    "partner_kind": st.none() | st.sampled_from([*PartnerKind]),
    "note": WORDS,
}
NEEDS = st.builds(
    lambda said, size: said | size,
    st.fixed_dictionaries({**INTERESTS, "region_codes": st.sampled_from([[], ["NEA"]])}),
    SIZES,
)
OFFERINGS = st.builds(
    lambda said, size: said | size,
    st.fixed_dictionaries(
        {
            **INTERESTS,
            "visibility": st.sampled_from([*Visibility]),
            "partner_name": st.none() | CODES,
            "partner_country_code": st.sampled_from([None, "KR"]),
            "partner_intent": st.none() | st.sampled_from([*PartnerIntent]),
        }
    ),
    SIZES,
)
DELEGATIONS = st.fixed_dictionaries(
    {
        "side": CODES,
        "position": COUNTS,
        "teams": POSITIVE,
        "min_meetings": COUNTS,
        "max_meetings": st.none() | COUNTS,
        "max_consecutive": st.none() | POSITIVE,
    }
)


def accepted(schema: Any, values: dict[str, Any]) -> dict[str, Any] | None:
    """The values as the API would store them; None if it refuses them."""
    try:
        dumped: dict[str, Any] = schema.model_validate(values).model_dump()
    except ValueError:
        return None
    return dumped


def submit(desk: Desk, kind: Any, schema: Any, delegation: Delegation, values: list[dict[str, Any]]) -> None:
    taken = set()
    for each in values:
        stored = accepted(schema, each)
        if stored is not None and stored["code"] not in taken:
            taken.add(stored["code"])
            interests.create(desk.db, desk.actor, kind, delegation.id, values=stored)


def wish(desk: Desk, one: Delegation, other: Delegation, rank: int | None) -> None:
    values = {"delegation_id": one.id, "target_id": other.id, "rank": rank}
    kind = "do_not_meet" if rank is None else "ranked"
    wishes.create(
        desk.db, desk.actor, desk.session.id, values=WishCreate.model_validate(values | {"kind": kind}).model_dump()
    )


@given(
    st.fixed_dictionaries(
        {
            "needs": st.lists(NEEDS, max_size=4),
            "offerings": st.lists(OFFERINGS, max_size=3),
            "delegation": DELEGATIONS,
            "rank": st.none() | POSITIVE,
        }
    ),
    st.sampled_from(LANGUAGES),
)
@settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))
def test_export_and_import_change_nothing(desk: Desk, said: dict[str, Any], code: str) -> None:
    here = a_desk(desk.db)
    submit(here, Need, NeedInput, here.province, said["needs"])
    submit(here, Offering, OfferingInput, here.mission, said["offerings"])
    wish(here, here.province, here.mission, said["rank"])
    changed = accepted(DelegationUpdate, said["delegation"])
    if changed is not None:
        delegation_changes.update(here.db, here.actor, here.other.id, values=changed, accept_impact=False)

    report = here.rehearsed(here.exported(code))

    assert ([*report.problems], [*report.changes]) == ([], [])
    assert [(each.created, each.changed, each.deleted, each.left) for each in report.sheets] == [(0, 0, 0, 0)] * 6


@pytest.mark.parametrize("sheet", [*sheets.SHEETS, ENQUIRIES], ids=lambda sheet: sheet.noun)
def test_sheet_has_a_column_for_each_field_of_the_api(desk: Desk, sheet: Any) -> None:
    book = books.of(desk.db, desk.actor, desk.conference_id, language("en"), least=Role.VIEWER)
    columns = {column.name for column in sheet.columns(book) if not column.outside}
    # Absences have a sheet of their own, who can sign in is for no spreadsheet, and an enquiry takes no note.
    elsewhere = {
        "delegations": {"unavailable_slot_ids"},
        "delegates": {"membership_id", "private"},
        "enquiries": {"need", "note"},
    }

    rules = {rules for rules in (sheet.rules_for_new, sheet.rules_for_known) if rules is not None}
    schemas = [*(SCHEMAS[each] for each in rules), *(PARTS[each][1] for each in rules if each in PARTS)]
    fields = {name for schema in schemas for name in schema.model_fields} - elsewhere.get(sheet.noun, set())

    assert columns == (fields or {"organisation_id", "unavailable_slot_ids"})


@pytest.mark.parametrize("code", LANGUAGES)
def test_titles_and_headings_are_told_apart(desk: Desk, code: str) -> None:
    told = language(code)
    book = books.of(desk.db, desk.actor, desk.conference_id, told, least=Role.VIEWER)

    titles = [same(told.sentence(sheet.title, {})) for sheet in sheets.SHEETS]
    assert len({*titles}) == len(titles)
    assert [title for title in titles if len(title) > 31] == []
    for sheet in sheets.SHEETS:
        headings = [same(column.heading_in(told)) for column in (*sheet.columns(book), DELETE)]
        assert len({*headings}) == len(headings), sheet.noun


def test_reference_data_is_told_apart_without_accents(db: Session) -> None:
    session = scenarios.load(db, "session-2026")
    for code in LANGUAGES:
        book = books.of(db, ADMINISTRATOR, session.conference_id, language(code), least=Role.VIEWER)
        for name, choices in book.lists.items():
            assert [entry for entry in choices.entries if choices.value(entry.text) != entry.value] == [], name
