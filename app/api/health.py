"""Whether the server lives, and whether it can serve: for load balancers and containers."""

import logging

from fastapi import APIRouter, Request
from sqlalchemy.exc import SQLAlchemyError

from app.api.problems import problems
from app.api.schemas.fields import Output
from app.db import is_on_newest_schema, unit_of_work
from app.errors import NotReady

logger = logging.getLogger(__name__)
router = APIRouter(prefix="/health", tags=["Health"])


class Health(Output):
    status: str


@router.get("/live")
def live() -> Health:
    """The process answers."""
    return Health(status="live")


@router.get("/ready", responses=problems(NotReady))
def ready(request: Request) -> Health:
    """The database answers, and is on the schema of this release."""
    try:
        with unit_of_work(request.app.state.session_factory, write=False) as db:
            newest = is_on_newest_schema(db.connection())
    except SQLAlchemyError:
        logger.warning("database can't be reached", exc_info=True)
        newest = False
    if not newest:
        raise NotReady("The database can't be reached, or `ketnoi migrate` has not been run.")
    return Health(status="ready")
