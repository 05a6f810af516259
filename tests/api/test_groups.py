"""The `groups` of a session and their members: who asks whom in, who comes, and who decides."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.models import Conference, ConferenceSession, Delegation, MeetingGroup, MeetingValue, Role, SideRule
from tests.api.answers import API, NOBODY, assert_invalid, assert_problem, page
from tests.api.people import People
from tests.databases import counted_statements
from tests.factories import a_conference, a_delegation, a_do_not_meet, a_group, a_session, added

UNWILLING = "{} does not want to meet {}; it has to withdraw that first."
NOT_HERE = "No such delegation at this conference."
UNDECIDED: dict[str, Any] = {
    "must_meet": False,
    "alternative": None,
    "value": None,
    "features": [],
    "slot_id": None,
    "table_id": None,
}


class Workshop:
    """A session with two provinces and a mission that may meet together, and another mission."""

    def __init__(self, db: Session, people: People) -> None:
        self.db = db
        self.conference: Conference = a_conference(db)
        self.session: ConferenceSession = a_session(db, self.conference)
        self.hanoi, self.hue, self.seoul, self.tokyo = (
            a_delegation(db, self.session, code) for code in ("01", "46", "EMB-KR", "EMB-JP")
        )
        self.stranger: Delegation = a_delegation(db, a_session(db), "EMB-FR")
        self.of_hanoi = people.of(self.conference, Role.HEAD, self.hanoi)
        self.of_hue = people.of(self.conference, Role.MEMBER, self.hue)
        self.of_seoul = people.of(self.conference, Role.HEAD, self.seoul)
        self.of_tokyo = people.of(self.conference, Role.HEAD, self.tokyo)
        self.editor = people.of(self.conference, Role.EDITOR)
        db.refresh(self.session, ["slots", "tables"])

    @property
    def url(self) -> str:
        return f"{API}/sessions/{self.session.id}/groups"

    def body(self, **change: Any) -> dict[str, Any]:
        """Hà Nội asks Huế and Seoul."""
        members = [str(self.hue.id), str(self.seoul.id)]
        return {
            "code": "water",
            "theme": "Nước sạch",
            "convener_id": str(self.hanoi.id),
            "member_ids": members,
        } | change

    def made(self, **values: Any) -> MeetingGroup:
        """To which Hà Nội has agreed."""
        convened = {"convener_id": self.hanoi.id} | values
        return a_group(self.db, self.session, self.hanoi, invited=[self.hue, self.seoul], **convened)

    def answer(self, client: TestClient, group: MeetingGroup, whose: Delegation, **said: Any) -> Response:
        (member,) = (member for member in group.members if member.delegation_id == whose.id)
        return client.post(f"{API}/group-members/{member.id}/answers", json={"agrees": True} | said)


@pytest.fixture
def workshop(db: Session, people: People) -> Workshop:
    return Workshop(db, people)


def states(client: TestClient, group: MeetingGroup) -> dict[str, str]:
    members = client.get(f"{API}/groups/{group.id}").json()["members"]
    return {member["delegation_id"]: member["state"] for member in members}


def assert_invalid_at(response: Response, pointer: str, detail: str) -> None:
    assert_problem(response, 422, "invalid", detail, errors=[{"pointer": pointer, "detail": detail, "in": "body"}])


def test_convener_is_in_and_the_others_are_invited(workshop: Workshop) -> None:
    response = workshop.of_hanoi.post(workshop.url, json=workshop.body(max_size=5))

    made = response.json()
    answers = [(each["delegation_id"], each["state"], each["also_alone"]) for each in made.pop("members")]
    assert (response.status_code, made) == (
        201,
        {
            "id": made["id"],
            "session_id": str(workshop.session.id),
            "code": "water",
            "theme": "Nước sạch",
            "convener_id": str(workshop.hanoi.id),
            "min_size": 3,
            "max_size": 5,
        },
    )
    assert sorted(answers) == sorted(
        [
            (str(workshop.hanoi.id), "agreed", False),
            (str(workshop.hue.id), "invited", False),
            (str(workshop.seoul.id), "invited", False),
        ]
    )


def test_group_is_seen_by_its_members_and_organisers_only(workshop: Workshop) -> None:
    group = workshop.made()
    address = f"{API}/groups/{group.id}"
    whole = workshop.of_hanoi.get(address).json()

    for client in (workshop.of_hanoi, workshop.of_hue, workshop.of_seoul, workshop.editor):
        assert client.get(workshop.url).json() == page(whole)
    assert workshop.of_tokyo.get(workshop.url).json() == page()
    assert_problem(workshop.of_tokyo.get(address), 404, "not-found", "No such group.")
    foreign = workshop.answer(workshop.of_tokyo, group, workshop.hue)
    assert_problem(foreign, 404, "not-found", "No such member of a group.")


def test_organisers_join_those_of_whom_they_know_that_they_agree(workshop: Workshop) -> None:
    body = workshop.body(convener_id=None, are_agreed=True)

    made = workshop.editor.post(workshop.url, json=body).json()

    assert (made["convener_id"], {member["state"] for member in made["members"]}) == (None, {"agreed"})
    for change in ({"convener_id": None}, {"are_agreed": True}):
        assert_problem(workshop.of_hanoi.post(workshop.url, json=workshop.body(**change)), 403, "forbidden")


@pytest.mark.parametrize(
    ("change", "pointer"),
    [({"convener_id": str(NOBODY)}, "/convener_id"), ({"member_ids": [str(NOBODY)]}, "/member_ids/0")],
)
def test_group_of_who_is_elsewhere_is_refused(workshop: Workshop, change: dict[str, Any], pointer: str) -> None:
    named = {
        key: str(workshop.stranger.id) if isinstance(old, str) else [str(workshop.stranger.id)]
        for key, old in change.items()
    }

    for wrong in (change, named):
        assert_invalid_at(workshop.editor.post(workshop.url, json=workshop.body(**wrong)), pointer, NOT_HERE)


@pytest.mark.parametrize(
    ("change", "place", "told"),
    [
        ({"min_size": 2}, "/min_size", "Input should be greater than or equal to 3"),
        ({"min_size": 5, "max_size": 4}, "/max_size", "The largest size is not below the smallest"),
    ],
)
def test_sizes_that_are_none(workshop: Workshop, change: dict[str, Any], place: str, told: str) -> None:
    assert_invalid(workshop.editor.post(workshop.url, json=workshop.body(**change)), (place, told))


def test_code_of_another_group_or_meeting_is_a_duplicate(db: Session, workshop: Workshop) -> None:
    ids = {"session_id": workshop.session.id, "a_id": workshop.hanoi.id, "b_id": workshop.hue.id}
    added(db, MeetingValue(code="m1", value=1, **ids))
    workshop.made(code="water")

    for code in ("water", "m1"):
        told = f"This session has a group or a meeting with the code {code} already."
        response = workshop.of_hanoi.post(workshop.url, json=workshop.body(code=code))
        assert_problem(response, 409, "duplicate", told)


def test_members_answer_for_themselves_and_may_change_their_mind(workshop: Workshop) -> None:
    group = workshop.made()

    assert_problem(workshop.answer(workshop.of_hanoi, group, workshop.hue), 403, "forbidden")
    agreed = workshop.answer(workshop.of_hue, group, workshop.hue, also_alone=True).json()
    declined = workshop.answer(workshop.of_seoul, group, workshop.seoul, agrees=False).json()

    assert (agreed["state"], agreed["also_alone"], declined["state"]) == ("agreed", True, "declined")
    workshop.answer(workshop.of_seoul, group, workshop.seoul)
    assert set(states(workshop.of_hue, group).values()) == {"agreed"}


def test_full_group_takes_nobody_more(workshop: Workshop) -> None:
    group = a_group(
        workshop.db,
        workshop.session,
        workshop.hanoi,
        workshop.hue,
        workshop.tokyo,
        invited=[workshop.seoul],
        max_size=3,
    )

    full = workshop.answer(workshop.of_seoul, group, workshop.seoul)

    assert_problem(full, 409, "group-full", "As many have agreed as the group can take.")
    assert workshop.answer(workshop.of_hue, group, workshop.hue).status_code == 200
    workshop.answer(workshop.of_hue, group, workshop.hue, agrees=False)
    assert workshop.answer(workshop.of_seoul, group, workshop.seoul).status_code == 200


def test_who_does_not_want_to_meet_a_member_does_not_come(db: Session, workshop: Workshop) -> None:
    group = workshop.made()
    a_do_not_meet(db, workshop.session, workshop.seoul, workshop.hue)

    refused = workshop.answer(workshop.of_seoul, group, workshop.seoul)

    assert_problem(refused, 409, "contradicts-do-not-meet", UNWILLING.format("EMB-KR", "46"))
    workshop.answer(workshop.of_hue, group, workshop.hue, agrees=False)
    assert workshop.answer(workshop.of_seoul, group, workshop.seoul).status_code == 200


def test_nobody_learns_that_a_member_does_not_want_to_meet_them(db: Session, workshop: Workshop) -> None:
    group = workshop.made()
    a_do_not_meet(db, workshop.session, workshop.hanoi, workshop.hue)

    answer = workshop.answer(workshop.of_hue, group, workshop.hue)

    assert (answer.status_code, answer.json()["state"]) == (200, "agreed")


def test_convener_does_not_ask_whom_it_does_not_want_to_meet(db: Session, workshop: Workshop) -> None:
    group = workshop.made()
    for target in (workshop.hue, workshop.tokyo):
        a_do_not_meet(db, workshop.session, workshop.hanoi, target)
    asked_later = {"delegation_id": str(workshop.tokyo.id)}

    first = workshop.of_hanoi.post(workshop.url, json=workshop.body())
    later = workshop.of_hanoi.post(f"{API}/groups/{group.id}/members", json=asked_later)

    assert_problem(first, 409, "contradicts-do-not-meet", UNWILLING.format("01", "46"))
    assert_problem(later, 409, "contradicts-do-not-meet", UNWILLING.format("01", "EMB-JP"))


def test_asking_who_does_not_want_to_meet_the_convener_is_answered_as_any(db: Session, workshop: Workshop) -> None:
    a_do_not_meet(db, workshop.session, workshop.seoul, workshop.hanoi)

    assert workshop.of_hanoi.post(workshop.url, json=workshop.body()).status_code == 201
    known = workshop.editor.post(workshop.url, json=workshop.body(code="new", convener_id=None, are_agreed=True))
    assert known.status_code == 201
    a_do_not_meet(db, workshop.session, workshop.seoul, workshop.hue)
    told = workshop.editor.post(workshop.url, json=workshop.body(code="other", convener_id=None, are_agreed=True))
    assert_problem(told, 409, "contradicts-do-not-meet", UNWILLING.format("EMB-KR", "46"))


def test_do_not_meet_stands_back_before_a_group_that_one_agreed_to(workshop: Workshop) -> None:
    group = workshop.made(theme="Nước sạch")
    wish = {"delegation_id": str(workshop.seoul.id), "target_id": str(workshop.hanoi.id), "kind": "do_not_meet"}
    wishes = f"{API}/sessions/{workshop.session.id}/wishes"
    workshop.answer(workshop.of_seoul, group, workshop.seoul)

    refused = workshop.of_seoul.post(wishes, json=wish)

    told = "EMB-KR has agreed to meet 01 in the group “Nước sạch”; it has to leave that first."
    assert_problem(refused, 409, "contradicts-group", told)
    workshop.answer(workshop.of_seoul, group, workshop.seoul, agrees=False)
    assert workshop.of_seoul.post(wishes, json=wish).status_code == 201


def test_convener_asks_of_other_sides_whom_its_side_may_ask(db: Session, workshop: Workshop) -> None:
    added(db, SideRule(session_id=workshop.session.id, side="province", may_ask=["partner"]))
    group = workshop.made()

    first = workshop.of_hanoi.post(workshop.url, json=workshop.body())
    later = workshop.of_hanoi.post(f"{API}/groups/{group.id}/members", json={"delegation_id": str(workshop.tokyo.id)})
    of_own_side = workshop.of_hanoi.post(workshop.url, json=workshop.body(member_ids=[str(workshop.hue.id)]))
    of_organisers = workshop.editor.post(workshop.url, json=workshop.body(code="theirs", convener_id=None))

    for response in (first, later):
        assert_problem(
            response,
            409,
            "may-not-ask",
            "In this session, delegations of the side “Provinces” do not ask those of “Missions abroad”.",
        )
    assert (of_own_side.status_code, of_organisers.status_code) == (201, 201)


def test_asking_those_of_other_sides_is_of_the_quota_of_requests(db: Session, workshop: Workshop) -> None:
    added(db, SideRule(session_id=workshop.session.id, side="province", max_requests=1))
    quotas = f"{API}/sessions/{workshop.session.id}/quotas"
    asked = [str(each.id) for each in (workshop.hue, workshop.seoul, workshop.tokyo)]

    both = workshop.of_hanoi.post(workshop.url, json=workshop.body(member_ids=asked))
    group = workshop.of_hanoi.post(workshop.url, json=workshop.body()).json()
    more = workshop.of_hanoi.post(f"{API}/groups/{group['id']}/members", json={"delegation_id": asked[-1]})

    for response in (both, more):
        told = "This delegation has a quota of 1 for requests that wait or are accepted, and it is used up."
        assert_problem(response, 409, "quota-used", told)
    (told,) = workshop.of_hanoi.get(quotas).json()["items"]
    assert told["requests"] == {"limit": 1, "used": 1, "remaining": 0}
    (seoul,) = (each["id"] for each in group["members"] if each["delegation_id"] == asked[1])
    workshop.of_seoul.post(f"{API}/group-members/{seoul}/answers", json={"agrees": False})
    again = workshop.of_hanoi.post(f"{API}/groups/{group['id']}/members", json={"delegation_id": asked[-1]})
    assert again.status_code == 201


def test_what_members_say_is_a_revision_of_the_group(workshop: Workshop) -> None:
    group = workshop.made()
    address = f"{API}/groups/{group.id}"
    seen = workshop.of_hanoi.get(address).headers["ETag"]

    workshop.answer(workshop.of_hue, group, workshop.hue)
    late = workshop.of_hanoi.put(address, json={"theme": "Gạo"}, headers={"If-Match": seen})

    assert_problem(late, 412, "precondition-failed", current=workshop.of_hanoi.get(address).json())


def test_convener_and_editors_change_ask_in_take_out_and_end(workshop: Workshop) -> None:
    group = workshop.made()
    address = f"{API}/groups/{group.id}"
    changed = {"theme": "Nước và môi trường", "min_size": 4, "max_size": None}

    assert_problem(workshop.of_hue.put(address, json=changed), 403, "forbidden")
    told = workshop.of_hanoi.put(address, json=changed).json()
    assert {key: told[key] for key in changed} == changed
    asked = workshop.of_hanoi.post(f"{address}/members", json={"delegation_id": str(workshop.tokyo.id)})
    again = workshop.editor.post(f"{address}/members", json={"delegation_id": str(workshop.tokyo.id)})
    elsewhere = workshop.editor.post(f"{address}/members", json={"delegation_id": str(workshop.stranger.id)})

    assert (asked.status_code, asked.json()["state"]) == (201, "invited")
    assert_problem(again, 409, "duplicate", "This delegation has been asked into the group already.")
    assert_invalid_at(elsewhere, "/delegation_id", NOT_HERE)
    member = f"{API}/group-members/{asked.json()['id']}"
    assert_problem(workshop.of_tokyo.delete(member), 403, "forbidden")
    assert workshop.of_hanoi.delete(member).status_code == 204
    assert_problem(workshop.of_hanoi.delete(member), 404, "not-found", "No such member of a group.")
    assert_problem(workshop.of_seoul.delete(address), 403, "forbidden")
    assert workshop.of_hanoi.delete(address).status_code == 204
    assert workshop.editor.get(workshop.url).json() == page()


def test_group_is_not_made_smaller_than_it_is(workshop: Workshop) -> None:
    members = (workshop.hanoi, workshop.hue, workshop.seoul, workshop.tokyo)
    group = a_group(workshop.db, workshop.session, *members)

    response = workshop.editor.put(f"{API}/groups/{group.id}", json={"theme": "Nước sạch", "max_size": 3})

    assert_invalid_at(response, "/max_size", "More have agreed already.")


def test_what_organisers_decide_is_theirs_to_see(workshop: Workshop) -> None:
    group = workshop.made()
    address = f"{API}/groups/{group.id}/plan"
    spot = {"slot_id": str(workshop.session.slots[0].id), "table_id": str(workshop.session.tables[0].id)}
    decided = {"must_meet": True, "alternative": "one of the two", "value": 500, "features": ["screen"]} | spot

    assert workshop.editor.get(address).json() == UNDECIDED
    assert workshop.editor.put(address, json=decided).json() == decided
    assert workshop.editor.get(address).json() == decided
    assert_problem(workshop.of_hanoi.get(address), 403, "forbidden")
    assert_problem(workshop.of_hanoi.put(address, json=decided), 403, "forbidden")
    assert_problem(workshop.of_tokyo.get(address), 404, "not-found", "No such group.")


def test_plan_at_a_spot_that_is_none(db: Session, workshop: Workshop) -> None:
    address = f"{API}/groups/{workshop.made().id}/plan"
    elsewhere = a_session(db)
    db.refresh(elsewhere, ["slots", "tables"])
    slot, here = {"slot_id": str(elsewhere.slots[0].id)}, {"slot_id": str(workshop.session.slots[0].id)}
    table = {"table_id": str(elsewhere.tables[0].id)}

    assert_invalid_at(workshop.editor.put(address, json=slot), "/slot_id", "No such slot in this session.")
    assert_invalid_at(workshop.editor.put(address, json=here | table), "/table_id", "No such table in this session.")
    assert_invalid(workshop.editor.put(address, json=table), ("/slot_id", "A table is pinned together with a slot"))


def test_list_groups(db: Session, engine: Engine, workshop: Workshop) -> None:
    workshop.made()
    with counted_statements(engine) as for_one:
        assert workshop.of_hue.get(workshop.url).json()["total"] == 1
    workshop.made()
    workshop.made()
    a_group(db, workshop.session, workshop.hanoi, workshop.tokyo)
    with counted_statements(engine) as for_three:
        listed = workshop.of_hue.get(workshop.url).json()

    assert listed["total"] == 3
    assert [len(group["members"]) for group in listed["items"]] == [3, 3, 3]
    assert len(for_three) == len(for_one)


def test_unknown_is_not_found(client: TestClient, workshop: Workshop) -> None:
    address = f"{API}/sessions/{NOBODY}/groups"

    assert_problem(client.get(address), 404, "not-found", "No such session.")
    assert_problem(client.post(address, json=workshop.body()), 404, "not-found", "No such session.")
    for part in ("", "/plan"):
        assert_problem(client.get(f"{API}/groups/{NOBODY}{part}"), 404, "not-found", "No such group.")
    assert_problem(client.delete(f"{API}/groups/{NOBODY}"), 404, "not-found", "No such group.")
