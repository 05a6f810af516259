"""What a change would invalidate, in words."""

from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from app.errors import WouldInvalidate
from app.i18n.languages import language
from app.i18n.messages import Label
from app.models import Conference, ConferenceSession, DelegateFunction, Delegation, Stage
from app.queries import cascades
from app.services import delegates, endings
from app.services.impact_checks import Few, Named
from app.web.views.impacts import GONE, Harm, harms
from tests.api.frame import NOTHING
from tests.api.test_diaries import Scene
from tests.factories import ADMINISTRATOR, a_delegate, tell


def test_the_first_are_named_and_the_others_counted() -> None:
    lai_chau, korea = Label("Lai Châu", "Lai Chau"), Label("Hàn Quốc", "Korea")
    at = datetime(2026, 12, 8, 8, 30, tzinfo=UTC)
    told = NOTHING | {
        "meetings": [{}] * 9,
        "over_quota": [{}] * 2,
        "deadlines": ["objections_close_at"],
        "kept_in": [3],
    }
    names = {
        "meetings": Few(9, [Named((lai_chau, korea), at)], 8),
        "over_quota": Few(2, [Named((korea,), None)], 0),
    }
    error = WouldInvalidate("", impact=told, names=names)

    assert harms(language("en"), error) == [
        Harm("Meetings by which people go", "9", ["Tue 8 Dec, 08:30 · Lai Chau · Korea"], 8),
        Harm("Quotas of which delegations have used more already", "2", ["Korea"], 0),
        Harm("Deadlines that would be at another hour", "Objections"),
        Harm("Numbers of the timetables that name it", "3"),
    ]
    assert harms(language("vi"), error)[0].names == ["Th 3, 8/12, 08:30 · Lai Châu · Hàn Quốc"]
    assert harms(language("vi"), WouldInvalidate("")) == []


def test_everything_that_can_go_along_has_a_name() -> None:
    roots = (Conference, ConferenceSession, Delegation)

    reached = {cascades.name_of(kind) for root in roots for kind in cascades.kinds(root)}

    assert reached == GONE.keys() | endings.PARTS


def test_what_goes_along_is_counted() -> None:
    gone = [{"kind": "wish", "ids": ["1", "2"]}, {"kind": "need", "ids": ["3"]}]

    assert harms(language("en"), WouldInvalidate("", impact=NOTHING | {"gone": gone})) == [
        Harm("Needs", "1", fate="gone"),
        Harm("Wishes", "2", fate="gone"),
    ]


def test_meetings_that_the_known_and_the_newest_timetable_have_are_told_once(db: Session) -> None:
    scene = Scene(db)
    scene.conference.stage = Stage.FINAL
    a_delegate(db, scene.own, function=DelegateFunction.HEAD, teams=[1, 2])
    deputy = a_delegate(db, scene.own, function=DelegateFunction.DEPUTY, teams=[2])
    spots = [(0, 0, scene.korea), (0, 1, scene.france), (1, 0, scene.korea), (1, 1, scene.france)]
    meetings = [(slot, table, scene.own, whom) for slot, table, whom in spots]
    scene.timetable(*meetings)
    tell(db, scene.conference.id)
    scene.timetable(*meetings, number=2)

    with pytest.raises(WouldInvalidate) as refused:
        delegates.delete(db, ADMINISTRATOR, deputy.id, accept_impact=False)

    names = [
        "Tue 8 Dec, 13:30 · EMB-KR · 01 · T01",
        "Tue 8 Dec, 13:30 · EMB-FR · 01 · T02",
        "Tue 8 Dec, 13:45 · EMB-KR · 01 · T01",
        "Tue 8 Dec, 13:45 · EMB-FR · 01 · T02",
    ]
    rule = "a delegation holds no more meetings at once than it has teams"
    assert harms(language("en"), refused.value) == [
        Harm("Meetings by which people go", "4", names),
        Harm("What timetables by which people go would no longer keep", rule, ["01"]),
    ]
