"""Delegates as a sheet."""

from collections.abc import Iterable, Sequence

from app.i18n.messages import mark
from app.models import Delegate
from app.queries import delegates as queries
from app.services import delegates, telephones
from app.services.spreadsheets.book import Book
from app.services.spreadsheets.cells import One, Several, Wholes, Words
from app.services.spreadsheets.sheet import ANY, Column, Row, Sheet, Values, Work, one_by_one, told_elsewhere

UNSERVED = mark(
    "Nobody would interpret this at meetings of the delegation; add the delegate on its page, where each is listed."
)
HAS_MEETINGS = mark("Has meetings to go to; change the delegate on the delegation's page, where each is listed.")
COLUMNS: Sequence[Column] = (
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
        name="name",
        heading=mark("Name of the delegate"),
        note=mark("As it is to be written on name plates. New delegates come last in the order of protocol."),
        kind=Words(),
        width=28,
        needed=True,
        stand_in=ANY,
    ),
    Column(
        name="title_vi",
        heading=mark("Title in Vietnamese"),
        note=mark("What the delegate is, as the others are to be told."),
        kind=Words(),
        width=32,
    ),
    Column(
        name="title_en",
        heading=mark("Title in English"),
        note=mark("What the delegate is, as the others are to be told."),
        kind=Words(),
        width=32,
    ),
    Column(
        name="languages",
        heading=mark("Languages spoken"),
        note=mark("The best first, with semicolons between them: vi; en."),
        kind=Several("tongues"),
        width=28,
        is_in_order=True,
    ),
    Column(
        name="email",
        heading=mark("E-mail"),
        note=mark("For the own delegation and organisers only."),
        kind=Words(),
        width=28,
        goes_alone=True,
    ),
    Column(
        name="phone",
        heading=mark("Telephone"),
        note=mark(
            "As at home or with the country: 0912 345 678, +84 24 3799 2000. "
            "For the own delegation and organisers only."
        ),
        kind=Words(),
        width=18,
        goes_alone=True,
    ),
    Column(
        name="function",
        heading=mark("Function"),
        note=mark("Head, deputy or expert. It may stay empty. All but experts can lead a team."),
        kind=One("functions"),
    ),
    Column(
        name="sector_codes",
        heading=mark("Sectors of the expert"),
        note=mark("What an expert knows, with semicolons between them: ENERGY; TOURISM."),
        kind=Several("sectors"),
        width=28,
    ),
    Column(
        name="teams",
        heading=mark("Teams where the delegate may sit"),
        note=mark("Numbers from 1 to the number of teams, with semicolons between them: 1; 2."),
        kind=Wholes(),
        width=18,
        goes_alone=True,
    ),
    Column(
        name="note",
        heading=mark("Note"),
        note=mark("For the own delegation and organisers only."),
        kind=Words(),
        width=32,
    ),
)


def _rows(work: Work) -> Iterable[Row]:
    found = work.db.scalars(queries.of_conference(work.book.conference.id, work.actor.sight))
    return (Row(delegate, delegate.id, _values(delegate)) for delegate in found)


def _values(delegate: Delegate) -> Values:
    """As callers of the API send them, and whose delegate it is."""
    return {
        "delegation": delegate.delegation.organisation_id,
        "name": delegate.name,
        "title_vi": delegate.title_vi,
        "title_en": delegate.title_en,
        "languages": delegate.languages,
        "email": delegate.email,
        "phone": delegate.phone,
        "note": delegate.note,
        "membership_id": delegate.membership_id,
        "function": delegate.function,
        "sector_codes": [sector.code for sector in delegate.sectors],
        "teams": delegate.teams,
    }


def _own(values: Values) -> Values:
    return {name: value for name, value in values.items() if name != "delegation"}


def _completed(book: Book, values: Values) -> Values:
    """With the country of a telephone number that was written without."""
    if not telephones.is_at_home(values["phone"]):
        return values
    regions = telephones.regions(book.organisations[values["delegation"]])
    return values | {"phone": telephones.completed(values["phone"], regions, pointer="/phone")}


def _create(work: Work, values: Values) -> None:
    with told_elsewhere(UNSERVED):
        delegates.create(
            work.db, work.actor, work.delegation(values, "delegation"), values=_own(values), accept_impact=False
        )


def _update(work: Work, row: Row, values: Values) -> None:
    with told_elsewhere(HAS_MEETINGS):
        delegates.update(work.db, work.actor, row.id, values=_own(values), accept_impact=False)


def _delete(work: Work, row: Row) -> None:
    with told_elsewhere(HAS_MEETINGS):
        delegates.delete(work.db, work.actor, row.id, accept_impact=False)


DELEGATES = Sheet(
    noun="delegates",
    title=mark("Delegates"),
    key=("delegation", "name"),
    blamed="name",
    rules_for_new="delegates",
    rules_for_known="delegates",
    columns=lambda _: COLUMNS,
    rows=_rows,
    create=one_by_one(_create),
    update=_update,
    delete=_delete,
    completed=_completed,
)
