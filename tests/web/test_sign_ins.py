"""Signing in and out by the pages, and joining by the link of an invitation."""

from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from app.access.sign_in import COOKIE
from app.adapters.passwords import Argon2Passwords
from app.models import Account, Membership, Role, SignIn
from tests import factories
from tests.factories import an_invitation
from tests.web.markup import texts

PASSWORD = "correct horse battery"  # noqa: S105 -- of nobody
FORM = {"email": "an@example.vn", "password": PASSWORD}
WRONG = "Vui lòng kiểm tra lại địa chỉ thư điện tử và mật khẩu."
OVER = "Lời mời đã được nhận, đã hết hạn hoặc đã bị rút; vui lòng đề nghị gửi lời mời mới."


@pytest.fixture
def account(db: Session) -> Account:
    hashed = Argon2Passwords(at_once=1).hashed(PASSWORD)
    return factories.an_account(db, email="an@example.vn", name="Nguyễn An", password_hash=hashed)


def tag(page: str, name: str) -> str:
    """The input of this name, as it is written."""
    return next(part for part in page.split("<input ")[1:] if f'name="{name}"' in part).split(">")[0]


@pytest.mark.usefixtures("account")
def test_signing_in_leads_on_and_sets_the_cookie(visitor: TestClient) -> None:
    response = visitor.post("/sign-in?next=/sessions/7%3Fview%3Dslots", data=FORM, follow_redirects=False)

    assert (response.status_code, response.headers["location"]) == (303, "/sessions/7?view=slots")
    cookie = response.headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


@pytest.mark.parametrize(
    "path",
    ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "/\t/evil.example", "/ x", ""],
)
@pytest.mark.usefixtures("account")
def test_signing_in_leads_to_no_other_server(visitor: TestClient, path: str) -> None:
    response = visitor.post("/sign-in", params={"next": path}, data=FORM, follow_redirects=False)

    assert (response.status_code, response.headers["location"]) == (303, "/")


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize("typed", [FORM | {"password": "not this one"}, FORM | {"email": "nobody@example.vn"}])
def test_wrong_password_is_told_at_its_field_and_not_repeated(visitor: TestClient, typed: dict[str, str]) -> None:
    response = visitor.post("/sign-in", data=typed)

    assert (response.status_code, texts(response.text, ".fault")) == (
        401,
        [WRONG],
    )
    assert typed["password"] not in response.text
    assert f'value="{typed["email"]}"' in tag(response.text, "email")
    assert "autofocus" not in tag(response.text, "email")
    assert 'aria-invalid="true" aria-describedby="password-fault" autofocus' in tag(response.text, "password")
    assert COOKIE not in response.headers.get("set-cookie", "")


def test_what_is_too_short_for_an_address_is_told_what_one_is_like(visitor: TestClient) -> None:
    short, none = (visitor.post("/sign-in?lang=en", data={"email": email, "password": PASSWORD}) for email in ("x", ""))

    assert texts(short.text, ".fault") == ["An e-mail address is like name@example.vn."]
    assert texts(none.text, ".fault") == ["Please fill this in."]


def test_what_is_no_address_is_told_at_its_field_in_either_language(visitor: TestClient) -> None:
    typed = {"email": '"an', "password": PASSWORD}

    vietnamese, english = (visitor.post(f"/sign-in?lang={code}", data=typed) for code in ("vi", "en"))

    assert [page.status_code for page in (vietnamese, english)] == [422, 422]
    assert texts(english.text, ".fault") == ["An e-mail address is like name@example.vn."]
    assert texts(vietnamese.text, ".fault") == ["Địa chỉ thư điện tử có dạng ten@example.vn."]
    assert unescape(tag(english.text, "email")).count('value=""an"') == 1
    assert "autofocus" in tag(english.text, "email")
    assert texts(english.text, "title") == ["Please check: Sign in \N{EN DASH} Kết Nối"]


def test_empty_form_asks_for_each_field(visitor: TestClient) -> None:
    page = visitor.post("/sign-in?lang=en", data={"email": ""}).text

    assert texts(page, ".fault") == ["Please fill this in."] * 2


@pytest.mark.usefixtures("account")
def test_refusals_are_counted_and_lock_for_a_while(visitor: TestClient) -> None:
    for _ in range(10):
        visitor.post("/sign-in", data=FORM | {"password": "a guess"})

    response = visitor.post("/sign-in?lang=en", data=FORM)

    assert (response.status_code, texts(response.text, ".notice")) == (429, ["Please try again in 15 min."])


def test_form_of_another_site_is_refused(visitor: TestClient, account: Account, db: Session) -> None:
    response = visitor.post("/sign-in", data=FORM, headers={"Sec-Fetch-Site": "cross-site"})

    assert response.status_code == 403
    assert db.query(SignIn).filter_by(account_id=account.id).count() == 0


def test_page_is_not_for_whoever_is_signed_in(visitor: TestClient, account: Account, db: Session) -> None:
    visitor.cookies.set(COOKIE, factories.a_sign_in(db, account))

    response = visitor.get("/sign-in?next=/nothing", follow_redirects=False)

    assert (response.status_code, response.headers["location"]) == (303, "/nothing")


def test_signing_out_ends_the_sign_in_of_the_server(visitor: TestClient, account: Account, db: Session) -> None:
    visitor.cookies.set(COOKIE, factories.a_sign_in(db, account))

    response = visitor.post("/sign-out", follow_redirects=False)

    assert (response.status_code, response.headers["location"]) == (303, "/sign-in")
    assert f'{COOKIE}=""' in response.headers["set-cookie"]
    assert db.query(SignIn).count() == 0


def test_signing_out_without_a_sign_in_leads_to_the_form(visitor: TestClient) -> None:
    response = visitor.post("/sign-out", follow_redirects=False)

    assert (response.status_code, response.headers["location"]) == (303, "/sign-in")


def test_invitation_tells_what_it_is_for_and_tells_nobody_else(visitor: TestClient, db: Session) -> None:
    response = visitor.get(an_invitation(db))

    assert texts(response.text, "h1") == ["Hội nghị Ngoại vụ"]
    assert "Trân trọng mời Ông/Bà tham gia với tư cách biên tập viên của hội nghị." in texts(response.text, ".sheet")[0]
    assert 'value="binh@example.vn"' in response.text
    assert response.headers["referrer-policy"] == "strict-origin"
    assert response.headers["cache-control"] == "no-store"


def test_invitation_to_a_delegation_names_it(visitor: TestClient, db: Session) -> None:
    session = factories.a_session(db)
    organisation = factories.an_organisation(db, "EMB-KR")
    delegation = factories.a_delegation(db, session, organisation=organisation)

    page = visitor.get(an_invitation(db, role=Role.HEAD, delegation_id=delegation.id) + "&lang=en").text

    assert texts(page, "strong") == [organisation.name_en]


def test_somebody_new_joins_with_a_name_and_a_password(visitor: TestClient, db: Session) -> None:
    path = an_invitation(db)
    person = {"name": "Trần Bình", "password": PASSWORD}

    response = visitor.post(path, data=person, follow_redirects=False)

    joined = db.query(Account).filter_by(email="binh@example.vn").one()
    member = db.query(Membership).filter_by(account_id=joined.id).one()
    assert (joined.name, member.role) == ("Trần Bình", Role.EDITOR)
    assert (response.status_code, response.headers["location"]) == (303, f"/conferences/{member.conference_id}")
    again = visitor.get(path)
    assert again.status_code == 409
    assert OVER in texts(again.text, ".state")[0]


def test_somebody_known_joins_with_the_password_alone(visitor: TestClient, account: Account, db: Session) -> None:
    path = an_invitation(db, account.email)
    page = visitor.get(path).text

    refused = visitor.post(path, data={"password": "not this one"})
    joined = visitor.post(path, data={"password": PASSWORD}, follow_redirects=False)

    assert 'name="name"' not in page
    assert (refused.status_code, texts(refused.text, ".fault")) == (401, [WRONG])
    assert refused.headers["referrer-policy"] == "strict-origin"
    assert joined.status_code == 303
    assert db.query(Membership).filter_by(account_id=account.id).one().role is Role.EDITOR


def test_short_password_is_told_and_the_name_kept(visitor: TestClient, db: Session) -> None:
    response = visitor.post(an_invitation(db) + "&lang=en", data={"name": "Bình", "password": "short"})

    assert (response.status_code, texts(response.text, ".fault")) == (422, ["At least 12 characters are needed."])
    assert 'value="Bình"' in tag(response.text, "name")
    assert "short" not in tag(response.text, "password")
    assert texts(response.text, "h1") != []


@pytest.mark.parametrize(
    "values", [{"expires_at": datetime(2026, 1, 1, tzinfo=UTC)}, {"accepted_at": datetime.now(UTC)}]
)
def test_invitation_that_is_over_is_told_on_a_page(visitor: TestClient, db: Session, values: dict[str, Any]) -> None:
    paths = [an_invitation(db, **values), "/invitations/accept?secret=unknown"]

    pages = [visitor.get(path) for path in paths] + [visitor.post(path, data=FORM) for path in paths]

    assert {page.status_code for page in pages} == {409}
    assert {texts(page.text, ".state")[0] for page in pages} == {texts(pages[0].text, ".state")[0]}
    assert OVER in pages[0].text
