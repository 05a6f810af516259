"""Terms of both languages, found in texts with and without diacritics."""

from collections.abc import Iterable, Sequence
from typing import Generic

from app.matching.scoring.text import Script, Tokens, tokens
from app.matching.scoring.trie import Entry, Trie

Rows = Iterable[dict[str, str]]


def split(cell: str) -> list[str]:
    """The parts of a cell that holds several, separated by semicolons."""
    return [part for item in cell.split(";") if (part := item.strip())]


class Terms(Generic[Entry]):
    """Three tries: Vietnamese as it is written, Vietnamese without diacritics, English by stems.

    The second is only built when the first text without diacritics comes: most have them.
    """

    __slots__ = ("_english", "_exact", "_folded", "_native", "syllables", "words")

    def __init__(self) -> None:
        self._exact: Trie[Entry] = Trie()
        self._folded: Trie[Entry] | None = None
        self._native: list[tuple[Sequence[str], Entry]] = []
        self._english: Trie[Entry] = Trie()
        self.syllables: set[str] = set()
        self.words: set[str] = set()

    def add(self, term: str, entry: Entry, *, vietnamese: bool) -> None:
        """Let a term stand for an entry."""
        read = tokens(term)
        if not read.low:
            return
        if vietnamese:
            self._exact.add(read.low, entry)
            self._native.append((read.fold, entry))
            self._folded = None
            self.syllables.update(read.fold)
        else:
            self._english.add(read.stem, entry)
            self.words.update(read.stem)

    def has(self, term: str, *, vietnamese: bool) -> bool:
        """Whether the term as a whole stands for anything."""
        read = tokens(term)
        trie, words = (self._exact, read.low) if vietnamese else (self._english, read.stem)
        return trie.longest(words, 0)[0] == len(words)

    def longest(self, read: Tokens, start: int, script: Script) -> tuple[int, Sequence[Entry]]:
        """How many tokens the longest term from `start` has, and its entries; 0 and nothing where none begins.

        Of two equally long ones, that in the language of the text. A Vietnamese term counts in an English text only
        with its diacritics: `than` is coal there and not a comparison.
        """
        english = self._english.longest(read.stem, start)
        if script is Script.ENGLISH:
            if all(word.isascii() for word in read.low[start : start + 3]):
                return english
            exact = self._exact.longest(read.low, start)
            accented = exact[0] and not all(word.isascii() for word in read.low[start : start + exact[0]])
            return exact if accented and exact[0] > english[0] else english
        if script is Script.VIETNAMESE:
            native = self._exact.longest(read.low, start)
        else:
            native = self._without_diacritics().longest(read.fold, start)
        return native if native[0] >= english[0] else english

    def _without_diacritics(self) -> Trie[Entry]:
        if self._folded is None:
            folded: Trie[Entry] = Trie()
            for term, entry in self._native:
                folded.add(term, entry)
            self._folded = folded
            return folded
        return self._folded
