"""From rows to an instance: one thing at a time."""

import logging
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.matching.scheduling.problem import Goal, Meeting, Party, Policy, Resource, Slot, Spot, Table
from app.models import (
    ConferenceSession,
    Country,
    DelegationMode,
    InterestState,
    MeetingTable,
    MeetingValue,
    Objective,
    OrganisationCountry,
    Region,
    RequestStatus,
    Sector,
    Unavailability,
)
from app.models.organisation import CountryRole
from app.queries import planning as queries
from app.services.planning import draft_of, problem_of, wanted_meetings
from tests import factories
from tests.databases import counted_statements


def meetings(db: Session, session: ConferenceSession) -> list[Meeting]:
    return list(problem_of(db, session).meetings)


def values(db: Session, session: ConferenceSession) -> dict[str, int]:
    return {meeting.id: meeting.value for meeting in meetings(db, session)}


def slot_of(db: Session, session: ConferenceSession, position: int) -> Any:
    return db.scalars(queries.session(session.id)).one().slots[position]


def test_slots_are_told_by_the_clock_of_the_conference(db: Session) -> None:
    conference = factories.a_conference(db, timezone="Asia/Ho_Chi_Minh")
    first, second = problem_of(db, factories.a_session(db, conference)).slots

    assert first == Slot(
        id="s01",
        start=factories.FIRST_SLOT,
        end=factories.FIRST_SLOT + timedelta(minutes=15),
        period="p1",
    )
    assert (first.start.isoformat(), second.id) == ("2026-12-08T13:30:00+07:00", "s02")


def test_a_session_is_taken_with_its_policy_over_the_usual_one(db: Session) -> None:
    usual = Policy(
        goals=(Goal.REQUIRED, Goal.FLOORS, Goal.WELFARE, Goal.BREAKS),
        bonus={"province": (200, 120, 80, 50, 30), "mission": (60, 40, 20)},
    )
    own = {"goals": ["held"], "bonus": {"town": [5]}, "max_break_spread": 2, "zone_gap": 1}

    assert problem_of(db, factories.a_session(db)).policy == usual
    assert problem_of(db, factories.a_session(db, policy={"zone_gap": 1})).policy.goals == usual.goals
    assert problem_of(db, factories.a_session(db, policy=own)).policy == Policy(
        goals=(Goal.HELD,), bonus={"town": (5,)}, max_break_spread=2, zone_gap=1
    )


def test_tables_keep_their_order_features_and_zone(db: Session) -> None:
    session = factories.a_session(db, tables=1)
    factories.added(db, MeetingTable(session_id=session.id, code="A9", position=5, zone="hall-b", features=["screen"]))

    assert problem_of(db, session).tables == (
        Table(id="T01"),
        Table(id="A9", zone="hall-b", features=("screen",)),
    )


def test_parties_are_the_delegations_in_the_order_of_protocol(db: Session) -> None:
    session = factories.a_session(db)
    factories.a_delegation(db, session, "EMB-KR", position=2, max_meetings=12, max_consecutive=5)
    province = factories.a_delegation(db, session, "01", position=1, teams=2, min_meetings=4)
    factories.added(db, MeetingTable(session_id=session.id, code="T-01-1", position=8, delegation_id=province.id))
    away = slot_of(db, session, 1)
    factories.added(db, Unavailability(delegation_id=province.id, slot_id=away.id))

    assert problem_of(db, session).parties == (
        Party(id="P-01", side="province", teams=2, min_meetings=4, unavailable=("s02",), tables=("T-01-1",)),
        Party(id="EMB-KR", side="mission", max_meetings=12, max_consecutive=5),
    )


def test_the_same_code_in_two_schemes_is_told_apart(db: Session) -> None:
    session = factories.a_session(db)
    old, new = (factories.an_organisation(db, "15", scheme=scheme) for scheme in ("old", "new"))
    one, other = (factories.a_delegation(db, session, organisation=organisation) for organisation in (old, new))
    factories.a_wish(db, session, one, other)

    problem = problem_of(db, session)

    assert [party.id for party in problem.parties] == ["P-old:15", "P-new:15"]
    assert [meeting.id for meeting in problem.meetings] == ["old:15~new:15"]


def test_a_party_is_told_apart_from_one_whose_code_looks_like_its_id(db: Session) -> None:
    session = factories.a_session(db)
    factories.a_delegation(db, session, "01")
    factories.a_delegation(db, session, "P-01")

    assert [party.id for party in problem_of(db, session).parties] == ["test:01", "test:P-01"]


def test_codes_with_the_separator_of_meetings_are_told_apart(db: Session) -> None:
    session = factories.a_session(db)
    one, other = (factories.a_delegation(db, session, code) for code in ("A~B", "A"))
    third, fourth = (factories.a_delegation(db, session, code) for code in ("C", "B~C"))
    factories.a_wish(db, session, one, third)
    factories.a_wish(db, session, other, fourth)

    assert [meeting.id for meeting in meetings(db, session)] == ["A%7EB~C", "A~B%7EC"]
    assert [party.id for party in problem_of(db, session).parties] == ["A~B", "A", "C", "B~C"]


def test_a_scheme_before_a_code_is_no_code_of_another(db: Session) -> None:
    session = factories.a_session(db)
    for scheme, code in (("old", "X"), ("new", "X"), ("any", "old:X"), ("any", "old:X#2")):
        organisation = factories.an_organisation(db, code, scheme=scheme)
        factories.a_delegation(db, session, organisation=organisation)

    assert [party.id for party in problem_of(db, session).parties] == ["old:X#3", "new:X", "old:X", "old:X#2"]


def test_an_id_that_is_given_is_not_made_again(db: Session) -> None:
    session = factories.a_session(db)
    a, b, c = (factories.a_delegation(db, session, code) for code in "ABC")
    one, other = sorted((a.id, c.id))
    factories.added(db, MeetingValue(session_id=session.id, a_id=one, b_id=other, code="A~B", value=1))
    factories.a_wish(db, session, a, b)

    assert {meeting.id: meeting.parties for meeting in meetings(db, session)} == {
        "A~B": ("A", "C"),
        "A~B~2": ("A", "B"),
    }


def test_wishes_of_both_sides_add_up(db: Session) -> None:
    session = factories.a_session(db)
    province = factories.a_delegation(db, session, "01")
    korea, japan = (factories.a_delegation(db, session, code) for code in ("EMB-KR", "EMB-JP"))
    factories.a_wish(db, session, province, korea, rank=1)
    factories.a_wish(db, session, province, japan, rank=2)
    factories.a_wish(db, session, korea, province, rank=1)

    assert meetings(db, session) == [
        Meeting(id="01~EMB-JP", parties=("P-01", "EMB-JP"), value=42),
        Meeting(id="01~EMB-KR", parties=("P-01", "EMB-KR"), value=120),
    ]


def test_a_withdrawn_wish_leaves_no_gap_in_its_list(db: Session) -> None:
    session = factories.a_session(db)
    province = factories.a_delegation(db, session, "01")
    for rank, code in ((3, "EMB-JP"), (7, "EMB-KR")):
        factories.a_wish(db, session, province, factories.a_delegation(db, session, code), rank=rank)

    assert values(db, session) == {"01~EMB-JP": 60, "01~EMB-KR": 42}


def test_a_must_meet_is_required_and_worth_the_most(db: Session) -> None:
    session = factories.a_session(db)
    province = factories.a_delegation(db, session, "01")
    korea, japan = (factories.a_delegation(db, session, code) for code in ("EMB-KR", "EMB-JP"))
    factories.a_wish(db, session, province, japan, rank=1)
    factories.a_wish(db, session, province, korea, rank=2)
    factories.a_must_meet(db, session, korea, province)
    factories.a_must_meet(db, session, korea, japan)

    assert meetings(db, session) == [
        Meeting(id="01~EMB-JP", parties=("P-01", "EMB-JP"), value=60),
        Meeting(id="01~EMB-KR", parties=("P-01", "EMB-KR"), value=200, required=True),
        Meeting(id="EMB-KR~EMB-JP", parties=("EMB-KR", "EMB-JP"), value=200, required=True),
    ]


@pytest.mark.parametrize(
    ("ranks", "value"),
    [((None, None), 84), ((1, None), 102), ((3, None), 84), ((3, 1), 102), ((1, 1), 120)],
    ids=["neither ranked", "first of one", "last of one", "last and first", "first of both"],
)
def test_who_agreed_to_meet_gives_no_less_than_a_wish_in_the_middle(
    db: Session, ranks: tuple[int | None, int | None], value: int
) -> None:
    session = factories.a_session(db)
    pair = [factories.a_delegation(db, session, code) for code in ("01", "EMB-KR")]
    others = [factories.a_delegation(db, session, code) for code in ("EMB-JP", "EMB-FR")]
    factories.a_request(db, session, *pair, status=RequestStatus.ACCEPTED)
    for one, other, rank in zip(pair, reversed(pair), ranks, strict=True):
        if rank is not None:
            targets = [*others[: rank - 1], other, *others[rank - 1 :]]
            for place, target in enumerate(targets, start=1):
                factories.a_wish(db, session, one, target, rank=place)

    assert values(db, session)["01~EMB-KR"] == value


@pytest.mark.parametrize("required", [False, True])
def test_who_agreed_must_meet_where_the_session_says_so(db: Session, required: bool) -> None:
    session = factories.a_session(db, accepted_must_meet=required)
    province, korea = (factories.a_delegation(db, session, code) for code in ("01", "EMB-KR"))
    factories.a_request(db, session, korea, province, status=RequestStatus.ACCEPTED)

    value = 200 if required else 84
    assert meetings(db, session) == [
        Meeting(id="01~EMB-KR", parties=("P-01", "EMB-KR"), value=value, required=required)
    ]


@pytest.mark.parametrize("status", [RequestStatus.SENT, RequestStatus.WITHDRAWN, RequestStatus.EXPIRED])
def test_a_request_that_nobody_accepted_makes_no_meeting(db: Session, status: RequestStatus) -> None:
    session = factories.a_session(db)
    province, korea = (factories.a_delegation(db, session, code) for code in ("01", "EMB-KR"))
    factories.a_request(db, session, province, korea, status=status)

    assert meetings(db, session) == []


def test_who_was_declined_wishes_in_vain_unless_the_other_wishes_too(db: Session) -> None:
    session = factories.a_session(db)
    province, korea, japan = (factories.a_delegation(db, session, code) for code in ("01", "EMB-KR", "EMB-JP"))
    for rank, mission in enumerate((korea, japan), start=1):
        factories.a_request(db, session, province, mission, status=RequestStatus.DECLINED)
        factories.a_wish(db, session, province, mission, rank=rank)
    factories.a_wish(db, session, japan, province)

    assert values(db, session) == {"01~EMB-JP": 102}


def test_a_pinned_pair_meets_without_any_wish(db: Session) -> None:
    session = factories.a_session(db)
    province, korea = (factories.a_delegation(db, session, code) for code in ("01", "EMB-KR"))
    factories.a_pin(db, session, korea, province, slot_of(db, session, 1))

    assert meetings(db, session) == [
        Meeting(id="01~EMB-KR", parties=("P-01", "EMB-KR"), pin=Spot(slot="s02")),
    ]


def test_who_does_not_want_to_meet_is_left_out_and_reported(db: Session, caplog: pytest.LogCaptureFixture) -> None:
    session = factories.a_session(db)
    province, korea, japan = (factories.a_delegation(db, session, code) for code in ("01", "EMB-KR", "EMB-JP"))
    factories.a_wish(db, session, province, korea, rank=1)
    factories.a_do_not_meet(db, session, korea, province)
    factories.a_must_meet(db, session, province, japan)
    factories.a_do_not_meet(db, session, japan, province)

    with caplog.at_level(logging.WARNING):
        assert meetings(db, session) == []

    assert caplog.messages == ["01~EMB-JP must meet but one side does not want to: left out"]


def test_a_given_value_and_id_stand_before_wishes(db: Session) -> None:
    session = factories.a_session(db)
    province, korea = (factories.a_delegation(db, session, code) for code in ("01", "EMB-KR"))
    factories.a_wish(db, session, province, korea)
    factories.added(db, MeetingValue(session_id=session.id, a_id=province.id, b_id=korea.id, code="m1", value=7))

    assert meetings(db, session) == [Meeting(id="m1", parties=("P-01", "EMB-KR"), value=7)]
    assert wanted_meetings(db, session) == {"m1"}


@pytest.mark.parametrize(
    ("links", "resources", "needed"),
    [(None, (), ()), (3, (Resource(id="video-links", capacity=3),), ("video-links",))],
    ids=["any number of links", "three links"],
)
def test_a_meeting_on_line_needs_one_of_the_links(
    db: Session, links: int | None, resources: tuple[Resource, ...], needed: tuple[str, ...]
) -> None:
    session = factories.a_session(db, online_links=links)
    province = factories.a_delegation(db, session, "01")
    online = factories.a_delegation(db, session, "EMB-KR", mode=DelegationMode.ONLINE)
    present = factories.a_delegation(db, session, "EMB-JP")
    factories.a_wish(db, session, province, online, rank=1)
    factories.a_wish(db, session, present, province, rank=1)

    problem = problem_of(db, session)

    assert problem.resources == resources
    assert {meeting.id: meeting.resources for meeting in problem.meetings} == {"01~EMB-KR": needed, "01~EMB-JP": ()}


@pytest.mark.parametrize(
    ("wanted", "fits"),
    [({}, True), ({"countries": ["KR"]}, True), ({"regions": ["NEA"]}, True), ({"countries": ["FR"]}, False)],
)
def test_what_two_have_to_talk_about_adds_to_their_wishes(
    db: Session, wanted: dict[str, list[str]], fits: bool
) -> None:
    session = factories.a_session(db)
    asia, europe = (Region(code=code, name_vi=code, name_en=code) for code in ("NEA", "EUU"))
    countries = {
        "KR": Country(iso2="KR", name_vi="KR", name_en="KR", region=asia),
        "FR": Country(iso2="FR", name_vi="FR", name_en="FR", region=europe),
    }
    rice, energy = (Sector(code=code, name_vi=code, name_en=code) for code in ("AGR-RIC", "ENE"))
    db.add_all([asia, europe, *countries.values(), rice, energy, Objective(code="EXP", name_vi="", name_en="")])
    db.flush()
    province, korea = (factories.a_delegation(db, session, code) for code in ("01", "EMB-KR"))
    korean = OrganisationCountry(organisation_id=korea.organisation_id, country_iso2="KR", role=CountryRole.HOST)
    factories.added(db, korean)
    need = factories.a_need(
        db,
        province,
        title_en="Find buyers of rice",
        sectors=[rice],
        countries=[countries[iso2] for iso2 in wanted.get("countries", [])],
        regions=[{"NEA": asia}[code] for code in wanted.get("regions", [])],
    )
    offering = factories.an_offering(
        db, korea, title_en="Importer looks for rice", sectors=[rice, energy], countries=[]
    )
    factories.a_wish(db, session, province, korea)

    draft = draft_of(db, session)

    [meeting] = draft.problem.meetings
    score = draft.scores["01~EMB-KR"]
    parts = score["parts"]
    assert parts == {"fit": parts["fit"], "wish": 30, "wish-of-other": 0, "history": 0, "must-meet": 0}
    assert meeting.value == round(2 * score["score"]) == round(2 * (30 + parts["fit"]))
    assert [(each["need_id"], each["offering_id"]) for each in score["fitting"]] == [(str(need.id), str(offering.id))]
    assert parts["fit"] == pytest.approx(0.35 * 0.7 * score["fitting"][0]["score"], abs=0.01)
    assert (score["fitting"][0]["parts"]["country"] > 0) is fits


@pytest.mark.parametrize(
    ("requires_validation", "counting"), [(False, {"submitted", "validated"}), (True, {"validated"})]
)
@pytest.mark.parametrize("state", InterestState)
def test_only_what_counts_adds_points(
    db: Session, state: InterestState, *, requires_validation: bool, counting: set[str]
) -> None:
    session = factories.a_session(db, factories.a_conference(db, requires_validation=requires_validation))
    province, korea = (factories.a_delegation(db, session, code) for code in ("01", "EMB-KR"))
    factories.a_need(db, province, title_vi="Tìm nhà nhập khẩu gạo", state=state)
    factories.an_offering(db, korea, title_vi="Tìm nguồn cung gạo", state=InterestState.VALIDATED)
    factories.a_wish(db, session, province, korea)

    assert (values(db, session)["01~EMB-KR"] > 60) is (state in counting)


def test_a_delegation_holds_no_more_meetings_at_once_than_its_people_can(db: Session) -> None:
    session = factories.a_session(db)
    unsaid, seated, gone = (factories.a_delegation(db, session, code, teams=3) for code in ("01", "02", "03"))
    factories.a_delegate(db, unsaid)
    for teams in ([1, 2], [1], [1, 7]):
        factories.a_delegate(db, seated, teams=teams)
    factories.a_delegate(db, gone, teams=[4])

    assert [party.teams for party in problem_of(db, session).parties] == [3, 2, 3]


@pytest.mark.parametrize("missions", [1, 3])
def test_problem_takes_as_many_statements_for_three_as_for_one(db: Session, engine: Engine, missions: int) -> None:
    session = factories.a_session(db, slots=missions, tables=missions)
    province = factories.a_delegation(db, session, "01")
    for rank in range(1, missions + 1):
        mission = factories.a_delegation(db, session, f"EMB-{rank}")
        factories.a_need(db, mission)
        factories.an_offering(db, mission)
        factories.a_wish(db, session, province, mission, rank=rank)
        factories.a_delegate(db, mission, languages=["ko"])
        factories.an_interpreter(db, session, "vi", "ko")
    db.expire_all()

    with counted_statements(engine) as statements:
        problem_of(db, session)

    assert len(statements) == 33
