"""What the pages are given for each request; the API has its own, with its own answers to failures."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import Depends, File, Request, UploadFile
from sqlalchemy.orm import Session

from app.access.files import Shelved, get_intake
from app.access.people import get_people_service
from app.access.sign_in import COOKIE, visitor_of
from app.access.turns import ReadTurn, WriteTurn
from app.db import unit_of_work
from app.errors import Invalid, NotSignedIn
from app.services import auditing, shelves, sign_ins
from app.services.incoming_files import IncomingFile
from app.services.people import PeopleService
from app.services.permissions import Actor
from app.web.forms import Typed, get_typed
from app.web.rendering import Renderer


def get_read_session(request: Request, _turn: ReadTurn) -> Iterator[Session]:
    with unit_of_work(request.app.state.session_factory, write=False) as session:
        yield session


def get_write_session(request: Request, _turn: WriteTurn, shelf: Shelved) -> Iterator[Session]:
    with unit_of_work(request.app.state.session_factory, write=True) as session:
        shelves.put_on(session, shelf)
        yield session
        shelves.settle(session)


# scope="function": COMMIT runs before the response leaves, so a failed commit is an error, not a page.
ReadSession = Annotated[Session, Depends(get_read_session, scope="function")]
WriteSession = Annotated[Session, Depends(get_write_session, scope="function")]


def get_read_actor(request: Request, db: ReadSession) -> Actor:
    return _actor(request, db)


def get_write_actor(request: Request, db: WriteSession) -> Actor:
    actor = _actor(request, db)
    auditing.watch(db, actor)
    return actor


def _actor(request: Request, db: Session) -> Actor:
    """Whoever asks, remembered for the head of the page and for the log."""
    actor = sign_ins.actor_of(db, request.cookies.get(COOKIE), visitor_of(request))
    # The name itself: a failure rolls back and forgets what was read, and its page has a head, too.
    request.state.reader, request.state.account_id = actor.account.name, actor.account.id
    request.state.administers = actor.sight.everything
    request.state.enquires = actor.sight.everything or bool(actor.sight.delegations)
    return actor


def get_somebody(request: Request, db: ReadSession) -> Actor | None:
    try:
        return _actor(request, db)
    except NotSignedIn:
        return None


@contextmanager
def glance(request: Request) -> Iterator[tuple[Session, Actor]]:
    """A short look, ahead of what is to be done outside any transaction. Raises `NotSignedIn`."""
    with unit_of_work(request.app.state.session_factory, write=False) as db:
        yield db, _actor(request, db)


def get_sent_file(request: Request, shelf: Shelved, file: Annotated[UploadFile | str, File()] = "") -> IncomingFile:
    """A file that was looked into and written, for somebody who is signed in: all of it outside any transaction."""
    with glance(request):
        pass
    if isinstance(file, str) or not file.filename:
        raise Invalid("Please choose a file.")
    return get_intake(request).taken(shelf, file.filename, file.file.read())


SentFile = Annotated[IncomingFile, Depends(get_sent_file)]
# Whoever asks is looked up in the transaction of the request itself; nobody is sent to sign in.
ReadActor = Annotated[Actor, Depends(get_read_actor)]
WriteActor = Annotated[Actor, Depends(get_write_actor)]
# Whoever asks, on pages that are for everybody.
Somebody = Annotated[Actor | None, Depends(get_somebody)]
Service = Annotated[PeopleService, Depends(get_people_service)]
Pages = Annotated[Renderer, Depends(Renderer)]
TypedIn = Annotated[Typed, Depends(get_typed)]
