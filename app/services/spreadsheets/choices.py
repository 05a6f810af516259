"""Lists of reference data and of what a conference has, each entry known by several names."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from app.i18n.messages import mark
from app.services.folding import folded
from app.services.spreadsheets.unfit import Unfit

DIVIDER = " · "


@dataclass(frozen=True, slots=True)
class Choice:
    """An entry: what it stands for, what a cell shows of it, and by what else it is known."""

    value: Any
    text: str
    names: Sequence[str] = ()


class Choices:
    """A list to choose from. Accents, case and the width of letters and spaces do not matter.

    What is not in it may be in a `wider` one.
    """

    def __init__(self, heading: str, entries: Iterable[Choice], *, wider: "Choices | None" = None) -> None:
        self.heading, self.wider = heading, wider
        self.entries = tuple(entries)
        self._by_value = {entry.value: entry for entry in self.entries}
        self._by_name: dict[str, dict[Any, Choice]] = {}
        for entry in self.entries:
            for name in (entry.text, *entry.names):
                self._by_name.setdefault(same(name), {})[entry.value] = entry

    def text(self, value: Any) -> str:
        """What a cell shows of a value."""
        if value not in self._by_value and self.wider is not None:
            return self.wider.text(value)
        return self._by_value[value].text

    def value(self, text: str) -> Any:
        """What a text stands for. Raises `Unfit` if that is nothing here, or not just one thing."""
        # A code is enough, and tells more than a name that was corrected since.
        found = self._by_name.get(same(text)) or self._by_name.get(same(text.partition(DIVIDER)[0])) or {}
        if not found and self.wider is not None:
            return self.wider.value(text)
        if not found:
            raise Unfit(mark("“{text}” is not in the list “{heading}”."), text=text, heading=self.heading)
        if len(found) > 1:
            texts = "; ".join(entry.text for entry in found.values())
            raise Unfit(mark("“{text}” can be several: write one of {texts}."), text=text, texts=texts)
        return next(iter(found))

    def widened(self, wider: "Choices") -> "Choices":
        """This list, and the wider one behind it."""
        return Choices(self.heading, self.entries, wider=wider)

    def only(self) -> Any:
        """The value of a list of one entry; None where there is a choice."""
        return self.entries[0].value if len(self.entries) == 1 else None


def same(text: str) -> str:
    """Alike for texts that people take for the same."""
    return " ".join(folded(unicodedata.normalize("NFKC", text)).split())
