"""Groups and workshops: what is proposed, and every way in which organisers put groups together."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy.orm import Session

from app.access.sign_in import COOKIE
from app.models import Conference, ConferenceSession, Delegation, MemberState, Role, Sector
from app.queries import delegations
from app.queries import groups as queries
from tests import factories
from tests.web.markup import texts

CODES = ("01", "02", "04", "EMB-KR")


@pytest.fixture
def parties(db: Session, session: ConferenceSession) -> list[Delegation]:
    """Three provinces of one sector, and the mission that all of them wish for."""
    found = [factories.a_delegation(db, session, code) for code in CODES]
    sector = factories.added(db, Sector(code="water", name_vi="Nước sạch", name_en="Clean water"))
    for each in found[:-1]:
        factories.a_need(db, each, sectors=[sector])
        factories.a_wish(db, session, each, found[-1])
    db.commit()
    return found


def shown(client: TestClient, session: ConferenceSession) -> str:
    return client.get(f"/sessions/{session.id}/groups", params={"lang": "en"}).text


def send(client: TestClient, path: str, **typed: Any) -> Response:
    return client.post(path, data=typed, follow_redirects=False)


def members(db: Session, session: ConferenceSession) -> dict[str, dict[str, MemberState]]:
    """By theme, who is in a group and what they said of it."""
    db.expire_all()
    found = db.scalars(queries.of_session(session.id)).all()
    ids = [each.delegation_id for group in found for each in group.members]
    codes = {each.id: each.organisation.code for each in db.scalars(delegations.all_named(ids))}
    return {each.theme: {codes[m.delegation_id]: m.state for m in each.members} for each in found}


def test_proposal_becomes_a_group_into_which_all_are_asked(
    client: TestClient, db: Session, session: ConferenceSession, parties: list[Delegation]
) -> None:
    before = texts(shown(client, session), ".proposal")
    made = send(
        client, f"/sessions/{session.id}/groups", theme="Clean water", member_ids=[str(each.id) for each in parties]
    )
    after = shown(client, session)

    assert len(before) == 1
    assert before[0].startswith("Clean water – EMB-KR 3 delegations wish for EMB-KR;")
    assert made.status_code == 303
    assert members(db, session) == {"Clean water": dict.fromkeys(CODES, MemberState.INVITED)}
    assert texts(after, ".proposal") == []
    assert "not enough yet" in after


def test_need_that_nobody_serves_becomes_a_workshop_whose_host_is_chosen(
    client: TestClient, db: Session, session: ConferenceSession, parties: list[Delegation]
) -> None:
    rail = factories.added(db, Sector(code="zrail", name_vi="Đường sắt", name_en="Railways"))
    for each in parties[:-1]:
        factories.a_need(db, each, sectors=[rail])
    db.commit()
    guests, host = [str(each.id) for each in parties[:-1]], str(parties[-1].id)

    workshop = texts(shown(client, session), ".proposal")[-1]
    open_one = send(client, f"/sessions/{session.id}/groups", theme="Open", member_ids=[*guests, ""])
    made = send(client, f"/sessions/{session.id}/groups", theme="Railways", member_ids=[*guests, host])

    assert workshop.startswith("Railways 3 delegations need this, and nobody offers it: who could be the host?")
    assert (open_one.status_code, made.status_code) == (303, 303)
    asked = members(db, session)
    assert (set(asked["Open"]), set(asked["Railways"])) == ({*CODES[:-1]}, {*CODES})


@pytest.mark.usefixtures("parties")
def test_proposal_and_what_is_split_have_themes_that_no_group_has_yet(
    client: TestClient, db: Session, session: ConferenceSession
) -> None:
    first, second = (factories.a_group(db, session, theme=f"Clean water – EMB-KR{number}") for number in ("", " (2)"))
    long = factories.a_group(db, session, theme="L" * 300)

    page = shown(client, session)

    assert texts(page, ".proposal")[0].startswith("Clean water – EMB-KR (3) 3 delegations wish for EMB-KR;")
    third = "Clean water – EMB-KR (3)"
    for group, theme in ((first, third), (second, third), (long, "L" * 296 + " (2)")):
        assert f'id="theme-{group.id}" name="theme" required maxlength="300" value="{theme}"' in page


def test_groups_are_put_together_anew(
    client: TestClient, db: Session, session: ConferenceSession, parties: list[Delegation]
) -> None:
    hanoi, hagiang, caobang, korea = parties
    water = factories.a_group(db, session, hanoi, hagiang, korea, theme="Water")
    rice = factories.a_group(db, session, caobang, theme="Rice")
    water_id, rice_id = water.id, rice.id
    first = next(m.id for m in water.members if m.delegation_id == hanoi.id)

    moved = send(client, f"/group-members/{first}/move", group_id=str(rice_id))
    after_move = members(db, session)
    asked = send(client, f"/groups/{rice_id}/members", delegation_id=str(korea.id))
    after_asking = members(db, session)
    merged = send(client, f"/groups/{water_id}/merge", into_id=str(rice_id))
    after_merging = members(db, session)
    now = db.scalars(queries.of_session(session.id)).one()
    ids = {m.delegation_id: m.id for m in now.members}
    split = send(
        client, f"/groups/{rice_id}/split", theme="More", going=str(ids[hagiang.id]), in_both=str(ids[korea.id])
    )
    after_splitting = members(db, session)
    out = send(client, f"/group-members/{ids[hanoi.id]}/move", group_id="")
    after_leaving = members(db, session)
    gone = send(client, f"/groups/{rice_id}/removal")

    asked_, agreed = MemberState.INVITED, MemberState.AGREED
    assert [each.status_code for each in (moved, asked, merged, split, out, gone)] == [303] * 6
    assert after_move == {"Water": {"02": agreed, "EMB-KR": agreed}, "Rice": {"04": agreed, "01": asked_}}
    assert after_asking["Rice"] == {"04": agreed, "01": asked_, "EMB-KR": asked_}
    assert after_merging == {"Rice": {"04": agreed, "01": asked_, "EMB-KR": asked_, "02": asked_}}
    assert after_splitting == {
        "Rice": {"04": agreed, "01": asked_, "EMB-KR": asked_},
        "More": {"EMB-KR": asked_, "02": asked_},
    }
    assert after_leaving["Rice"] == {"04": agreed, "EMB-KR": asked_}
    assert [*members(db, session)] == ["More"]


def test_what_people_go_by_is_told_before_it_is_changed(
    client: TestClient, db: Session, session: ConferenceSession, parties: list[Delegation]
) -> None:
    water = factories.a_group(db, session, *parties, theme="Water", must_meet=True)
    member_id = water.members[0].id

    refused = send(client, f"/group-members/{member_id}/move", group_id="", lang="en")
    stays = members(db, session)
    done = send(client, f"/group-members/{member_id}/move", group_id="", accept="true")
    odd = send(client, f"/groups/{water.id}/merge", into_id=str(water.id))

    assert (refused.status_code, done.status_code, odd.status_code) == (409, 303, 422)
    assert 'name="accept" value="true"' in refused.text
    assert (len(stays["Water"]), len(members(db, session)["Water"])) == (4, 3)


def test_group_page_is_for_organisers(
    client: TestClient, visitor: TestClient, db: Session, session: ConferenceSession, parties: list[Delegation]
) -> None:
    conference = db.get_one(Conference, session.conference_id)
    water = factories.a_group(db, session, *parties, theme="Water")
    page, merge = f"/sessions/{session.id}/groups", f"/groups/{water.id}/removal"

    def as_(role: Role, delegation: Delegation | None = None, where: Conference = conference) -> TestClient:
        account = factories.an_account(db)
        factories.a_membership(db, account, where, role, delegation)
        visitor.cookies.set(COOKIE, factories.a_sign_in(db, account))
        return visitor

    assert visitor.get(page, follow_redirects=False).status_code == 303
    head = as_(Role.HEAD, parties[0])
    assert (head.get(page).status_code, send(head, merge).status_code) == (403, 403)
    elsewhere = as_(Role.VIEWER, where=factories.a_conference(db))
    assert (elsewhere.get(page).status_code, send(elsewhere, merge).status_code) == (404, 404)
    viewer = as_(Role.VIEWER)
    assert (viewer.get(page).status_code, "<select" in viewer.get(page).text) == (200, False)
    assert send(viewer, merge).status_code == 403
    assert len(members(db, session)["Water"]) == len(CODES)
    assert client.get(page).status_code == 200
