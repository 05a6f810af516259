"""What other languages of a delegation would mean for its meetings: where nobody would interpret what it speaks then.

Interpreters were chosen by what the parties spoke when the timetable was made.
"""

from collections.abc import Callable, Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from app.matching.scheduling.timetable import Rule
from app.models import Delegation, Placement
from app.queries import interpreters
from app.services.impact_checks import After
from app.services.impacts import Broken, Impact, plans
from app.services.languages import spoken_by
from app.services.permissions import Actor
from app.services.planning.interpreting import is_bridged

Ids = set[UUID]
Unserved = Callable[[Session, Delegation, Sequence[Placement]], Ids]


def begin(db: Session, actor: Actor, delegation: Delegation) -> list[After]:
    """Look at its meetings before a change of its languages; nothing where it has none.

    Organisers are told of those at which the parties would not understand each other. The delegation itself knows
    nothing of what others speak: it is told where none of those who interpret for it would know a language of its own.
    """
    known = plans(db, actor, delegation)
    meetings = list({each.id: each for plan in known for each in plan}.values())
    if not meetings:
        return []
    unserved: Unserved = _unserved if actor.organises(delegation.conference_id) is None else _misunderstood
    before = unserved(db, delegation, meetings)

    def after() -> Impact:
        lost = unserved(db, delegation, meetings) - before
        return _impact(delegation, [each for each in meetings if each.id in lost])

    return [after]


def _misunderstood(db: Session, _delegation: Delegation, meetings: Sequence[Placement]) -> Ids:
    """Those at which nobody bridges the languages of the parties; who hires no interpreters leaves it to them."""
    spoken = spoken_by(db, {party.delegation_id for each in meetings for party in each.parties})
    session_ids = {each.version.session_id for each in meetings}
    interpreted = set(db.scalars(interpreters.sessions_with_any(session_ids)))
    return {
        each.id
        for each in meetings
        if each.version.session_id in interpreted
        and not is_bridged([spoken[party.delegation_id] for party in each.parties], _known(each))
    }


def _unserved(db: Session, delegation: Delegation, meetings: Sequence[Placement]) -> Ids:
    """Those with interpreters none of whom knows a language of the delegation; they do where it has named none."""
    own = set(spoken_by(db, {delegation.id})[delegation.id])
    serving = {each.id: _known(each) for each in meetings}
    return {id_ for id_, known in serving.items() if own and known and all(own.isdisjoint(each) for each in known)}


def _known(meeting: Placement) -> list[tuple[str, ...]]:
    """What each of those who interpret there knows."""
    return [tuple(each.interpreter.languages) for each in meeting.interpreters]


def _impact(delegation: Delegation, meetings: Sequence[Placement]) -> Impact:
    timetables = {each.version_id: each.version for each in meetings}
    of_timetable = {id_: [each.meeting for each in meetings if each.version_id == id_] for id_ in timetables}
    return Impact(
        timetables=list(timetables.values()),
        meetings=meetings,
        broken=[
            Broken(id_, Rule.INTERPRETER_PRESENT, (delegation.id,), tuple(sorted(named)))
            for id_, named in of_timetable.items()
        ],
    )
