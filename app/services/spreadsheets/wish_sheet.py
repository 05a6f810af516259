"""Wishes as a sheet."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from app.i18n.messages import mark
from app.models import WishKind
from app.queries import wishes as queries
from app.services import wishes
from app.services.spreadsheets.cells import One, Whole, Words
from app.services.spreadsheets.sheet import Column, Row, Sheet, Values, Work

COLUMNS: Sequence[Column] = (
    Column(
        name="session_id",
        heading=mark("Session"),
        note=mark("In which session. It may stay empty if the conference has one only. It can't be changed later."),
        kind=One("sessions", understood=True),
        width=24,
        needed=True,
        fixed=True,
        outside=True,
    ),
    Column(
        name="delegation_id",
        heading=mark("Who wishes"),
        note=mark("A delegation: its code or its name is enough. It can't be changed later."),
        kind=One("submitters", understood=True),
        width=28,
        needed=True,
        fixed=True,
    ),
    Column(
        name="target_id",
        heading=mark("Of whom"),
        note=mark("A delegation. To wish for another one, delete the row and add a new one."),
        kind=One("delegations"),
        width=28,
        needed=True,
        fixed=True,
    ),
    Column(
        name="kind",
        heading=mark("Wish"),
        note=mark("Left empty it is “Wants to meet”."),
        kind=One("wishes"),
        width=18,
        stand_in=WishKind.DO_NOT_MEET,
    ),
    Column(
        name="rank",
        heading=mark("Rank of the wish"),
        note=mark("1 is the most wanted; each rank once for each delegation. Empty for “Do not meet”."),
        kind=Whole(),
        width=10,
    ),
    Column(
        name="alternative",
        heading=mark("Alternatives"),
        note=mark("The same sign for wishes of which one at most is to be met: A. It may stay empty."),
        kind=Words(),
        width=12,
    ),
)


def _rows(work: Work) -> Iterable[Row]:
    organisations = {delegation: organisation for organisation, delegation in work.delegations.items()}
    for wish in work.db.scalars(queries.of_conference(work.book.conference.id, work.actor.sight)):
        values = {
            "session_id": wish.session_id,
            "delegation_id": organisations[wish.delegation_id],
            "target_id": organisations[wish.target_id],
            "kind": wish.kind,
            "rank": wish.rank,
            "alternative": wish.alternative,
        }
        yield Row(wish, wish.id, values)


def _prepare(work: Work, changes: Sequence[tuple[Row, Values]]) -> None:
    """Two wishes may change places, which one after the other would want the same rank at some moment."""
    moved = [row.id for row, values in changes if values["rank"] != row.values["rank"]]
    work.db.execute(queries.out_of_the_way(moved))


def _create(work: Work, rows: Sequence[Values]) -> None:
    by_session: dict[UUID, list[Values]] = defaultdict(list)
    for values in rows:
        of_delegations = {name: work.delegation(values, name) for name in ("delegation_id", "target_id")}
        own = {name: value for name, value in values.items() if name != "session_id"}
        by_session[values["session_id"]].append(own | of_delegations)
    for session_id, together in by_session.items():
        wishes.create_all(work.db, work.actor, session_id, together)


def _update(work: Work, row: Row, values: Values) -> None:
    own = {name: values[name] for name in ("kind", "rank", "alternative")}
    wishes.update(work.db, work.actor, row.id, values=own)


WISHES = Sheet(
    noun="wishes",
    title=mark("Wishes"),
    key=("session_id", "delegation_id", "target_id"),
    blamed="rank",
    rules_for_new="wishes",
    rules_for_known="known wishes",
    columns=lambda _: COLUMNS,
    rows=_rows,
    create=_create,
    update=_update,
    delete=lambda work, row: wishes.delete(work.db, work.actor, row.id),
    prepare=_prepare,
)
