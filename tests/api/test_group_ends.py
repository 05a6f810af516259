"""Groups that change after all: who stays out and comes in again, and what is planned with them."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.models import GroupMember, MeetingGroup, Placement, PlacementParty, SideRule
from tests.api.answers import API, assert_problem
from tests.api.frame import HARM, NOTHING, shown
from tests.api.people import People
from tests.api.test_groups import Workshop, states
from tests.factories import a_group, a_version, added

PLANNED = "The organisers plan with this group; ask them to change it."
STAYS_OUT = "This delegation stays out; it can come in of itself."
QUOTA = "This delegation has a quota of {} for requests that wait or are accepted, and it is used up."
ACCEPTED = {"accept_impact": True}


@pytest.fixture
def workshop(db: Session, people: People) -> Workshop:
    return Workshop(db, people)


def agreed(workshop: Workshop, **values: Any) -> MeetingGroup:
    """Convened by Hà Nội; Huế and Seoul come."""
    members = (workshop.hanoi, workshop.hue, workshop.seoul)
    return a_group(workshop.db, workshop.session, *members, convener_id=workshop.hanoi.id, **values)


def member(group: MeetingGroup, workshop: Workshop) -> GroupMember:
    """Seoul."""
    (found,) = (each for each in group.members if each.delegation_id == workshop.seoul.id)
    return found


def test_who_stayed_out_comes_in_again_only_within_the_quota_of_the_convener(workshop: Workshop) -> None:
    rule = added(workshop.db, SideRule(session_id=workshop.session.id, side="province", max_requests=1))
    group = workshop.made()
    members = f"{API}/groups/{group.id}/members"

    workshop.answer(workshop.of_seoul, group, workshop.seoul, agrees=False)
    instead = workshop.of_hanoi.post(members, json={"delegation_id": str(workshop.tokyo.id)})
    back = workshop.answer(workshop.of_seoul, group, workshop.seoul)
    rule.max_requests = 2
    added(workshop.db, rule)
    later = workshop.answer(workshop.of_seoul, group, workshop.seoul)

    assert (instead.status_code, later.status_code) == (201, 200)
    assert_problem(back, 409, "quota-used", QUOTA.format(1))


def test_asking_the_own_side_takes_nothing_of_an_overdrawn_quota(workshop: Workshop) -> None:
    workshop.made()
    added(workshop.db, SideRule(session_id=workshop.session.id, side="province", max_requests=0))

    body = workshop.body(member_ids=[str(workshop.hue.id)])

    assert workshop.of_hanoi.post(workshop.url, json=body).status_code == 201


def test_convener_does_not_ask_again_who_stays_out(workshop: Workshop) -> None:
    group = workshop.made()
    workshop.answer(workshop.of_seoul, group, workshop.seoul, agrees=False)
    address = f"{API}/group-members/{member(group, workshop).id}"
    again = {"delegation_id": str(workshop.seoul.id)}

    for response in (
        workshop.of_hanoi.delete(address),
        workshop.of_hanoi.post(f"{API}/groups/{group.id}/members", json=again),
    ):
        assert_problem(response, 409, "request-declined", STAYS_OUT)
    assert workshop.editor.delete(address).status_code == 204
    assert workshop.of_hanoi.post(f"{API}/groups/{group.id}/members", json=again).status_code == 201
    assert states(workshop.of_hanoi, group)[str(workshop.seoul.id)] == "invited"


@pytest.mark.parametrize("decided", [{"must_meet": True}, {"slot_id": ...}])
def test_group_that_must_meet_or_is_pinned_is_ended_by_organisers_alone(workshop: Workshop, decided: Any) -> None:
    if "slot_id" in decided:
        decided = {"slot_id": workshop.session.slots[0].id}
    group = agreed(workshop, **decided)

    told = {"id": str(group.id), "code": group.code, "table_id": None}
    told |= {"slot_id": str(group.slot_id) if group.slot_id else None}
    for address in (f"{API}/groups/{group.id}", f"{API}/group-members/{member(group, workshop).id}"):
        theirs, refused = workshop.of_hanoi.delete(address), workshop.editor.delete(address)
        assert_problem(theirs, 409, "in-use", PLANNED)
        assert_problem(refused, 409, "would-invalidate", HARM, impact=NOTHING | {"groups": [told]})
    assert workshop.editor.delete(f"{API}/groups/{group.id}", params=ACCEPTED).status_code == 204


def test_convener_is_not_told_where_organisers_plan_its_group(workshop: Workshop) -> None:
    group = agreed(workshop, code="water")
    parties = [PlacementParty(delegation_id=each.delegation_id) for each in group.members]
    spot = {"slot_id": workshop.session.slots[0].id, "table_id": workshop.session.tables[0].id}
    version = a_version(workshop.db, workshop.session, placements=[Placement(meeting="water", parties=parties, **spot)])
    address = f"{API}/group-members/{member(group, workshop).id}"

    theirs, refused = workshop.of_hanoi.delete(address), workshop.editor.delete(address)
    invited = workshop.of_hanoi.post(f"{API}/groups/{group.id}/members", json={"delegation_id": str(workshop.tokyo.id)})

    ids = sorted(str(each.delegation_id) for each in group.members)
    meeting = {"timetable_id": str(version.id), "meeting": "water", "slot": "s01", "table": "T01"}
    impact = NOTHING | {"timetables": [shown(version)], "meetings": [meeting | {"delegation_ids": ids}]}
    assert_problem(theirs, 409, "in-use", PLANNED)
    assert_problem(refused, 409, "would-invalidate", HARM, impact=impact)
    assert workshop.of_hanoi.delete(f"{API}/group-members/{invited.json()['id']}").status_code == 204
    assert workshop.editor.delete(address, params=ACCEPTED).status_code == 204


def test_taking_a_member_out_names_a_revision_of_the_group(workshop: Workshop) -> None:
    group = workshop.made()
    seen = workshop.of_hanoi.get(f"{API}/groups/{group.id}").headers["ETag"]
    workshop.answer(workshop.of_seoul, group, workshop.seoul)

    late = workshop.of_hanoi.delete(f"{API}/group-members/{member(group, workshop).id}", headers={"If-Match": seen})

    assert_problem(late, 412, "precondition-failed", current=workshop.of_hanoi.get(f"{API}/groups/{group.id}").json())
