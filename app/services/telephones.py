"""Telephone numbers that were written as people dial them at home, with a 0 before all."""

from collections.abc import Iterator, Sequence

import phonenumbers

from app.models import CountryRole, Organisation, OrganisationKind
from app.services import lookup

HOME = "VN"


def regions(organisation: Organisation) -> Sequence[str]:
    """In which countries people of the organisation may be at home when they write a number: Việt Nam is the first.

    Those of a mission may have numbers of its seat; a partner is at home where it comes from.
    """
    if organisation.kind is OrganisationKind.PROVINCE:
        return (HOME,)
    hosts = [each.country_iso2 for each in organisation.countries if each.role is CountryRole.HOST]
    if organisation.kind is OrganisationKind.MISSION:
        return (HOME, *hosts)
    return tuple(hosts) or (HOME,)


def is_at_home(number: str | None) -> bool:
    """Whether its country is still to be found."""
    return number is not None and number.startswith("0")


def completed(number: str, countries: Sequence[str], *, pointer: str) -> str:
    """In the form of E.164, by the one country of these that has such a number. Raises `Invalid` at `pointer`."""
    found = {*_known(number, countries)}
    if len(found) != 1:
        raise lookup.invalid(pointer, "Write this number with its country, like +84 24 3799 2000.")
    return found.pop()


def _known(number: str, countries: Sequence[str]) -> Iterator[str]:
    for country in countries:
        try:
            parsed = phonenumbers.parse(number, country)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(parsed):
            yield phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
