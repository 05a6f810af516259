"""What a session goes by as a whole, as the form of its organisers has it, and in words for those who only read."""

from typing import Any

from app.i18n.languages import Language
from app.matching.scheduling.problem import Goal
from app.models import ConferenceSession
from app.services.planning.problem import policy_of
from app.web.views.choices import Options
from app.web.views.wording import Wording

COLUMNS = ("name_vi", "name_en", "code", "request_days", "accepted_must_meet", "online_links")


def field_of(goal: Goal) -> str:
    return f"goal_{goal.value}"


def goals(language: Language) -> Options:
    """The field of each goal, and what the goal is called."""
    return [(field_of(goal), Wording(language).goal(goal)) for goal in Goal]


def typed(session: ConferenceSession) -> dict[str, Any]:
    """What the form begins with; where the session says nothing, that is what holds all the same."""
    policy = policy_of(session)
    places = {field_of(goal): place for place, goal in enumerate(policy.goals, 1)}
    own = {name: getattr(session, name) for name in (*COLUMNS, "revision")}
    return own | places | {"max_break_spread": policy.max_break_spread, "zone_gap": policy.zone_gap}


def facts(language: Language, session: ConferenceSession) -> list[tuple[str, str]]:
    gettext, policy, words = language.gettext, policy_of(session), Wording(language)
    unbounded, yes, no = gettext("no limit"), gettext("yes"), gettext("no")

    def limited(number: int | None) -> str:
        return unbounded if number is None else language.number(number)

    return [
        (gettext("Name in Vietnamese"), session.name_vi),
        (gettext("Name in English"), session.name_en),
        (gettext("Short code"), session.code),
        (gettext("Days for an answer"), limited(session.request_days)),
        (gettext("Whoever has agreed to meet must meet"), yes if session.accepted_must_meet else no),
        (gettext("Meetings on line at once, at most"), limited(session.online_links)),
        (gettext("Waits between meetings may differ by"), limited(policy.max_break_spread)),
        (gettext("Free slots on the way to another zone"), language.number(policy.zone_gap)),
        (gettext("Goals, the most important first"), language.listed(words.goal(goal) for goal in policy.goals)),
    ]
