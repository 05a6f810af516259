"""Workbooks that LibreOffice itself has written: what somebody typed there is what changes, and nothing else does.

The files in `libreoffice` are the export of the desk below, in Vietnamese, opened by LibreOffice 7.4.7.2 without a
window (UNO) and saved as XLSX and as ODS: `untouched` at once, `edited` after `TYPED` was typed into its cells,
Vietnamese in NFD as some keyboards write it, and `=1+1` for a number.
"""

from datetime import UTC, datetime
from pathlib import Path
from uuid import NAMESPACE_OID, UUID, uuid5

import pytest
from sqlalchemy.orm import Session

from app.models import Need
from tests.factories import (
    a_conference,
    a_delegate,
    a_delegation,
    a_session,
    a_wish,
    added,
    an_administrator,
    an_organisation,
)
from tests.services.spreadsheets.desk import Desk, load_reference

FOLDER = Path(__file__).parent / "libreoffice"
ENDINGS = ("xlsx", "ods")
# By sheet and row; of a new row, all that it says is new.
TYPED = {
    ("Danh sách đoàn", 2, "changed"): {"Thời điểm đến": "2026-12-07 18:30", "Số tổ": "2"},
    ("Khung giờ không gặp được", 2, "changed"): {"s02 8/12 13:45–14:00": "x"},
    ("Đại biểu", 2, "changed"): {"Họ và tên đại biểu": "Nguyễn Thị Ánh Tuyết"},
    ("Nhu cầu", 2, "changed"): {"Tiêu đề tiếng Việt": "Xuất khẩu gạo thơm hữu cơ", "Mức độ cấp thiết": "Gấp"},
    ("Nhu cầu", 3, "created"): {},
}


def an_id(name: str) -> UUID:
    """The same in each run, as it is in the files."""
    return uuid5(NAMESPACE_OID, name)


@pytest.fixture
def desk(db: Session) -> Desk:
    load_reference(db)
    conference = a_conference(db, id=an_id("conference"), code="forum", name_vi="Hội nghị", name_en="Forum")
    session = a_session(db, conference, id=an_id("session"))
    labels = {"01": "Hà Nội", "EMB-KR": "Hàn Quốc", "EMB-JP": "Nhật Bản"}
    province, mission, other = (
        a_delegation(
            db,
            session,
            organisation=an_organisation(db, code, id=an_id(f"of {code}"), label_vi=label, label_en=label),
            id=an_id(code),
            position=position,
            arrives_at=datetime(2026, 12, 7, 3, tzinfo=UTC),
        )
        for position, (code, label) in enumerate(labels.items())
    )
    a_delegate(db, province, id=an_id("delegate"), name="Nguyễn Thị Ánh", position=0)
    need = {"code": "01", "title_vi": "Xuất khẩu gạo thơm", "text_vi": "Dòng một\nDòng hai", "objective_code": "MKT"}
    added(db, Need(id=an_id("need"), delegation_id=province.id, is_disclosed=True, **need))
    a_wish(db, session, province, mission, id=an_id("wish"))
    return Desk(db, session, province, mission, other, an_administrator(db))


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_libreoffice_has_only_saved_changes_nothing(desk: Desk, ending: str) -> None:
    report = desk.rehearsed((FOLDER / f"untouched.{ending}").read_bytes(), "vi")

    assert ([*report.problems], [*report.changes]) == ([], [])
    assert [(each.created, each.changed, each.deleted, each.left) for each in report.sheets] == [(0, 0, 0, 0)] * 6


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_was_typed_in_libreoffice_is_what_changes(desk: Desk, ending: str) -> None:
    report = desk.rehearsed((FOLDER / f"edited.{ending}").read_bytes(), "vi")

    assert ([*report.problems], len(TYPED)) == ([], len(report.changes))
    assert {
        (each.sheet, each.row, each.action): {cell.heading: cell.after for cell in each.cells}
        for each in report.changes
    } == TYPED
