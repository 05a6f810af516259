"""Time zones as people choose them: by the country, and the city where a country has several."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from babel.core import get_global

from app.i18n.languages import Language
from app.services.folding import folded

NOWHERE = (None, "001", "ZZ")
_WINTER, _SUMMER = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC)


def zones(language: Language, *also: str | None) -> list[tuple[str, str]]:
    """Names of IANA and what they are called, `Hàn Quốc (UTC+9)`, in the order of the latter.

    Each zone once, by its present name; but those that somebody has chosen by an older one are there by that, `also`.
    """
    known = _told(language)
    older = (
        (name, _label(language, name, is_alone=False)) for name in {*also} if name is not None and name not in known
    )
    return sorted([*known.items(), *older], key=lambda zone: folded(zone[1]))


@cache
def _told(language: Language) -> Mapping[str, str]:
    names = _present()
    uses = Counter(_country(name) for name in names)
    return {name: _label(language, name, is_alone=uses[_country(name)] == 1) for name in names}


@cache
def _present() -> Sequence[str]:
    """Places that a person knows: `Asia/Seoul`, not `Etc/GMT+9`, nor what was called so once."""
    aliases, places = get_global("zone_aliases"), get_global("zone_territories")
    names = (name for name in available_timezones() if places.get(name) not in NOWHERE)
    return sorted(name for name in names if name not in aliases)


def _country(name: str) -> str | None:
    found = get_global("zone_territories").get(get_global("zone_aliases").get(name, name))
    return None if found in NOWHERE else found


def _label(language: Language, name: str, *, is_alone: bool) -> str:
    country = _country(name)
    told = () if country is None else (language.locale.territories[country],)
    place = told if told and is_alone else (*told, _city(language, name))
    return f"{', '.join(place)} ({_distance(name)})"


def _city(language: Language, name: str) -> str:
    told = language.locale.time_zones
    found = (told[each]["city"] for each in (name, *_older()[name]) if "city" in told.get(each, ()))
    return next(found, name.rpartition("/")[2].replace("_", " "))


@cache
def _older() -> Mapping[str, Sequence[str]]:
    """By the present name of a zone: of some, Babel tells the city by one that it had before."""
    names: defaultdict[str, list[str]] = defaultdict(list)
    for older, present in get_global("zone_aliases").items():
        names[present].append(older)
    return names


def _distance(name: str) -> str:
    """From UTC, in winter: `UTC+5:30`."""
    zone = ZoneInfo(name)
    distance = min(moment.astimezone(zone).utcoffset() or timedelta() for moment in (_WINTER, _SUMMER))
    hours, minutes = divmod(abs(distance) // timedelta(minutes=1), 60)
    if not distance:
        return "UTC"
    return f"UTC{'+' if distance > timedelta() else '-'}{hours}" + (f":{minutes:02}" if minutes else "")
