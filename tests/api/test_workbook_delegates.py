"""Delegates in workbooks."""

from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Conference, ConferenceSession, Delegate, Role
from tests.api.workbook_desk import HANOI, carried, exported, rehearsed, submitted
from tests.factories import a_membership, an_account
from tests.workbooks import Draft


def test_delegates_are_changed_and_added(
    client: TestClient, db: Session, session: ConferenceSession, conference: Conference
) -> None:
    delegations = submitted(db, session)
    membership = a_membership(db, an_account(db), conference, Role.MEMBER, delegations["01"])
    known = db.scalars(select(Delegate)).one()
    known.membership_id = membership.id
    db.commit()
    draft = Draft.of(exported(client, conference))
    draft.type("Delegates", 2, {"Languages spoken": "en; vi", "Telephone": "0912"})
    draft.add("Delegates", {"Delegation": HANOI, "Name of the delegate": "Trần Bình", "E-mail": "x", "Telephone": "9"})

    problems = [(each["cell"], each["detail"]) for each in rehearsed(client, conference, draft.saved())["problems"]]
    assert problems == [
        ("I2", "A telephone number is like 0912 345 678 or +84 24 3799 2000, without an extension"),
        ("H3", "An e-mail address is like name@example.vn"),
        ("I3", "A telephone number is like 0912 345 678 or +84 24 3799 2000, without an extension"),
    ]
    draft.type("Delegates", 2, {"Telephone": None, "Function": "head", "Teams where the delegate may sit": 1})
    twins = {"E-mail": "AN@example.vn", "Telephone": "010-1234-5678"}
    draft.type("Delegates", 3, twins)
    told = rehearsed(client, conference, draft.saved())["problems"]
    assert [(each["cell"], each["detail"]) for each in told] == [
        ("H3", "Nguyễn Văn An has this e-mail in the delegation."),
        ("I3", "Write this number with its country, like +84 24 3799 2000."),
    ]
    draft.type("Delegates", 3, twins | {"Telephone": "0912 345 679"})
    told = rehearsed(client, conference, draft.saved())["problems"]
    assert [(each["cell"], each["detail"]) for each in told] == [
        ("H3", "Nguyễn Văn An has this e-mail in the delegation.")
    ]
    expert = {"Function": "chuyen gia", "Sectors of the expert": "AGR; logistics"}
    draft.type("Delegates", 3, {"E-mail": "binh@example.vn"} | expert)
    carried(client, conference, draft.saved())

    db.expire_all()
    first, second = db.scalars(select(Delegate).order_by(Delegate.position)).all()
    assert (first.languages, first.phone, first.membership_id) == (["en", "vi"], None, membership.id)
    assert (second.name, second.email, second.position) == ("Trần Bình", "binh@example.vn", first.position + 1)
    assert second.phone == "+84912345679"
    assert rehearsed(client, conference, draft.saved())["changes"] == []
    assert (first.function, first.teams, second.function, second.teams) == ("head", [1], "expert", [])
    expert = Draft.of(exported(client, conference)).row("Delegates", 3)["Sectors of the expert"]
    assert [each.split()[0] for each in expert.split("; ")] == ["AGR", "LOG"]
