"""Troubles of a session that can be told before its timetable is made, each with what would mend it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from app.matching.scheduling.precheck import NOTHING_TO_SOLVE, Finding, precheck
from app.matching.scheduling.precheck import Trouble as Kind
from app.matching.scheduling.problem import Problem
from app.models import ConferenceSession, Delegation, Role
from app.queries import planning as queries
from app.services import planning, sessions
from app.services.permissions import Actor, require_organiser
from app.services.planning import elsewhere
from app.services.planning.names import names_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A finding with whom it is about: its parties, or those who meet in its meetings, in the order of the problem.

    `more_tables` or `more_slots` would take what is wanted, where tables are scarce; `at_maximum` if a party could hold
    more but for its maximum. `asking` is the first that is to meet the first of its parties, and could meet another.
    `person` is who comes for all of them.
    """

    finding: Finding
    delegations: Sequence[Delegation]
    meetings: Sequence[Sequence[Delegation]]
    more_tables: int = 0
    more_slots: int = 0
    at_maximum: bool = False
    asking: Delegation | None = None
    person: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prechecks:
    """What was found in the session as it is now; nothing can be started while there is `nothing_to_solve`."""

    session: ConferenceSession
    troubles: Sequence[Trouble]
    meetings: int
    table_slots: int

    @property
    def can_start(self) -> bool:
        return all(each.finding.trouble not in NOTHING_TO_SOLVE for each in self.troubles)


def get(db: Session, actor: Actor, session_id: UUID) -> Prechecks:
    """For organisers. Raises `NotFound`, `Forbidden`, and `OwnTablesClash` if two have nowhere to meet."""
    session = sessions.get(db, actor, session_id)
    require_organiser(actor, session.conference_id, Role.VIEWER)
    problem = planning.unscored_problem_of(db, session)
    present = db.scalars(queries.present(session.conference_id)).all()
    rows = {each.id: each for each in present}
    by_party = {party: rows[delegation_id] for delegation_id, party in names_of(present).parties.items()}
    found = precheck(problem, _elsewhere(db, session, present))
    return Prechecks(
        session=session,
        troubles=[*(_trouble(problem, finding, by_party) for finding in found), *_in_two_places(present)],
        meetings=len(problem.meetings),
        table_slots=sum(len(problem.slots) - len(table.unavailable) for table in problem.tables),
    )


def _in_two_places(delegations: Sequence[Delegation]) -> Iterator[Trouble]:
    """People whom several delegations have named, as their e-mail tells: each is seated by all of them."""
    coming: dict[str, dict[Delegation, str]] = defaultdict(dict)
    for delegation in sorted(delegations, key=lambda each: (each.side, each.position, each.id)):
        for delegate in delegation.delegates:
            if delegate.email:
                coming[delegate.email.casefold()].setdefault(delegation, delegate.name)
    for names in coming.values():
        if len(names) > 1:
            person = next(iter(names.values()))
            yield Trouble(finding=Finding(trouble=Kind.TWO_PLACES), delegations=list(names), meetings=(), person=person)


def _elsewhere(
    db: Session, session: ConferenceSession, delegations: Sequence[Delegation]
) -> Mapping[str, Sequence[str]]:
    """By party, the slots for which it is there, but in another session."""
    away = elsewhere.absences(db, session, delegations)
    parties = names_of(delegations).parties
    missed = {each.id: {row.slot_id for row in each.unavailabilities} for each in delegations}
    return {
        parties[whose]: [slot.code for slot in session.slots if slot.id in set(slots) - missed[whose]]
        for whose, slots in away.items()
    }


def _trouble(problem: Problem, finding: Finding, by_party: Mapping[str, Delegation]) -> Trouble:
    meetings = [problem.meeting_by_id[each].parties for each in finding.meetings]
    parties = finding.parties or tuple(dict.fromkeys(party for meeting in meetings for party in meeting))
    maxima = [problem.party_by_id[party].max_meetings for party in finding.parties]
    missing = finding.wanted - finding.possible
    return Trouble(
        finding=finding,
        delegations=[by_party[party] for party in parties],
        meetings=[[by_party[party] for party in meeting] for meeting in meetings],
        more_tables=-(-missing // len(problem.slots)) if problem.slots else 0,
        more_slots=-(-missing // len(problem.tables)) if problem.tables else 0,
        at_maximum=finding.possible in maxima,
        asking=next((by_party[each] for each in _partners(problem, finding, parties[:1])), None),
    )


def _partners(problem: Problem, finding: Finding, party: Sequence[str]) -> Iterator[str]:
    """Those that a party is to meet: in the meetings of the finding, or in any."""
    meetings = [problem.meeting_by_id[each] for each in finding.meetings] or problem.meetings
    return (
        each
        for meeting in meetings
        if set(party) & set(meeting.parties)
        for each in meeting.parties
        if each not in party
    )
