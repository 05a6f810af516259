"""Typed dependencies; routes never call `Depends` themselves."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, Query, Request, Response
from sqlalchemy.orm import Session

from app.api.schemas.fields import Window
from app.db import unit_of_work
from app.i18n.languages import Language, accepted_by_program
from app.settings import SolverSettings


def get_read_session(request: Request) -> Iterator[Session]:
    with unit_of_work(request.app.state.session_factory, write=False) as session:
        yield session


def get_write_session(request: Request) -> Iterator[Session]:
    with unit_of_work(request.app.state.session_factory, write=True) as session:
        yield session


def get_limits(request: Request) -> SolverSettings:
    limits: SolverSettings = request.app.state.settings.solver
    return limits


def get_language(request: Request, response: Response) -> Language:
    response.headers["Vary"] = "Accept-Language"
    return accepted_by_program(request.headers.get("accept-language", ""))


async def get_body(request: Request) -> bytes:
    return await request.body()


# scope="function": COMMIT runs before the response leaves, so a failed commit is an error, not a 201.
ReadSession = Annotated[Session, Depends(get_read_session, scope="function")]
WriteSession = Annotated[Session, Depends(get_write_session, scope="function")]
Reader = Annotated[Language, Depends(get_language)]
Limits = Annotated[SolverSettings, Depends(get_limits)]
RawBody = Annotated[bytes, Depends(get_body)]
Paging = Annotated[Window, Query()]
