"""How well a timetable serves, counted from rows that are loaded already."""

from uuid import UUID

from app.models import Delegation, MustMeet, Placement, PlacementParty, TimetableVersion, Wish
from app.services.timetables import Share, SideSummary, Summary, summarised


def a_delegation(number: int, side: str) -> Delegation:
    return Delegation(id=UUID(int=number), side=side)


HUE, HANOI = a_delegation(11, "province"), a_delegation(12, "province")
SEOUL, PARIS = a_delegation(21, "mission"), a_delegation(22, "mission")


def a_meeting(*parties: Delegation) -> Placement:
    return Placement(parties=[PlacementParty(delegation_id=party.id) for party in parties])


def a_wish(by: Delegation, whom: Delegation, rank: int | None) -> Wish:
    return Wish(delegation_id=by.id, target_id=whom.id, rank=rank)


def must_meet(a: Delegation, b: Delegation) -> MustMeet:
    return MustMeet(a_id=a.id, b_id=b.id)


def test_summary_counts_wishes_must_meets_and_meetings() -> None:
    unplaced = [{"meeting": meeting, "reason": "party-full"} for meeting in ("one", "another")]
    version = TimetableVersion(placements=[a_meeting(HUE, SEOUL), a_meeting(HUE, PARIS)], unplaced=unplaced)

    summary = summarised(
        version,
        present=[SEOUL, PARIS, HUE, HANOI],
        wished=[
            a_wish(HUE, SEOUL, 1),
            a_wish(HANOI, SEOUL, 1),
            a_wish(HUE, PARIS, 2),
            a_wish(PARIS, HANOI, 1),
            a_wish(SEOUL, HUE, None),
        ],
        insisted=[must_meet(PARIS, HUE), must_meet(HANOI, PARIS)],
    )

    missions = SideSummary("mission", ((1, Share(0, 1)),), (1, 1), (SEOUL, PARIS), (SEOUL, PARIS))
    provinces = SideSummary("province", ((1, Share(1, 2)), (2, Share(1, 1))), (0, 2), (HANOI,), (HUE,))
    assert summary == Summary(held=2, wanted=4, must_meets=Share(1, 2), sides=(missions, provinces))
    assert (provinces.first_wishes, provinces.top_wishes) == (Share(1, 2), Share(2, 3))
