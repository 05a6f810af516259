"""Whether the server lives, and whether it can serve: for load balancers and containers."""

from fastapi import APIRouter, Request
from sqlalchemy.exc import SQLAlchemyError

from app.api.problems import problems
from app.api.schemas.fields import Output
from app.db import unit_of_work
from app.errors import NotReady
from app.services import conferences

router = APIRouter(prefix="/health", tags=["Health"])


class Health(Output):
    status: str


@router.get("/live")
def live() -> Health:
    """The process answers."""
    return Health(status="live")


@router.get("/ready", responses=problems(NotReady))
def ready(request: Request) -> Health:
    """The database answers, and has been migrated."""
    try:
        with unit_of_work(request.app.state.session_factory, write=False) as db:
            conferences.page(db, limit=1, offset=0)
    except SQLAlchemyError as exc:
        raise NotReady("The database can't be reached, or `ketnoi migrate` has not been run.") from exc
    return Health(status="ready")
