"""A second factor, from the picture for the telephone to the code that is asked for."""

from datetime import UTC, datetime
from typing import Any

import pyotp
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Account, AuditEntry, RecoveryCode, SecondFactor, SignIn
from app.services.second_factors import STEP_SECONDS
from tests import mailbox
from tests.api.answers import API, assert_invalid, assert_problem
from tests.api.people import PASSWORD, People
from tests.factories import a_sign_in, an_account, an_invitation
from tests.telephone import Telephone

URL = f"{API}/accounts/me/second-factor"
EMAIL = "an@example.vn"
USED = "This code does not fit, or has been used; take the one that is shown now."


@pytest.fixture
def account(db: Session, people: People) -> Account:
    return an_account(db, email=EMAIL, password_hash=people.password_hash)


@pytest.fixture
def client(people: People, account: Account) -> TestClient:
    """Of the account's owner."""
    return people.client(account)


@pytest.fixture
def telephone(client: TestClient) -> Telephone:
    """Set up and confirmed."""
    telephone = Telephone(client.post(URL).json()["secret"])
    telephone.recovery_codes = client.post(f"{URL}/confirmations", json={"code": telephone.code()}).json()[
        "recovery_codes"
    ]
    return telephone


def sign_in(client: TestClient, **values: Any) -> Response:
    return client.post(f"{API}/sign-ins", json={"email": EMAIL, "password": PASSWORD} | values)


def test_new_secret_comes_as_text_address_and_picture(client: TestClient) -> None:
    before = client.get(URL).json()
    made = client.post(URL)

    body = made.json()
    assert before == {"confirmed_at": None, "recovery_codes_left": 0}
    assert (made.status_code, set(body)) == (201, {"secret", "uri", "qr_svg"})
    assert pyotp.parse_uri(body["uri"]).secret == body["secret"]
    assert pyotp.parse_uri(body["uri"]).name == EMAIL
    assert body["qr_svg"].startswith("<svg xmlns=")
    assert client.get(URL).json() == before
    assert sign_in(client).status_code == 201


def test_secret_is_of_no_use_to_a_thief(client: TestClient, db: Session) -> None:
    secret = client.post(URL).json()["secret"]

    assert secret.encode() not in db.scalars(select(SecondFactor.sealed)).one()


def test_confirmed_factor_is_asked_for_and_ends_other_sign_ins(
    client: TestClient, db: Session, account: Account
) -> None:
    a_sign_in(db, account)
    telephone = Telephone(client.post(URL).json()["secret"])

    confirmed = client.post(f"{URL}/confirmations", json={"code": telephone.code()})

    codes = confirmed.json()["recovery_codes"]
    assert (confirmed.status_code, len(set(codes)), {len(code) for code in codes}) == (201, 10, {19})
    state = client.get(URL).json()
    assert datetime.fromisoformat(state["confirmed_at"]).date() == datetime.now(UTC).date()
    assert state["recovery_codes_left"] == 10
    assert len(db.scalars(select(SignIn).where(SignIn.account_id == account.id)).all()) == 1
    assert not set(codes) & set(db.scalars(select(RecoveryCode.code_sha256)))
    assert [entry.action for entry in db.scalars(select(AuditEntry))] == ["second-factor.confirmed"]


def test_wrong_code_confirms_nothing(client: TestClient) -> None:
    telephone = Telephone(client.post(URL).json()["secret"])
    detail = "This code does not fit; take the one that is shown now."

    assert_invalid(client.post(f"{URL}/confirmations", json={"code": telephone.wrong()}), ("/code", detail))
    assert client.get(URL).json()["confirmed_at"] is None


def test_sign_in_takes_password_and_code(client: TestClient, people: People, telephone: Telephone) -> None:
    visitor = people.client()

    without, wrong = sign_in(visitor), sign_in(visitor, code=telephone.wrong())
    guessed = sign_in(visitor, password="a guess", code=telephone.code(1))  # noqa: S106 -- a wrong one
    right = sign_in(visitor, code=f" {telephone.code(1)[:3]} {telephone.code(1)[3:]} ")

    detail = "Give the code that your telephone shows, or a recovery code."
    assert_problem(without, 401, "second-factor-needed", detail)
    assert_problem(wrong, 403, "code-refused", USED)
    assert_problem(guessed, 401, "sign-in-refused")
    assert right.status_code == 201
    assert visitor.get(URL).status_code == client.get(URL).status_code == 200


def test_code_works_once_and_so_does_no_earlier_one(people: People, telephone: Telephone) -> None:
    """The one that confirmed it is used, too."""
    visitor = people.client()

    answers = [sign_in(visitor, code=telephone.code(step)) for step in (0, 1, 1, 0)]

    assert [answer.status_code for answer in answers] == [403, 201, 403, 403]


def test_code_of_another_time_is_refused(people: People, telephone: Telephone) -> None:
    assert [sign_in(people.client(), code=telephone.code(step)).status_code for step in (-10, 10)] == [403, 403]


def test_recovery_code_takes_its_place_once(client: TestClient, people: People, telephone: Telephone) -> None:
    written = telephone.recovery_codes[0].replace("-", " ").lower()

    assert [sign_in(people.client(), code=written).status_code for _ in range(2)] == [201, 403]
    assert client.get(URL).json()["recovery_codes_left"] == 9


def test_guesses_are_counted_and_lock_for_a_while(people: People, telephone: Telephone) -> None:
    visitor = people.client()

    answers = [sign_in(visitor, code=telephone.wrong()).status_code for _ in range(4)]

    assert answers == [403, 403, 403, 429]
    assert sign_in(visitor, code=telephone.code(1)).status_code == 429
    assert sign_in(visitor, code=telephone.recovery_codes[0]).status_code == 429


def test_factor_is_taken_away_by_a_code_and_its_owner_told(
    client: TestClient, app: FastAPI, db: Session, people: People, telephone: Telephone
) -> None:
    mailbox.opened(app)

    refused = client.post(f"{URL}/removals", json={"code": telephone.wrong()})
    removed = client.post(f"{URL}/removals", json={"code": telephone.code(1)})

    assert_problem(refused, 403, "code-refused", USED)
    assert (removed.status_code, sign_in(people.client()).status_code) == (204, 201)
    assert client.get(URL).json() == {"confirmed_at": None, "recovery_codes_left": 0}
    (mail,) = mailbox.taken(app, db)
    assert (mail.recipient, mail.subject.split(" / ")[1]) == (EMAIL, "Your second factor has been taken away")


def test_second_one_takes_the_first_away_first(client: TestClient, telephone: Telephone) -> None:
    assert_problem(client.post(URL), 409, "second-factor-on", "Take the one that you have away first.")
    off = client.post(f"{URL}/confirmations", json={"code": telephone.code(1)})
    assert_problem(off, 409, "second-factor-off", "Begin with a new second factor.")


def test_what_is_not_there_is_not_taken_away(client: TestClient) -> None:
    client.post(URL)

    off = client.post(f"{URL}/removals", json={"code": "123456"})

    assert_problem(off, 409, "second-factor-off", "There is none to take away.")


def test_new_secret_replaces_one_that_was_not_confirmed(client: TestClient) -> None:
    first, second = (Telephone(client.post(URL).json()["secret"]) for _ in range(2))

    assert client.post(f"{URL}/confirmations", json={"code": first.code()}).status_code == 422
    assert client.post(f"{URL}/confirmations", json={"code": second.code()}).status_code == 201


def test_invitation_of_somebody_known_takes_a_code_too(people: People, db: Session, telephone: Telephone) -> None:
    secret = an_invitation(db, EMAIL).partition("=")[2]
    body = {"secret": secret, "name": "An", "password": PASSWORD}
    accept = f"{API}/invitation-acceptances"

    answers = [
        people.client().post(accept, json=body | {"code": code})
        for code in (None, telephone.wrong(), telephone.code(1))
    ]

    assert [answer.status_code for answer in answers] == [401, 403, 201]


def test_changed_secret_of_the_server_leaves_the_recovery_codes(
    people: People, db: Session, telephone: Telephone
) -> None:
    db.scalars(select(SecondFactor)).one().sealed = b"sealed under another secret"
    db.commit()

    assert sign_in(people.client(), code=telephone.code(1)).status_code == 403
    assert sign_in(people.client(), code=telephone.recovery_codes[0]).status_code == 201


def test_program_may_not_touch_it(client: TestClient, people: People) -> None:
    token = client.post(f"{API}/api-tokens", json={"name": "program", "scope": "write", "days": 1}).json()["secret"]
    program = people.client()
    program.headers["Authorization"] = f"Bearer {token}"

    answers = [program.post(f"{URL}{path}", json={"code": "123456"}) for path in ("/confirmations", "/removals")]

    for answer in [*answers, program.post(URL)]:
        assert_problem(answer, 403, "forbidden")


def test_step_is_half_a_minute() -> None:
    assert pyotp.TOTP(pyotp.random_base32()).interval == STEP_SECONDS
