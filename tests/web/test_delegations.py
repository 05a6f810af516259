"""The delegations of a conference on its organisers' pages: the list, one by hand, and what is decided of each."""

import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from markupsafe import escape
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import (
    Conference,
    ConferenceSession,
    Country,
    Delegation,
    MeetingTable,
    Need,
    Organisation,
    Placement,
    PlacementParty,
    Region,
    Role,
)
from tests import factories
from tests.web.markup import texts
from tests.web.readers import reader

PLAN = {"side": "mission", "teams": "2", "position": "3", "min_meetings": "1", "max_meetings": "8"}
NEW = PLAN | {
    "side": "partner",
    "kind": "partner",
    "name_vi": "Hiệp hội Điện gió",
    "name_en": "Wind Power Association",
    "code": "WPA",
    "country_iso2": "DK",
    "mode": "online",
}


def root(conference: Conference) -> str:
    return f"/conferences/{conference.id}/delegations"


def a_country(db: Session) -> None:
    factories.added(db, Region(code="EUU", name_vi="Liên minh châu Âu", name_en="European Union"))
    factories.added(db, Country(iso2="DK", name_vi="Đan Mạch", name_en="Denmark", region_code="EUU"))


def a_meeting(db: Session, session: ConferenceSession, *met: Delegation) -> None:
    """Of a timetable."""
    db.refresh(session, ["slots", "tables"])
    parties = [PlacementParty(delegation_id=each.id) for each in met]
    spot = {"slot_id": session.slots[0].id, "table_id": session.tables[0].id}
    factories.a_version(db, session, placements=[Placement(meeting="m1", parties=parties, **spot)])


def present(db: Session, conference: Conference) -> list[Delegation]:
    return list(db.scalars(select(Delegation).where(Delegation.conference_id == conference.id)))


def test_delegation_of_a_known_organisation_is_added(db: Session, editor: TestClient, conference: Conference) -> None:
    tokyo = factories.an_organisation(db, "EMB-JP", name_en="Embassy in Tokyo")

    answer = editor.post(f"{root(conference)}/new", data=PLAN | {"organisation_id": str(tokyo.id)})

    (made,) = present(db, conference)
    assert (made.organisation_id, made.side, made.teams, made.position) == (tokyo.id, "mission", 2, 3)
    assert (made.min_meetings, made.max_meetings, made.max_consecutive, made.mode) == (1, 8, None, "in_person")
    assert answer.url.path == root(conference)
    assert "Embassy in Tokyo" in answer.text
    assert f"/people/invite?delegation={made.id}" in answer.text


def test_only_organisations_that_are_not_there_yet_are_offered(
    db: Session, editor: TestClient, conference: Conference, seoul: Delegation
) -> None:
    factories.an_organisation(db, "EMB-JP", name_en="Embassy in Tokyo")
    factories.an_organisation(db, "OLD", name_en="Dissolved", valid_to=conference.starts_on.replace(year=2020))

    page = editor.get(f"{root(conference)}/new").text

    assert "Embassy in Tokyo" in page
    assert "Dissolved" not in page
    assert str(seoul.organisation_id) not in page


def test_delegation_of_a_new_organisation_is_added_with_it(
    db: Session, editor: TestClient, conference: Conference
) -> None:
    a_country(db)

    editor.post(f"{root(conference)}/new-organisation", data=NEW)

    (made,) = present(db, conference)
    organisation = db.get_one(Organisation, made.organisation_id)
    db.refresh(organisation, ["countries"])
    assert (organisation.scheme, organisation.code, organisation.label_vi) == ("by-hand", "WPA", "Hiệp hội Điện gió")
    assert [country.country_iso2 for country in organisation.countries] == ["DK"]
    assert (made.side, made.mode) == ("partner", "online")


@pytest.mark.parametrize(
    ("typed", "field", "told"),
    [
        ({"side": ""}, "side", "Please fill this in."),
        ({"teams": "0"}, "teams", "This must be 1 or more."),
        ({"max_meetings": "many"}, "max_meetings", "Please write a whole number."),
        ({"min_meetings": "9"}, "max_meetings", "This is less than what is promised."),
        ({"name_vi": " "}, "name_vi", "Please fill this in."),
        ({"code": "taken"}, "code", "There is an organisation taken in the scheme by-hand already."),
        ({"country_iso2": "XX"}, "country_iso2", "No such country: XX."),
    ],
)
def test_what_does_not_fit_is_told_at_its_field_and_what_was_typed_is_kept(
    *, db: Session, editor: TestClient, conference: Conference, typed: dict[str, str], field: str, told: str
) -> None:
    factories.an_organisation(db, "taken", scheme="by-hand")
    a_country(db)

    answer = editor.post(f"{root(conference)}/new-organisation", data=NEW | typed)

    assert answer.status_code in {409, 422}
    assert texts(answer.text, f"#{field}-fault") == [told]
    assert "autofocus" in answer.text.split(f'id="{field}"')[1].split(">")[0]
    assert 'value="Wind Power Association"' in answer.text
    assert present(db, conference) == []


def test_organisation_that_is_there_already_or_unknown_is_told_at_its_field(
    db: Session, editor: TestClient, conference: Conference, seoul: Delegation
) -> None:
    told = [
        texts(
            editor.post(f"{root(conference)}/new", data=PLAN | {"organisation_id": each}).text, "#organisation_id-fault"
        )
        for each in (str(seoul.organisation_id), str(seoul.id), "")
    ]

    assert told == [
        ["This organisation has a delegation at the conference already."],
        ["No such organisation."],
        ["Please choose one of those offered."],
    ]
    assert len(present(db, conference)) == 1


def test_list_tells_of_whom_nobody_is_invited_and_finds_by_name(
    db: Session, editor: TestClient, conference: Conference, seoul: Delegation, province: Delegation
) -> None:
    factories.a_membership(db, factories.an_account(db), conference, Role.HEAD, seoul)

    whole = editor.get(root(conference)).text
    unreached = editor.get(root(conference), params={"reached": "no"}).text
    named = editor.get(root(conference), params={"q": "KR emb"}).text
    nothing = editor.get(root(conference), params={"q": "nowhere"}).text

    def linked(page: str) -> list[bool]:
        return [f'href="/delegations/{each.id}"' in page for each in (seoul, province)]

    assert [linked(page) for page in (whole, unreached, named, nothing)] == [
        [True, True],
        [False, True],
        [True, False],
        [False, False],
    ]
    assert "nobody is invited" in texts(unreached, f"#d-{province.id}")[0]


def test_list_goes_by_codes_where_nobody_has_said_who_comes_first(
    db: Session, editor: TestClient, session: ConferenceSession, conference: Conference
) -> None:
    for code, position in (("46", 0), ("01", 0), ("48", 0), ("79", -1), ("04", 0)):
        organisation = factories.an_organisation(db, code, label_vi=f"Tỉnh {code}", name_en=f"Province {code}")
        factories.a_delegation(db, session, organisation=organisation, side="province", position=position)

    listed = re.findall(r"Province (\d\d)</", editor.get(root(conference)).text)

    assert list(dict.fromkeys(listed)) == ["79", "01", "04", "46", "48"]


def test_what_is_decided_is_changed_unless_somebody_was_faster(
    db: Session, editor: TestClient, seoul: Delegation
) -> None:
    form = editor.get(f"/delegations/{seoul.id}/plan").text
    typed = PLAN | {"revision": str(seoul.revision)}

    answer = editor.post(f"/delegations/{seoul.id}/plan", data=typed)
    late = editor.post(f"/delegations/{seoul.id}/plan", data=typed | {"teams": "3"})

    db.refresh(seoul)
    assert 'value="1"' in form
    assert (seoul.teams, seoul.max_meetings) == (2, 8)
    assert "What organisers decide" in answer.text
    assert (late.status_code, 'name="teams" type="text" value="3"' in late.text) == (412, True)


def test_what_a_limit_would_invalidate_is_told_first(
    db: Session, editor: TestClient, session: ConferenceSession, seoul: Delegation, province: Delegation
) -> None:
    a_meeting(db, session, seoul, province)
    db.refresh(seoul)
    typed = {"side": "mission", "max_meetings": "0", "revision": str(seoul.revision)}

    refused = editor.post(f"/delegations/{seoul.id}/plan", data=typed)
    accepted = editor.post(f"/delegations/{seoul.id}/plan", data=typed | {"accept": "true"})

    assert refused.status_code == 409
    assert "This would invalidate what people go by" in refused.text
    assert 'value="0"' in refused.text
    assert accepted.url.path == f"/delegations/{seoul.id}"


def test_delegation_is_taken_out_unless_it_meets_somebody(
    db: Session, editor: TestClient, session: ConferenceSession, seoul: Delegation, province: Delegation
) -> None:
    a_meeting(db, session, seoul, province)
    alone = factories.a_delegation(db, session, "EMB-JP")

    refused, removed = (
        editor.post(f"/delegations/{each.id}/delegation-removal", data={"revision": str(each.revision)})
        for each in (seoul, alone)
    )

    assert refused.status_code == 409
    assert "This delegation has meetings in a timetable." in refused.text
    assert removed.url.path == f"/conferences/{session.conference_id}/delegations"
    assert {each.id for each in present(db, session.conference)} == {seoul.id, province.id}


def test_what_goes_with_a_delegation_is_told_before_it_is_taken_out(
    db: Session, editor: TestClient, session: ConferenceSession, seoul: Delegation, province: Delegation
) -> None:
    need = factories.a_need(db, seoul)
    factories.a_wish(db, session, province, seoul)
    address, typed = f"/delegations/{seoul.id}/delegation-removal", {"revision": str(seoul.revision)}

    told = editor.post(address, data=typed)
    stayed = need in db.scalars(select(Need)).all()
    removed = editor.post(address, data=typed | {"accept": "true"})

    assert (told.status_code, stayed) == (409, True)
    assert "This would go with it, and can&#39;t be brought back" in told.text
    assert {"Needs: 1", "Wishes: 1"} <= {" ".join(each.split()) for each in texts(told.text, "li")}
    assert removed.url.path == f"/conferences/{session.conference_id}/delegations"
    assert [each.id for each in present(db, session.conference)] == [province.id]


def test_what_stays_without_its_delegation_is_told_apart_from_what_goes(
    db: Session, editor: TestClient, session: ConferenceSession, seoul: Delegation
) -> None:
    factories.a_need(db, seoul)
    factories.a_group(db, session, convener_id=seoul.id, theme="Cold chain")
    factories.a_group(db, session, seoul, theme="Rice", must_meet=True)
    table = db.scalars(select(MeetingTable)).first()
    assert table is not None
    table.delegation_id = seoul.id
    db.commit()

    told = editor.post(f"/delegations/{seoul.id}/delegation-removal", data={"revision": str(seoul.revision)}).text
    inside = [
        told.index(escape(each))
        for each in (
            "This would go with it, and can't be brought back",
            "Needs:",
            "This stays, but would belong to nobody any more",
            "Tables of a delegation's own:",
            "Cold chain",
            "This would invalidate what people go by",
            "Rice",
        )
    ]

    assert inside == sorted(inside)


def test_pages_are_for_editors_and_the_list_for_organisers(
    app: FastAPI, db: Session, visitor: TestClient, conference: Conference, seoul: Delegation
) -> None:
    viewer, own = reader(app, db, conference), reader(app, db, conference, seoul)
    foreign = reader(app, db, factories.a_conference(db), role=Role.OWNER)
    forms = [f"{root(conference)}/new", f"{root(conference)}/new-organisation", f"/delegations/{seoul.id}/plan"]
    posts = [*forms, f"/delegations/{seoul.id}/delegation-removal"]

    assert [[each.get(path).status_code for path in forms] for each in (viewer, own, foreign)] == [
        [403] * 3,
        [403] * 3,
        [404] * 3,
    ]
    assert [[each.post(path).status_code for path in posts] for each in (viewer, own, foreign)] == [
        [403] * 4,
        [403] * 4,
        [404] * 4,
    ]
    assert [each.get(root(conference)).status_code for each in (viewer, own, foreign)] == [200, 403, 404]
    assert all(visitor.get(path, follow_redirects=False).status_code == 303 for path in forms)
    assert "What organisers decide" not in own.get(f"/delegations/{seoul.id}").text
