"""Longest match of terms of several words: a trie over tokens.

Fredkin, E. (1960): Trie memory. Communications of the ACM 3 (9).
"""

from collections.abc import Sequence
from typing import Generic, TypeVar

Entry = TypeVar("Entry")


class _Node(dict[str, "_Node[Entry]"], Generic[Entry]):
    """What may follow, by the next token, and the entries of the term that ends here.

    One object each: there are some 90,000, and more would keep the collector of garbage busy.
    """

    __slots__ = ("entries",)

    def __init__(self) -> None:
        self.entries: tuple[Entry, ...] = ()


class Trie(Generic[Entry]):
    """Terms as sequences of tokens, each with the entries that it stands for."""

    __slots__ = ("_root",)

    def __init__(self) -> None:
        self._root: _Node[Entry] = _Node()

    def add(self, term: Sequence[str], entry: Entry) -> None:
        """Let a term of at least one token stand for one more entry; the same entry is not added twice."""
        node = self._root
        for token in term:
            following = node.get(token)
            if following is None:
                following = node[token] = _Node()
            node = following
        if entry not in node.entries:
            node.entries = (*node.entries, entry)

    def longest(self, words: Sequence[str], start: int) -> tuple[int, Sequence[Entry]]:
        """How many words the longest term from `start` has, and its entries; 0 and nothing where none begins."""
        node = self._root
        length, entries = 0, node.entries
        for position in range(start, len(words)):
            following = node.get(words[position])
            if following is None:
                break
            node = following
            if node.entries:
                length, entries = position + 1 - start, node.entries
        return length, entries
