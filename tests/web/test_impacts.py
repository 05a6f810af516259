"""What a change would invalidate, in words."""

from datetime import UTC, datetime

from app.errors import WouldInvalidate
from app.i18n.languages import language
from app.i18n.messages import Label
from app.services.impact_checks import Named
from app.web.views.impacts import Harm, harms
from tests.api.frame import NOTHING


def test_the_first_are_named_once_and_the_others_counted() -> None:
    lai_chau, korea = Label("Lai Châu", "Lai Chau"), Label("Hàn Quốc", "Korea")
    at = datetime(2026, 12, 8, 8, 30, tzinfo=UTC)
    told = NOTHING | {
        "meetings": [{}] * 9,
        "over_quota": [{}] * 2,
        "deadlines": ["objections_close_at"],
        "kept_in": [3],
    }
    names = {"meetings": [Named((lai_chau, korea), at)], "over_quota": [Named((korea,), None)] * 2}
    error = WouldInvalidate("", impact=told, names=names)

    assert harms(language("en"), error) == [
        Harm("Meetings by which people go", "9", ["Tue 8 Dec, 08:30 · Lai Chau · Korea"], 8),
        Harm("Quotas of which delegations have used more already", "2", ["Korea"], 0),
        Harm("Deadlines that would be at another hour", "Objections"),
        Harm("Numbers of the timetables that name it", "3"),
    ]
    assert harms(language("vi"), error)[0].names == ["Th 3, 8/12, 08:30 · Lai Châu · Hàn Quốc"]
    assert harms(language("vi"), WouldInvalidate("")) == []
