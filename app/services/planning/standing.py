"""Which rules about delegations a timetable breaks as they are now, whatever they were when it was made."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from sqlalchemy.orm import Session

from app.matching.scheduling import timetable as core
from app.matching.scheduling.checker import violations
from app.matching.scheduling.problem import Goal, Meeting, Problem, Table
from app.models import ConferenceSession, Delegation, Placement
from app.queries import impacts
from app.services.impacts import Broken
from app.services.planning.names import names_of
from app.services.planning.problem import party_of, policy_of, slots_of


def broken(db: Session, session: ConferenceSession, delegations: Sequence[Delegation]) -> set[Broken]:
    """By the timetables of the session by which somebody goes; a floor that is not reached counts as broken, too.

    `session` is loaded with what `planning.session` loads, `delegations` are all at its conference.
    """
    versions = [version.id for version in db.scalars(impacts.gone_by([session.id]))]
    placements = db.scalars(impacts.meetings(versions)).all() if versions else ()
    of_version = groupby(placements, key=lambda placement: placement.version_id)
    return {each for _, placed in of_version for each in _broken(session, delegations, list(placed))}


def _broken(
    session: ConferenceSession, delegations: Sequence[Delegation], placed: Sequence[Placement]
) -> Iterator[Broken]:
    """Of one timetable, whose meetings these are."""
    parties, timetable_id = names_of(delegations).parties, placed[0].version_id
    problem = _problem(session, delegations, placed)
    ids = {party: delegation_id for delegation_id, party in parties.items()}
    for violation in violations(problem, [_placement(each) for each in placed]):
        whose = [each for each in violation.subjects if each in ids]
        named = [each for each in violation.subjects if each in problem.meeting_by_id]
        # Where a rule is about all that a party does, it names the party alone.
        meetings = named or [each.id for each in problem.meetings if not set(whose).isdisjoint(each.parties)]
        yield Broken(timetable_id, violation.rule, tuple(ids[each] for each in whose), tuple(sorted(meetings)))
    held = Counter(party for meeting in problem.meetings for party in meeting.parties)
    for party in problem.parties:
        if held[party.id] < party.min_meetings:
            yield Broken(timetable_id, Goal.FLOORS, (ids[party.id],), ())


def _problem(session: ConferenceSession, delegations: Sequence[Delegation], placed: Sequence[Placement]) -> Problem:
    """The instance without what is no rule about delegations: nothing is asked of a table but where it stands."""
    parties = names_of(delegations).parties
    return Problem(
        name=session.code,
        slots=slots_of(session),
        tables=tuple(Table(id=table.code, zone=table.zone) for table in session.tables),
        parties=tuple(party_of(parties[each.id], session, each, tables=None) for each in delegations),
        meetings=tuple(
            Meeting(id=each.meeting, parties=tuple(parties[party.delegation_id] for party in each.parties))
            for each in placed
        ),
        policy=policy_of(session),
    )


def _placement(placed: Placement) -> core.Placement:
    return core.Placement(meeting=placed.meeting, slot=placed.slot.code, table=placed.table.code)
