"""What meetings need: which languages are bridged, by whom it could be done, at which tables."""

import pytest
from sqlalchemy.orm import Session

from app.matching.scheduling.problem import Interpreter
from app.models import InterpreterUnavailability
from app.queries import sessions
from app.services.planning import problem_of
from app.services.planning.interpreting import bridged
from tests import factories

VI, EN, KO, JA, FR = "vi", "en", "ko", "ja", "fr"


@pytest.mark.parametrize(
    ("spoken", "known", "expected"),
    [
        pytest.param([(VI,), (KO, VI)], [(VI, KO)], (), id="a language in common"),
        pytest.param([(VI,), ()], [(VI, KO)], (), id="nothing known of one"),
        pytest.param([(VI,), (KO, EN)], [(VI, KO)], (VI, KO), id="the best that is known"),
        pytest.param([(VI,), (KO, EN)], [(VI, EN)], (VI, EN), id="the second best where nobody knows the best"),
        pytest.param([(VI,), (KO, EN)], [(VI, KO, EN)], (VI, KO), id="the best of several"),
        pytest.param([(VI,), (KO, EN)], [(VI, KO), (VI, EN), (VI, EN)], (VI, EN), id="what most know"),
        pytest.param([(VI,), (KO, EN)], [(VI, EN), (VI, KO)], (VI, KO), id="the better of what as many know"),
        pytest.param([(VI,), (KO,)], [(VI, JA), (KO, JA)], (VI, KO), id="nobody knows both"),
        pytest.param([(VI,), (KO,)], [], (VI, KO), id="nobody at all"),
        pytest.param([(VI,), (KO, VI), (VI, FR)], [(VI, KO)], (), id="three with a language in common"),
        pytest.param([(VI, EN), (KO,), (FR, EN)], [(EN, KO), (VI, KO, FR)], (VI, KO, FR), id="three by their best"),
        pytest.param([(VI,), (KO,), (FR,)], [(VI, KO)], (VI, KO, FR), id="nobody for all three"),
    ],
)
def test_bridge_is(spoken: list[tuple[str, ...]], known: list[tuple[str, ...]], expected: tuple[str, ...]) -> None:
    assert bridged(spoken, known) == expected


def test_interpreters_are_taken_in_their_order_with_when_and_how_much_they_can_serve(db: Session) -> None:
    session = factories.a_session(db)
    factories.an_interpreter(db, session, "vi", "ko", code="Z", position=1, max_meetings=4, max_consecutive=2)
    second = factories.an_interpreter(db, session, "vi", "ja", code="A", position=2)
    away = db.scalars(sessions.slots(session.id)).all()[1]
    factories.added(db, InterpreterUnavailability(interpreter_id=second.id, slot_id=away.id))

    assert problem_of(db, session).interpreters == (
        Interpreter(id="Z", languages=("vi", "ko"), max_meetings=4, max_consecutive=2),
        Interpreter(id="A", languages=("vi", "ja"), unavailable=("s02",)),
    )


@pytest.mark.parametrize("interpreted", [True, False])
def test_who_shares_no_language_needs_one_of_the_interpreters_if_there_are_any(db: Session, interpreted: bool) -> None:
    session = factories.a_session(db)
    province = factories.a_delegation(db, session, "01", languages=["vi"])
    korea, laos = factories.a_delegation(db, session, "EMB-KR"), factories.a_delegation(db, session, "EMB-LA")
    for delegation, languages in ((korea, ["ko"]), (korea, ["en"]), (laos, ["lo", "vi"])):
        factories.a_delegate(db, delegation, languages=languages)
    if interpreted:
        factories.an_interpreter(db, session, "vi", "en")
    for rank, mission in enumerate((korea, laos), start=1):
        factories.a_wish(db, session, province, mission, rank=rank)

    needed = {meeting.id: meeting.interpreting for meeting in problem_of(db, session).meetings}

    assert needed == {"01~EMB-KR": ("vi", "en") if interpreted else (), "01~EMB-LA": ()}


def test_a_meeting_needs_a_table_with_all_that_its_parties_need(db: Session) -> None:
    session = factories.a_session(db)
    province = factories.a_delegation(db, session, "01", table_features=["ramp", "screen"])
    mission = factories.a_delegation(db, session, "EMB-KR", table_features=["screen", "quiet"])
    factories.a_wish(db, session, province, mission)

    assert [meeting.features for meeting in problem_of(db, session).meetings] == [("ramp", "screen", "quiet")]
