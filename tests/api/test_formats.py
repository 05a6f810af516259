"""The formats of events, and sessions that start from one."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from app.api.schemas.sessions import SessionUpdate
from app.api.schemas.side_rules import SideRulesInput
from app.services import formats, planning
from app.services.formats import EventFormat
from tests.api.answers import API, assert_invalid
from tests.api.people import People
from tests.factories import a_conference, a_session, an_account

NAMES = {"code": "main", "name_vi": "Phiên chính", "name_en": "Main session"}
AFTERNOON = {"days": ["2026-12-08"], "starts": "13:30", "ends": "15:00"}
OF_MEETINGS = [each for each in formats.all_formats() if each.template is not None]


@pytest.fixture
def sessions(db: Session) -> str:
    return f"{API}/conferences/{a_conference(db).id}/sessions"


def test_formats_are_listed_in_both_languages_for_whoever_is_signed_in(people: People, db: Session) -> None:
    response = people.client(an_account(db)).get(f"{API}/formats")

    listed = response.json()
    assert (response.status_code, [each["code"] for each in listed]) == (200, [f.code for f in formats.all_formats()])
    plenary = next(each for each in listed if each["code"] == "PLENARY")
    assert plenary == {
        "code": "PLENARY",
        "name_vi": "Hội nghị Ngoại vụ toàn quốc",
        "name_en": "National foreign-affairs conference (plenary)",
        "attendance": "hybrid",
        "slot_minutes": None,
        "changeover_minutes": None,
        "template": None,
    }


def test_formats_are_not_for_nobody(people: People) -> None:
    assert people.client().get(f"{API}/formats").status_code == 401


@pytest.mark.parametrize("event", OF_MEETINGS, ids=lambda event: event.code)
def test_each_template_is_what_a_caller_could_have_sent(event: EventFormat) -> None:
    template: dict[str, Any] = dict(event.template or {})
    rules = template.pop("side_rules")

    SessionUpdate.model_validate(NAMES | template)
    SideRulesInput.model_validate({"side_rules": rules})
    sides = {rule["side"] for rule in rules}
    assert all(set(rule["may_ask"]) <= sides for rule in rules)
    assert set(template["policy"]["bonus"]) <= sides
    assert event.slot_minutes is not None


@pytest.mark.parametrize("event", OF_MEETINGS, ids=lambda event: event.code)
def test_session_starts_from_its_format(client: TestClient, sessions: str, event: EventFormat) -> None:
    whole_day = AFTERNOON | {"starts": "08:00", "ends": "17:00"}
    response = client.post(sessions, json=NAMES | {"format_code": event.code, "grid": whole_day})

    body, template = response.json(), dict(event.template or {})
    assert (response.status_code, body["format_code"], body["policy"]) == (201, event.code, template["policy"])
    assert body["online_links"] == template.get("online_links")
    assert body["request_days"] == template.get("request_days")
    assert body["accepted_must_meet"] == template.get("accepted_must_meet", False)
    rules = client.get(f"{API}/sessions/{body['id']}/side-rules").json()["side_rules"]
    assert {rule["side"]: rule["may_ask"] for rule in rules} == {
        rule["side"]: rule["may_ask"] for rule in template["side_rules"]
    }


def test_what_is_said_comes_before_the_format(client: TestClient, sessions: str) -> None:
    said = {"online_links": None, "policy": {"goals": ["held"]}, "accepted_must_meet": True}

    body = client.post(sessions, json=NAMES | {"format_code": "AMB-LOC"} | said).json()

    assert (body["online_links"], body["accepted_must_meet"], body["request_days"]) == (None, True, 7)
    assert body["policy"] == {
        "goals": ["held"],
        "bonus": {"province": [200, 120, 80, 50, 30], "mission": [60, 40, 20]},
    }


def test_without_a_format_there_is_nothing_but_the_defaults(client: TestClient, sessions: str) -> None:
    body = client.post(sessions, json=NAMES).json()

    assert (body["format_code"], body["online_links"], body["request_days"], body["policy"]) == (None, None, None, {})
    assert client.get(f"{API}/sessions/{body['id']}/side-rules").json() == {"side_rules": []}


def test_grid_of_a_session_has_the_lengths_of_its_format(client: TestClient, sessions: str) -> None:
    body = client.post(sessions, json=NAMES | {"format_code": "DIP-BIZ", "grid": AFTERNOON}).json()

    assert [slot["starts_at"][11:16] for slot in body["slots"]] == [
        "13:30",
        "13:45",
        "14:00",
        "14:15",
        "14:30",
        "14:45",
    ]
    assert body["slots"][0]["ends_at"] == "2026-12-08T13:40:00+07:00"


def test_grid_may_have_lengths_of_its_own(client: TestClient, sessions: str) -> None:
    grid = AFTERNOON | {"slot_minutes": 30, "changeover_minutes": 0}
    body = client.post(sessions, json=NAMES | {"format_code": "DIP-BIZ", "grid": grid}).json()

    assert [slot["ends_at"][11:16] for slot in body["slots"]] == ["14:00", "14:30", "15:00"]


@pytest.mark.parametrize(
    ("given", "pointer", "detail"),
    [
        ({"format_code": "CAKE"}, "/format_code", "No such format: CAKE."),
        ({"format_code": "PLENARY"}, "/format_code", "In this format there are no meetings to plan."),
        ({"grid": AFTERNOON}, "/grid/slot_minutes", "Say how long a slot is, or name a format."),
        ({"grid": AFTERNOON | {"format_code": "CAKE"}}, "/grid/format_code", "No such format: CAKE."),
        (
            {"format_code": "VN-FR", "grid": AFTERNOON | {"days": ["2026-12-09"]}},
            "/grid/days/0",
            "This day is outside the conference.",
        ),
        (
            {
                "grid": AFTERNOON,
                "slots": [
                    {
                        "code": "s1",
                        "starts_at": "2026-12-08T13:30:00+07:00",
                        "ends_at": "2026-12-08T14:30:00+07:00",
                        "period": "p",
                    }
                ],
            },
            "/grid",
            "A programme is given by its slots or by a rule, not by both",
        ),
    ],
)
def test_session_cannot_start_so(
    client: TestClient, sessions: str, given: dict[str, Any], pointer: str, detail: str
) -> None:
    assert_invalid(client.post(sessions, json=NAMES | given), (pointer, detail))
    assert client.get(sessions).json()["items"] == []


def test_programme_by_rule_can_be_looked_at_before(client: TestClient, db: Session) -> None:
    grid = AFTERNOON | {"format_code": "PRO-TRADE"}
    made = client.post(f"{API}/conferences/{a_conference(db).id}/slot-grids", json=grid).json()

    assert [slot["code"] for slot in made] == ["s01", "s02", "s03"]


def test_rules_of_a_format_reach_the_instance(db: Session) -> None:
    session = a_session(db, policy=dict(formats.of_meetings("PRE-POST", pointer="").template or {})["policy"])

    policy = planning.problem_of(db, session).policy

    assert ([str(goal) for goal in policy.goals], policy.zone_gap) == (["required", "welfare", "moves"], 1)
