"""The bilingual glossary: concepts, their terms, and how near two concepts are.

A concept belongs to a sector or two, may have a broader one, and has a kind, which says what it means to look for it or
to offer it (`roles.py`). A term that means two things stands for both concepts; words around it decide.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.matching.scoring.places import Places
from app.matching.scoring.terms import Rows, Terms, split
from app.matching.scoring.text import Script, Tokens, fold, is_acronym, tokens

SAME, PARENT, GRANDPARENT, SIBLING = 1.0, 0.85, 0.7, 0.5
HEAD_AND_MEMBER, MEMBERS, TOP_AND_MEMBER, TOP_MEMBERS = 0.6, 0.4, 0.3, 0.15
SECONDARY = 0.8
LINKED, LINKED_ABOVE = 0.7, 0.5
WEIGHT_OF_MEMBER, WEIGHT_OF_HEAD, WEIGHT_OF_TOP_MEMBER, WEIGHT_OF_TOP, WEIGHT_OF_MARKET = 1.0, 0.8, 0.8, 0.45, 0.6
HEAD_AND_TOP_MEMBER, MEMBERS_OF_TOP = 0.5, 0.25
BOTH_MEANINGS, CLEAR_SYLLABLE, UNACCENTED_SYLLABLE = 0.45, 0.8, 0.04
HEAD, REQUIRED, GOODS = "^", "!", "goods"
# Syllables that without diacritics hardly mean anything else.
CLEAR = frozenset(
    {"gao", "tom", "thep", "gom", "sam", "chuoi", "xoai", "buoi", "mit", "chanh", "quyt", "vit", "ngao", "rau", "nhom",
     "nhua", "gung", "thit", "det", "mia"}
)  # fmt: skip
# Who buys tea does not buy coffee: two goods of one sector are further from each other than two trainings.
OTHER_GOODS = 0.45


@dataclass(frozen=True, slots=True)
class Sector:
    """A branch of the taxonomy; `parent` is the code of the one above, or empty."""

    code: str
    parent: str
    vi: str
    en: str

    @property
    def top(self) -> str:
        return self.parent or self.code


@dataclass(frozen=True, slots=True)
class Concept:
    """A thing that needs and offerings are about. `head`: it names its whole sector."""

    id: str
    vi: str
    en: str
    sectors: tuple[str, ...]
    kind: str
    broader: str = ""
    head: bool = False
    weight: float = WEIGHT_OF_MEMBER

    def name(self, language: str) -> str:
        return self.vi if language == "vi" else self.en


@dataclass(frozen=True, slots=True)
class Context:
    """Words near a term that tell its meaning. `required`: without them it does not mean this at all."""

    required: bool
    phrases: tuple[str, ...]
    folded: tuple[str, ...]

    def hits(self, read: Tokens, script: Script) -> int:
        """How many of the words the text has."""
        words = read.fold if script is Script.UNACCENTED else read.low
        around = f" {' '.join(words)} | {' '.join(read.stem)} "
        phrases = self.folded if script is Script.UNACCENTED else self.phrases
        return sum(phrase in around for phrase in phrases)


@dataclass(frozen=True, slots=True)
class Meaning:
    """One meaning of a term. `capitals`: it is this only when written in capitals."""

    concept: str
    context: Context | None
    capitals: bool


@dataclass(frozen=True, slots=True)
class Glossary:
    """Concepts by id, the terms that stand for them, sectors by code, and links between either."""

    concepts: Mapping[str, Concept]
    terms: Terms[Meaning]
    sectors: Mapping[str, Sector]
    links: Mapping[tuple[str, str], float]
    linked: Mapping[str, frozenset[str]]
    _near: dict[tuple[str, str], float] = field(default_factory=dict)
    _around: dict[str, frozenset[str]] = field(default_factory=dict)

    def meanings(
        self, read: Tokens, script: Script, start: int, length: int, found: Sequence[Meaning]
    ) -> dict[str, float]:
        """The concepts that a term stands for here, with weights from 0 to 1."""
        fitting = [each for each in found if not each.capitals or read.raw[start].isupper()]
        hits = {each: each.context.hits(read, script) if each.context else 0 for each in fitting}
        possible = [each for each in fitting if hits[each] or not (each.context and each.context.required)]
        if not possible:
            return {}
        most = max(hits[each] for each in possible)
        best = {each.concept for each in possible if hits[each] == most}
        bare = script is Script.UNACCENTED and length == 1 and not most and not read.raw[start].isupper()
        plain = (CLEAR_SYLLABLE if read.fold[start] in CLEAR else UNACCENTED_SYLLABLE) if bare else 1.0
        sure = (BOTH_MEANINGS if len(best) > 1 else 1.0) * plain
        return dict.fromkeys(sorted(best), sure)

    def near(self, one: str, other: str) -> float:
        """How near two concepts are, from 0 to 1; the order does not matter."""
        if one == other:
            return SAME
        pair = (one, other) if one < other else (other, one)
        known = self._near.get(pair)
        if known is None:
            known = self._near[pair] = self._nearness(self.concepts[one], self.concepts[other])
        return known

    def sectors_near(self, one: str, other: str) -> float:
        """How near two sectors are, from 0 to 1: the same, one above the other, of one branch, linked."""
        if one == other:
            return 1.0
        a, b = self.sectors.get(one), self.sectors.get(other)
        if a is None or b is None:
            return 0.0
        linked = self.links.get((one, other), 0.0)
        if a.top != b.top:
            return linked
        return max(linked, 0.5 if one == b.parent or other == a.parent else 0.3)

    def around(self, sector: str) -> frozenset[str]:
        """All sectors that are near this one at all, itself among them."""
        if sector not in self._around:
            near = {each for each in self.sectors if self.sectors_near(sector, each)}
            self._around[sector] = frozenset(near | {sector})
        return self._around[sector]

    def reach(self, concept: str) -> frozenset[str]:
        """The sectors of a concept and of those that it is linked to."""
        linked = self.linked.get(concept, frozenset()) | self.linked.get(self.concepts[concept].broader, frozenset())
        return frozenset(self.concepts[concept].sectors).union(*(self.concepts[each].sectors for each in linked))

    def _nearness(self, one: Concept, other: Concept) -> float:
        return max(self._in_taxonomy(one, other), self._by_link(one, other))

    def _by_link(self, one: Concept, other: Concept) -> float:
        """Somebody who speaks of one often means the other (`concept_links.csv`), or what is narrower than it."""
        if other.id in self.linked.get(one.id, ()):
            return LINKED
        above = other.id in self.linked.get(one.broader, ()) or one.id in self.linked.get(other.broader, ())
        return LINKED_ABOVE if above else 0.0

    def _in_taxonomy(self, one: Concept, other: Concept) -> float:
        if other.id in (chain := self._chain(one)) or one.id in self._chain(other):
            distance = chain.index(other.id) if other.id in chain else self._chain(other).index(one.id)
            return PARENT if distance == 0 else GRANDPARENT
        apart = OTHER_GOODS if one.kind == other.kind == GOODS and not (one.head or other.head) else 1.0
        if one.broader and one.broader == other.broader:
            return SIBLING * apart
        return apart * max(
            (SECONDARY if i or j else 1.0) * self._by_sector(one.head and not i, a, other.head and not j, b)
            for i, a in enumerate(one.sectors)
            for j, b in enumerate(other.sectors)
        )

    def _by_sector(self, one_is_head: bool, one: str, other_is_head: bool, other: str) -> float:
        if one == other:
            top = not self.sectors[one].parent
            if one_is_head or other_is_head:
                return HEAD_AND_TOP_MEMBER if top else HEAD_AND_MEMBER
            return MEMBERS_OF_TOP if top else MEMBERS
        a, b = self.sectors[one], self.sectors[other]
        linked = self.links.get((one, other), 0.0)
        if a.top != b.top:
            return linked
        above = (one_is_head and one == b.parent) or (other_is_head and other == a.parent)
        return max(linked, TOP_AND_MEMBER if above else TOP_MEMBERS)

    def _chain(self, concept: Concept) -> list[str]:
        chain: list[str] = []
        while concept.broader and concept.broader not in chain:
            chain.append(concept.broader)
            concept = self.concepts[concept.broader]
        return chain


def glossary_of(sectors: Rows, glossary: Rows, links: Rows, linked: Rows, places: Places) -> Glossary:
    """Build a glossary of the rows of `sectors.csv`, `glossary.csv`, `sector_links.csv` and `concept_links.csv`.

    A sector is a concept too: its names and those synonyms that the glossary does not have stand for it, so that a new
    sector works before anybody has written terms for it. `Japanese` stays a country and is not its language.
    """
    rows = list(sectors)
    known = {row["code"]: Sector(row["code"], row["parent"], row["name_vi"], row["name_en"]) for row in rows}
    concepts: dict[str, Concept] = {}
    terms: Terms[Meaning] = Terms()
    for row in glossary:
        if row["sectors"]:
            concepts[row["concept"]] = _concept(row, known)
        _add_terms(terms, row["concept"], row["vi"], row["en"], _context(row["context"]))
    kinds = {concept.sectors[0]: concept.kind for concept in reversed(concepts.values())}
    for row in rows:
        concepts[row["code"]] = _named_by(known[row["code"]], kinds.get(row["code"], GOODS))
        _add_names(row, terms, places)
    near = {(row["one"], row["other"]): float(row["closeness"]) for row in links}
    return Glossary(concepts, terms, known, near | {(b, a): value for (a, b), value in near.items()}, _linked(linked))


def _linked(rows: Rows) -> Mapping[str, frozenset[str]]:
    """What each concept is linked to, either way."""
    found: dict[str, set[str]] = {}
    for row in rows:
        found.setdefault(row["one"], set()).add(row["other"])
        found.setdefault(row["other"], set()).add(row["one"])
    return {concept: frozenset(others) for concept, others in found.items()}


def _concept(row: dict[str, str], sectors: Mapping[str, Sector]) -> Concept:
    codes = tuple(split(row["sectors"]))
    head, top = row["broader"] == HEAD, sectors[codes[0]].parent == ""
    plain = (WEIGHT_OF_TOP if head else WEIGHT_OF_TOP_MEMBER) if top else (WEIGHT_OF_HEAD if head else WEIGHT_OF_MEMBER)
    return Concept(
        id=row["concept"],
        vi=split(row["vi"])[0],
        en=split(row["en"])[0],
        sectors=codes,
        kind=row["kind"],
        broader="" if head else row["broader"],
        head=head,
        weight=min(plain, WEIGHT_OF_MARKET) if row["kind"] == "market" else plain,
    )


def _context(cell: str) -> Context | None:
    words = split(cell)
    if not words:
        return None
    required = words[0] == REQUIRED
    phrases = [word.lower() for word in words[required:]]
    read = [tokens(phrase) for phrase in phrases]
    exact = {f" {' '.join(each.low)} " for each in read} | {f" {' '.join(each.stem)} " for each in read}
    folded = {f" {' '.join(map(fold, each.low))} " for each in read} | {f" {' '.join(each.stem)} " for each in read}
    return Context(required, tuple(sorted(exact)), tuple(sorted(folded)))


def _add_terms(terms: Terms[Meaning], concept: str, vi: str, en: str, context: Context | None) -> None:
    plain, acronym = Meaning(concept, context, capitals=False), Meaning(concept, context, capitals=True)
    for cell, vietnamese in ((vi, True), (en, False)):
        for term in split(cell):
            terms.add(term, acronym if is_acronym(term) else plain, vietnamese=vietnamese)


def _named_by(sector: Sector, kind: str) -> Concept:
    """The concept of a whole sector."""
    weight = WEIGHT_OF_HEAD if sector.parent else WEIGHT_OF_TOP
    return Concept(sector.code, sector.vi, sector.en, (sector.code,), kind, head=True, weight=weight)


def _add_names(row: dict[str, str], terms: Terms[Meaning], places: Places) -> None:
    for cell, vietnamese in (
        (f"{row['name_vi']};{row['synonyms_vi']}", True),
        (f"{row['name_en']};{row['synonyms_en']}", False),
    ):
        for term in split(cell):
            if not terms.has(term, vietnamese=vietnamese) and not places.has(term, vietnamese=vietnamese):
                terms.add(term, Meaning(row["code"], None, is_acronym(term)), vietnamese=vietnamese)
