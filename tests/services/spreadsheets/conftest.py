"""A conference with a little of everything."""

import pytest
from sqlalchemy.orm import Session

from tests.services.spreadsheets.desk import Desk, a_desk, load_reference


@pytest.fixture
def desk(db: Session) -> Desk:
    load_reference(db)
    return a_desk(db)
