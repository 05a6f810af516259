"""Whom a delegation meets: directory, suggestions, wishes in order, requests and their answers."""

import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import (
    Conference,
    ConferenceSession,
    Delegation,
    Dismissal,
    MeetingRequest,
    RequestStatus,
    Stage,
    Visibility,
    Wish,
    WishKind,
)
from app.services import reference
from tests import factories
from tests.web.markup import texts
from tests.web.readers import reader


@pytest.fixture
def missions(db: Session, session: ConferenceSession) -> list[Delegation]:
    seoul = factories.an_organisation(db, "EMB-KR", name_vi="Đại sứ quán tại Hàn Quốc", name_en="Embassy in Korea")
    return [
        factories.a_delegation(db, session, organisation=seoul),
        *(factories.a_delegation(db, session, code) for code in ("EMB-FR", "EMB-JP")),
    ]


def of(app: FastAPI, db: Session, conference: Conference, delegation: Delegation) -> TestClient:
    client = reader(app, db, conference, delegation)
    client.cookies.set("lang", "en")
    return client


@pytest.fixture
def own(app: FastAPI, db: Session, conference: Conference, province: Delegation) -> TestClient:
    return of(app, db, conference, province)


@pytest.fixture
def seoul(app: FastAPI, db: Session, conference: Conference, missions: list[Delegation]) -> TestClient:
    return of(app, db, conference, missions[0])


def names(page: str) -> list[str]:
    return [text.split()[0] for text in texts(page, ".wish-name")]


def ranks(db: Session) -> list[tuple[str, int | None]]:
    db.expire_all()
    rows = db.scalars(select(Wish).order_by(Wish.rank)).all()
    return [(db.get_one(Delegation, wish.target_id).organisation_id.hex, wish.rank) for wish in rows]


@pytest.mark.parametrize("name", ["wishes", "directory", "partners", "requests/new"])
def test_pages_are_for_the_delegation_alone(
    *,
    visitor: TestClient,
    own: TestClient,
    seoul: TestClient,
    province: Delegation,
    missions: list[Delegation],
    name: str,
) -> None:
    path = f"/delegations/{province.id}/{name}?to={missions[1].id}"

    answers = [visitor.get(path, follow_redirects=False), seoul.get(path), own.get(path)]

    assert [answer.status_code for answer in answers] == [303, 403, 200]


def test_wishes_are_added_put_in_order_and_removed(
    own: TestClient, db: Session, province: Delegation, missions: list[Delegation]
) -> None:
    path = f"/delegations/{province.id}/wishes"
    assert texts(own.get(path).text, ".empty-title") == ["No wish yet"]
    for mission in missions:
        own.post(path, data={"target_id": str(mission.id), "kind": "ranked"})
    ids = [str(wish.id) for wish in db.scalars(select(Wish).order_by(Wish.rank))]

    page = own.post(f"{path}/order", data={"ids": ids, "up": ids[2]}).text
    assert names(page) == ["Embassy", "EMB-JP", "EMB-FR"]
    page = own.post(f"{path}/order", data={"ids": [ids[2], ids[1], ids[0]]}).text
    assert names(page) == ["EMB-JP", "EMB-FR", "Embassy"]
    assert texts(page, "#group-1") == ["None A B C D E"]
    own.post(f"/wishes/{ids[0]}/alternative", data={"alternative": "A"})
    page = own.post(f"/wishes/{ids[2]}/removal").text

    assert names(page) == ["EMB-FR", "Embassy"]
    assert texts(page, ".wish-list")[0].count("Either of A") == 1


def test_order_takes_all_wishes_and_no_others(
    own: TestClient, db: Session, session: ConferenceSession, province: Delegation, missions: list[Delegation]
) -> None:
    wishes = [factories.a_wish(db, session, province, each, rank) for rank, each in enumerate(missions, start=1)]
    before = ranks(db)

    answer = own.post(f"/delegations/{province.id}/wishes/order", data={"ids": [str(wishes[0].id)]})

    assert (answer.status_code, ranks(db)) == (422, before)
    assert len(texts(answer.text, ".failed")) == 1


def test_nobody_changes_the_wishes_of_another(
    *,
    visitor: TestClient,
    seoul: TestClient,
    db: Session,
    session: ConferenceSession,
    province: Delegation,
    missions: list[Delegation],
) -> None:
    wish = factories.a_wish(db, session, province, missions[0])
    root = f"/delegations/{province.id}/wishes"
    target = {"target_id": str(missions[1].id), "ids": [str(wish.id)]}

    for path in (root, f"{root}/order", f"/wishes/{wish.id}/removal", f"/wishes/{wish.id}/alternative"):
        answers = [client.post(path, data=target, follow_redirects=False) for client in (visitor, seoul)]
        assert answers[0].status_code == 303
        assert answers[1].status_code in {403, 404}

    assert len(db.scalars(select(Wish)).all()) == 1


def test_whom_one_does_not_want_to_meet_is_said_on_the_same_page(
    own: TestClient, db: Session, province: Delegation, missions: list[Delegation]
) -> None:
    path = f"/delegations/{province.id}/wishes"
    (form,) = re.findall(r'<form [^>]*>\s*<label for="unwanted_id">.*?</form>', own.get(path).text, re.DOTALL)
    ((action,), ((name, kind),)) = (
        re.findall(r'action="([^"]+)"', form),
        re.findall(r'name="(k\w+)" value="(\w+)"', form),
    )

    said = own.post(action, data={"target_id": str(missions[1].id), name: kind})

    assert [wish.kind for wish in db.scalars(select(Wish))] == [WishKind.DO_NOT_MEET]
    assert "EMB-FR" in texts(said.text, ".rows")[0]
    assert str(missions[1].id) not in own.get(path).text.partition("unwanted_id")[2].partition("</form>")[0]


def test_what_is_closed_is_told_and_not_offered(
    own: TestClient, db: Session, conference: Conference, province: Delegation, missions: list[Delegation]
) -> None:
    conference.stage = Stage.SCHEDULING
    db.commit()
    path = f"/delegations/{province.id}/wishes"

    page, answer = own.get(path), own.post(path, data={"target_id": str(missions[0].id)})

    assert "Wishes and requests are not taken while the conference is in the stage" in texts(page.text, ".notice")[0]
    assert "Add to the list" not in page.text
    assert answer.status_code == 409


def test_directory_is_searched_without_accents(
    own: TestClient, db: Session, province: Delegation, missions: list[Delegation]
) -> None:
    factories.an_offering(db, missions[1], title_vi="Đầu tư bán dẫn", visibility=Visibility.ALL)
    factories.an_offering(db, missions[2], title_vi="Bí mật bán dẫn", visibility=Visibility.ORGANISERS)
    path = f"/delegations/{province.id}/directory"

    found = [texts(own.get(f"{path}?q={text}").text, ".rows") for text in ("quoc han", "dan ban", "khong co")]

    assert [page[0].split(" Missions")[0] if page else "" for page in found] == ["Embassy in Korea", "EMB-FR", ""]
    assert "Bí mật" not in own.get(path).text


def test_directory_begins_with_whom_one_can_meet(
    own: TestClient, db: Session, session: ConferenceSession, province: Delegation, missions: list[Delegation]
) -> None:
    neighbour = factories.a_delegation(db, session, "01", position=0)

    page = own.get(f"/delegations/{province.id}/directory").text

    found = [page.index(f'id="of-{each.id}"') for each in (*missions, neighbour)]
    assert found == sorted(found)


def test_directory_in_which_nobody_is_yet_says_so_and_not_that_nothing_fits(
    own: TestClient, province: Delegation
) -> None:
    path = f"/delegations/{province.id}/directory"

    titles = [texts(own.get(path + query).text, ".empty-title") for query in ("", "?q=seoul")]

    assert titles == [["Nobody else is here yet"], ["Nobody fits"]]


def test_from_the_directory_one_wishes_refuses_and_asks(
    own: TestClient, db: Session, session: ConferenceSession, province: Delegation, missions: list[Delegation]
) -> None:
    root = f"/delegations/{province.id}"
    refusal = {"target_id": str(missions[0].id), "kind": "do_not_meet", "back": f"{root}/directory"}

    back = own.post(f"{root}/wishes?session={session.id}", data=refusal)
    asked = own.post(f"{root}/requests/new?to={missions[1].id}", data={"message": "Về điện gió"})
    empty = own.post(f"{root}/requests/new?to={missions[2].id}", data={"message": " "})

    assert texts(back.text, "h1") == ["Directory"]
    assert [(wish.kind, wish.rank) for wish in db.scalars(select(Wish))] == [(WishKind.DO_NOT_MEET, None)]
    assert "Về điện gió" in texts(asked.text, "#requests")[0]
    assert (empty.status_code, texts(empty.text, ".fault")) == (422, ["Please fill this in."])


def test_directory_and_suggestions_tell_what_is_wished_and_asked_already(
    own: TestClient, db: Session, session: ConferenceSession, province: Delegation, missions: list[Delegation]
) -> None:
    factories.a_wish(db, session, province, missions[0], 1)
    factories.a_do_not_meet(db, session, province, missions[1])
    factories.a_request(db, session, missions[2], province)
    factories.a_request(db, session, province, missions[0], status=RequestStatus.WITHDRAWN)

    page = own.get(f"/delegations/{province.id}/directory").text

    found = [texts(page, f"#of-{each.id}")[0].partition("abroad ")[2] for each in missions]
    assert found == [
        "On your list: number 1 Ask for a meeting : Embassy in Korea",
        "You do not want to meet",
        "Asks you: Waits for an answer Answer : EMB-JP Add to wishes : EMB-JP Do not meet : EMB-JP",
    ]


def test_one_who_adds_from_what_was_looked_for_comes_back_to_it(
    own: TestClient, province: Delegation, missions: list[Delegation]
) -> None:
    root = f"/delegations/{province.id}"
    page = own.get(f"{root}/directory?q=han+quoc&side=mission").text
    back = f"{root}/directory?q=han+quoc&side=mission#of-{missions[0].id}"

    answer = own.post(f"{root}/wishes", data={"target_id": str(missions[0].id), "back": back}, follow_redirects=False)
    asking = own.get(f"{root}/requests/new", params={"to": str(missions[0].id), "back": back}).text

    assert back.replace("&", "&amp;") in page
    assert answer.headers["location"] == back
    assert f'href="{back}"'.replace("&", "&amp;") in asking


def test_one_who_is_sent_back_is_never_sent_elsewhere(
    own: TestClient, province: Delegation, missions: list[Delegation]
) -> None:
    typed = {"target_id": str(missions[0].id), "back": "https://evil.example/"}

    answer = own.post(f"/delegations/{province.id}/wishes", data=typed, follow_redirects=False)

    assert answer.headers["location"] == f"/delegations/{province.id}/wishes"


def test_request_is_answered_and_taken_back(
    *,
    own: TestClient,
    seoul: TestClient,
    db: Session,
    session: ConferenceSession,
    province: Delegation,
    missions: list[Delegation],
) -> None:
    request = factories.a_request(db, session, province, missions[0], message="Xin gặp")
    path = f"/meeting-requests/{request.id}"
    by_seoul, by_own = f"?by={missions[0].id}", f"?by={province.id}"

    assert own.post(f"{path}/answer{by_own}", data={"answer": "accept"}).status_code == 403
    assert "Xin gặp" in seoul.get(f"{path}/answer{by_seoul}").text
    page = seoul.post(f"{path}/answer{by_seoul}", data={"answer": "accept", "reply": "Rất vui"}).text
    assert texts(page, ".notice") == ["Your answer has been sent."]
    page = own.post(f"{path}/withdrawal{by_own}").text

    db.expire_all()
    assert db.scalars(select(MeetingRequest.status)).all() == [RequestStatus.WITHDRAWN]
    assert "Rất vui" in page


def test_one_who_is_not_asked_knows_of_no_request(
    *,
    app: FastAPI,
    db: Session,
    session: ConferenceSession,
    conference: Conference,
    province: Delegation,
    missions: list[Delegation],
) -> None:
    request = factories.a_request(db, session, province, missions[0])
    paris = of(app, db, conference, missions[1])

    for path in ("answer", "withdrawal"):
        answer = paris.post(f"/meeting-requests/{request.id}/{path}?by={missions[1].id}", data={"answer": "accept"})
        assert answer.status_code == 404


def test_page_without_suggestions_says_why(
    own: TestClient, db: Session, province: Delegation, missions: list[Delegation]
) -> None:
    path = f"/delegations/{province.id}/partners"
    factories.an_offering(db, missions[0], title_vi="Bí mật", visibility=Visibility.MATCHED)

    unsaid = own.get(path).text
    factories.a_need(db, province, title_vi="Thu hút đầu tư điện gió ngoài khơi")
    hidden = own.get(path).text

    assert "Suggestions come from what you need and offer" in unsaid
    assert "Nothing of what others need or offer is shown to you yet." in hidden
    assert "Bí mật" not in hidden


@pytest.mark.slow
def test_suggestions_say_why_and_can_be_dismissed(
    own: TestClient, db: Session, province: Delegation, missions: list[Delegation]
) -> None:
    reference.load(db)
    text = "Nhà đầu tư điện gió ngoài khơi tìm địa phương có bờ biển"
    need = factories.a_need(db, province, title_vi="Thu hút đầu tư điện gió ngoài khơi")
    offering = factories.an_offering(db, missions[0], title_vi=text, visibility=Visibility.ALL)
    path = f"/delegations/{province.id}/partners"

    page = own.get(path).text
    typed = {"need_id": str(need.id), "offering_id": str(offering.id)}
    after = own.post(f"{path}/dismissals", data=typed).text

    assert texts(page, "h2") == ["Embassy in Korea"]
    assert text in page
    assert texts(page, ".score-total")
    assert texts(after, "h2") == []
    assert len(db.scalars(select(Dismissal)).all()) == 1


def test_group_is_answered_and_answered_again(
    app: FastAPI, db: Session, session: ConferenceSession, conference: Conference, missions: list[Delegation]
) -> None:
    province = factories.a_delegation(db, session, "01")
    invited, convener = [province, missions[0]], missions[1]
    group = factories.a_group(db, session, convener, invited=invited, theme="Water", convener_id=convener.id)
    factories.a_group(db, session, *missions, theme="Of others")
    own, page = of(app, db, conference, province), f"/delegations/{province.id}/wishes"
    member = next(each.id for each in group.members if each.delegation_id == province.id)
    address = f"/group-members/{member}/answer?delegation_id={province.id}&session={session.id}"

    asked = own.get(page).text
    comes = own.post(address, data={"answer": "agree", "also_alone": "true"}).text
    stays_out = own.post(address, data={"answer": "decline"}).text
    foreign = of(app, db, conference, missions[2]).post(address, data={"answer": "agree"})

    assert asked.count("Waits for your answer") == comes.count("You come") == stays_out.count("You stay out") == 1
    assert "Of others" not in asked
    assert 'value="decline"' not in stays_out
    assert foreign.status_code in {403, 404}


def test_viewer_reads_the_order_without_a_form_of_it(
    *,
    app: FastAPI,
    db: Session,
    conference: Conference,
    session: ConferenceSession,
    province: Delegation,
    missions: list[Delegation],
) -> None:
    factories.a_wish(db, session, province, missions[0], rank=1)

    page = reader(app, db, conference).get(f"/delegations/{province.id}/wishes").text

    assert names(page) == ["Đại"]
    assert ("/wishes/order" in page, 'name="ids"' in page, "data-failed" in page) == (False, False, False)


def test_nobody_is_chosen_before_one_chooses(
    own: TestClient, db: Session, province: Delegation, missions: list[Delegation]
) -> None:
    path, others = f"/delegations/{province.id}/wishes", [str(each.id) for each in missions]

    page, refused = own.get(path).text, own.post(path, data={"target_id": "", "kind": "ranked"})

    assert all(page.count(f'<option value="{each}">') == 2 for each in others)
    assert page.count('name="target_id" required><option value="">Please choose</option>') == 2
    assert texts(refused.text, ".notice") == ["Please choose a delegation."]
    assert (refused.status_code, ranks(db)) == (422, [])
