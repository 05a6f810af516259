"""What the pages show, without database, HTTP or templates."""

from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from app.i18n.languages import language
from app.matching.scheduling.problem import Goal
from app.matching.scheduling.timetable import GoalValue, Reason, Rule
from app.services.rule_names import RULES
from app.web.views import use, wording
from app.web.views.board import Break, board
from app.web.views.lists import by_slot, diaries
from app.web.views.sheet import Encounter, Party, Sheet, SlotTime, Table
from app.web.views.wording import Wording
from app.web.views.zones import zones

START = datetime(2026, 12, 8, 6, 30, tzinfo=UTC)


def slot(position: int, period: str = "early", *, days: int = 0) -> SlotTime:
    start = START + timedelta(minutes=15 * position, days=days)
    return SlotTime(id=UUID(int=position), starts_at=start, ends_at=start + timedelta(minutes=15), period=period)


def party(number: int, side: str, *, away: tuple[SlotTime, ...] = (), clock: str | None = None) -> Party:
    return Party(
        id=UUID(int=number),
        code=str(number),
        side=side,
        name=f"{side} {number}",
        label=str(number),
        online=clock is not None,
        clock=ZoneInfo(clock) if clock else None,
        away=frozenset(each.id for each in away),
    )


EARLY, LATE = slot(0), slot(1, "late")
HUE, HANOI = party(11, "province"), party(12, "province", away=(LATE,))
SEOUL, PARIS = party(21, "mission", clock="Asia/Seoul"), party(22, "mission")
HUE_TABLE, HANOI_1, HANOI_2 = (
    Table(code="T1", owner=HUE.id),
    Table(code="T2", owner=HANOI.id),
    Table(code="T3", owner=HANOI.id),
)
LOBBY = Table(code="L")


def a_sheet(*encounters: Encounter, tables: tuple[Table, ...] = (HUE_TABLE, HANOI_1, HANOI_2, LOBBY)) -> Sheet:
    return Sheet(slots=(EARLY, LATE), tables=tables, parties=(HUE, HANOI, SEOUL, PARIS), encounters=encounters)


def meeting(slot: SlotTime, table: Table, *parties: Party, **marks: object) -> Encounter:
    return Encounter(slot=slot, table=table, parties=parties, **marks)  # type: ignore[arg-type] # each test's own marks


def lines(sheet: Sheet) -> dict[str, list[tuple[str | None, list[str]]]]:
    """By host, each line's table and what stands in its cells: a counterpart, `|` for a break, `x` if away."""

    def shown(host: Party, line: object) -> list[str]:
        return [
            "|"
            if cell.is_break
            else cell.encounter.others(host)[0].label
            if cell.encounter
            else "x"
            if cell.away
            else ""
            for cell in line.cells  # type: ignore[attr-defined] # a line of the board
        ]

    return {row.host.label: [(line.table, shown(row.host, line)) for line in row.lines] for row in board(sheet).hosts}


def test_board_has_a_line_for_each_own_table_and_a_column_for_each_break() -> None:
    sheet = a_sheet(meeting(EARLY, HANOI_2, HANOI, SEOUL), meeting(LATE, HUE_TABLE, HUE, SEOUL))

    assert [isinstance(column, Break) for column in board(sheet).columns] == [False, True, False]
    assert lines(sheet) == {
        "11": [("T1", ["", "|", "21"])],
        "12": [("T2", ["", "|", "x"]), ("T3", ["21", "|", "x"])],
    }


def test_board_of_shared_tables_stacks_what_a_host_holds_at_once() -> None:
    other = Table(code="M")
    sheet = a_sheet(
        meeting(EARLY, LOBBY, HUE, SEOUL),
        meeting(EARLY, other, HUE, PARIS),
        meeting(LATE, LOBBY, HUE, PARIS),
        tables=(LOBBY, other),
    )

    assert lines(sheet) == {
        "11": [(None, ["21", "|", "22"]), (None, ["22", "|", ""])],
        "12": [(None, ["", "|", "x"])],
    }


def test_board_gives_a_row_to_whoever_meets_without_a_host() -> None:
    sheet = a_sheet(meeting(EARLY, LOBBY, SEOUL, PARIS))

    assert lines(sheet)["21"] == [(None, ["22", "|", ""])]


def test_group_stands_in_the_row_of_each_host_and_in_the_diary_of_all() -> None:
    group = meeting(EARLY, HUE_TABLE, HUE, HANOI, SEOUL, theme="Water")
    sheet = a_sheet(group)

    shown = {
        row.host.label: [cell.encounter for line in row.lines for cell in line.cells] for row in board(sheet).hosts
    }
    assert {host: group in cells for host, cells in shown.items()} == {"11": True, "12": True}
    (first, _) = by_slot(sheet)
    assert first.encounters == ((HUE, group),)
    assert [diary.appointments[0].others for diary in diaries(sheet, (HANOI, SEOUL))] == [(HUE, SEOUL), (HUE, HANOI)]


@pytest.mark.parametrize(("days", "several"), [(0, False), (1, True)])
def test_board_names_the_days_where_there_are_several(days: int, several: bool) -> None:
    sheet = Sheet(slots=(EARLY, slot(1, "late", days=days)), tables=(), parties=(HUE, PARIS), encounters=())

    assert board(sheet).several_days is several


def test_side_with_own_tables_hosts_whatever_its_size() -> None:
    assert a_sheet().sides == ("province", "mission")
    assert a_sheet(tables=(Table(code="S", owner=SEOUL.id),)).sides == ("mission", "province")


def test_slot_lists_follow_the_hosts_and_show_the_break() -> None:
    hanoi, hue = meeting(EARLY, HANOI_1, HANOI, PARIS), meeting(EARLY, HUE_TABLE, HUE, SEOUL)

    first, second = by_slot(a_sheet(hanoi, hue))

    assert (first.slot, first.encounters, first.opens_period) == (EARLY, ((HUE, hue), (HANOI, hanoi)), False)
    assert (second.slot, second.encounters, second.opens_period) == (LATE, (), True)


def test_diary_has_the_own_meetings_in_order_with_rank_and_local_time() -> None:
    late = meeting(LATE, HUE_TABLE, HUE, SEOUL, ranks={SEOUL.id: 2, HUE.id: 5})
    early = meeting(EARLY, HANOI_1, HANOI, SEOUL)

    seoul, paris = diaries(a_sheet(late, early), (SEOUL, PARIS))

    shown = [
        (each.encounter, each.others, each.rank, each.local and each.local.strftime("%H:%M"))
        for each in seoul.appointments
    ]
    assert shown == [(early, (HANOI,), None, "15:30"), (late, (HUE,), 2, "15:45")]
    assert paris.appointments == ()


@pytest.mark.parametrize(
    ("goal", "value", "bound", "sentence"),
    [
        ("welfare", 991, 1000, "At most 0.9% below the best possible"),
        ("welfare", 1000, 1000, "Proven best"),
        ("breaks", 1012, 7, "At most 1,005 more than the best possible"),
        ("breaks", 0, 0, "Proven best"),
        ("moves", 3, None, "Nothing proven"),
    ],
)
def test_proof_is_told_in_plain_words(goal: str, value: int, bound: int | None, sentence: str) -> None:
    assert Wording(language("en")).proof(GoalValue(goal=goal, value=value, bound=bound)) == sentence


def test_every_code_of_the_core_has_its_words() -> None:
    assert list(wording.GOALS) == list(Goal)
    assert list(wording.REASONS) == list(Reason)
    assert list(RULES) == list(Rule)


def test_reason_names_the_rule_that_it_is_about() -> None:
    words = Wording(language("vi"))

    assert words.reason("party-full", None) == "Một bên đã kín lịch"
    assert words.reason("rule", "own-tables") == (
        "Mọi cách xếp còn lại đều vi phạm ràng buộc: đoàn có bàn riêng thì gặp tại bàn của mình"
    )


def test_side_without_a_word_of_ours_is_shown_as_it_is_called() -> None:
    words = Wording(language("en"))

    assert [words.side("province"), words.side("jury"), words.by_side("jury")] == ["Provinces", "jury", "By jury"]


def test_time_zones_are_offered_by_country_and_distance_once_each() -> None:
    vietnamese, english = (dict(zones(language(code))) for code in ("vi", "en"))

    told = {
        "Asia/Ho_Chi_Minh": ("Việt Nam (UTC+7)", "Vietnam (UTC+7)"),
        "Asia/Kolkata": ("Ấn Độ (UTC+5:30)", "India (UTC+5:30)"),
        "Asia/Shanghai": ("Trung Quốc, Thượng Hải (UTC+8)", "China, Shanghai (UTC+8)"),
        "America/New_York": ("Hoa Kỳ, New York (UTC-5)", "United States, New York (UTC-5)"),
        "Europe/London": ("Vương quốc Anh (UTC)", "United Kingdom (UTC)"),
    }
    assert {name: (vietnamese[name], english[name]) for name in told} == told
    assert {"Asia/Saigon", "Etc/GMT+9", "UTC"}.isdisjoint(english)
    assert list(vietnamese.values())[:2] == ["Ả Rập Xê-út (UTC+3)", "Afghanistan (UTC+4:30)"]


def test_time_zone_that_was_chosen_by_an_older_name_is_offered_by_that_too() -> None:
    also = zones(language("en"), "Asia/Saigon", "Etc/GMT+9", "Asia/Seoul", None)

    assert {*also} - {*zones(language("en"))} == {
        ("Asia/Saigon", "Vietnam, Ho Chi Minh City (UTC+7)"),
        ("Etc/GMT+9", "GMT+9 (UTC-9)"),
    }


def test_waits_are_free_slots_between_two_meetings_of_one_period() -> None:
    first, second, third, later = slot(0), slot(1), slot(2), slot(3, "late")
    met = (
        meeting(first, HUE_TABLE, HUE, SEOUL),
        meeting(third, HUE_TABLE, HUE, PARIS),
        meeting(second, HANOI_1, HANOI, SEOUL),
        meeting(later, HANOI_1, HANOI, PARIS),
        meeting(first, HANOI_2, HANOI, PARIS),
    )
    sheet = Sheet(
        slots=(first, second, third, later),
        tables=(HUE_TABLE, HANOI_1, HANOI_2, LOBBY),
        parties=(HUE, HANOI, SEOUL, PARIS),
        encounters=met,
    )

    assert use.waits(sheet, "province") == ((0, 1), (1, 1))
    assert use.waits(sheet, "mission") == ((0, 1), (1, 1))
    assert [(each.tables, each.whole) for each in use.tables(sheet)] == [(2, 4), (1, 4), (1, 4), (1, 4)]
