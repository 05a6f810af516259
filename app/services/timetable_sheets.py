"""All that a reader of a session's timetable sees, read together."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import NotFound
from app.models import (
    Conference,
    ConferenceSession,
    Delegation,
    DelegationPair,
    Interpreter,
    MeetingGroup,
    MemberState,
    Pin,
    Role,
    Run,
    TimetableVersion,
    Wish,
)
from app.queries import delegations, groups, interpreters, pins, runs, timetables, wishes
from app.services import conferences, lookup, must_meets, planning, sessions
from app.services.permissions import Actor, require_organiser
from app.services.planning.names import names_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A session and how far its timetable has come; `versions` are without what they place, the newest first."""

    conference: Conference
    session: ConferenceSession
    versions: Sequence[TimetableVersion]
    latest_run: Run | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """One version with its placements, and what its delegations had asked for.

    `wishes` are the ranked ones, with no more than who, whom and the rank.
    `unplaced` has the delegations of each meeting that is not held, by its id; those that are no longer there, or
    called otherwise by now, are left out. `groups` are by their codes, which are ids of meetings.
    """

    version: TimetableVersion
    delegations: Sequence[Delegation]
    wishes: Sequence[Wish]
    must_meets: Sequence[DelegationPair]
    pins: Sequence[Pin]
    interpreters: Sequence[Interpreter]
    groups: Mapping[str, MeetingGroup]
    unplaced: Mapping[str, tuple[UUID, ...]]


def setting(db: Session, actor: Actor, session_id: UUID) -> Setting:
    """For organisers. Raises `NotFound` if there is no such session, `Forbidden` to delegations."""
    session = sessions.get(db, actor, session_id)
    require_organiser(actor, session.conference_id, Role.VIEWER)
    return Setting(
        conference=conferences.get(db, actor, session.conference_id),
        session=session,
        versions=db.scalars(timetables.of_session(session.id)).all(),
        latest_run=db.scalars(runs.of_session(session.id).limit(1)).first(),
    )


def contents(db: Session, actor: Actor, about: Setting, number: int | None) -> Contents | None:
    """The version of that number, the newest if it is None; None if there is no version yet.

    Raises `NotFound` if there is none of that number.
    """
    if number is None and not about.versions:
        return None
    missing = NotFound("No such version of this timetable.")
    wanted = next((each.id for each in about.versions if number in {None, each.number}), None)
    if wanted is None:
        raise missing
    found = timetables.with_placements(wanted, actor.sight).execution_options(populate_existing=True)
    return _around(db, about, lookup.one(db, found, missing))


def provisional(db: Session, about: Setting, run: Run) -> Contents | None:
    """The best timetable so far of a run of the session, of which nothing is stored; None where there is none."""
    whole = db.scalars(runs.with_instance(run.id).execution_options(populate_existing=True)).one()
    version = planning.provisional(db, whole)
    return None if version is None else _around(db, about, version)


def _around(db: Session, about: Setting, version: TimetableVersion) -> Contents:
    session_id = about.session.id
    present = db.scalars(delegations.of_conference(about.conference.id)).all()
    joined = {group.code: group for group in db.scalars(groups.of_session(session_id))}
    return Contents(
        version=version,
        delegations=present,
        wishes=db.scalars(wishes.ranked(session_id)).all(),
        must_meets=must_meets.insisted(db, about.session),
        pins=db.scalars(pins.of_session(session_id)).all(),
        interpreters=db.scalars(interpreters.of_session(session_id)).all(),
        groups=joined,
        unplaced=_parties({row["meeting"] for row in version.unplaced}, present, joined),
    )


def _parties(
    meetings: Collection[str], present: Sequence[Delegation], joined: Mapping[str, MeetingGroup]
) -> dict[str, tuple[UUID, ...]]:
    names = names_of(present)
    pairs = permutations((delegation.id for delegation in present), 2)
    found: dict[str, tuple[UUID, ...]] = {
        meeting: pair for pair in pairs if (meeting := names.meeting(*pair)) in meetings
    }
    return found | {code: _agreed(joined[code]) for code in joined.keys() & meetings}


def _agreed(group: MeetingGroup) -> tuple[UUID, ...]:
    return tuple(member.delegation_id for member in group.members if member.state is MemberState.AGREED)
