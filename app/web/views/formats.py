"""The formats of events as forms offer them: what each is called, and what a session of it starts from."""

from collections.abc import Iterator, Mapping
from typing import Any

from app.i18n.languages import Language, beginning
from app.services import formats
from app.services.formats import EventFormat
from app.web.views.choices import Options
from app.web.views.wording import Wording


def options(language: Language) -> Options:
    """Those in which people meet."""
    return [(each.code, language.name(each)) for each in formats.all_formats() if each.template]


def notes(language: Language) -> Mapping[str, str]:
    """By code: how long a slot is, who asks whom, and what is promised."""
    told = {each.code: " · ".join(_told(language, each)) for each in formats.all_formats() if each.template}
    return {code: beginning(text) for code, text in told.items()}


def _told(language: Language, chosen: EventFormat) -> Iterator[str]:
    if chosen.slot_minutes is not None:
        yield language.ngettext("slots of %(num)s minute", "slots of %(num)s minutes", chosen.slot_minutes)
    template: Mapping[str, Any] = chosen.template or {}
    words, rules = Wording(language), template.get("side_rules", [])
    if rules:
        yield language.listed(words.side(rule["side"]) for rule in rules)
    for rule in rules:
        if promised := rule.get("min_meetings"):
            yield language.ngettext(
                "%(side)s: at least %(num)s meeting promised",
                "%(side)s: at least %(num)s meetings promised",
                promised,
                side=words.side(rule["side"]),
            )
