"""What the pages are given for each request; the API has its own, with its own answers to failures."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.orm import Session

from app.db import unit_of_work
from app.web.rendering import Renderer


def get_read_session(request: Request) -> Iterator[Session]:
    with unit_of_work(request.app.state.session_factory, write=False) as session:
        yield session


ReadSession = Annotated[Session, Depends(get_read_session, scope="function")]
Pages = Annotated[Renderer, Depends(Renderer)]
