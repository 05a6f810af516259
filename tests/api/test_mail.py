"""From an invitation by the API to the mail in somebody's hands and the page that its link opens."""

import re

from fastapi.testclient import TestClient
from pydantic import SecretStr
from sqlalchemy import Engine

from app.access.sign_in import COOKIE
from app.db import make_session_factory, upgrade
from app.main import create_app
from app.settings import HttpSettings, MailSettings, RunnerSettings, Settings
from tests.api.answers import API
from tests.factories import a_conference, a_sign_in, an_account
from tests.smtp import HERE, receiving
from tests.waiting import wait_for


def test_invitation_reaches_whom_it_is_for(empty_engine: Engine) -> None:
    upgrade(empty_engine)
    with make_session_factory(empty_engine)() as db:
        conference, owner = a_conference(db, name_en="Conference 21"), an_account(db, is_administrator=True)
        secret = a_sign_in(db, owner)
    with receiving() as received:
        sender = MailSettings(
            host=HERE, port=received.port, security="none", sender="Kết Nối <no-reply@example.vn>", poll_seconds=0.05
        )
        settings = Settings(
            database_url=SecretStr(empty_engine.url.render_as_string(hide_password=False)),
            secret_key=SecretStr("only for tests, " * 3),
            runner=RunnerSettings(enabled=False),
            http=HttpSettings(public_url="http://localhost"),
            mail=sender,
        )
        with TestClient(create_app(settings), base_url="http://localhost") as client:
            client.cookies.set(COOKIE, secret)
            asked = {"email": "binh@example.vn", "role": "editor"}
            made = client.post(f"{API}/conferences/{conference.id}/invitations", json=asked)
            assert made.status_code == 201
            wait_for(lambda: received.mails)
            text = received.mails[0].get_body(("plain",))
            assert text is not None
            (link,) = set(re.findall(r"http://\S+", text.get_content()))
            page = client.get(link.replace("http://localhost", ""))

    assert received.recipients == ["binh@example.vn"]
    assert link == f"http://localhost/invitations/accept?secret={made.json()['secret']}"
    assert 'value="binh@example.vn"' in page.text
