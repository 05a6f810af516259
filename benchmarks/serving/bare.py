"""The yardstick: the least that FastAPI and SQLAlchemy need to list and to take needs. `python -m ... URL` serves it.

Same tables, same rows, same fields, same answers. It does not ask who you are, checks nothing but types, counts no
pages, keeps no record, logs nothing, and knows no failures.
"""

import sys
from collections.abc import Iterator
from typing import Annotated
from uuid import UUID

import uvicorn
from fastapi import Depends, FastAPI, Request
from pydantic import BaseModel
from sqlalchemy import inspect, select
from sqlalchemy.orm import Session, selectinload

from app.api.schemas.needs import NeedInput, NeedRead
from app.cli.server import LOOPBACK, address, listen
from app.db import make_engine, make_session_factory
from app.models import Country, Need, Region, Sector

LINKS = (selectinload(Need.sectors), selectinload(Need.countries), selectinload(Need.regions))


class Needs(BaseModel):
    items: list[NeedRead]


def get_session(request: Request) -> Iterator[Session]:
    with request.app.state.factory.begin() as db:
        # As the service does: a writer on SQLite takes the lock where it can wait for it.
        begin = "DEFERRED" if request.method == "GET" else "IMMEDIATE"
        db.connection(execution_options={"sqlite_begin": begin})
        yield db


Database = Annotated[Session, Depends(get_session, scope="function")]


def create_app(url: str) -> FastAPI:
    """Two endpoints on the database."""
    app = FastAPI(openapi_url=None)
    app.state.factory = make_session_factory(make_engine(url))
    app.get("/delegations/{delegation_id}/needs")(list_needs)
    app.post("/delegations/{delegation_id}/needs", status_code=201)(create_need)
    return app


def list_needs(delegation_id: UUID, limit: int, db: Database) -> Needs:
    found = select(Need).where(Need.delegation_id == delegation_id).order_by(Need.priority, Need.code).limit(limit)
    return Needs(items=[_out(need) for need in db.scalars(found.options(*LINKS))])


def create_need(delegation_id: UUID, body: NeedInput, db: Database) -> NeedRead:
    values = body.model_dump(exclude={"sector_codes", "country_codes", "region_codes"})
    need = Need(
        delegation_id=delegation_id,
        sectors=list(db.scalars(select(Sector).where(Sector.code.in_(body.sector_codes)))),
        countries=list(db.scalars(select(Country).where(Country.iso2.in_(body.country_codes)))),
        regions=list(db.scalars(select(Region).where(Region.code.in_(body.region_codes)))),
        **values,
    )
    db.add(need)
    db.flush()
    return _out(need)


def _out(need: Need) -> NeedRead:
    links = {name: getattr(need, name) for name in ("sectors", "countries", "regions")}
    columns = {column.key: getattr(need, column.key) for column in inspect(Need).column_attrs}
    return NeedRead.model_validate(columns | links | {"extent": "whole"})


def main() -> None:
    (url,) = sys.argv[1:]
    app, listener = create_app(url), listen(LOOPBACK, 0)
    assert listener is not None
    print(f"bare listens on {address(listener)};", flush=True)
    uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False)).run(sockets=[listener])


if __name__ == "__main__":
    main()
