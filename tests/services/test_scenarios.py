"""The packaged demo conferences: complete, synthetic in name, and loaded once."""

import pytest
from sqlalchemy.orm import Session

from app import data
from app.errors import Conflict, NotFound
from app.models import Delegation, DelegationMode, MustMeet, Need, Offering, Wish
from app.queries import planning, reference, wishes
from app.services import scenarios
from tests import factories


@pytest.mark.parametrize(
    ("code", "sizes"),
    [
        ("session-2023", {"slots": 12, "tables": 73, "delegations": 157, "needs": 263, "offerings": 241, "links": 6}),
        ("session-2026", {"slots": 12, "tables": 63, "delegations": 132, "needs": 202, "offerings": 288, "links": 8}),
    ],
)
def test_load_makes_the_whole_conference(db: Session, code: str, sizes: dict[str, int]) -> None:
    session = db.scalars(planning.session(scenarios.load(db, code).id)).one()
    delegations = db.scalars(planning.delegations(session.conference_id)).all()

    assert {
        "slots": len(session.slots),
        "tables": len(session.tables),
        "delegations": len(delegations),
        "needs": sum(len(delegation.needs) for delegation in delegations),
        "offerings": sum(len(delegation.offerings) for delegation in delegations),
        "links": session.online_links,
    } == sizes
    assert sum(delegation.mode is DelegationMode.ONLINE for delegation in delegations) == session.online_links
    assert session.name_vi == "Phiên kết nối Đại sứ với các địa phương"
    assert session.conference.name_vi.endswith("(dữ liệu giả lập)")
    assert session.conference.name_en.endswith("(SYNTHETIC data)")


def test_load_knows_wanted_countries_from_wanted_regions(db: Session) -> None:
    session = scenarios.load(db, "session-2023")
    hanoi = db.scalars(planning.delegations(session.conference_id)).all()[0]

    wanted = [
        ([country.iso2 for country in need.countries], [region.code for region in need.regions]) for need in hanoi.needs
    ]

    assert wanted[:3] == [(["JP", "KR", "TW", "US"], []), (["FR", "KR", "SG"], []), (["FR", "JP"], ["EUU"])]


def test_load_takes_each_scenario_by_the_provinces_of_its_time(db: Session) -> None:
    sessions = {code: scenarios.load(db, code) for code in data.SCENARIOS}
    schemes = {
        code: {
            delegation.organisation.scheme
            for delegation in db.scalars(planning.delegations(session.conference_id))
            if delegation.side == "province"
        }
        for code, session in sessions.items()
    }

    assert schemes == {"session-2023": {"vn-province-2004"}, "session-2026": {"vn-province-2025"}}


def test_load_again_finds_the_session_with_all_that_was_made_of_it(db: Session) -> None:
    session = scenarios.load(db, "session-2026")
    run = factories.a_run(db, session)
    tables = (Delegation, Need, Offering, Wish, MustMeet)
    before = [len(db.scalars(reference.everything(table)).all()) for table in tables]

    again = scenarios.load(db, "session-2026")

    assert again.id == session.id == run.session_id
    assert [len(db.scalars(reference.everything(table)).all()) for table in tables] == before


def test_load_keeps_what_was_changed_since(db: Session) -> None:
    session = scenarios.load(db, "session-2026")
    dropped = db.scalars(wishes.of_session(session.id)).first()
    db.delete(dropped)
    left = len(db.scalars(wishes.of_session(session.id)).all())

    scenarios.load(db, "session-2026")

    assert len(db.scalars(wishes.of_session(session.id)).all()) == left


def test_load_refuses_an_unknown_scenario(db: Session) -> None:
    with pytest.raises(NotFound, match="session-2023, session-2026"):
        scenarios.load(db, "session-1999")


def test_load_refuses_a_conference_that_has_lost_its_session(db: Session) -> None:
    factories.a_conference(db, code="session-2026")

    with pytest.raises(Conflict, match="delete its conference"):
        scenarios.load(db, "session-2026")
