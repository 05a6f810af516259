"""What whoever asks for a meeting, or is asked, reads besides: what is left of a quota, what the other side offers."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from app.models import Conference, ConferenceSession, Delegation, SideRule, Visibility
from tests import factories
from tests.web.markup import texts
from tests.web.readers import reader


@pytest.fixture
def own(app: FastAPI, db: Session, conference: Conference, province: Delegation) -> TestClient:
    client = reader(app, db, conference, province)
    client.cookies.set("lang", "en")
    return client


def test_quota_says_how_much_of_it_is_asked_into_groups(
    own: TestClient, db: Session, session: ConferenceSession, province: Delegation, seoul: Delegation
) -> None:
    path = f"/delegations/{province.id}/wishes"
    unbounded = own.get(path).text
    factories.added(db, SideRule(session_id=session.id, side=province.side, max_requests=3))
    before = own.get(path).text

    factories.a_group(db, session, province, invited=[seoul], convener_id=province.id)
    after = own.get(path).text

    assert "Quota" not in unbounded
    assert "Quota: 0 of 3; 3 left." in texts(before, ".meta")
    assert "Quota: 1 of 3; 2 left. 1 of them is asked into a group of yours." in texts(after, ".meta")


def test_quota_is_read_of_whichever_delegation_an_organiser_looks_at(
    *,
    app: FastAPI,
    db: Session,
    conference: Conference,
    session: ConferenceSession,
    province: Delegation,
    seoul: Delegation,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Also of one that is not on the first page of all of them."""
    monkeypatch.setattr("app.web.pages.wishes.MOST", 1)
    db.add_all(SideRule(session_id=session.id, side=each.side, max_requests=2) for each in (province, seoul))
    db.commit()
    viewer = reader(app, db, conference)

    pages = [viewer.get(f"/delegations/{each.id}/wishes?lang=en").text for each in (province, seoul)]

    assert ["Quota: 0 of 2; 2 left." in texts(page, ".meta") for page in pages] == [True, True]


def test_whoever_asks_or_answers_reads_what_the_other_side_offers(
    own: TestClient, db: Session, session: ConferenceSession, province: Delegation, seoul: Delegation
) -> None:
    request = factories.a_request(db, session, seoul, province)
    another = factories.a_delegation(db, session, "EMB-FR")
    factories.an_offering(db, seoul, title_en="A group that builds ports", visibility=Visibility.ALL)
    factories.an_offering(db, seoul, title_en="For nobody", visibility=Visibility.ORGANISERS)
    factories.an_offering(db, another, title_en="Of somebody else", visibility=Visibility.ALL)
    asked = f"/delegations/{province.id}/requests/new?to={seoul.id}"

    pages = [own.get(path).text for path in (asked, f"/meeting-requests/{request.id}/answer?by={province.id}")]

    assert [texts(page, ".titles") for page in pages] == [["A group that builds ports"]] * 2
    assert texts(pages[0], ".meta") == []  # Without a limit there is no quota to mind.


def test_whoever_has_used_up_the_quota_is_told_before_writing(
    own: TestClient, db: Session, session: ConferenceSession, province: Delegation, seoul: Delegation
) -> None:
    another = factories.a_delegation(db, session, "EMB-FR")
    factories.added(db, SideRule(session_id=session.id, side=province.side, max_requests=1))
    path = f"/delegations/{province.id}/requests/new?to={seoul.id}"
    before = own.get(path).text
    factories.a_request(db, session, province, another)

    after, sent = own.get(path).text, own.post(path, data={"message": "Written in vain"})

    said = "Every request that your delegation may send is sent. Withdraw one to ask somebody else."
    assert [(said in page, "<textarea" in page) for page in (before, after)] == [(False, True), (True, False)]
    assert (sent.status_code, "Written in vain" in sent.text) == (409, True)
