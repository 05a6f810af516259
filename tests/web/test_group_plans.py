"""Groups of one's own with their size and host, and what organisers decide of a group's meeting."""

from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from app.models import Conference, ConferenceSession, Delegation, MeetingGroup, MemberState, Role, Sector, Stage
from app.queries import groups as queries
from tests import factories
from tests.web.markup import texts
from tests.web.readers import reader


@pytest.fixture
def parties(db: Session, session: ConferenceSession) -> list[Delegation]:
    return [factories.a_delegation(db, session, code) for code in ("EMB-KR", "01", "46", "48")]


@pytest.fixture
def group(db: Session, session: ConferenceSession, parties: list[Delegation]) -> MeetingGroup:
    return factories.a_group(db, session, *parties[:3], theme="Logistics")


def new(session: ConferenceSession) -> str:
    return f"/sessions/{session.id}/groups/new"


def plan(group: MeetingGroup) -> str:
    return f"/groups/{group.id}/plan"


def found(db: Session, session: ConferenceSession) -> list[MeetingGroup]:
    db.expire_all()
    return list(db.scalars(queries.of_session(session.id)))


def typed(group: MeetingGroup, **values: Any) -> dict[str, Any]:
    return {"theme": group.theme, "min_size": "3", "revision": str(group.revision)} | values


def test_group_with_a_host_and_a_size_asks_the_others(
    db: Session, editor: TestClient, session: ConferenceSession, parties: list[Delegation]
) -> None:
    host, *others = parties
    asked = [str(each.id) for each in others]
    answer = editor.post(
        new(session),
        data={"theme": "Ports", "min_size": "3", "max_size": "4", "convener_id": str(host.id), "member_ids": asked},
    )

    (made,) = found(db, session)
    states = {member.delegation_id: member.state for member in made.members}
    assert (made.theme, made.min_size, made.max_size, made.convener_id) == ("Ports", 3, 4, host.id)
    assert states == {host.id: MemberState.AGREED} | dict.fromkeys((each.id for each in others), MemberState.INVITED)
    assert "at most 4" in texts(answer.text, ".badge")


def test_workshop_without_a_host_whose_members_have_agreed_already_is_planned(
    db: Session, editor: TestClient, session: ConferenceSession, parties: list[Delegation]
) -> None:
    ids = [str(each.id) for each in parties]
    editor.post(new(session), data={"theme": "Ports", "min_size": "4", "member_ids": ids, "are_agreed": "true"})

    (made,) = found(db, session)
    assert made.convener_id is None
    assert {member.state for member in made.members} == {MemberState.AGREED}


@pytest.mark.parametrize(
    ("values", "field", "told"),
    [
        ({"theme": " "}, "theme", "Please fill this in."),
        ({"min_size": "2"}, "min_size", "This must be 3 or more."),
        ({"min_size": "5", "max_size": "4"}, "max_size", "The largest size is not below the smallest."),
        ({"max_size": "3", "are_agreed": "true"}, "max_size", "More have agreed already."),
    ],
)
def test_what_does_not_fit_a_new_group_is_told_at_its_field_and_kept(
    *,
    db: Session,
    editor: TestClient,
    session: ConferenceSession,
    parties: list[Delegation],
    values: dict[str, str],
    field: str,
    told: str,
) -> None:
    ids = [str(each.id) for each in parties]

    answer = editor.post(new(session), data={"theme": "Ports", "min_size": "3", "member_ids": ids} | values)

    assert answer.status_code == 422
    assert texts(answer.text, f"#{field}-fault") == [told]
    assert "autofocus" in answer.text.split(f'id="{field}"')[1].split(">")[0]
    assert answer.text.count("checked") == len(ids) + values.get("are_agreed", "").count("true")
    assert found(db, session) == []


def test_plan_of_a_group_is_decided_and_shown(
    db: Session, editor: TestClient, session: ConferenceSession, group: MeetingGroup
) -> None:
    db.refresh(session, ["slots", "tables"])
    slot, table = session.slots[0].id, session.tables[0].id
    values = typed(group, theme="Ports", max_size="6", must_meet="true", value="900", features="screen, quiet")

    answer = editor.post(plan(group), data=values | {"slot_id": str(slot), "table_id": str(table)})
    form = editor.get(plan(group)).text

    (now,) = found(db, session)
    assert (now.theme, now.max_size, now.must_meet, now.value) == ("Ports", 6, True, 900)
    assert (now.features, now.slot_id, now.table_id) == (["screen", "quiet"], slot, table)
    assert {"at most 6", "must be held", "pinned"} <= set(texts(answer.text, ".badge"))
    assert 'value="screen, quiet"' in form
    assert f'<option value="{slot}" selected>' in form


@pytest.mark.parametrize(
    ("values", "field", "told"),
    [
        ({"max_size": "2"}, "max_size", "This must be 3 or more."),
        ({"min_size": "4", "max_size": "3"}, "max_size", "The largest size is not below the smallest."),
        ({"value": "much"}, "value", "Please write a whole number."),
        ({"table": True}, "slot_id", "A table is pinned together with a slot."),
    ],
)
def test_plan_that_does_not_fit_is_told_at_its_field_and_kept(
    *,
    db: Session,
    editor: TestClient,
    session: ConferenceSession,
    group: MeetingGroup,
    values: dict[str, Any],
    field: str,
    told: str,
) -> None:
    db.refresh(session, ["tables"])
    table = {"table_id": str(session.tables[0].id)} if values.pop("table", False) else {}

    answer = editor.post(plan(group), data=typed(group, theme="Other", **values, **table))

    assert answer.status_code == 422
    assert texts(answer.text, f"#{field}-fault") == [told]
    assert 'value="Other"' in answer.text
    assert [each.theme for each in found(db, session)] == ["Logistics"]


def test_nobody_saves_over_what_somebody_else_has_decided_unseen(editor: TestClient, group: MeetingGroup) -> None:
    editor.post(plan(group), data=typed(group, theme="First"))

    late = editor.post(plan(group), data=typed(group, theme="Second"))

    assert late.status_code == 412
    assert 'value="Second"' in late.text
    assert "Save mine over it" in late.text


def test_those_beyond_five_can_be_asked_into_a_workshop(
    db: Session, editor: TestClient, session: ConferenceSession
) -> None:
    water = factories.added(db, Sector(code="water", name_vi="Nước sạch", name_en="Clean water"))
    needy = [factories.a_delegation(db, session, f"{number:02}") for number in range(1, 9)]
    for each in needy:
        factories.a_need(db, each, sectors=[water])
    factories.a_do_not_meet(db, session, needy[0], needy[7])

    page = editor.get(f"/sessions/{session.id}/groups").text

    (proposal,) = texts(page, ".proposal")
    assert "8 delegations need this" in proposal
    assert "2 more that could be with them" in proposal
    # Whoever does not want to meet one of them is not among them.
    assert [f'value="{each.id}" checked' in page for each in needy] == [True] * 5 + [False] * 3
    assert [f'name="member_ids" value="{each.id}"' in page for each in needy] == [True] * 7 + [False]


def test_pages_are_for_editors_until_the_archive(
    *,
    app: FastAPI,
    db: Session,
    visitor: TestClient,
    editor: TestClient,
    session: ConferenceSession,
    parties: list[Delegation],
    group: MeetingGroup,
) -> None:
    conference = db.get_one(Conference, session.conference_id)
    others = [
        reader(app, db, conference),
        reader(app, db, conference, parties[0]),
        reader(app, db, factories.a_conference(db), role=Role.OWNER),
    ]

    for path in (new(session), plan(group)):
        assert [each.get(path).status_code for each in others] == [403, 403, 404]
        assert [each.post(path, data=typed(group)).status_code for each in others] == [403, 403, 404]
        assert visitor.get(path, follow_redirects=False).headers["location"].startswith("/sign-in")
    conference.stage = Stage.ARCHIVED
    db.flush()
    assert [editor.post(path, data=typed(group)).status_code for path in (new(session), plan(group))] == [409, 409]
