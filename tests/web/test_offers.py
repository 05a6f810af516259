"""Pages offer to organisers of each role only what these may do: no link and no button leads to a refusal."""

import re
from collections import Counter
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from fastapi import FastAPI
from sqlalchemy.orm import Session

from app.models import Conference, ConferenceSession, Delegation, InterestState, Role
from app.services.timetable_drafts import drafts
from tests import factories
from tests.web.readers import reader

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
EACH = 2
"""So many pages of a kind are visited."""


class Offers(HTMLParser):
    """Where links of a page lead, and the forms that can be sent from it, with what stands in them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.sent: list[tuple[str, dict[str, str]]] = []
        self._form: tuple[str, dict[str, str]] | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        elif tag == "form":
            self._form = (given.get("action", ""), {}) if given.get("method") == "post" else None
        elif tag == "input" and self._form and "name" in given and given.get("type") not in {"checkbox", "file"}:
            self._form[1][given["name"]] = given.get("value", "")
        elif tag == "button" and self._form and given.get("formmethod") != "get" and given.get("type") != "button":
            self.sent.append((given.get("formaction") or self._form[0], self._form[1]))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None


@pytest.fixture
def busy(
    db: Session, conference: Conference, session: ConferenceSession, province: Delegation, seoul: Delegation
) -> Conference:
    """With something of each kind, and trouble ahead."""
    factories.a_need(db, province)
    factories.an_offering(db, seoul, state=InterestState.RETURNED)
    factories.a_wish(db, session, province, seoul)
    factories.a_request(db, session, seoul, province)
    for code in ("01", "02", "04"):  # More than Seoul can meet.
        factories.a_must_meet(db, session, factories.a_delegation(db, session, code), seoul)
    factories.a_group(db, session, seoul, invited=[province])
    factories.an_interpreter(db, session, "vi", "ko")
    factories.a_run(db, session)
    factories.a_version(db, session)
    drafts.begin(db, factories.an_administrator(db), session.id, timetable_id=None)
    db.commit()
    return conference


@pytest.mark.parametrize(
    "role", [*(pytest.param(role, marks=pytest.mark.slow) for role in (Role.VIEWER, Role.DESK)), Role.EDITOR]
)
def test_nothing_is_offered_that_is_refused(app: FastAPI, db: Session, busy: Conference, role: Role) -> None:
    client = reader(app, db, busy, role=role)
    todo, seen = [f"/conferences/{busy.id}/overview"], Counter[str]()
    forms: dict[str, tuple[str, dict[str, str]]] = {}
    refused: list[tuple[str, int]] = []
    while todo:
        path = todo.pop(0)
        kind = ID.sub("*", path)
        seen[kind] += 1
        if seen[kind] > EACH or "lang=" in path or "theme=" in path:
            continue
        answer = client.get(path)
        if answer.status_code >= 400:
            refused.append((kind, answer.status_code))
        elif "html" in answer.headers["content-type"]:
            offers = Offers(answer.text)
            todo += [_local(path, link) for link in offers.links if not urlsplit(link).netloc]
            forms |= {ID.sub("*", action or path): (action or path, typed) for action, typed in offers.sent}
    del forms["/sign-out"]

    refused += [
        (kind, 403) for kind, (path, typed) in forms.items() if client.post(path, data=typed).status_code == 403
    ]

    assert refused == []
    assert len(seen) > 25
    assert (len(forms) > 25) is (role is Role.EDITOR)


def _local(path: str, link: str) -> str:
    parts = urlsplit(urljoin(f"http://localhost{path}", link))
    return parts.path + (f"?{parts.query}" if parts.query else "")
