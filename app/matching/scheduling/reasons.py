"""Why meetings are not held, told in sentences; what is true is found by the referee, which also judges it."""

from collections.abc import Iterable
from functools import cache

from app.matching.scheduling.checker import Referee
from app.matching.scheduling.checker.rules.wording import counted, listed
from app.matching.scheduling.checker.ways import Diagnosis
from app.matching.scheduling.memory import no_collections
from app.matching.scheduling.problem import Meeting, PartyId, Problem
from app.matching.scheduling.timetable import Placement, Reason, Rule, Unplaced


def unplaced(problem: Problem, placements: Iterable[Placement]) -> tuple[Unplaced, ...]:
    """Every meeting that is not held, in the order of the instance, with the first true reason."""
    return told_by(Referee(problem, placements))


@no_collections()
def told_by(referee: Referee) -> tuple[Unplaced, ...]:
    """The same for placements that a referee has admitted, who then need not diagnose the meetings again."""
    problem, held, ways = referee.problem, referee.agenda.held, referee.ways
    return tuple(
        [_told(problem, meeting, ways.diagnose(meeting)) for meeting in problem.meetings if meeting.id not in held]
    )


def told_of(referee: Referee, meeting: Meeting) -> Unplaced | None:
    """The same for one meeting; None if it is held."""
    if meeting.id in referee.agenda.held:
        return None
    return _told(referee.problem, meeting, referee.ways.diagnose(meeting))


def _told(problem: Problem, meeting: Meeting, diagnosis: Diagnosis) -> Unplaced:
    rule = diagnosis.rule
    message = _closed(rule, diagnosis.closed[rule], diagnosis.left) if rule else _message(problem, meeting, diagnosis)
    return Unplaced(meeting=meeting.id, reason=diagnosis.reason, rule=rule, message=message)


@cache
def _closed(rule: Rule, closed: int, left: int) -> str:
    return f"Every way breaks a hard rule: {rule} closes {closed} of {counted(left, 'start')} left."


def _message(problem: Problem, meeting: Meeting, diagnosis: Diagnosis) -> str:
    """What is said of every reason but a rule."""
    match diagnosis.reason:
        case Reason.PARTY_FULL:
            return _full(problem, diagnosis)
        case Reason.NO_COMMON_SLOT:
            return f"No start that it may take leaves {listed(meeting.parties)} available."
        case Reason.NO_TABLE:
            return f"No table{_wanted(problem, meeting)} is available at any start that it may take."
        case Reason.NO_INTERPRETER:
            return f"No interpreter of {listed(meeting.interpreting)} is available at any start that it may take."
        case _:
            return "It could be added or exchanged in, but no better timetable that holds it was found."


def _wanted(problem: Problem, meeting: Meeting) -> str:
    owners = [party for party in meeting.parties if problem.party_by_id[party].tables is not None]
    own = f" of {listed(owners)}" if owners else ""
    return f"{own} with {listed(meeting.features)}" if meeting.features else own


def _full(problem: Problem, diagnosis: Diagnosis) -> str:
    if diagnosis.at_maximum:
        most = [f"{party} holds its maximum of {_maximum(problem, party)} already" for party in diagnosis.at_maximum]
        return f"{listed(most)}."
    return f"At every start left, {' or '.join(diagnosis.engaged)} already meets."


def _maximum(problem: Problem, party: PartyId) -> str:
    return counted(problem.party_by_id[party].max_meetings or 0, "meeting")
