"""All that the page of the desk shows, read together."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from app.errors import OwnTablesClash
from app.models import (
    ConferenceSession,
    Delegation,
    Interpreter,
    MeetingGroup,
    Placement,
    Role,
    TimetableVersion,
)
from app.queries import delegations, groups, timetables, wishes
from app.queries import interpreters as interpreter_queries
from app.queries import timetable_drafts as queries
from app.services import planning, sessions
from app.services.permissions import Actor, is_editor, require_organiser
from app.services.timetable_drafts import drafts
from app.services.timetable_drafts.drafts import Desk

Pair = tuple[UUID, UUID]


@dataclass(frozen=True, kw_only=True)
class Setting:
    """A session with its `versions`, newest first, and the draft of it if there is one."""

    session: ConferenceSession
    versions: Sequence[TimetableVersion]
    desk: Desk | None
    can_edit: bool


@dataclass(frozen=True, kw_only=True)
class Names:
    """Who stands behind the ids of a draft, and what each wished: by who wished and whom, the rank.

    `origins` has the slot and the table from which meetings were moved; None for those that were nowhere. Those of
    `taken_out` organisers have taken out.
    """

    delegations: Mapping[UUID, Delegation]
    groups: Mapping[str, MeetingGroup]
    interpreters: Mapping[str, Interpreter]
    ranks: Mapping[Pair, int]
    origins: Mapping[str, tuple[str, str] | None]
    taken_out: Collection[str]


@dataclass(frozen=True, kw_only=True)
class Strangers:
    """Meetings of which the session knows nothing any more.

    Those `held` are in the draft all the same; those `left_out` only in the version from which it began.
    """

    held: Sequence[str] = ()
    left_out: Sequence[Placement] = ()


NO_STRANGERS = Strangers()


def setting(db: Session, actor: Actor, session_id: UUID, desk: Desk | None = None) -> Setting:
    """For organisers; with the desk if that is known already.

    Raises `NotFound` if there is no such session, `Forbidden` to delegations.
    """
    session = sessions.plain(db, actor, session_id)
    require_organiser(actor, session.conference_id, Role.VIEWER)
    draft = None if desk else db.scalars(queries.of_session(session.id)).one_or_none()
    return Setting(
        session=session,
        versions=db.scalars(timetables.of_session(session.id)).all(),
        desk=desk if draft is None else drafts.shown(db, draft),
        can_edit=is_editor(actor, session.conference_id),
    )


def revision(db: Session, actor: Actor, session_id: UUID) -> int:
    """That of the session's draft, 0 without one; asked for often, and cheap."""
    session = sessions.plain(db, actor, session_id)
    require_organiser(actor, session.conference_id, Role.VIEWER)
    return db.scalars(queries.revision(session.id)).one_or_none() or 0


def strangers(db: Session, about: Setting) -> Strangers:
    """Of the draft; it takes a moment, since the session is read anew."""
    assert about.desk is not None
    draft, known = about.desk.draft, about.desk.judged.problem.meeting_by_id.keys()
    placed = db.scalars(timetables.placed(draft.version_id)).all() if draft.version_id else []
    try:
        wanted = planning.wanted_meetings(db, about.session)
    except OwnTablesClash:  # Then it says that itself, wherever somebody makes a timetable.
        wanted = frozenset(known)
    return Strangers(
        held=[put.meeting for put in about.desk.placements if put.meeting not in wanted],
        left_out=[put for put in placed if put.meeting not in known],
    )


def names(db: Session, session: ConferenceSession, desk: Desk) -> Names:
    ranked = db.scalars(wishes.ranked(session.id))
    present = db.scalars(delegations.of_conference(session.conference_id))
    return Names(
        delegations={each.id: each for each in present},
        groups={each.code: each for each in db.scalars(groups.of_session(session.id))},
        interpreters={each.code: each for each in db.scalars(interpreter_queries.of_session(session.id))},
        ranks={(wish.delegation_id, wish.target_id): wish.rank for wish in ranked if wish.rank is not None},
        origins=drafts.origins(db, desk),
        taken_out=drafts.taken_out(db, desk),
    )
