"""Text as the scorer reads it: tokens in four spellings, in clauses, and the language they are written in.

Vietnamese is written with and without its diacritics, `hóa` beside `hoá`, Đ (U+0110) beside the Icelandic Ð that looks
like it; English in British and American spelling. Each token keeps what was written, for reasons quote it.
"""

import re
import unicodedata
from collections.abc import Container
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

MOST_CHARACTERS = 20_000
WORDS_REMEMBERED = 50_000
SHARE_OF_DIACRITICS = 0.2
SHORT_WORD, SHORT_ACRONYM = 3, 4

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+\d*(?:&[^\W\d_]+)*|[.;!?](?=\s|$)|\n")
_ENDS = frozenset(".;!?\n")
_CONTRASTS = frozenset({"nhưng", "but", "còn"})
# A full stop after these does not end a sentence.
_SHORTENED = frozenset({"tp", "tx", "st", "mr", "ms", "mrs", "dr", "gs", "ts", "no", "co", "ltd", "inc"})
_ETH = str.maketrans({"Ð": "Đ", "ð": "đ", "\u2019": "'", "\u2018": "'", "\u02bc": "'", "\u00ad": None, "\u200b": None})
_POSSESSIVE = re.compile(r"(?<=\w)'s?\b")
_OLD_TONES = ("óa oá", "òa oà", "ỏa oả", "õa oã", "ọa oạ", "óe oé", "òe oè", "ỏe oẻ", "õe oẽ", "ọe oẹ")
_OLD_TONES_UY = ("úy uý", "ùy uỳ", "ủy uỷ", "ũy uỹ", "ụy uỵ")
_TONES = {new: old for old, new in (pair.split() for pair in _OLD_TONES + _OLD_TONES_UY)}
_BRITISH = (
    (re.compile(r"is(e|ed|es|er|ers|ing|ation|ations)$"), r"iz\1"),
    (re.compile(r"our(|s|ed|ing)$"), r"or\1"),
    (re.compile(r"tre(|s)$"), r"ter\1"),
    (re.compile(r"mme(|s)$"), r"m\1"),
)
_RESPELT = {
    "aluminium": "aluminum", "fibre": "fiber", "tyre": "tire", "mould": "mold", "mouldmaker": "moldmaker",
    "colour": "color", "ageing": "aging", "defence": "defense", "licence": "license", "catalogue": "catalog",
    "jewellery": "jewelry", "plough": "plow", "sulphur": "sulfur", "chilli": "chili", "litchi": "lychee",
    "lychees": "lychee", "lichee": "lychee", "buses": "bus", "gases": "gas",
    "women": "woman", "men": "man", "children": "child", "leaves": "leaf",
}  # fmt: skip
_NO_PLURAL = re.compile(r"(ss|us|is|as|ics|news)$")


class Script(StrEnum):
    """How a text is written."""

    VIETNAMESE = "vi"
    UNACCENTED = "vi-unaccented"
    ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text in tokens: lists of equal length. `clauses` counts the clause that each token stands in."""

    raw: list[str]
    low: list[str]
    fold: list[str]
    stem: list[str]
    clauses: list[int]

    def __len__(self) -> int:
        return len(self.raw)

    def written(self, start: int, end: int) -> str:
        """The words from `start` up to `end`, as they were written."""
        return " ".join(self.raw[start:end])

    def part(self, start: int, end: int) -> "Tokens":
        """The tokens from `start` up to `end`."""
        cut = slice(start, end)
        return Tokens(self.raw[cut], self.low[cut], self.fold[cut], self.stem[cut], self.clauses[cut])


def tokens(text: str) -> Tokens:
    """Cut a text into tokens; what stands beyond `MOST_CHARACTERS` is not read."""
    found = Tokens([], [], [], [], [])
    clause = 0
    for piece in _TOKEN.findall(_cleaned(text[:MOST_CHARACTERS])):
        low = piece.lower()
        if piece in _ENDS:
            clause += not (piece == "." and found.low and found.low[-1] in _SHORTENED)
            continue
        clause += low in _CONTRASTS
        placed, folded, stemmed = _spellings(low)
        found.raw.append(piece)
        found.low.append(placed)
        found.fold.append(folded)
        found.stem.append(stemmed)
        found.clauses.append(clause)
    return found


@lru_cache(maxsize=WORDS_REMEMBERED)
def _spellings(low: str) -> tuple[str, str, str]:
    return _tone_placed(low), fold(low), stem(low)


def fold(word: str) -> str:
    """The word without diacritics: `đường` and `duong` fold to the same."""
    if word.isascii():
        return word
    apart = unicodedata.normalize("NFD", word.replace("đ", "d").replace("Đ", "D"))
    return "".join(character for character in apart if not unicodedata.combining(character))


def stem(word: str) -> str:
    """An English word in the singular and in one spelling; a word of another language is hardly changed.

    Only plurals and spellings: to cut more, as Porter's stemmer does, makes `planning` a `plan` and `mining` a `mine`.
    """
    if not word.isascii() or len(word) <= SHORT_WORD:
        return word
    word = _RESPELT.get(word, word)
    for british, american in _BRITISH:
        word = british.sub(american, word)
    return _RESPELT.get(singular := _singular(word), singular)


def script(read: Tokens, syllables: Container[str], words: Container[str]) -> Script:
    """How the text is written; `syllables` are those of Vietnamese without diacritics, `words` stems of English."""
    letters = [index for index, word in enumerate(read.low) if not word[0].isdigit()]
    accented = sum(not read.low[index].isascii() for index in letters)
    if accented > SHARE_OF_DIACRITICS * len(letters):
        return Script.VIETNAMESE
    vietnamese = sum(read.fold[index] in syllables for index in letters)
    english = sum(read.stem[index] in words for index in letters)
    return Script.UNACCENTED if vietnamese > english else Script.ENGLISH


def is_acronym(term: str) -> bool:
    """Whether a term is capitals only and short: `IT` is one, and `it` in a sentence is not."""
    return term.isupper() and term.isalpha() and len(term) <= SHORT_ACRONYM


def _cleaned(text: str) -> str:
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_ETH)
    return _POSSESSIVE.sub("", text) if "'" in text else text


def _tone_placed(word: str) -> str:
    """`hoá` as `hóa`, `thuỷ` as `thủy`; `quý` stays, where the u belongs to the consonant."""
    if word.isascii() or word.startswith("qu"):
        return word
    return word[:-2] + _TONES.get(word[-2:], word[-2:])


def _singular(word: str) -> str:
    if not word.endswith("s") or _NO_PLURAL.search(word):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("ches", "shes", "sses", "xes", "oes")) else word[:-1]
