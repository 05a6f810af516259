"""Countries, regions of the world and Vietnamese provinces named in a text.

A province of before 1 July 2025 counts as the one that it was merged into.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from app.matching.scoring.terms import Rows, Terms, split
from app.matching.scoring.text import Tokens

HOME = "VN"
_DOUBTFUL = frozenset({"anh", "ao", "au", "y", "vien", "han"})
# What stands before a country that is not meant: markets other than China.
_NOT = frozenset({"ngoài", "ngoai", "outside", "than", "except", "beyond"})


@dataclass(frozen=True, slots=True)
class Place:
    """A country, several countries, or provinces of Vietnam by their codes of today."""

    countries: frozenset[str] = frozenset()
    provinces: frozenset[str] = frozenset()


Places = Terms[Place]


def places_of(rows: Callable[[str], Rows]) -> Places:
    """Build the names of `countries`, `places`, `missions`, `provinces` and `provinces_legacy`."""
    terms: Places = Terms()
    countries = list(rows("countries"))
    groups: dict[str, set[str]] = defaultdict(set)
    for row in countries:
        groups[row["group_code"]].add(row["iso2"])
        place = Place(countries=frozenset({row["iso2"]}))
        _add(terms, place, [row["name_vi"], row["name_vi_common"].partition(" (")[0], row["name_en"].partition(",")[0]])
    for row in rows("missions"):
        _add(
            terms, Place(countries=frozenset({row["host_iso2"]})), [row["city_vi"], row["city_vi_alt"], row["city_en"]]
        )
    for row in rows("places"):
        codes = frozenset(split(row["countries"])) or frozenset(groups[row["region"]])
        provinces = frozenset(split(row["provinces"]))
        _add(terms, Place(frozenset() if provinces else codes, provinces), split(row["terms"]))
    _add_provinces(terms, rows)
    return terms


def country_names(rows: Rows) -> dict[str, tuple[str, str]]:
    """The usual names of countries in Vietnamese and English, of the rows of `countries.csv`."""
    return {
        row["iso2"]: (row["name_vi_common"].partition(" (")[0] or row["name_vi"], row["name_en"].partition(",")[0])
        for row in rows
    }


def named(read: Tokens, place: Place, start: int, length: int) -> bool:
    """Whether the words at `start` name the place: in capitals, for `áo` is a shirt and `Áo` is Austria.

    A name that is also a word has a capital at the start of a clause anyway, and is not trusted there.
    """
    if not read.raw[start + length - 1][0].isupper():  # `châu Á`, but not `A ten-page note`, which is no Athens.
        return length > 1 and not any(word[0].isupper() for word in read.raw)
    begins = start == 0 or read.clauses[start - 1] != read.clauses[start]
    return not (begins and length == 1 and read.fold[start] in _DOUBTFUL and bool(place.countries))


def meant(read: Tokens, start: int) -> bool:
    """Whether the place at `start` is one that is wanted, and not one to get away from."""
    return start == 0 or read.low[start - 1] not in _NOT


def _add_provinces(terms: Places, rows: Callable[[str], Rows]) -> None:
    regions: dict[str, set[str]] = defaultdict(set)
    for row in rows("provinces"):
        regions[row["region_vi"]].add(row["code"])
        regions[row["region_en"]].add(row["code"])
        _add(terms, Place(provinces=frozenset({row["code"]})), [row["name_vi"], row["full_name_vi"], row["name_en"]])
    for row in rows("provinces_legacy"):
        regions[row["region_vi"]].add(row["successor_code"])
        _add(terms, Place(provinces=frozenset({row["successor_code"]})), [row["name_vi"], row["name_en"]])
    for name, codes in regions.items():
        _add(terms, Place(provinces=frozenset(codes)), [name])


def _add(terms: Places, place: Place, names: list[str]) -> None:
    for name in names:
        if name:
            terms.add(name, place, vietnamese=not name.isascii())
            if name.isascii():
                terms.add(name, place, vietnamese=True)
