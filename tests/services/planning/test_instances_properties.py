"""Whatever instance is imported, the service gives it again or says which part it cannot hold."""

from dataclasses import replace

from hypothesis import HealthCheck, event, given, settings
from sqlalchemy.orm import Session

from app.matching.scheduling.io import InputErrors, instance_to_json
from app.matching.scheduling.problem import Meeting, Party, Problem, Resource
from app.services.planning import import_instance, problem_of
from app.services.planning.meetings import VIDEO_LINKS
from tests import factories
from tests.matching.scheduling.strategies import Shape, problems

HELD = frozenset(
    {"alternatives", "bonus", "groups", "limits", "own tables", "pins", "resources", "spread", "table needs", "zones"}
)


def with_video_links(problem: Problem) -> Problem:
    """Its one resource under the name that the service knows."""
    renamed = (replace(meeting, resources=(VIDEO_LINKS,) * len(meeting.resources)) for meeting in problem.meetings)
    links = Resource(id=VIDEO_LINKS, capacity=problem.resources[0].capacity)
    return replace(problem, meetings=tuple(renamed), resources=(links,))


def in_order(problem: Problem) -> Problem:
    """Rows keep no order among meetings, among the parties of one, and among a party's own tables."""
    tables, parties = list(problem.table_by_id), list(problem.party_by_id)

    def of_party(party: Party) -> Party:
        return replace(party, tables=party.tables and tuple(sorted(party.tables, key=tables.index)))

    def of_meeting(meeting: Meeting) -> Meeting:
        return replace(meeting, parties=tuple(sorted(meeting.parties, key=parties.index)))

    meetings = sorted(map(of_meeting, problem.meetings), key=lambda meeting: meeting.id)
    return replace(problem, parties=tuple(map(of_party, problem.parties)), meetings=tuple(meetings))


def at(document: object, pointer: str) -> object:
    for step in pointer.split("/")[1:]:
        document = document[int(step)] if isinstance(document, list) else dict(document)[step]  # type: ignore[call-overload]  # a pointer leads through objects and lists only
    return document


def outcome(db: Session, problem: Problem) -> Problem | list[str]:
    """The instance that comes back, or the pointers at what is refused; nothing of it stays in the database."""
    savepoint = db.begin_nested()
    try:
        document = factories.as_file(instance_to_json(problem))
        return in_order(problem_of(db, import_instance(db, document, code="imported")))
    except InputErrors as refusal:
        return [error.pointer for error in refusal.errors]
    finally:
        savepoint.rollback()
        db.expunge_all()


# Each example takes back what it did, so it does not matter that all share a database.
@given(problems(Shape(parties=8, meetings=3, features=HELD)).map(with_video_links))
@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_an_instance_comes_back_or_is_refused_at_a_place_in_it(db: Session, problem: Problem) -> None:
    came_of_it = outcome(db, problem)

    event("refused" if isinstance(came_of_it, list) else "held")
    if isinstance(came_of_it, list):
        document = instance_to_json(problem)
        assert all(at(document, pointer) is not None for pointer in came_of_it)
    else:
        assert came_of_it == in_order(problem)
