"""How delegations attend, in a workbook."""

from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import DelegateFunction, Delegation, Placement, PlacementInterpreter, PlacementParty
from tests.factories import a_delegate, a_version, added, an_interpreter, an_organisation
from tests.services.spreadsheets.desk import MISSION, Desk, a_desk, load_reference

DELEGATIONS = "List of delegations"


def placement(desk: Desk) -> Placement:
    """A meeting of the province and the mission, in the first slot at the first table."""
    parties = [PlacementParty(delegation_id=each.id) for each in (desk.province, desk.mission)]
    return Placement(
        meeting="m1", slot_id=desk.session.slots[0].id, table_id=desk.session.tables[0].id, parties=parties
    )


def test_how_a_delegation_attends_is_typed_in_and_comes_out_as_it_is(desk: Desk) -> None:
    typed = {"Takes part": "On line", "Time zone": "Asia/Seoul", "Meeting link": "https://meet.example.org/kr"}
    nine = datetime(2026, 12, 9, 9)  # noqa: DTZ001 -- a spreadsheet's times have no zone
    draft = desk.draft().type(DELEGATIONS, 2, typed | {"Arrival": "7/12/2026 18:30", "Departure": nine})

    desk.carried(draft.saved())
    shown = desk.draft().row(DELEGATIONS, 2)
    report = desk.rehearsed(desk.draft().type(DELEGATIONS, 2, {"Meeting link": None}).saved())

    (row,) = desk.db.scalars(select(Delegation).where(Delegation.timezone == "Asia/Seoul"))
    assert (row.arrives_at, row.departs_at) == (
        datetime(2026, 12, 7, 11, 30, tzinfo=UTC),
        datetime(2026, 12, 9, 2, tzinfo=UTC),
    )
    assert {name: shown[name] for name in typed} == typed
    assert (shown["Arrival"], shown["Departure"]) == ("2026-12-07 18:30", "2026-12-09 09:00")
    assert [(each.heading, each.before, each.after) for change in report.changes for each in change.cells] == [
        ("Meeting link", "https://meet.example.org/kr", "")
    ]


def test_new_delegation_comes_with_how_it_attends(desk: Desk) -> None:
    france = an_organisation(desk.db, "EMB-FR")
    draft = desk.draft()
    draft.add(DELEGATIONS, {"Organisation": "EMB-FR", "Side": "mission", "Arrival": "2026-12-07T18:30+01:00"})

    desk.carried(draft.saved())

    (row,) = desk.db.scalars(select(Delegation).where(Delegation.organisation_id == france.id))
    assert (row.mode, row.arrives_at) == ("in_person", datetime(2026, 12, 7, 17, 30, tzinfo=UTC))


def test_what_a_delegation_speaks_and_needs_is_typed_in_and_stays(desk: Desk) -> None:
    typed = {"Languages spoken": "ko; en", "Table needs": "screen; ramp"}

    desk.carried(desk.draft().type(DELEGATIONS, 2, typed).saved())
    desk.carried(desk.draft().type(DELEGATIONS, 2, {"Teams": 2}).saved())

    (row,) = desk.db.scalars(select(Delegation).where(Delegation.teams == 2))
    assert (row.languages, row.table_features) == (["ko", "en"], ["screen", "ramp"])
    assert desk.draft().row(DELEGATIONS, 2)["Table needs"] == "screen; ramp"


def test_an_hour_that_the_clock_shows_twice_stays_what_it_is(db: Session) -> None:
    load_reference(db)
    desk = a_desk(db, timezone="Europe/Paris")
    # 02:30 in winter time, an hour after 02:30 in summer time.
    desk.other.arrives_at = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    db.commit()

    report = desk.rehearsed(desk.exported())

    assert [*report.changes, *report.problems] == []
    assert "2026-10-25 02:30+01:00" in {row.get("Arrival") for row in desk.draft().rows(DELEGATIONS)}


def test_what_would_invalidate_a_timetable_is_not_done_by_a_workbook(desk: Desk) -> None:
    """Nobody could see there what it would invalidate."""
    desk.db.refresh(desk.session, ["slots", "tables"])
    a_version(desk.db, desk.session, placements=[placement(desk)])

    problems = desk.problems(desk.draft().set(DELEGATIONS, 2, Most_meetings=0))

    assert [text for _, text in problems] == [
        "Meetings or requests would no longer go with this; change the delegation itself, where each is listed."
    ]


def test_nobody_goes_on_line_without_a_line_by_a_workbook(desk: Desk) -> None:
    desk.db.refresh(desk.session, ["slots", "tables"])
    desk.session.online_links = 0
    a_version(desk.db, desk.session, placements=[placement(desk)])

    problems = desk.problems(desk.draft().type(DELEGATIONS, 2, {"Takes part": "On line"}))

    assert [text for _, text in problems] == [
        "Meetings of it would lack a line or an interpreter; change how it attends itself, where each is listed."
    ]


def test_nobody_speaks_what_nobody_interprets_by_a_workbook(desk: Desk) -> None:
    desk.db.refresh(desk.session, ["slots", "tables"])
    desk.province.languages = ["vi"]
    version = a_version(desk.db, desk.session, placements=[placement(desk)])
    serving = an_interpreter(desk.db, desk.session, "vi", "ko")
    added(desk.db, PlacementInterpreter(placement_id=version.placements[0].id, interpreter_id=serving.id))
    delegate = {"Delegation": MISSION, "Name of the delegate": "Kim An", "Languages spoken": "fr"}

    of_delegation = desk.problems(desk.draft().type(DELEGATIONS, 2, {"Languages spoken": "fr"}))
    of_somebody_new = desk.problems(desk.draft().type("Delegates", 2, delegate))
    understood = desk.problems(desk.draft().type("Delegates", 2, delegate | {"Languages spoken": "ko"}))

    assert [text for _, text in of_delegation] == [
        "Meetings of it would lack a line or an interpreter; change how it attends itself, where each is listed."
    ]
    assert [text for _, text in of_somebody_new] == [
        "Nobody would interpret this at meetings of the delegation; add the delegate on its page, where each is listed."
    ]
    assert understood == []


def test_delegate_who_sits_at_a_meeting_is_not_taken_out_by_a_workbook(desk: Desk) -> None:
    desk.db.refresh(desk.session, ["slots", "tables"])
    a_delegate(desk.db, desk.province, name="An", function=DelegateFunction.HEAD, teams=[1])
    a_version(desk.db, desk.session, placements=[placement(desk)])

    problems = desk.problems(desk.draft().set("Delegates", 2, Delete="x"))

    assert [text for _, text in problems] == [
        "Has meetings to go to; change the delegate on the delegation's page, where each is listed."
    ]


def test_delegation_that_has_something_is_not_taken_out_by_a_workbook(desk: Desk) -> None:
    desk.a_need()
    taken_out = desk.draft()
    for row in (2, 3, 4):
        taken_out.set(DELEGATIONS, row, Delete="x")

    problems = desk.problems(taken_out)

    assert [text for _, text in problems] == [
        "Others hang on it; take the delegation out on its own page, where they are counted."
    ]
