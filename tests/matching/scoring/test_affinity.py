"""How well needs and offerings fit, by their tags."""

import pytest

from app.matching.scoring.affinity import Need, Offering, affinity, fit

PARENTS = {"AGR-RIC": "AGR", "AGR-FRU": "AGR", "ENE-SOL": "ENE"}


def need(*sectors: str, objective: str | None = None, countries: str = "") -> Need:
    return Need(sectors=frozenset(sectors), objective=objective, countries=frozenset(countries.split()))


def offering(*sectors: str, objective: str | None = None, countries: str = "KR") -> Offering:
    return Offering(sectors=frozenset(sectors), objective=objective, countries=frozenset(countries.split()))


@pytest.mark.parametrize(
    ("wanted", "brought", "points"),
    [
        pytest.param(need("AGR-RIC", countries="JP"), offering("AGR-RIC"), 60, id="same sub-sector"),
        pytest.param(need("AGR-RIC", countries="JP"), offering("AGR-FRU"), 30, id="same top sector"),
        pytest.param(need("AGR", countries="JP"), offering("AGR-FRU"), 30, id="a top sector and one of its own"),
        pytest.param(need("AGR-RIC", countries="JP"), offering("ENE-SOL"), 0, id="different sectors"),
        pytest.param(need("AGR-RIC", countries="JP KR"), offering("AGR-RIC"), 85, id="wanted country"),
        pytest.param(need("AGR-RIC"), offering("AGR-RIC"), 85, id="any country will do"),
        pytest.param(
            need("AGR-RIC", objective="FDI", countries="JP"), offering("AGR-RIC", objective="FDI"), 75, id="objective"
        ),
        pytest.param(
            need("AGR-RIC", objective="FDI", countries="JP"), offering("AGR-RIC", objective="ODA"), 60, id="another"
        ),
        pytest.param(need("AGR-RIC", objective="FDI"), offering("AGR-RIC", objective="FDI"), 100, id="perfect"),
        pytest.param(need("AGR-RIC", objective="FDI"), offering("ENE-SOL", objective="FDI"), 0, id="no sector"),
        pytest.param(need("AGR-RIC"), offering(), 0, id="an offering without sectors"),
    ],
)
def test_fit_adds_sector_objective_and_country(wanted: Need, brought: Offering, points: int) -> None:
    assert fit(wanted, brought, PARENTS) == points


def test_an_unstated_objective_is_not_the_same_as_another_unstated_one() -> None:
    assert fit(need("AGR-RIC", countries="JP"), offering("AGR-RIC"), PARENTS) == 60


def test_affinity_is_that_of_the_best_pair() -> None:
    needs = [need("ENE-SOL", countries="JP"), need("AGR-RIC")]

    assert affinity(needs, [offering("AGR-FRU"), offering("AGR-RIC")], PARENTS) == 85


def test_affinity_is_nothing_where_nobody_wants_or_brings_anything() -> None:
    assert affinity([], [offering("AGR-RIC")], PARENTS) == 0
    assert affinity([need("AGR-RIC")], [], PARENTS) == 0
