"""Amounts in a text: how much of what unit, in either language."""

import re
from collections.abc import Mapping

from app.matching.scoring.text import Tokens

_TIMES: Mapping[str, float] = {
    "nghìn": 1e3, "ngàn": 1e3, "nghin": 1e3, "ngan": 1e3, "thousand": 1e3, "triệu": 1e6, "trieu": 1e6, "million": 1e6,
    "tỷ": 1e9, "tỉ": 1e9, "ty": 1e9, "billion": 1e9,
}  # fmt: skip
_UNITS: Mapping[str, str] = {
    "tấn": "t", "tan": "t", "tonne": "t", "tonnes": "t", "ton": "t", "tons": "t", "ha": "ha", "hecta": "ha",
    "hectare": "ha", "hectares": "ha", "usd": "USD", "đô": "USD", "dollar": "USD", "dollars": "USD", "euro": "EUR",
    "eur": "EUR", "mw": "MW", "gw": "GW", "container": "containers", "containers": "containers", "giường": "beds",
    "beds": "beds", "lao": "people", "người": "people", "workers": "people", "nurses": "people", "caregivers": "people",
    "km": "km", "thực": "people",
}  # fmt: skip
_GROUPED = re.compile(r"\d{1,3}([.,]\d{3})+")
_SIGHT = 3


def amounts(read: Tokens) -> dict[str, float]:
    """The largest amount of each unit that the text names, such as `{"t": 60000.0}`."""
    found: dict[str, float] = {}
    for place, word in enumerate(read.low):
        if not word[0].isdigit():
            continue
        value = _value(word)
        for following in read.low[place + 1 : place + 1 + _SIGHT]:
            value *= _TIMES.get(following, 1.0)
            if unit := _UNITS.get(following):
                found[unit] = max(found.get(unit, 0.0), value)
                break
    return found


def closeness(one: Mapping[str, float], other: Mapping[str, float]) -> float | None:
    """The smaller of two amounts as a share of the larger, the best of the units in common; nothing without any."""
    shared = [
        min(one[unit], other[unit]) / max(one[unit], other[unit])
        for unit in one.keys() & other.keys()
        if one[unit] and other[unit]
    ]
    return max(shared, default=None)


def _value(word: str) -> float:
    """`2.265` and `2,265` are thousands, `3,5` is a decimal."""
    if _GROUPED.fullmatch(word):
        return float(re.sub(r"[.,]", "", word))
    return float(word.replace(",", ".").rstrip(".")) if word.count(".") + word.count(",") <= 1 else 0.0
