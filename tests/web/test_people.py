"""The people of a conference as its organisers see them: who is in, who is invited, and inviting."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Conference, Delegation, Invitation, Membership, Role
from tests import factories, mailbox
from tests.web.markup import texts
from tests.web.readers import reader


def of(app: FastAPI, db: Session, conference: Conference, role: Role, language: str = "en") -> TestClient:
    client = reader(app, db, conference, role=role)
    client.cookies.set("lang", language)
    return client


def address(conference: Conference, page: str = "") -> str:
    return f"/conferences/{conference.id}/people{page}"


def invited(client: TestClient, conference: Conference, **typed: str) -> str:
    """The link that the page shows."""
    page = client.post(address(conference, "/invite"), data={"email": "kim@example.kr", **typed}).text
    return page.partition('id="address" type="text" value="')[2].partition('"')[0]


def test_head_of_a_delegation_is_invited_by_mail_and_by_a_link_shown_once(
    app: FastAPI, db: Session, visitor: TestClient, conference: Conference, seoul: Delegation
) -> None:
    mailbox.opened(app)
    owner = of(app, db, conference, Role.OWNER)
    form = owner.get(address(conference, f"/invite?delegation={seoul.id}")).text

    answer = owner.post(
        address(conference, "/invite"),
        data={"email": "Kim@Example.kr", "delegation_id": str(seoul.id), "role": "head"},
    )

    link = f"/invitations/accept?secret={mailbox.secret_in(mailbox.taken(app, db)[0])}"
    people = owner.get(address(conference)).text
    assert f'<option value="{seoul.id}" selected>' in form
    assert '<option value="head" selected>' in form
    assert texts(answer.text, ".notice") == ["A mail with the link is on its way."]
    assert link in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert "secret=" not in people
    assert "kim@example.kr EMB-KR · Head of the delegation" in texts(people, "main")[0]
    assert visitor.get(link).status_code == 200


def test_without_a_server_for_mail_the_link_is_to_be_sent_by_hand(
    app: FastAPI, db: Session, conference: Conference
) -> None:
    owner = of(app, db, conference, Role.OWNER, "vi")

    answer = owner.post(address(conference, "/invite"), data={"email": "an@example.vn", "role": "viewer"})

    assert texts(answer.text, ".notice") == ["Dịch vụ chưa có máy chủ thư: vui lòng tự gửi đường dẫn này."]


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ({"email": "", "role": "viewer"}, "Please fill this in."),
        ({"email": "an@example.vn", "role": "head"}, "Heads and members belong to a delegation, organisers to none."),
        ({"email": "an@example.vn", "role": "king"}, "Please choose one of those offered."),
    ],
)
def test_what_does_not_fit_is_told_at_its_field(
    app: FastAPI, db: Session, conference: Conference, typed: dict[str, str], fault: str
) -> None:
    answer = of(app, db, conference, Role.OWNER).post(address(conference, "/invite"), data=typed)

    assert (answer.status_code, texts(answer.text, ".fault")) == (422, [fault])
    assert f'value="{typed["email"]}"' in answer.text
    assert db.scalars(select(Invitation)).all() == []


def test_whoever_is_in_already_is_told_at_the_e_mail(app: FastAPI, db: Session, conference: Conference) -> None:
    factories.a_membership(db, factories.an_account(db, email="an@example.vn"), conference, Role.DESK)

    answer = of(app, db, conference, Role.OWNER).post(
        address(conference, "/invite"), data={"email": "an@example.vn", "role": "viewer"}
    )

    assert (answer.status_code, texts(answer.text, ".fault")) == (
        409,
        ["Whoever has this e-mail has a role there already."],
    )
    assert db.scalars(select(Invitation)).all() == []


def test_delegation_of_another_conference_is_unknown(app: FastAPI, db: Session, conference: Conference) -> None:
    foreign = factories.a_delegation(db, factories.a_session(db), "EMB-JP")
    typed = {"email": "an@example.vn", "role": "head", "delegation_id": str(foreign.id)}

    page = of(app, db, conference, Role.EDITOR).post(address(conference, "/invite"), data=typed).text

    assert texts(page, ".fault") == ["No such delegation at this conference."]
    assert "EMB-JP" not in page


def test_invitation_begins_with_a_role_that_goes_with_what_is_chosen(
    app: FastAPI, db: Session, conference: Conference, seoul: Delegation
) -> None:
    owner = of(app, db, conference, Role.OWNER)

    of_organisers = owner.get(address(conference, "/invite")).text
    of_delegation = owner.get(address(conference, f"/invite?delegation={seoul.id}")).text

    assert '<option value="editor" selected>' in of_organisers
    assert '<option value="head" selected>' in of_delegation


def test_editors_invite_delegations_and_no_organisers(
    app: FastAPI, db: Session, conference: Conference, seoul: Delegation
) -> None:
    editor = of(app, db, conference, Role.EDITOR)

    form = editor.get(address(conference, "/invite")).text
    refused = editor.post(address(conference, "/invite"), data={"email": "an@example.vn", "role": "owner"})

    assert 'value="owner"' not in form
    assert refused.status_code == 403
    assert invited(editor, conference, role="member", delegation_id=str(seoul.id))


def test_invitation_is_withdrawn_and_its_link_opens_nothing(
    app: FastAPI, db: Session, visitor: TestClient, conference: Conference, seoul: Delegation
) -> None:
    editor = of(app, db, conference, Role.EDITOR)
    link = invited(editor, conference, role="head", delegation_id=str(seoul.id))
    (row,) = db.scalars(select(Invitation)).all()

    answer = editor.post(address(conference, f"/invitations/{row.id}/withdrawal"))

    assert texts(answer.text, ".good")[0].startswith("The invitation has been withdrawn")
    assert "Nobody is waited for" in answer.text
    assert visitor.get(link).status_code == 409


def test_person_is_taken_out_by_whoever_may(
    app: FastAPI, db: Session, conference: Conference, seoul: Delegation
) -> None:
    head = factories.a_membership(db, factories.an_account(db, name="Kim"), conference, Role.HEAD, seoul)
    owner = factories.a_membership(db, factories.an_account(db, name="Hoa"), conference, Role.OWNER)
    editor = of(app, db, conference, Role.EDITOR)
    paths = [address(conference, f"/memberships/{each.id}/end") for each in (head, owner)]

    before = editor.get(address(conference)).text
    answers = [editor.post(path) for path in paths]

    assert [path in before for path in paths] == [True, False]
    assert [answer.status_code for answer in answers] == [200, 403]
    assert texts(answers[0].text, ".good")[0].startswith("The person has been taken out")
    assert "Kim" not in texts(answers[0].text, "main")[0]


def test_role_is_changed_by_whoever_may(app: FastAPI, db: Session, conference: Conference, seoul: Delegation) -> None:
    head = factories.a_membership(db, factories.an_account(db, name="Kim"), conference, Role.HEAD, seoul)
    owner = factories.a_membership(db, factories.an_account(db, name="Hoa"), conference, Role.OWNER)
    editor, viewer = of(app, db, conference, Role.EDITOR), of(app, db, conference, Role.VIEWER)
    paths = [address(conference, f"/memberships/{each.id}/role") for each in (head, owner)]
    foreign = reader(app, db, factories.a_conference(db), role=Role.OWNER)

    listed = editor.get(address(conference)).text
    form = editor.get(paths[0]).text
    of_others = [client.post(paths[0], data={"role": "member"}).status_code for client in (viewer, foreign)]
    wrong = editor.post(paths[0], data={"role": "owner"})
    changed = editor.post(paths[0], data={"role": "member"})

    assert [path in listed for path in paths] == [True, False]
    assert ('value="head" checked' in form, 'value="owner"' in form) == (True, False)
    assert of_others == [403, 404]
    assert (wrong.status_code, len(texts(wrong.text, ".fault"))) == (422, 1)
    assert texts(changed.text, ".good")[0].startswith("The role has been changed")
    assert "Kim EMB-KR · Member of the delegation" in texts(changed.text, "main")[0]
    assert [editor.get(paths[1]).status_code, editor.post(paths[1], data={"role": "viewer"}).status_code] == [403, 403]


def test_last_owner_stays(db: Session, client: TestClient, conference: Conference) -> None:
    owner = factories.a_membership(db, factories.an_account(db), conference, Role.OWNER)

    answer = client.post(address(conference, f"/memberships/{owner.id}/end"))

    role = client.post(address(conference, f"/memberships/{owner.id}/role"), data={"role": "viewer"})

    assert (answer.status_code, role.status_code) == (409, 409)
    assert db.get_one(Membership, owner.id).role is Role.OWNER


def test_viewers_read_who_is_in_and_change_nothing(
    app: FastAPI, db: Session, conference: Conference, seoul: Delegation
) -> None:
    head = factories.a_membership(db, factories.an_account(db, name="Kim"), conference, Role.HEAD, seoul)
    invited(of(app, db, conference, Role.EDITOR), conference, role="head", delegation_id=str(seoul.id))
    viewer = of(app, db, conference, Role.VIEWER)
    page = viewer.get(address(conference)).text

    assert "Kim EMB-KR · Head of the delegation" in texts(page, "main")[0]
    assert "kim@example.kr" not in page
    assert "<form" not in page.partition("<main")[2].partition("</main>")[0]
    assert viewer.get(address(conference, "/invite")).status_code == 403
    assert viewer.post(address(conference, "/invite"), data={}).status_code == 403
    assert viewer.post(address(conference, f"/memberships/{head.id}/end")).status_code == 403


def test_people_are_for_the_organisers_of_this_conference(
    app: FastAPI, db: Session, visitor: TestClient, conference: Conference, seoul: Delegation
) -> None:
    head = reader(app, db, conference, seoul, Role.HEAD)
    clients = [head, reader(app, db, factories.a_conference(db))]
    pages = [address(conference), address(conference, "/invite")]

    assert [[client.get(page).status_code for page in pages] for client in clients] == [[403, 403], [404, 404]]
    for page in pages:
        assert visitor.get(page, follow_redirects=False).headers["location"].startswith("/sign-in")


def test_many_people_come_in_parts(app: FastAPI, db: Session, conference: Conference, seoul: Delegation) -> None:
    for number in range(50):
        factories.a_membership(db, factories.an_account(db, name=f"Kim {number:02}"), conference, Role.MEMBER, seoul)
    viewer = of(app, db, conference, Role.VIEWER)

    first = viewer.get(address(conference)).text
    rest = viewer.get(address(conference, _next(first))).text

    assert "50 of 51" in first
    assert len(texts(rest, ".row-title")) == 1


def _next(page: str) -> str:
    return "?cursor=" + page.partition('href="?cursor=')[2].partition('"')[0]


def test_overview_leads_from_whom_nobody_has_joined_to_inviting(
    app: FastAPI, db: Session, conference: Conference, seoul: Delegation
) -> None:
    link = f'href="{address(conference)}/invite?delegation={seoul.id}"'
    overview = f"/conferences/{conference.id}/overview"

    assert link in of(app, db, conference, Role.EDITOR).get(overview).text
    assert link not in of(app, db, conference, Role.VIEWER).get(overview).text
