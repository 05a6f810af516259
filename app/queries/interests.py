"""Reading needs and offerings, and who may."""

from collections.abc import Collection, Sequence
from typing import TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, Update, and_, cast, or_, select, update
from sqlalchemy.orm import aliased, joinedload, selectinload

from app.models import (
    Conference,
    Delegation,
    Interest,
    InterestMeaning,
    InterestState,
    Need,
    NeedsVisibleTo,
    Offering,
    Organisation,
    Sector,
    SignOffState,
    Visibility,
)
from app.queries import matches
from app.queries.delegations import in_order
from app.queries.sight import Sight

Kind = TypeVar("Kind", bound=Interest)

# Made once: what an alias is made of takes longer than any other part of a query.
OWN, THEIRS = aliased(Delegation), aliased(Delegation)
UNDER_WAY = (InterestState.DRAFT, InterestState.SUBMITTED, InterestState.RETURNED)


def of_delegation(kind: type[Kind], delegation: Delegation, sight: Sight) -> Select[Kind]:
    """The most pressing first, of a delegation that is loaded; who knows its affairs is asked for nothing else."""
    query = _linked(kind).where(kind.delegation_id == delegation.id).order_by(kind.priority, kind.code)
    return query if sight.knows(delegation) else query.where(_published(kind, sight))


def of_conference(
    kind: type[Kind],
    conference_id: UUID,
    sight: Sight,
    *,
    state: InterestState | None = None,
    sign_off: SignOffState | None = None,
    delegation_id: UUID | None = None,
    objective_code: str | None = None,
    sector_code: str | None = None,
    words: Sequence[str] = (),
) -> Select[Kind]:
    """By the order of protocol of the delegations, of each the most pressing first; `words` are folded."""
    query = _known(kind, sight).join(kind.delegation).where(Delegation.conference_id == conference_id)
    if state is not None:
        query = query.where(kind.state == state)
    if delegation_id is not None:
        query = query.where(kind.delegation_id == delegation_id)
    if asked_of := _asked_of_what_it_says(kind, sign_off, objective_code, sector_code, words):
        query = query.where(readable(kind, sight), *asked_of)
    return query.order_by(*in_order(), kind.priority, kind.code)


def ids_of_conference(
    kind: type[Kind], conference_id: UUID, sight: Sight, *, state: InterestState | None
) -> Select[UUID]:
    """Those of a conference in the order of `of_conference`, for whoever goes from one to the next."""
    query = (
        select(kind.id)
        .join(kind.delegation)
        .where(Delegation.conference_id == conference_id, sight.shares_delegation(kind.delegation_id))
        .order_by(*in_order(), kind.priority, kind.code)
    )
    return query if state is None else query.where(kind.state == state)


def to_write(kind: type[Kind], conference_id: UUID, sight: Sight) -> Select[Kind]:
    """Those that somebody may read as whoever writes them, in the order of protocol."""
    own = and_(sight.shares_delegation(kind.delegation_id), readable(kind, sight))
    return of_conference(kind, conference_id, sight).where(own, kind.state != InterestState.REFUSED)


def of_delegations(kind: type[Kind], ids: Collection[UUID], sight: Sight) -> Select[Kind]:
    """Those of several delegations that count and that somebody may read."""
    return _known(kind, sight).where(readable(kind, sight), counting(), kind.delegation_id.in_(ids)).order_by(kind.id)


def in_market(kind: type[Kind], conference_id: UUID, sight: Sight) -> Select[Kind]:
    """What somebody may read of all that counts at a conference, and besides what is still being written of their own.

    With whose it is and for whom these speak, in the order of protocol.
    """
    return (
        _with_owner(_known(kind, sight).join(kind.delegation), kind)
        .where(*_in_market(kind, conference_id, sight))
        .order_by(*in_order(), kind.priority, kind.code)
    )


def sectors_in_market(kind: type[Interest], conference_id: UUID, sight: Sight) -> Select[UUID, Sector]:
    """By delegation the sectors of `in_market`, each once."""
    return (
        select(kind.delegation_id, Sector)
        .join(kind.sectors)
        .join(kind.delegation)
        .where(*_in_market(kind, conference_id, sight))
        .distinct()
        .order_by(kind.delegation_id, Sector.code)
    )


def revisions_in_market(
    kind: type[Interest], conference_id: UUID, sight: Sight
) -> Select[UUID, int, str | None, bytes | None]:
    """What tells whether any of `in_market` has changed: their revisions, and which text was read by which model."""
    return (
        select(kind.id, kind.revision, InterestMeaning.model, InterestMeaning.text_sha256)
        .join(kind.delegation)
        .outerjoin(InterestMeaning, InterestMeaning.interest_id == kind.id)
        .where(*_in_market(kind, conference_id, sight))
    )


def with_owners(kind: type[Kind], ids: Collection[UUID], sight: Sight) -> Select[Kind]:
    """As `with_owner`, several."""
    return _with_owner(_known(kind, sight), kind).where(kind.id.in_(ids), readable(kind, sight))


def with_owner(kind: type[Kind], interest_id: UUID, sight: Sight) -> Select[Kind]:
    """One that somebody may read, with whose it is and for whom these speak."""
    return _with_owner(_known(kind, sight), kind).where(kind.id == interest_id, readable(kind, sight))


def by_id(kind: type[Kind], interest_id: UUID, sight: Sight) -> Select[Kind]:
    return _known(kind, sight).where(kind.id == interest_id)


def out_of_the_way(ids: Collection[UUID]) -> Update:
    """Give them references that nobody asks for, to take each other's from there."""
    return (
        update(Interest)
        .where(Interest.id.in_(ids))
        .values(code=cast(Interest.id, String), updated_at=Interest.updated_at)
        .execution_options(synchronize_session=False)
    )


def counting() -> ColumnElement[bool]:
    """What takes part: submitted, or also validated where the conference wants that."""
    lenient = select(Delegation.id).join(Delegation.conference).where(Conference.requires_validation.is_(False))
    lenient = lenient.correlate(None)  # Whatever it is asked beside.
    submitted = and_(Interest.state == InterestState.SUBMITTED, Interest.delegation_id.in_(lenient))
    return or_(Interest.state == InterestState.VALIDATED, submitted)


def _in_market(kind: type[Interest], conference_id: UUID, sight: Sight) -> list[ColumnElement[bool]]:
    own = and_(sight.is_of(kind.delegation_id), kind.state.in_(UNDER_WAY))
    return [Delegation.conference_id == conference_id, readable(kind, sight), or_(counting(), own)]


def _asked_of_what_it_says(
    kind: type[Interest],
    sign_off: SignOffState | None,
    objective_code: str | None,
    sector_code: str | None,
    words: Sequence[str],
) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if sign_off is not None:
        conditions.append(kind.sign_off == sign_off)
    if objective_code is not None:
        conditions.append(kind.objective_code == objective_code)
    if sector_code is not None:
        within = or_(Sector.code == sector_code, Sector.parent_code == sector_code)
        conditions.append(kind.sectors.any(within))
    return conditions + [kind.folded.contains(word, autoescape=True) for word in words]


def _with_owner(query: Select[Kind], kind: type[Kind]) -> Select[Kind]:
    delegation = joinedload(kind.delegation).joinedload(Delegation.organisation)
    return query.options(delegation.selectinload(Organisation.countries), joinedload(kind.meaning))


def _known(kind: type[Kind], sight: Sight) -> Select[Kind]:
    """What somebody knows of, with its delegation and all that it is linked to."""
    seen = or_(sight.shares_delegation(kind.delegation_id), _published(kind, sight))
    return _linked(kind).where(seen).options(joinedload(kind.delegation))


def _linked(kind: type[Kind]) -> Select[Kind]:
    """With all that it is linked to, but for its delegation."""
    query = select(kind).options(selectinload(kind.sectors), selectinload(kind.countries))
    return query.options(selectinload(Need.regions)) if kind is Need else query


def readable(kind: type[Interest], sight: Sight) -> ColumnElement[bool]:
    """Of that, what somebody may read: `services.disclosure` says the same of a row."""
    disclosed = and_(kind.is_disclosed, sight.shares_delegation(kind.delegation_id))
    return or_(sight.is_of(kind.delegation_id), disclosed, _published(kind, sight))


def _published(kind: type[Interest], sight: Sight) -> ColumnElement[bool]:
    """What others have put up for whoever asks."""
    return _needs_of_other_sides(sight) if kind is Need else and_(counting(), _offerings_of_others(sight))


def _offerings_of_others(sight: Sight) -> ColumnElement[bool]:
    return or_(
        and_(Offering.visibility == Visibility.ALL, sight.meets_delegation(Offering.delegation_id)),
        and_(Offering.visibility == Visibility.MATCHED, matches.of(sight.delegations, Offering.delegation_id)),
    )


def _needs_of_other_sides(sight: Sight) -> ColumnElement[bool]:
    """Validated ones, where the conference shows them: never to another delegation of the same side."""
    others = (
        select(THEIRS.id)
        .join(Conference, Conference.id == THEIRS.conference_id)
        .join(OWN, and_(OWN.conference_id == THEIRS.conference_id, OWN.side != THEIRS.side))
        .where(OWN.id.in_(sight.delegations), Conference.needs_visible_to == NeedsVisibleTo.OTHER_SIDES)
    )
    return and_(Need.state == InterestState.VALIDATED, Need.delegation_id.in_(others))
