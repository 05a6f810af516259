"""Reference data as lists to choose from; it is nobody's secret."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.models import Country, Objective, Region, Sector
from app.queries import reference


def sectors(db: Session) -> Sequence[Sector]:
    """Each followed by those below it."""
    return sorted(
        db.scalars(reference.everything(Sector)),
        key=lambda each: (each.parent_code or each.code, each.parent_code or ""),
    )


def objectives(db: Session) -> Sequence[Objective]:
    return db.scalars(reference.everything(Objective)).all()


def countries(db: Session) -> Sequence[Country]:
    return db.scalars(reference.everything(Country)).all()


def regions(db: Session) -> Sequence[Region]:
    return db.scalars(reference.everything(Region)).all()
