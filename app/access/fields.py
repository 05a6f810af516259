"""What people type, into a form or into JSON: normalised and bounded."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

import phonenumbers
from babel.core import get_global
from babel.numbers import get_territory_currencies
from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, ValidationInfo

from app.i18n.languages import spoken
from app.i18n.messages import mark

LEAST_PASSWORD, MOST_PASSWORD = 12, 200
MOST_EMAIL = 254
ONE_LINE = r"^[^\x00-\x1f\x7f]*$"
PLAIN_TEXT = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
_HOST = re.compile(r"(?:[^\W_](?:[^\W_]|-)*(?<!-)\.)+[^\W_](?:[^\W_]|-)*(?<!-)")  # Of any script, as IDNA has them.
_AT_HOME = re.compile(r"\(?0(?:[ .()/-]*[0-9]){7,14}")  # E.164 has room for no more.
_ETH_TO_D = str.maketrans("Ðð", "Đđ")


def normalised(text: Any) -> Any:
    """NFC, and the Vietnamese Đ for the Icelandic one that some keyboards give and NFC does not merge."""
    return unicodedata.normalize("NFC", text).translate(_ETH_TO_D) if isinstance(text, str) else text


def _plausible(email: str) -> str:
    """In small letters. Refuses what is not like `name@host.domain`; whether it exists only a mail can tell."""
    name, at, host = email.rpartition("@")
    if not (name and at and _HOST.fullmatch(host)) or set(email) & set(" \t,;<>\"'"):
        raise ValueError(mark("An e-mail address is like name@example.vn"))
    return email.casefold()


def _dialled(number: str) -> str:
    """In the form of E.164; or, as it is dialled at home, `0912345678`, for the service to find the country.

    Refuses what no network could dial, and what that form can't hold.
    """
    if _AT_HOME.fullmatch(number):
        return phonenumbers.normalize_digits_only(number)
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        parsed = phonenumbers.PhoneNumber()
    if parsed.extension or not phonenumbers.is_possible_number(parsed):
        raise ValueError(mark("A telephone number is like 0912 345 678 or +84 24 3799 2000, without an extension"))
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def _reachable(link: str) -> str:
    """Refuses what is no page on the web, and a script above all: people will follow the link."""
    try:
        parts = urlsplit(link)
        host = parts.hostname
    except ValueError:
        host = None
    if host is None or parts.scheme != "https" or set(link) & set(' <>"\\^`{|}'):
        raise ValueError(mark("A link is like https://meet.example.vn/room"))
    return link


def _spoken(code: str) -> str:
    if code not in spoken():
        raise ValueError(mark("Not a language's code of ISO 639, like vi"))
    return code


def _of_a_list(feature: str) -> str:
    if ";" in feature:
        raise ValueError(mark("A feature has no semicolon: one stands between each and the next"))
    return feature


def _not_increasing(points: Sequence[int]) -> Sequence[int]:
    if list(points) != sorted(points, reverse=True):
        raise ValueError(mark("A bonus must not increase from one meeting to the next"))
    return points


@cache
def _currencies() -> frozenset[str]:
    """The codes of ISO 4217 in which some country pays today."""
    return frozenset(
        code for country in get_global("territory_currencies") for code in get_territory_currencies(country)
    )


def paid_in(code: str) -> str:
    """Refuses what is no code of ISO 4217 in which a country pays today."""
    if code not in _currencies():
        raise ValueError(mark("Not the code of a currency of ISO 4217, like VND"))
    return code


def _known_timezone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError(mark("Not an IANA time zone"))
    return name


Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=300, pattern=ONE_LINE),
    BeforeValidator(normalised),
]
Code = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=64, pattern=ONE_LINE),
    BeforeValidator(normalised),
]
# Lists of them stand in one cell of a workbook, between semicolons.
Feature = Annotated[Code, AfterValidator(_of_a_list), Field(examples=["screen"])]
Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=5000, pattern=PLAIN_TEXT),
    BeforeValidator(normalised),
]
# What is too short to be one is told what one is like, and not how long; programs are told that, too.
Email = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=MOST_EMAIL, pattern=ONE_LINE),
    BeforeValidator(normalised),
    AfterValidator(_plausible),
    Field(json_schema_extra={"format": "email", "minLength": 3}),
]
Phone = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=40, pattern=ONE_LINE),
    BeforeValidator(normalised),
    AfterValidator(_dialled),
    Field(json_schema_extra={"minLength": 3}),
]
SpokenLanguage = Annotated[str, StringConstraints(min_length=2, max_length=3), AfterValidator(_spoken)]
Currency = Annotated[
    str,
    StringConstraints(pattern="^[A-Z]{3}$"),
    AfterValidator(paid_in),
    Field(description="ISO 4217.", examples=["USD", "VND"]),
]
Link = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=1000, pattern=ONE_LINE),
    BeforeValidator(normalised),
    AfterValidator(_reachable),
]
Timezone = Annotated[Line, AfterValidator(_known_timezone), Field(examples=["Asia/Ho_Chi_Minh"])]
# No rules of composition: length is what counts. Normalised, since keyboards write Vietnamese in two ways.
NewPassword = Annotated[
    str, StringConstraints(min_length=LEAST_PASSWORD, max_length=MOST_PASSWORD), BeforeValidator(normalised)
]
Password = Annotated[str, StringConstraints(max_length=MOST_PASSWORD), BeforeValidator(normalised)]
# Of a second factor: shown by a telephone, or kept on paper.
FactorCode = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40, pattern=ONE_LINE)]
# Of a link.
Secret = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Points = Annotated[int, Field(ge=0, le=1_000_000_000)]
# What the first meeting of a party is worth besides, the second, and so on.
NotIncreasing = AfterValidator(_not_increasing)
MOST_BONUS = 100


def not_before_start(ends_on: date, info: ValidationInfo) -> date:
    """For a field validator of `ends_on` beside `starts_on`; so it is told with whatever else does not fit."""
    if ends_on < info.data.get("starts_on", ends_on):
        raise ValueError(mark("A conference ends on or after the day it starts"))
    return ends_on


def not_below_promise(max_meetings: int | None, info: ValidationInfo) -> int | None:
    """For a field validator of `max_meetings` beside `min_meetings`."""
    if max_meetings is not None and max_meetings < info.data.get("min_meetings", 0):
        raise ValueError(mark("This is less than what is promised"))
    return max_meetings
