"""Enquiries as a sheet: what is asked, by whom, of which mission, and the answer."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from uuid import UUID

from app.errors import Forbidden, Invalid, WrongState
from app.i18n.messages import mark
from app.models import Enquiry, EnquiryKind, EnquiryStatus
from app.queries import enquiries as queries
from app.services import enquiries, lookup
from app.services.spreadsheets.cells import One, Several, Words
from app.services.spreadsheets.interest_sheets import COMMON, SEVERAL
from app.services.spreadsheets.sheet import Column, Row, Sheet, Values, Work, one_by_one
from app.services.spreadsheets.stamps import essence

LISTS = ("sector_codes", "country_codes", "region_codes")
QUESTION: Sequence[Column] = (
    Column(
        name="kind",
        heading=mark("What is asked"),
        note=mark("Choose from the list: partners are ordered, one is to be verified, or a firm to be protected."),
        kind=One("enquiry_kinds"),
        width=26,
        needed=True,
        stand_in=EnquiryKind.PARTNER_SEARCH,
    ),
    *(column for column in COMMON if column.name not in {"delegation", "note"}),
    Column(name="region_codes", heading=mark("Regions"), note=SEVERAL, kind=Several("regions"), width=28),
)
COLUMNS: Sequence[Column] = (
    Column(
        name="organisation_id",
        heading=mark("Organisation"),
        note=mark("Whose row this is. Its code or its name is enough. It can't be changed later."),
        kind=One("askers", understood=True),
        width=28,
        needed=True,
        fixed=True,
        outside=True,
    ),
    *QUESTION,
    Column(
        name="mission_id",
        heading=mark("Mission"),
        note=mark("Who has to answer. Administrators assign it."),
        kind=One("missions"),
        width=28,
        outside=True,
    ),
    Column(
        name="answer",
        heading=mark("Answer"),
        note=mark("What the mission says. Whoever asks is told of it when it is imported."),
        kind=Words(),
        width=60,
    ),
    Column(
        name="status",
        heading=mark("Status"),
        note=mark("What has become of it; to be read only. Once it is assigned, the question stays as it is."),
        kind=One("enquiry_statuses"),
        width=16,
        fixed=True,
        for_reading=True,
        outside=True,
    ),
)


def _rows(work: Work) -> Iterable[Row]:
    return (Row(enquiry, enquiry.id, _values(enquiry)) for enquiry in work.db.scalars(queries.told(work.actor.sight)))


def _values(enquiry: Enquiry) -> Values:
    need = {name: value for name, value in (enquiry.need or {}).items() if value is not None}
    own = {name: getattr(enquiry, name) for name in ("organisation_id", "kind", "mission_id", "answer", "status")}
    return {name: [] for name in LISTS} | need | own


def _create(work: Work, values: Values) -> None:
    asked = {"kind": values["kind"], "need": _need(values)}
    enquiry = enquiries.create(work.db, work.actor, organisation_id=values["organisation_id"], **asked)
    _go_on(work, enquiry.id, values, {})


def _update(work: Work, row: Row, values: Values) -> None:
    if essence(QUESTION, values) != essence(QUESTION, row.values):
        enquiries.update(work.db, work.actor, row.id, kind=values["kind"], need=_need(values))
    _go_on(work, row.id, values, row.values)


def _go_on(work: Work, enquiry_id: UUID, values: Values, before: Values) -> None:
    """Assign and answer it, where that is what has changed."""
    take = partial(enquiries.take, work.db, work.actor, enquiry_id)
    mission_id, answer = values.get("mission_id"), values.get("answer")
    if mission_id != before.get("mission_id"):
        with _told_at("/mission_id", mark("Only administrators assign an enquiry to a mission.")):
            take(status=EnquiryStatus.ASSIGNED, mission_id=mission_id, text=None)
    if answer != before.get("answer"):
        if mission_id is None:
            raise lookup.invalid("/answer", "No mission has been assigned yet: there is nobody to answer.")
        with _told_at("/answer", mark("Only the mission that it is assigned to answers.")):
            take(status=EnquiryStatus.ANSWERED, mission_id=None, text=answer)


@contextmanager
def _told_at(pointer: str, whose: str) -> Iterator[None]:
    """Whatever refuses a step is told at the cell that asks for it; to others, `whose` it is. Raises `Invalid`."""
    try:
        yield
    except Forbidden:
        raise lookup.invalid(pointer, whose) from None
    except (Invalid, WrongState) as exc:
        told = exc.places[0] if isinstance(exc, Invalid) and exc.places else exc
        raise lookup.invalid(pointer, told.template, **told.params) from None


def _need(values: Values) -> Values:
    """What is asked, as the PUT of a need takes it."""
    apart = {"organisation_id", "kind", "mission_id", "answer", "status"}
    return {
        name: str(value) if isinstance(value, str) else value for name, value in values.items() if name not in apart
    }


ENQUIRIES = Sheet(
    noun="enquiries",
    title=mark("Enquiries"),
    key=("organisation_id", "code"),
    blamed="code",
    rules_for_new="enquiries",
    rules_for_known="enquiries",
    columns=lambda _: COLUMNS,
    rows=_rows,
    create=one_by_one(_create),
    update=_update,
    delete=None,
)
