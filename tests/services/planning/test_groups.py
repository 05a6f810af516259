"""Groups to which enough have agreed become meetings of several, in place of those of two."""

import logging
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.errors import OwnTablesClash
from app.matching.scheduling.checker import violations
from app.matching.scheduling.problem import Meeting, Spot
from app.matching.scheduling.timetable import Placement, Rule
from app.models import ConferenceSession, Delegation, DelegationMode, GroupMember, MeetingGroup, MeetingTable
from app.queries import planning as queries
from app.services.planning import draft_of, export, import_instance, problem_of
from tests import factories


class Parties:
    """Two provinces that wish to meet a mission, and another mission."""

    def __init__(self, db: Session) -> None:
        self.db = db
        self.session: ConferenceSession = factories.a_session(db, slots=2, tables=1)
        self.hanoi, self.hue, self.seoul, self.tokyo = (
            factories.a_delegation(db, self.session, code) for code in ("01", "46", "SEL", "TYO")
        )
        for province in (self.hanoi, self.hue):
            factories.a_wish(db, self.session, province, self.seoul)

    def group(self, *agreed: Delegation, **values: Any) -> MeetingGroup:
        agreed = agreed or (self.seoul, self.hanoi, self.hue)
        return factories.a_group(self.db, self.session, *agreed, **{"code": "water"} | values)

    def own_table(self, owner: Delegation, position: int) -> None:
        code = f"T-{position}"
        factories.added(
            self.db,
            MeetingTable(session_id=self.session.id, code=code, position=position, features=[], delegation_id=owner.id),
        )

    @property
    def meetings(self) -> dict[str, Meeting]:
        return {meeting.id: meeting for meeting in problem_of(self.db, self.session).meetings}

    def slot_id(self) -> Any:
        return self.db.scalars(queries.session(self.session.id)).one().slots[1].id


@pytest.fixture
def parties(db: Session) -> Parties:
    return Parties(db)


def member(group: MeetingGroup, delegation: Delegation) -> GroupMember:
    return next(each for each in group.members if each.delegation_id == delegation.id)


def test_group_meets_in_place_of_its_pairs(parties: Parties) -> None:
    parties.group()

    # What it replaces: for each province a first wish of its own and the agreement of Seoul, which wished for nobody.
    assert parties.meetings == {"water": Meeting(id="water", parties=("P-01", "P-46", "SEL"), value=2 * 102)}


def test_run_keeps_why_a_group_is_worth_what_it_is(db: Session, parties: Parties) -> None:
    parties.group()

    kept = draft_of(db, parties.session).scores

    assert kept == {
        "water": {
            "score": 102.0,
            "parts": {"fit": 0.0, "wish": 60.0, "wish-of-other": 42.0, "history": 0.0, "must-meet": 0.0},
            "fitting": [],
        }
    }


def test_whoever_wants_to_meets_the_others_alone_too(db: Session, parties: Parties) -> None:
    member(parties.group(), parties.hue).also_alone = True
    db.commit()

    assert {name: meeting.value for name, meeting in parties.meetings.items()} == {"46~SEL": 60, "water": 204}


def test_group_to_which_too_few_agreed_changes_nothing(parties: Parties) -> None:
    parties.group(parties.seoul, parties.hanoi, invited=[parties.hue])
    parties.group(parties.seoul, parties.hanoi, parties.hue, code="large", min_size=4)

    assert set(parties.meetings) == {"01~SEL", "46~SEL"}


def test_whoever_does_not_want_to_meet_a_member_is_left_out(
    parties: Parties, db: Session, caplog: pytest.LogCaptureFixture
) -> None:
    factories.a_do_not_meet(db, parties.session, parties.tokyo, parties.hue)
    parties.group(parties.seoul, parties.hanoi, parties.hue, parties.tokyo)

    with caplog.at_level(logging.WARNING):
        assert parties.meetings["water"].parties == ("P-01", "P-46", "SEL")

    assert caplog.messages == ["water: 1 left out, who do not want to meet another member"]


def test_must_meet_of_two_members_is_one_of_the_group(db: Session, parties: Parties) -> None:
    factories.a_must_meet(db, parties.session, parties.hue, parties.seoul)
    parties.group()

    assert {name: meeting.required for name, meeting in parties.meetings.items()} == {"water": True}


def test_pinned_pair_meets_besides_the_group(db: Session, parties: Parties) -> None:
    slot = db.scalars(queries.session(parties.session.id)).one().slots[0]
    factories.a_must_meet(db, parties.session, parties.hue, parties.seoul)
    factories.a_pin(db, parties.session, parties.hue, parties.seoul, slot)
    parties.group()

    assert {name: meeting.required for name, meeting in parties.meetings.items()} == {"46~SEL": True, "water": False}


def test_organisers_decide_what_a_group_is_worth_and_where_it_is(parties: Parties) -> None:
    parties.group(
        must_meet=True, value=7, features=["screen"], alternative="workshops", slot_id=parties.slot_id(), table_id=None
    )

    assert parties.meetings["water"] == Meeting(
        id="water",
        parties=("P-01", "P-46", "SEL"),
        value=7,
        required=True,
        features=("screen",),
        alternative="workshops",
        pin=Spot(slot="s02"),
    )


def test_of_alternative_groups_one_is_held(parties: Parties) -> None:
    parties.group(alternative="either")
    parties.group(parties.tokyo, parties.hanoi, parties.hue, code="rice", alternative="either")

    problem = problem_of(parties.db, parties.session)
    both = [Placement(meeting="rice", slot="s01", table="T01"), Placement(meeting="water", slot="s02", table="T01")]

    assert [violation.rule for violation in violations(problem, both)] == [Rule.ALTERNATIVES]


def test_group_with_somebody_on_line_needs_a_link(db: Session) -> None:
    session = factories.a_session(db, online_links=1)
    present = [factories.a_delegation(db, session, code) for code in ("01", "46")]
    online = factories.a_delegation(db, session, "SEL", mode=DelegationMode.ONLINE)
    factories.a_group(db, session, *present, online)

    assert [meeting.resources for meeting in problem_of(db, session).meetings] == [("video-links",)]


def test_group_of_several_with_own_tables_meets_at_one_of_them(db: Session, parties: Parties) -> None:
    third = factories.a_delegation(db, parties.session, "31")
    for position, owner in enumerate((parties.hanoi, parties.hue, third), start=1):
        parties.own_table(owner, position)
    factories.a_wish(db, parties.session, parties.hanoi, parties.tokyo, rank=2)
    parties.group()

    problem = problem_of(db, parties.session)

    def broken(meeting: str, table: str) -> list[str]:
        return [each.rule for each in violations(problem, [Placement(meeting=meeting, slot="s01", table=table)])]

    assert {table: broken("water", table) for table in ("T-1", "T-2", "T-3", "T01")} == {
        "T-1": [],
        "T-2": [],
        "T-3": [Rule.TABLE_FEATURES],
        "T01": [],
    }
    assert (broken("01~TYO", "T-1"), broken("01~TYO", "T-2")) == ([], [Rule.TABLE_FEATURES])
    assert [party.tables for party in problem.parties if party.side == "province"] == [None, None, ("T-3",)]


def test_two_with_own_tables_still_have_nowhere_to_meet_alone(db: Session, parties: Parties) -> None:
    for position, owner in enumerate((parties.hanoi, parties.hue), start=1):
        parties.own_table(owner, position)
    member(parties.group(), parties.hue).also_alone = True
    factories.a_wish(db, parties.session, parties.hanoi, parties.hue, rank=2)

    with pytest.raises(OwnTablesClash):
        problem_of(db, parties.session)


def test_groups_go_out_and_come_in_again(db: Session, parties: Parties) -> None:
    for position, owner in enumerate((parties.hanoi, parties.hue), start=1):
        parties.own_table(owner, position)
    factories.a_wish(db, parties.session, parties.hue, parties.tokyo, rank=2)
    parties.group(must_meet=True, alternative="either", slot_id=parties.slot_id())
    document = export(db, parties.session)

    imported = import_instance(db, factories.as_file(document), code="imported")

    assert [meeting["id"] for meeting in document["meetings"]] == ["46~TYO", "water"]
    assert export(db, imported) == document


def test_code_of_a_group_is_no_id_of_another_meeting(parties: Parties) -> None:
    parties.group(parties.tokyo, parties.hanoi, parties.hue, code="01~SEL")

    assert {name: meeting.parties for name, meeting in parties.meetings.items()} == {
        "01~SEL": ("P-01", "P-46", "TYO"),
        "01~SEL~2": ("P-01", "SEL"),
        "46~SEL": ("P-46", "SEL"),
    }
