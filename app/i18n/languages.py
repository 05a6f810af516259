"""The languages: catalogues, the reader's choice, and dates and numbers as each language writes them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from io import BytesIO
from math import floor, log
from pathlib import Path
from typing import Any

from babel import Locale, dates, numbers
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

from app.i18n.messages import Label, Size, Term

CATALOGUES = Path(__file__).parent / "locale"
LANGUAGES = ("vi", "en")  # The first is the default of the pages.
OF_THE_API = "en"
PARAMETER = COOKIE = "lang"
SMALLEST_SHARE = 0.001
# Whose days they write: in Vietnam 11/12 is the eleventh of December, which American English reads otherwise.
TERRITORIES = {"vi": "VN", "en": "GB"}
MOMENTS = {"vi": "HH:mm 'ngày' d 'tháng' M 'năm' y", "en": "d MMMM y, HH:mm"}
FROM_UTC = " (ZZZZ)"
FULL_DATES = {"vi": "EEEE, 'ngày' d 'tháng' M 'năm' y", "en": "full"}
DATES_VI = ("'ngày' d 'tháng' M", "'ngày' d 'tháng' M 'năm' y")
SHORT_DATES = {"vi": "EEE, d/M", "en": "EEE d MMM"}
KILO, UNITS = 1024, ("B", "KB", "MB", "GB")
CODE_LENGTHS = (2, 3)
NOT_SPOKEN = {"mul", "und", "zxx"}  # Several, unknown, none.


@dataclass(frozen=True, eq=False)
class Language:
    """One language. Messages are written in English in the code.

    Those of the pages take `%(name)s` parameters; sentences, which services and readers of files say, take `{name}`.
    """

    code: str
    locale: Locale
    translations: NullTranslations

    def gettext(self, message: str, **params: object) -> str:
        return self.translations.ugettext(message) % params

    def ngettext(self, singular: str, plural: str, num: int, **params: object) -> str:
        return self.translations.ungettext(singular, plural, num) % {"num": self.number(num), **params}

    def sentence(self, template: str, params: Mapping[str, object]) -> str:
        return self.translations.ugettext(template).format(**{name: self._said(each) for name, each in params.items()})

    def _said(self, param: object) -> object:
        if isinstance(param, Term):
            return self.translations.ugettext(param)
        if isinstance(param, Label):
            return getattr(param, self.code)
        if isinstance(param, Size):
            return self.size(param)
        return self.moment(param) if isinstance(param, datetime) else param

    def moment(self, moment: datetime, *, tells_zone: bool = True) -> str:
        """Day and time by the clock that the moment has, with how far that is from UTC unless the reader knows."""
        form = MOMENTS[self.code] + (FROM_UTC if tells_zone else "")
        return dates.format_datetime(moment, form, tzinfo=moment.tzinfo, locale=self.locale)

    def name(self, thing: Any) -> str:
        """The name of a row that has one in each language."""
        return str(getattr(thing, f"name_{self.code}"))

    def tongue(self, code: str) -> str:
        """The name of a language that people speak."""
        return str(self.locale.languages.get(code, code))

    def label(self, organisation: Any) -> str:
        """The short name of an organisation, for grids and lists."""
        return str(getattr(organisation, f"label_{self.code}"))

    def number(self, value: float) -> str:
        return numbers.format_decimal(value, locale=self.locale)

    def size(self, size: int) -> str:
        """Of data; rounded down to a decimal, since it mostly is a limit."""
        power = min(int(log(max(size, 1), KILO)), len(UNITS) - 1)
        return f"{self.number(floor(size * 10 / KILO**power) / 10)} {UNITS[power]}"

    def zone(self, name: str) -> str:
        """A time zone of IANA by the country, and the city where a country has several: Vietnam Time."""
        if "/" not in name or name.startswith("Etc/"):
            return name.rpartition("/")[2]
        told = dates.get_timezone_location(name, locale=self.locale)
        return told[0].lower() + told[1:] if self.code == "vi" else told  # “Giờ” is a common noun.

    def percent(self, share: float) -> str:
        """A positive share of 1, with one decimal at most; never rounded down to nothing."""
        shown = numbers.format_percent(max(share, SMALLEST_SHARE), format="#,##0.#%", locale=self.locale)
        return f"< {shown}" if share < SMALLEST_SHARE else shown

    def time(self, moment: datetime) -> str:
        return moment.strftime("%H:%M")

    def full_date(self, day: date) -> str:
        """In full, with the day of the week."""
        return dates.format_date(day, format=FULL_DATES[self.code], locale=self.locale)

    def days(self, first: date, last: date) -> str:
        """One day in full, or the span of several."""
        if first == last:
            return self.full_date(first)
        if self.code == "vi":
            return self._span(first, last)
        return dates.format_interval(first, last, "yMMMMd", locale=self.locale)

    def _span(self, first: date, last: date) -> str:
        """In Vietnamese prose: month and year are said once if both days have them."""
        *_, whole = DATES_VI
        if (first.year, first.month) == (last.year, last.month):
            return (
                f"ngày {first.day}\N{EN DASH}{dates.format_date(last, whole, locale=self.locale).removeprefix('ngày ')}"
            )
        begin = DATES_VI[0] if first.year == last.year else whole
        shown = (dates.format_date(day, form, locale=self.locale) for day, form in ((first, begin), (last, whole)))
        return " \N{EN DASH} ".join(shown)

    def short_date(self, day: date) -> str:
        """With the day of the week, without the year."""
        return dates.format_date(day, format=SHORT_DATES[self.code], locale=self.locale)

    def listed(self, items: Iterable[str]) -> str:
        """Items joined as the language joins them."""
        return format_list(list(items), locale=self.locale)


def beginning(text: str) -> str:
    """As the beginning of a sentence or the head of something: with a capital letter."""
    return text[:1].upper() + text[1:]


@cache
def language(code: str) -> Language:
    """The language `code`, which is one of `LANGUAGES`; the catalogue is read once."""
    return Language(code, Locale(code, TERRITORIES[code]), _translations(code))


def chosen(query: Mapping[str, str], cookies: Mapping[str, str], accepted: str) -> Language:
    """The language asked for in the address, else remembered, else accepted by the browser, else Vietnamese."""
    wanted = [query.get(PARAMETER, ""), cookies.get(COOKIE, ""), *_accepted(accepted)]
    return language(next((code for code in wanted if code in LANGUAGES), LANGUAGES[0]))


def accepted_by_program(header: str) -> Language:
    """The best that an Accept-Language header names; programs say none, and are answered in English."""
    return language(next((code for code in _accepted(header) if code in LANGUAGES), OF_THE_API))


@cache
def spoken() -> frozenset[str]:
    """Codes (ISO 639) of the languages that people may speak, whether there is a catalogue for them or not."""
    codes = map(str, Locale(OF_THE_API).languages)
    return frozenset(code for code in codes if code.isalpha() and len(code) in CODE_LENGTHS) - NOT_SPOKEN


def _translations(code: str) -> NullTranslations:
    path = CATALOGUES / code / "LC_MESSAGES" / "messages.po"
    if not path.is_file():
        return NullTranslations()  # The messages themselves are English.
    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=code))
    compiled.seek(0)
    return Translations(compiled)


def _accepted(header: str) -> list[str]:
    """Primary language tags of an Accept-Language header, the best first."""
    weighted = []
    for part in header.split(","):
        tag, _, weight = part.strip().partition(";q=")
        try:
            weighted.append((-float(weight or 1), tag.partition("-")[0].lower()))
        except ValueError:
            continue  # A header that is not well formed says nothing.
    return [tag for _, tag in sorted(weighted, key=lambda pair: pair[0])]
