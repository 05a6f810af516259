"""What fields of forms offer to be chosen, in the reader's language."""

from collections.abc import Iterable, Mapping

from app.i18n.languages import Language
from app.i18n.messages import mark
from app.models import Country, DelegateFunction, Delegation, DelegationMode, Region, Sector
from app.services.folding import folded
from app.web.views.wording import Wording

Options = list[tuple[str, str]]
Groups = list[tuple[str, Options]]

# Those that delegations speak; others are offered where somebody has named them.
TONGUES = ("vi", "en", "fr", "zh", "ja", "ko", "ru", "de", "es", "it", "pt", "ar", "lo", "km", "th", "id")
MODES = {DelegationMode.IN_PERSON: mark("In person"), DelegationMode.ONLINE: mark("On line")}
FUNCTIONS = {
    DelegateFunction.HEAD: mark("Head of the delegation"),
    DelegateFunction.DEPUTY: mark("Deputy"),
    DelegateFunction.EXPERT: mark("Expert"),
}


def tongues(language: Language, also: Iterable[str] = ()) -> Options:
    return [(code, language.tongue(code)) for code in dict.fromkeys((*TONGUES, *also))]


def modes(language: Language) -> Options:
    return [(mode.value, language.gettext(name)) for mode, name in MODES.items()]


def functions(language: Language) -> Options:
    return [(function.value, language.gettext(name)) for function, name in FUNCTIONS.items()]


def sector_groups(language: Language, sectors: Iterable[Sector]) -> Groups:
    """Under each sector the whole of it, and its parts. `sectors` has each followed by those below it."""
    groups: Groups = []
    for each in sectors:
        name = language.name(each)
        if each.parent_code is None:
            groups.append((name, [(each.code, language.gettext("%(sector)s: in general", sector=name))]))
        else:
            groups[-1][1].append((each.code, name))
    return groups


def country_groups(language: Language, countries: Iterable[Country], regions: Iterable[Region]) -> Groups:
    """By the part of the world, each by name."""
    names = {each.code: language.name(each) for each in regions}
    groups: dict[str, Options] = {}
    for each in sorted(countries, key=lambda country: folded(language.name(country))):
        groups.setdefault(names[each.region_code], []).append((each.iso2, language.name(each)))
    return sorted(groups.items(), key=lambda group: folded(group[0]))


def delegations(language: Language, present: Iterable[Delegation]) -> Groups:
    """Side by side, in their order."""
    return by_side(language, {str(each.id): each for each in present})


def by_side(language: Language, named: Mapping[str, Delegation]) -> Groups:
    """The same of delegations by what stands for each."""
    sides: dict[str, Options] = {}
    for value, each in named.items():
        sides.setdefault(each.side, []).append((value, language.name(each.organisation)))
    return [(Wording(language).side(side), options) for side, options in sides.items()]
