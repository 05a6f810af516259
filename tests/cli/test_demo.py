"""`ketnoi demo`, from nothing to a page, and interrupted at any moment."""

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import select

from app.cli.demo import _listener, _own_folder
from app.db import make_engine, make_session_factory, unit_of_work
from app.models import Run, RunStatus
from tests.cli.process import PATIENCE_SECONDS, children, interrupt, ketnoi, line_with
from tests.waiting import is_alive

CONFERENCE = re.compile(r"/conferences/[0-9a-f-]{36}")
LINK = re.compile(r"http://[^\s\"<]+/invitations/accept\?secret=[^\s\"<]+")


def statuses(folder: Path) -> list[RunStatus]:
    """What became of the demo's runs, in their order."""
    engine = make_engine(f"sqlite:///{folder / 'ketnoi.db'}")
    with unit_of_work(make_session_factory(engine), write=False) as db:
        found = list(db.scalars(select(Run.status).order_by(Run.queued_at)))
    engine.dispose()
    return found


@contextmanager
def signed_in(url: str, email: str, password: str) -> Iterator[tuple[httpx2.Client, str]]:
    """The browser of somebody who signs in to see the page, and the page."""
    with httpx2.Client(follow_redirects=True, timeout=PATIENCE_SECONDS) as client:
        form = client.get(url).url
        yield client, client.post(form, data={"email": email, "password": password}).text


def link_of_invitation(client: httpx2.Client, url: str) -> str:
    """What an organiser hands on to somebody who is invited to the conference of a timetable."""
    conference = CONFERENCE.search(client.get(url).text)
    assert conference
    form = {"email": "an@example.vn", "role": "editor"}
    invited = client.post(httpx2.URL(url).join(f"{conference[0]}/people/invite"), data=form)
    link = LINK.search(invited.text)
    assert link, invited.text
    return link[0]


@pytest.mark.slow
def test_demo_makes_a_timetable_and_serves_it(tmp_path: Path) -> None:
    with ketnoi("demo", "--seconds", "2", "--data-dir", str(tmp_path), "--port", "20000") as demo:
        assert "feasible" in line_with(demo, "Timetable version 1, ")
        assert line_with(demo, "Must-meets met")
        password = line_with(demo, "Sign in with the password ").split()[-2]
        url = line_with(demo, "The timetable: ").split()[-1]
        with signed_in(url, "organiser@demo.example", password) as (client, page):
            link = link_of_invitation(client, url)
            invitation = client.get(link)
        code, rest = interrupt(demo)

    assert '<table class="board' in page
    assert (link.split("/invitations/")[0], invitation.status_code) == (url.split("/sessions/")[0], 200)
    assert (code, rest.splitlines()[0], "Traceback" in rest) == (0, "Ctrl-C ends the demo.", False)
    assert statuses(tmp_path) == [RunStatus.SUCCEEDED]
    assert (tmp_path / "documents").is_dir()  # Else no document could be kept.


@pytest.mark.slow
def test_demo_again_makes_another_version(tmp_path: Path) -> None:
    arguments = ("demo", "--seconds", "2", "--data-dir", str(tmp_path), "--no-serve")
    with ketnoi(*arguments) as demo:
        demo.communicate(timeout=PATIENCE_SECONDS)

    with ketnoi(*arguments) as again:
        output, _ = again.communicate(timeout=PATIENCE_SECONDS)

    assert (again.returncode, "Timetable version 2, " in output, "Traceback" in output) == (0, True, False)


@pytest.mark.slow
def test_demo_interrupted_while_solving_leaves_nothing_behind(tmp_path: Path) -> None:
    with ketnoi("demo", "--seconds", "300", "--data-dir", str(tmp_path), "--no-serve") as demo:
        line_with(demo, "bound")
        solving = children(demo)
        code, rest = interrupt(demo)

    assert (code, "Traceback" in rest) == (130, False)
    assert solving  # And maybe one that was ready for the next.
    assert not [pid for pid in solving if is_alive(pid)]
    assert statuses(tmp_path) == [RunStatus.CANCELLED]


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which somebody else listens."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_taken_port_gives_the_next_free_one(taken: int, capsys: pytest.CaptureFixture[str]) -> None:
    with _listener(taken) as listener:
        assert listener.getsockname()[1] > taken

    assert capsys.readouterr().out.splitlines()[0] == f"Port {taken} is taken; trying the next."


def test_folder_in_use_gives_the_next_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wanted = tmp_path / "demo"

    with _own_folder(wanted) as first, _own_folder(wanted) as second:
        assert (first, second) == (wanted, tmp_path / "demo-2")
    with _own_folder(wanted) as again:
        assert again == wanted

    assert capsys.readouterr().out == f"Another demo is using {wanted}; this one takes the next.\n"
