"""Who asks, who answers, and an enquiry between them."""

from dataclasses import dataclass
from typing import Any

from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from app.models import Conference, ConferenceSession, Region, Role, Sector
from tests import factories
from tests.api.answers import API
from tests.api.people import People

NEED: dict[str, Any] = {
    "code": "ĐH1",
    "priority": 1,
    "title_vi": "Đối tác bán dẫn",
    "title_en": None,
    "text_vi": "Hai doanh nghiệp đóng gói chip.",
    "text_en": None,
    "objective_code": None,
    "sector_codes": ["SEM"],
    "country_codes": [],
    "region_codes": ["NEA"],
    "size_amount": None,
    "size_currency": None,
    "size_unit": None,
    "urgency": "normal",
    "partner_kind": "enterprise",
    "note": None,
}


@dataclass(frozen=True)
class Scene:
    """A province that asks, a mission that answers, another one, and who there is besides."""

    db: Session
    people: People
    conference: Conference
    session: ConferenceSession

    def __post_init__(self) -> None:
        self.db.add(Region(code="NEA", name_vi="", name_en=""))
        self.db.add(Sector(code="SEM", name_vi="", name_en=""))
        self.db.commit()

    def of(self, code: str) -> tuple[TestClient, str]:
        """Somebody of an organisation, and its id."""
        delegation = factories.a_delegation(self.db, self.session, code)
        return self.people.of(self.conference, Role.MEMBER, delegation), str(delegation.organisation_id)


def sent(client: TestClient, organisation: str, **need: Any) -> dict[str, Any]:
    body = {"organisation_id": organisation, "kind": "partner_search", "need": NEED | need}
    response = client.post(f"{API}/enquiries", json=body)
    assert response.status_code == 201, response.text
    made: dict[str, Any] = response.json()
    return made


def step(client: TestClient, enquiry: dict[str, Any], status: str, **said: Any) -> Any:
    return client.post(f"{API}/enquiries/{enquiry['id']}/status-changes", json={"status": status} | said)
