"""Typed dependencies; routes never call `Depends` themselves."""

from collections.abc import Callable, Iterator
from typing import Annotated, Any, ClassVar, NamedTuple

from fastapi import Depends, File, Query, Request, Response, UploadFile
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy.orm import Session

from app.access.files import Shelved, get_intake
from app.access.people import get_people_service
from app.access.sign_in import COOKIE, visitor_of
from app.access.turns import ReadTurn, WriteTurn
from app.adapters.explainer import Explainer
from app.api.routing import Once
from app.api.schemas.fields import Window
from app.db import unit_of_work
from app.i18n.languages import Language, accepted_by_program
from app.models import Scope
from app.services import api_tokens, auditing, shelves, sign_ins
from app.services.incoming_files import IncomingFile
from app.services.people import PeopleService
from app.services.permissions import Actor
from app.settings import SolverSettings


def get_read_session(request: Request, _turn: ReadTurn) -> Iterator[Session]:
    with unit_of_work(request.app.state.session_factory, write=False) as session:
        yield session


def get_write_session(request: Request, _turn: WriteTurn, shelf: Shelved) -> Iterator[Session]:
    with unit_of_work(request.app.state.session_factory, write=True) as session:
        shelves.put_on(session, shelf)
        yield session
        shelves.settle(session)


def get_limits(request: Request) -> SolverSettings:
    limits: SolverSettings = request.app.state.settings.solver
    return limits


def get_language(request: Request, response: Response) -> Language:
    response.headers["Vary"] = "Accept-Language"
    return accepted_by_program(request.headers.get("accept-language", ""))


def get_explainer(request: Request) -> Explainer:
    explainer: Explainer = request.app.state.explainer
    return explainer


async def get_body(request: Request) -> bytes:
    return await request.body()


# scope="function": COMMIT runs before the response leaves, so a failed commit is an error, not a 201.
ReadSession = Annotated[Session, Depends(get_read_session, scope="function")]
WriteSession = Annotated[Session, Depends(get_write_session, scope="function")]


# By them OpenAPI knows which operations want to know who asks.
Cookie = Annotated[str | None, Depends(APIKeyCookie(name=COOKIE, scheme_name="SignIn", auto_error=False))]
Token = Annotated[HTTPAuthorizationCredentials | None, Depends(HTTPBearer(scheme_name="ApiToken", auto_error=False))]


def get_read_actor(request: Request, db: ReadSession, cookie: Cookie, token: Token) -> Actor:
    return _actor(request, db, cookie, token, needed=Scope.READ)


def get_write_actor(request: Request, db: WriteSession, cookie: Cookie, token: Token) -> Actor:
    actor = _actor(request, db, cookie, token, needed=Scope.WRITE)
    once: Once | None = getattr(request.state, "once", None)
    if once is not None:
        once.begin(db, actor)
    auditing.watch(db, actor)
    return actor


class Revisit:
    """For what goes on after the transaction of its request: asks anew who the caller is, and what that one may see."""

    needed: ClassVar[Scope] = Scope.READ

    def __init__(self, request: Request, cookie: Cookie, token: Token) -> None:
        self._request, self._cookie, self._token = request, cookie, token

    def __call__(self, see: Callable[[Session, Actor], object]) -> None:
        """Raises what `see` raises, and `NotSignedIn` for whoever is not any more."""
        with unit_of_work(self._request.app.state.session_factory, write=False) as db:
            see(db, _actor(self._request, db, self._cookie, self._token, needed=self.needed))


class Precheck(Revisit):
    """The same ahead of that transaction, for what takes long and is only done for those who may change something."""

    needed = Scope.WRITE


def _actor(request: Request, db: Session, cookie: Cookie, token: Token, *, needed: Scope) -> Actor:
    visitor = visitor_of(request)
    if token is not None:
        actor = api_tokens.actor_of(db, token.credentials, visitor.address, needed)
    else:
        actor = sign_ins.actor_of(db, cookie, visitor)
    request.state.account_id = actor.account.id
    return actor


def taken_after(allow: Callable[..., None]) -> Any:
    """A file that is looked into and written, outside any transaction, once this dependency has let its sender pass."""

    def get_taken_file(
        request: Request, _allowed: Annotated[None, Depends(allow)], shelf: Shelved, file: Annotated[UploadFile, File()]
    ) -> IncomingFile:
        return get_intake(request).taken(shelf, file.filename or "", file.file.read())

    return Depends(get_taken_file)


class SentWorkbook(NamedTuple):
    content: bytes
    name: str


def scanned_after(allow: Callable[..., None]) -> Any:
    """As `taken_after`, of a file that goes to no shelf."""

    def get_scanned_file(
        request: Request,
        _allowed: Annotated[None, Depends(allow)],
        file: Annotated[UploadFile, File(description="An XLSX or ODS file.")],
    ) -> SentWorkbook:
        content = file.file.read()
        get_intake(request).scan(content)
        return SentWorkbook(content, file.filename or "")

    return Depends(get_scanned_file)


SignedIn = Depends(get_read_actor)
# Whoever asks is looked up in the transaction of the request itself.
ReadActor = Annotated[Actor, Depends(get_read_actor)]
WriteActor = Annotated[Actor, Depends(get_write_actor)]
Service = Annotated[PeopleService, Depends(get_people_service)]
Revisiting = Annotated[Revisit, Depends(Revisit)]
Prechecking = Annotated[Precheck, Depends(Precheck)]
Reader = Annotated[Language, Depends(get_language)]
Explaining = Annotated[Explainer, Depends(get_explainer)]
Limits = Annotated[SolverSettings, Depends(get_limits)]
RawBody = Annotated[bytes, Depends(get_body)]
Paging = Annotated[Window, Query()]
