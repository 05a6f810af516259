"""The pages of a delegation: its conference, who comes, how it attends, when it can meet."""

from datetime import UTC, datetime, timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import event, select, update
from sqlalchemy.orm import Session

from app.models import (
    Conference,
    ConferenceSession,
    Delegate,
    Delegation,
    DelegationMode,
    PlacementInterpreter,
    Role,
    Slot,
    Stage,
    Unavailability,
)
from tests import factories
from tests.api.frame import Scene
from tests.web.markup import texts
from tests.web.readers import reader

PATHS = ("standing", "", "details", "delegates/new", "availability")
PERSON = {"name": "Trần Bình", "title_vi": "Giám đốc Sở", "languages": ["vi", "en"], "teams": ["1"], "function": "head"}


@pytest.fixture
def own(app: FastAPI, db: Session, conference: Conference, province: Delegation) -> TestClient:
    return reader(app, db, conference, province)


@pytest.fixture
def other(app: FastAPI, db: Session, session: ConferenceSession, conference: Conference) -> TestClient:
    return reader(app, db, conference, factories.a_delegation(db, session, "EMB-KR"))


def path_of(province: Delegation, name: str) -> str:
    return f"/delegations/{province.id}/{name}".rstrip("/")


@pytest.mark.parametrize("name", PATHS)
def test_pages_are_for_the_delegation_alone(
    visitor: TestClient, own: TestClient, other: TestClient, province: Delegation, name: str
) -> None:
    path = path_of(province, name)

    answers = [visitor.get(path, follow_redirects=False), other.get(path), own.get(path)]

    assert [answer.status_code for answer in answers] == [303, 403, 200]
    assert "46" not in "".join(texts(answers[1].text, "main"))


@pytest.mark.parametrize("name", ["details", "delegates/new", "availability"])
def test_nobody_else_changes_anything(
    visitor: TestClient, other: TestClient, db: Session, province: Delegation, name: str
) -> None:
    for client, status in ((visitor, 303), (other, 403)):
        answer = client.post(path_of(province, name), data=PERSON, follow_redirects=False)
        assert answer.status_code == status

    assert db.scalars(select(Delegate)).all() == []


def test_my_conference_says_what_is_asked_by_when_and_how_far_it_is(
    own: TestClient, db: Session, conference: Conference, session: ConferenceSession, province: Delegation
) -> None:
    conference.submissions_close_at = datetime.now(UTC) + timedelta(days=3)
    province.timezone = "Europe/Paris"
    factories.a_delegate(db, province)
    factories.a_request(db, session, factories.a_delegation(db, session, "EMB-FR"), province)

    page = own.get(f"/conferences/{conference.id}?lang=en").text

    labels = [text.rsplit(" ", 1)[-1] if text.endswith("Done") else text for text in texts(page, ".checklist-label")]
    assert labels[0] == "Done"
    assert [text.removesuffix(" To do") for text in labels[1:]] == [
        "Say when you can meet If need be",
        "Send what you need",
        "Say whom you want to meet",
        "Answer the requests to meet you",
    ]
    (due,) = set(texts(page, ".due"))  # Of what comes next, and in the list.
    assert due.startswith("Until ")
    assert due.count("(") == 2  # By both clocks.
    assert "1 request waits for your answer" in page


def test_whoever_can_always_meet_is_not_asked_when_again(
    own: TestClient, db: Session, conference: Conference, session: ConferenceSession, province: Delegation
) -> None:
    factories.a_delegate(db, province)
    province.languages = ["vi"]
    db.commit()
    path = f"/conferences/{conference.id}?lang=en"

    free = own.get(path).text
    slots = select(Slot.id).where(Slot.session_id == session.id)
    db.add(Unavailability(delegation_id=province.id, slot_id=db.scalars(slots).all()[0]))
    db.commit()
    said = own.get(path).text

    for page, label, done in ((free, "If need be", "1 of 3"), (said, "Done", "2 of 4")):
        assert texts(page, ".next-label") == ["Send what you need"]
        assert texts(page, ".checklist-label")[1] == f"Say when you can meet {label}"
        assert done in texts(page, "main")[0]
    assert "You can meet in 2 of 2 slots. If that is right, there is nothing to do." in free


def test_what_is_closed_and_was_not_done_is_told(own: TestClient, conference: Conference, db: Session) -> None:
    conference.stage = Stage.SCHEDULING
    db.commit()

    page = own.get(f"/conferences/{conference.id}?lang=en").text

    assert texts(page, ".due") == ["Closed", "Closed", "Closed"]


def test_organisers_are_sent_on_from_my_conference(client: TestClient, session: ConferenceSession) -> None:
    answer = client.get(f"/conferences/{session.conference_id}", follow_redirects=False)

    assert answer.status_code == 303
    assert answer.headers["location"] != f"/conferences/{session.conference_id}"


@pytest.mark.parametrize(("teams", "is_expected"), [(1, True), (2, False)])
def test_delegate_of_the_only_team_is_expected_to_take_part(
    own: TestClient, db: Session, province: Delegation, teams: int, is_expected: bool
) -> None:
    province.teams = teams
    db.commit()

    page = own.get(path_of(province, "delegates/new")).text

    assert ('name="teams" value="1" checked' in page) is is_expected


def test_delegate_is_added_changed_put_in_order_and_removed(own: TestClient, db: Session, province: Delegation) -> None:
    new = path_of(province, "delegates/new")
    for name in ("An", "Bình"):
        assert own.post(new, data=PERSON | {"name": name}, follow_redirects=False).status_code == 303
    first, second = db.scalars(select(Delegate).order_by(Delegate.position)).all()

    own.get("/?lang=en")
    own.post(f"/delegates/{second.id}/rise")
    db.refresh(second)
    changed = PERSON | {"name": "Bình An", "email": "binh@example.vn", "revision": str(second.revision)}
    page = own.post(f"/delegates/{second.id}", data=changed).text
    assert texts(page, ".notice") == ["Your changes have been saved."]
    assert [text.split(" Head")[0] for text in texts(page, "strong")] == ["Bình An", "An"]
    removal, seen = f"/delegates/{first.id}/removal", str(first.revision)
    stale = own.post(removal, data={"revision": seen})
    db.refresh(first)
    own.post(removal, data={"revision": str(first.revision)})

    assert stale.status_code == 412
    db.expire_all()
    assert [(each.name, each.email) for each in db.scalars(select(Delegate))] == [("Bình An", "binh@example.vn")]


def test_meetings_of_whoever_goes_are_told_first(client: TestClient, db: Session) -> None:
    scene = Scene(db)
    scene.placed(scene.slots[0], scene.tables[0])
    delegate = factories.a_delegate(db, scene.province, name="Trần Bình", teams=[1])
    path, told = f"/delegates/{delegate.id}", ["Thay đổi này làm mất hiệu lực những điều các bên đang dựa vào"]
    away = {"name": "Trần Bình", "revision": str(delegate.revision)}

    gone = {"revision": away["revision"]}
    answers = [client.post(f"{path}/removal", data=gone), client.post(path, data=away)]
    changed = client.post(path, data=away | {"accept": "true"})
    db.refresh(delegate)
    removed = client.post(f"{path}/removal", data={"accept": "true", "revision": str(delegate.revision)})

    assert [(answer.status_code, texts(answer.text, ".notice-title")) for answer in answers] == [(409, told)] * 2
    assert texts(answers[0].text, "h1") == ["Xoá Trần Bình khỏi đoàn?"]
    assert all("Cuộc gặp các đoàn đang thực hiện theo: 1" in texts(answer.text, ".failed")[0] for answer in answers)
    assert texts(changed.text, ".notice") == ["Đã lưu các thay đổi."]
    assert removed.url.path == f"/delegations/{scene.province.id}"
    assert db.scalars(select(Delegate)).all() == []


def test_what_is_wrong_with_a_delegate_is_told_at_its_field(own: TestClient, province: Delegation) -> None:
    typed = PERSON | {"name": "", "email": "nobody", "teams": ["7"]}

    answer = own.post(path_of(province, "delegates/new") + "?lang=en", data=typed)

    assert answer.status_code == 422
    assert texts(answer.text, ".fault") == ["Please fill this in.", "An e-mail address is like name@example.vn."]
    assert 'value="Giám đốc Sở"' in answer.text
    assert 'value="nobody"' in answer.text


def test_problem_of_the_service_is_told_at_its_field(own: TestClient, province: Delegation) -> None:
    answer = own.post(path_of(province, "delegates/new") + "?lang=en", data=PERSON | {"teams": ["7"]})

    assert (answer.status_code, texts(answer.text, ".fault")) == (422, ["This delegation has no team 7."])


def test_details_are_saved_by_the_clock_of_the_conference(own: TestClient, db: Session, province: Delegation) -> None:
    typed = {
        "mode": "online",
        "timezone": "Asia/Seoul",
        "meeting_link": "https://meet.example.vn/room",
        "arrives_at": "2026-12-08T08:00",
        "languages": ["vi", "ko"],
        "revision": str(province.revision),
    }

    assert own.post(path_of(province, "details"), data=typed).status_code == 200

    db.refresh(province)
    assert (province.mode, province.timezone, province.languages) == (DelegationMode.ONLINE, "Asia/Seoul", ["vi", "ko"])
    assert province.arrives_at == datetime(2026, 12, 8, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"meeting_link": "javascript:alert(1)"}, "A link is like https://meet.example.vn/room."),
        ({"departs_at": "2026-12-07T08:00"}, "A delegation departs after it has arrived."),
    ],
)
def test_wrong_details_are_told(own: TestClient, province: Delegation, wrong: dict[str, str], told: str) -> None:
    typed = {"mode": "online", "arrives_at": "2026-12-08T08:00", "revision": str(province.revision)}

    answer = own.post(path_of(province, "details") + "?lang=en", data=typed | wrong)

    assert (answer.status_code, texts(answer.text, ".fault")) == (422, [told])


def test_nobody_overwrites_what_they_have_not_seen(own: TestClient, province: Delegation) -> None:
    answer = own.post(path_of(province, "details"), data={"mode": "online", "revision": "77"})

    assert answer.status_code == 412
    assert "vừa được người khác thay đổi" in answer.text


def test_of_two_who_save_at_once_one_is_told(own: TestClient, app: FastAPI, province: Delegation) -> None:
    typed = {"mode": "online", "meeting_link": "https://meet.example.vn/room", "revision": str(province.revision)}

    def overtake(db: Session, *_: object) -> None:
        db.connection().execute(update(Delegation).values(revision=Delegation.revision + 1))

    event.listen(app.state.session_factory, "before_flush", overtake, once=True)
    answer = own.post(path_of(province, "details"), data=typed)

    assert (answer.status_code, "https://meet.example.vn/room" in answer.text) == (412, True)
    assert "vừa được người khác thay đổi" in answer.text


def test_slots_that_are_not_ticked_are_missed(
    own: TestClient, db: Session, session: ConferenceSession, province: Delegation
) -> None:
    db.refresh(session, ["slots"])
    first, second = session.slots
    typed = {"shown": [str(first.id), str(second.id)], "available": [str(second.id)]}

    own.post(path_of(province, "availability"), data=typed | {"revision": str(province.revision)})

    missed = select(Unavailability.slot_id).where(Unavailability.delegation_id == province.id)
    assert db.scalars(missed).all() == [first.id]
    assert texts(own.get(path_of(province, "availability")).text, ".slot-cell") == ["13:30 –13:45", "13:45 –14:00"]


def test_organiser_is_told_first_of_meetings_in_slots_that_are_missed(client: TestClient, db: Session) -> None:
    scene = Scene(db)
    scene.placed(scene.slots[0], scene.tables[0])
    path = path_of(scene.province, "availability")
    typed = {"shown": [str(slot.id) for slot in scene.slots], "revision": str(scene.province.revision)}

    refused = client.post(path, data=typed)
    done = client.post(path, data=typed | {"accept": "true"})

    assert refused.status_code == 409
    assert texts(refused.text, ".notice-title") == ["Thay đổi này làm mất hiệu lực những điều các bên đang dựa vào"]
    assert done.url.path == f"/delegations/{scene.province.id}"
    assert "Đoàn không còn khung giờ nào có thể gặp nên sẽ không được xếp cuộc gặp nào." in done.text


def test_meetings_without_an_interpreter_for_other_languages_are_told_first(client: TestClient, db: Session) -> None:
    scene = Scene(db)
    scene.mission.languages = ["ko"]
    interpreter = factories.an_interpreter(db, scene.session, "vi", "ko")
    (placement,) = scene.placed(scene.slots[0], scene.tables[0]).placements
    factories.added(db, PlacementInterpreter(placement_id=placement.id, interpreter_id=interpreter.id))
    details, new = path_of(scene.province, "details"), path_of(scene.province, "delegates/new")
    typed = {"mode": "in_person", "languages": "fr", "revision": str(scene.province.revision)}
    named = {"name": "Lê Ba", "languages": "fr"}

    refused = [client.post(details, data=typed), client.post(new, data=named)]
    people = db.scalars(select(Delegate)).all()
    named_too = client.post(new, data=named | {"accept": "true"})
    done = client.post(details, data=typed | {"accept": "true"})

    for each in refused:
        assert each.status_code == 409
        assert texts(each.text, ".notice-title") == ["Thay đổi này làm mất hiệu lực những điều các bên đang dựa vào"]
        assert "phải có phiên dịch" in each.text
    assert people == []
    assert named_too.url.path == done.url.path == f"/delegations/{scene.province.id}"
    db.refresh(scene.province)
    assert scene.province.languages == ["fr"]


def test_organiser_is_told_first_of_meetings_for_which_there_would_be_no_line(client: TestClient, db: Session) -> None:
    scene = Scene(db, online_links=0)
    scene.placed(scene.slots[0], scene.tables[0])
    path = path_of(scene.province, "details")
    typed = {"mode": "online", "revision": str(scene.province.revision), "meeting_link": "https://meet.example.vn/room"}

    refused = client.post(path, data=typed)
    done = client.post(path, data=typed | {"accept": "true"})

    assert (refused.status_code, "https://meet.example.vn/room" in refused.text) == (409, True)
    assert texts(refused.text, ".notice-title") == ["Thay đổi này làm mất hiệu lực những điều các bên đang dựa vào"]
    db.refresh(scene.province)
    assert (done.url.path, scene.province.mode) == (f"/delegations/{scene.province.id}", DelegationMode.ONLINE)


def test_own_clock_stands_beside_that_of_the_conference(own: TestClient, db: Session, province: Delegation) -> None:
    province.timezone, province.mode = "America/New_York", DelegationMode.ONLINE
    db.commit()

    page = own.get(path_of(province, "availability") + "?propose=true&lang=en").text

    assert texts(page, ".local") == ["01:30", "01:45"]
    assert " checked" not in page
    assert "Nothing is saved yet" in page


def test_editor_acts_for_the_delegation_and_a_viewer_only_looks(
    app: FastAPI, db: Session, conference: Conference, province: Delegation
) -> None:
    people = [reader(app, db, conference, role=role) for role in (Role.EDITOR, Role.VIEWER)]

    offers = ["Thêm đại biểu" in each.get(path_of(province, "")).text for each in people]

    assert offers == [True, False]


def test_viewer_reads_when_a_delegation_can_meet_as_a_list(
    app: FastAPI, db: Session, conference: Conference, province: Delegation
) -> None:
    viewer = reader(app, db, conference)
    viewer.cookies.set("lang", "en")

    page = viewer.get(path_of(province, "availability")).text

    assert {text.split()[-1] for text in texts(page, ".slot-cell")} == {"Ticked"}
    assert ("checkbox" in page, "data-module" in page, "arrow keys" in page) == (False, False, False)
