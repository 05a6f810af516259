"""What fields of forms offer to be chosen, in the reader's language."""

from collections.abc import Iterable
from functools import cache
from zoneinfo import available_timezones

from app.i18n.languages import Language
from app.i18n.messages import mark
from app.models import DelegateFunction, DelegationMode

Options = list[tuple[str, str]]

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


@cache
def zones() -> Options:
    """Places that a person knows: `Asia/Seoul`, not `Etc/GMT+9`."""
    names = sorted(name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "System")))
    return [(name, name.replace("_", " ")) for name in names]
