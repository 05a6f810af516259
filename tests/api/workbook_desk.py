"""A conference of which something was submitted, its workbook, and what an import of that answers."""

from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy.orm import Session

from app.models import (
    Conference,
    ConferenceSession,
    Country,
    Delegation,
    Need,
    Objective,
    Offering,
    Region,
    Sector,
)
from tests import importing
from tests.api.answers import API
from tests.factories import a_delegate, a_delegation, a_wish, added, an_organisation

HANOI, KOREA, JAPAN = "01 · Hà Nội", "EMB-KR · Hàn Quốc", "EMB-JP · Nhật Bản"
AN: dict[str, Any] = {
    "name": "Nguyễn Văn An",
    "title_vi": "Phó Chủ tịch",
    "languages": ["vi", "en"],
    "phone": "+84912345678",
    "email": "an@example.vn",
}
RICE = {
    "Delegation": HANOI,
    "Reference": "N1",
    "Priority": 1.0,
    "Vietnamese title": "Xuất khẩu gạo thơm",
    "Objective": "MKT · Market",
    "Sectors": "AGR · Agriculture; LOG · Logistics",
    "Countries": "KR · South Korea",
    "Urgency": "Normal",
    "Regions": "NEA · North-East Asia",
}


def submitted(db: Session, session: ConferenceSession) -> dict[str, Delegation]:
    """A province that has said something, a mission that has, and one that has not."""
    load_reference(db)
    names = {"01": "Hà Nội", "EMB-KR": "Hàn Quốc", "EMB-JP": "Nhật Bản"}
    made = {}
    for position, (code, name) in enumerate(names.items()):
        organisation = an_organisation(db, code, label_vi=name, label_en=name)
        made[code] = a_delegation(db, session, organisation=organisation, position=position)
    agriculture, logistics = db.get_one(Sector, "AGR"), db.get_one(Sector, "LOG")
    korea, region = db.get_one(Country, "KR"), db.get_one(Region, "NEA")
    added(
        db,
        Need(
            delegation_id=made["01"].id,
            code="N1",
            title_vi="Xuất khẩu gạo thơm",
            is_disclosed=True,
            objective_code="MKT",
            sectors=[agriculture, logistics],
            countries=[korea],
            regions=[region],
        ),
    )
    added(
        db, Offering(delegation_id=made["EMB-KR"].id, code="O1", title_vi="Secret buyer", is_disclosed=True, sectors=[])
    )
    a_delegate(db, made["01"], **AN)
    a_wish(db, session, made["01"], made["EMB-KR"], rank=1)
    a_wish(db, session, made["01"], made["EMB-JP"], rank=2)
    return made


def exported(client: TestClient, conference: Conference, *, template: bool = False, language: str = "en") -> bytes:
    response = client.get(
        f"{API}/conferences/{conference.id}/workbook",
        params={"template": template},
        headers={"Accept-Language": language},
    )
    assert response.status_code == 200, response.text
    return response.content


def send(client: TestClient, conference: Conference, data: bytes, **headers: str) -> Response:
    address = f"{API}/conferences/{conference.id}/workbook-imports"
    return client.post(address, files={"file": ("workbook.xlsx", data)}, headers=headers)


def rehearsed(client: TestClient, conference: Conference, data: bytes, **headers: str) -> dict[str, Any]:
    """The report of a dry run."""
    return importing.told(client, send(client, conference, data, **headers))


def carried(client: TestClient, conference: Conference, data: bytes) -> dict[str, Any]:
    """The report of an import that confirms its dry run."""
    return importing.carried(client, send(client, conference, data))


def counts(noun: str, sheet: str, **change: int) -> dict[str, Any]:
    none = dict.fromkeys(("created", "changed", "deleted", "unchanged", "left"), 0)
    return {"sheet": sheet, "noun": noun} | none | change


UNTOUCHED = [
    counts("delegations", "List of delegations", unchanged=3),
    counts("unavailabilities", "Unavailable slots", unchanged=3),
    counts("delegates", "Delegates", unchanged=1),
    counts("needs", "Needs", unchanged=1),
    counts("offerings", "Offerings", unchanged=1),
    counts("wishes", "Wishes", unchanged=2),
]


def load_reference(db: Session) -> None:
    db.add(Region(code="NEA", name_vi="Đông Bắc Á", name_en="North-East Asia"))
    db.add(Objective(code="MKT", name_vi="Thị trường", name_en="Market"))
    db.add_all(
        [
            Sector(code="AGR", name_vi="Nông nghiệp", name_en="Agriculture"),
            Sector(code="LOG", name_vi="Hậu cần", name_en="Logistics"),
        ]
    )
    db.flush()
    db.add(Country(iso2="KR", name_vi="Hàn Quốc", name_en="South Korea", region_code="NEA"))
    db.commit()
