"""Working days by clocks that are changed: instants decide, not what the wall shows."""

from datetime import UTC, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from app.services.availability import SlotThere
from app.services.availability_proposals import WorkingDay

USUAL = WorkingDay(time(7), time(21))
PARIS, NEW_YORK, HANOI = (ZoneInfo(name) for name in ("Europe/Paris", "America/New_York", "Asia/Ho_Chi_Minh"))


def holds(day: WorkingDay, zone: ZoneInfo, starts: str, minutes: int = 15) -> bool:
    """Whether a slot that starts at an instant is within the working day of the zone."""
    starts_at = datetime.fromisoformat(starts).astimezone(UTC)
    slot = SlotThere(
        slot_id=UUID(int=0),
        session_id=UUID(int=0),
        code="s",
        period="p",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
        is_available=True,
    )
    return day.holds(slot, zone)


@pytest.mark.parametrize(
    ("zone", "starts", "expected"),
    [
        (HANOI, "2026-12-08T07:00+07:00", True),
        (HANOI, "2026-12-08T06:59+07:00", False),
        (HANOI, "2026-12-08T20:45+07:00", True),
        (HANOI, "2026-12-08T20:46+07:00", False),
        # Paris is six hours behind Hà Nội in winter and five in summer.
        (PARIS, "2026-12-08T13:00+07:00", True),
        (PARIS, "2026-12-08T12:59+07:00", False),
        (PARIS, "2026-07-08T12:00+07:00", True),
        (PARIS, "2026-07-08T11:59+07:00", False),
        # New York twelve and eleven: the evening of one day is the morning there, the morning the evening before.
        (NEW_YORK, "2026-12-08T19:00+07:00", True),
        (NEW_YORK, "2026-12-08T18:59+07:00", False),
        (NEW_YORK, "2026-12-09T08:45+07:00", True),
        (NEW_YORK, "2026-12-09T08:46+07:00", False),
        (NEW_YORK, "2026-07-08T18:00+07:00", True),
    ],
)
def test_slots_are_within_the_working_day_where_somebody_sits(zone: ZoneInfo, starts: str, *, expected: bool) -> None:
    assert holds(USUAL, zone, starts) is expected


@pytest.mark.parametrize(
    ("starts", "expected"),
    [
        ("2026-10-24T12:00+07:00", True),  # The day before: seven o'clock, still summer time.
        ("2026-10-25T12:00+07:00", False),  # The clocks went back in the night: six o'clock.
        ("2026-10-25T13:00+07:00", True),
        ("2027-03-27T12:00+07:00", False),
        ("2027-03-28T12:00+07:00", True),  # They went forward: seven o'clock, not six.
    ],
)
def test_paris_changes_its_clocks(starts: str, *, expected: bool) -> None:
    assert holds(USUAL, PARIS, starts) is expected


@pytest.mark.parametrize(
    ("starts", "expected"),
    [
        ("2026-10-31T18:00+07:00", True),
        ("2026-11-01T18:00+07:00", False),
        ("2026-11-01T19:00+07:00", True),
        ("2027-03-13T18:00+07:00", False),
        ("2027-03-14T18:00+07:00", True),
    ],
)
def test_new_york_changes_them_on_other_days(starts: str, *, expected: bool) -> None:
    assert holds(USUAL, NEW_YORK, starts) is expected


@pytest.mark.parametrize(
    ("starts", "expected"),
    [
        ("2026-11-01T01:30-04:00", True),  # Half past one comes twice ...
        ("2026-11-01T01:30-05:00", True),  # ... and both are before two.
        ("2026-11-01T02:00-05:00", False),
        ("2026-10-31T23:30-04:00", True),
        ("2026-11-01T21:59-05:00", False),
        ("2026-11-01T22:00-05:00", True),
    ],
)
def test_a_working_day_over_midnight_has_the_hour_that_comes_twice(starts: str, *, expected: bool) -> None:
    assert holds(WorkingDay(time(22), time(2)), NEW_YORK, starts) is expected


def test_a_working_day_that_starts_in_a_skipped_hour_starts_after_it() -> None:
    early = WorkingDay(time(2, 30), time(21))

    assert not holds(early, NEW_YORK, "2027-03-14T01:50-05:00")
    assert not holds(early, NEW_YORK, "2027-03-14T03:15-04:00")
    assert holds(early, NEW_YORK, "2027-03-14T03:30-04:00")


def test_a_slot_longer_than_what_is_left_of_the_day_is_outside() -> None:
    assert not holds(USUAL, HANOI, "2026-12-08T06:30+07:00", minutes=60)
    assert not holds(USUAL, HANOI, "2026-12-08T20:30+07:00", minutes=60)


def test_a_working_day_from_seven_to_seven_is_the_whole_day_and_night() -> None:
    assert holds(WorkingDay(time(7), time(7)), HANOI, "2026-12-08T03:00+07:00")
