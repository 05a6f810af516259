"""What meetings are worth by what is known of their parties besides needs, offerings and wishes."""

from sqlalchemy.orm import Session

from app.models import ConferenceSession
from app.services.planning import draft_of
from tests import factories


def test_who_met_at_an_earlier_conference_and_shares_a_language_is_worth_more(
    db: Session, session: ConferenceSession
) -> None:
    province, korea = (factories.a_delegation(db, session, code) for code in ("01", "EMB-KR"))
    factories.a_need(db, province, title_en="Find buyers of rice")
    factories.an_offering(db, korea, title_en="Importer looks for rice")
    factories.a_wish(db, session, province, korea)
    before = draft_of(db, session).scores["01~EMB-KR"]
    factories.an_earlier_meeting(db, province, korea)
    province.languages, korea.languages = ["vi", "en"], ["en"]
    db.commit()

    after = draft_of(db, session).scores["01~EMB-KR"]

    assert (before["parts"]["history"], after["parts"]["history"]) == (0, 2.5)
    assert after["parts"]["fit"] > before["parts"]["fit"]
    parts_before, parts_after = before["fitting"][0]["parts"], after["fitting"][0]["parts"]
    assert {part for part, points in parts_after.items() if points > parts_before[part]} == {"language", "history"}
