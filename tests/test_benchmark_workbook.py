"""The measurement of workbooks: what is sent, what comes of it, and what its table says."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from app.models import Delegation, InterestState, Need, Offering, Wish
from benchmarks import workbook
from benchmarks.serving import filling, servers
from benchmarks.serving.filling import Filled
from tests.workbooks import Draft


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    return f"sqlite:///{tmp_path_factory.mktemp('workbook') / 'ketnoi.db'}"


@pytest.fixture(scope="module")
def filled(url: str) -> Filled:
    return filling.filled(url)


def stored(filled: Filled, conference_id: Any) -> dict[str, int]:
    """How many rows of a conference there are, and how many needs and offerings of them were submitted."""
    with filled.sessions() as db:
        own = select(Delegation.id).where(Delegation.conference_id == conference_id)
        kinds: tuple[type[Need | Offering | Wish], ...] = (Need, Offering, Wish)
        counts = {each.__name__: select(func.count(each.id)).where(each.delegation_id.in_(own)) for each in kinds}
        submitted = counts["Need"].where(Need.state == InterestState.SUBMITTED)
        several = counts | {"Delegation": select(func.count()).select_from(own.subquery()), "submitted": submitted}
        return {name: db.scalars(query).one() for name, query in several.items()}


@pytest.mark.slow
def test_workbook_is_imported_whole_into_a_conference_without_delegations(
    url: str, filled: Filled, tmp_path: Path
) -> None:
    conference_id = filled.another_conference()
    before = stored(filled, conference_id)

    with servers.service(url, tmp_path / "log", runs=True) as running:
        found = workbook.one_round(running, filled, conference_id)
    after = stored(filled, conference_id)

    assert set(before.values()) == {0}
    assert after == {
        "Delegation": filled.rows["List of delegations"],
        "Need": filled.rows["Needs"],
        "submitted": filled.rows["Needs"],
        "Offering": filled.rows["Offerings"],
        "Wish": filled.rows["Wishes"],
    }
    assert min(found) > 0


@pytest.mark.slow
def test_workbook_with_a_problem_ends_the_measurement(url: str, filled: Filled, tmp_path: Path) -> None:
    draft = Draft.of(filled.workbook)
    draft.set("Needs", 2, Priority="high")
    spoilt = replace(filled, workbook=draft.saved())

    with (
        servers.service(url, tmp_path / "log", runs=True) as running,
        pytest.raises(RuntimeError, match="whole number"),
    ):
        workbook.one_round(running, spoilt, filled.another_conference())


def test_row_has_the_median_of_each_figure() -> None:
    rounds = [workbook.Round(8.0, 9.0, 11.0), workbook.Round(2.0, 5.0, 6.0), workbook.Round(4.0, 4.0, 7.0)]

    assert workbook.row("SQLite", 1_500, rounds) == ("SQLite", "1,500", "4.0", "5.0", "7.0", "300")
