"""Times of RFC 3339 and nothing else."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from app.matching.scheduling.io.times import parse

HANOI = timezone(timedelta(hours=7))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-12-18T08:30:00+07:00", datetime(2026, 12, 18, 8, 30, tzinfo=HANOI)),
        ("2026-12-18t08:30:00z", datetime(2026, 12, 18, 8, 30, tzinfo=UTC)),
        ("2026-12-18T08:30:00-00:00", datetime(2026, 12, 18, 8, 30, tzinfo=UTC)),
        ("2026-12-18T08:30:00.5Z", datetime(2026, 12, 18, 8, 30, 0, 500_000, tzinfo=UTC)),
        ("2026-12-18T08:30:00.1234567Z", datetime(2026, 12, 18, 8, 30, 0, 123_456, tzinfo=UTC)),
        ("2024-02-29T00:00:00-23:59", datetime(2024, 2, 29, tzinfo=timezone(-timedelta(hours=23, minutes=59)))),
        ("2016-12-31T23:59:60Z", datetime(2017, 1, 1, tzinfo=UTC)),
        ("0001-01-01T00:00:00+14:00", datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14)))),
    ],
)
def test_a_time_of_rfc_3339_is_read(text: str, expected: datetime) -> None:
    moment = parse(text)

    assert moment is not None
    assert (moment, moment.utcoffset()) == (expected, expected.utcoffset())


@pytest.mark.parametrize(
    "text",
    [
        *("", "2026-12-18", "08:30:00Z", "2026-12-18T08:30Z", "2026-12-18T08:30:00", "20261218T083000Z"),
        *("2026-12-18 08:30:00Z", "2026-W51-5T08:30:00Z", "2026-12-18T08:30:00+07", "2026-12-18T08:30:00+0700"),
        *("2026-12-18T08:30:00,5Z", "2026-12-18T08:30:00.Z", " 2026-12-18T08:30:00Z", "2026-12-18T08:30:00Z\n"),
        *("2026-02-29T08:30:00Z", "2026-13-01T08:30:00Z", "2026-00-01T08:30:00Z", "2026-04-31T08:30:00Z"),
        *("2026-12-18T24:00:00Z", "2026-12-18T08:60:00Z", "2026-12-18T08:30:61Z", "2026-12-18T08:30:00+24:00"),
        *(
            "2026-12-18T08:30:00+07:60",
            "0000-12-18T08:30:00Z",
            "9999-12-31T23:59:60Z",
            "2026-12-18T08:30:00\u221207:00",
        ),
        *("\uff12026-12-18T08:30:00Z", "2026-12-18T08:30:00ZZ", "+2026-12-18T08:30:00Z", "2026-12-18T8:30:00Z"),
    ],
)
def test_anything_else_is_no_time(text: str) -> None:
    assert parse(text) is None
