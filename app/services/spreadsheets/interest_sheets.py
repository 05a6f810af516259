"""Needs and offerings as sheets."""

from collections.abc import Callable, Iterable, Sequence
from uuid import UUID

from app.i18n.messages import mark
from app.models import InterestState, Need, Offering
from app.queries import interests as interest_queries
from app.services import interests, state_changes
from app.services.spreadsheets.cells import Capitals, Marked, One, Several, Whole, Words
from app.services.spreadsheets.sheet import ANY, Column, Row, Sheet, Values, Work

SEVERAL = mark("Choose from the list, or write several codes or names with semicolons between them: AGR; LOG.")
COMMON: Sequence[Column] = (
    Column(
        name="delegation",
        heading=mark("Delegation"),
        note=mark("Whose row this is. Its code or its name is enough. It can't be changed later."),
        kind=One("submitters", understood=True),
        width=28,
        needed=True,
        fixed=True,
        outside=True,
    ),
    Column(
        name="code",
        heading=mark("Reference"),
        note=mark("A short name of your choice, different for each row of the delegation: N1, N2."),
        kind=Words(),
        needed=True,
        stand_in=ANY,
    ),
    Column(
        name="priority",
        heading=mark("Priority"),
        note=mark("1 comes first. Left empty it is 1."),
        kind=Whole(),
        width=10,
    ),
    Column(
        name="title_vi",
        heading=mark("Vietnamese title"),
        note=mark("In one line. A title is needed in one of the two languages, or in both."),
        kind=Words(),
        width=40,
        stand_in=ANY,
    ),
    Column(
        name="title_en",
        heading=mark("English title"),
        note=mark("In one line. A title is needed in one of the two languages, or in both."),
        kind=Words(),
        width=40,
    ),
    Column(
        name="text_vi",
        heading=mark("Vietnamese text"),
        note=mark("What is to be said beyond the title. At most 5,000 characters."),
        kind=Words(),
        width=60,
    ),
    Column(
        name="text_en",
        heading=mark("English text"),
        note=mark("What is to be said beyond the title. At most 5,000 characters."),
        kind=Words(),
        width=60,
    ),
    Column(
        name="objective_code",
        heading=mark("Objective"),
        note=mark("Choose from the list. It may stay empty."),
        kind=One("objectives"),
        width=28,
    ),
    Column(name="sector_codes", heading=mark("Sectors"), note=SEVERAL, kind=Several("sectors"), width=32),
    Column(name="country_codes", heading=mark("Countries"), note=SEVERAL, kind=Several("countries"), width=28),
    Column(
        name="size_amount",
        heading=mark("Size"),
        note=mark("A whole number, with a currency or with another unit."),
        kind=Whole(),
        width=14,
    ),
    Column(
        name="size_currency",
        heading=mark("Currency"),
        note=mark("The code of ISO 4217: USD, VND. Empty where the size has another unit."),
        kind=Capitals(),
        width=10,
    ),
    Column(
        name="size_unit",
        heading=mark("Unit"),
        note=mark("Where the size is no money: ha, MW."),
        kind=Words(),
        width=10,
    ),
    Column(
        name="urgency",
        heading=mark("Urgency"),
        note=mark("Choose from the list. Left empty it is “Normal”."),
        kind=One("urgencies"),
        width=14,
    ),
    Column(
        name="partner_kind",
        heading=mark("Kind of partner"),
        note=mark("Choose from the list. It may stay empty."),
        kind=One("partner_kinds"),
        width=22,
    ),
    Column(
        name="note",
        heading=mark("Note"),
        note=mark("For the own delegation and organisers only."),
        kind=Words(),
        width=32,
    ),
)
SUBMIT = Column(
    name="submit",
    heading=mark("Submit"),
    note=mark("Put an x here to submit the row; without one it stays a draft."),
    kind=Marked(),
    width=10,
    outside=True,
)
OF_NEEDS: Sequence[Column] = (
    *COMMON,
    Column(name="region_codes", heading=mark("Regions"), note=SEVERAL, kind=Several("regions"), width=28),
    SUBMIT,
)


OF_OFFERINGS: Sequence[Column] = (
    *COMMON,
    Column(
        name="visibility",
        heading=mark("Who sees it"),
        note=mark("Choose from the list. Left empty: delegations that are matched with yours."),
        kind=One("visibilities"),
        width=28,
    ),
    Column(
        name="partner_name",
        heading=mark("Name of the partner"),
        note=mark("Of a partner lead. It may stay empty."),
        kind=Words(),
        width=28,
    ),
    Column(
        name="partner_country_code",
        heading=mark("Country of the partner"),
        note=mark("Choose from the list. It may stay empty."),
        kind=One("countries"),
        width=22,
    ),
    Column(
        name="partner_intent",
        heading=mark("The partner"),
        note=mark("Whether it seeks something or brings it. It may stay empty."),
        kind=One("intents"),
        width=14,
    ),
    SUBMIT,
)


def _needs(work: Work) -> Iterable[Row]:
    found = work.db.scalars(interest_queries.to_write(Need, work.book.conference.id, work.actor.sight))
    return (
        Row(need, need.id, _values(need, COMMON) | {"region_codes": [region.code for region in need.regions]})
        for need in found
    )


def _offerings(work: Work) -> Iterable[Row]:
    found = work.db.scalars(interest_queries.to_write(Offering, work.book.conference.id, work.actor.sight))
    return (Row(offering, offering.id, _values(offering, OF_OFFERINGS)) for offering in found)


def _values(interest: Need | Offering, columns: Sequence[Column]) -> Values:
    """As callers of the API send them, and whose they are."""
    linked = {
        "delegation": interest.delegation.organisation_id,
        "sector_codes": [sector.code for sector in interest.sectors],
        "country_codes": [country.iso2 for country in interest.countries],
        "submit": False,
    }
    return {column.name: getattr(interest, column.name) for column in columns if column.name not in linked} | linked


def _own(values: Values) -> Values:
    return {name: value for name, value in values.items() if name not in {"delegation", "submit"}}


def _create(kind: type[Need] | type[Offering]) -> Callable[[Work, Sequence[Values]], None]:
    def create(work: Work, rows: Sequence[Values]) -> None:
        entries = [(work.delegation(values, "delegation"), _own(values)) for values in rows]
        made = interests.create_all(work.db, work.actor, kind, entries) if entries else []
        for interest, values in zip(made, rows, strict=True):
            _submit(work, kind, interest.id, values)

    return create


def _prepare(work: Work, changes: Sequence[tuple[Row, Values]]) -> None:
    """Two may change references, which one after the other would want the same at some moment."""
    renamed = [row.id for row, values in changes if values["code"] != row.values["code"]]
    work.db.execute(interest_queries.out_of_the_way(renamed))


def _update(kind: type[Need] | type[Offering]) -> Callable[[Work, Row, Values], None]:
    def update(work: Work, row: Row, values: Values) -> None:
        interests.update(work.db, work.actor, kind, row.id, values=_own(values))
        _submit(work, kind, row.id, values)

    return update


def _submit(work: Work, kind: type[Need] | type[Offering], interest_id: UUID, values: Values) -> None:
    if values.get("submit"):
        state_changes.create(work.db, work.actor, kind, interest_id, state=InterestState.SUBMITTED, comment=None)


NEEDS = Sheet(
    noun="needs",
    title=mark("Needs"),
    key=("delegation", "code"),
    blamed="code",
    rules_for_new="needs",
    rules_for_known="needs",
    columns=lambda _: OF_NEEDS,
    rows=_needs,
    create=_create(Need),
    update=_update(Need),
    delete=lambda work, row: interests.delete(work.db, work.actor, Need, row.id),
    prepare=_prepare,
)
OFFERINGS = Sheet(
    noun="offerings",
    title=mark("Offerings"),
    key=("delegation", "code"),
    blamed="code",
    rules_for_new="offerings",
    rules_for_known="offerings",
    columns=lambda _: OF_OFFERINGS,
    rows=_offerings,
    create=_create(Offering),
    update=_update(Offering),
    delete=lambda work, row: interests.delete(work.db, work.actor, Offering, row.id),
    prepare=_prepare,
)
