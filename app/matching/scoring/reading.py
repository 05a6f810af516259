"""Reading a proposal: what it is about, who wants what of whom, where, and how much."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from app.matching.scoring import clauses, cues, places
from app.matching.scoring.amounts import amounts
from app.matching.scoring.cues import Cues, Found
from app.matching.scoring.glossary import Glossary, glossary_of
from app.matching.scoring.homeland import NOT_KNOWN, Homeland, at_home, homeland_of
from app.matching.scoring.intent import Intent, long_enough
from app.matching.scoring.lens import Lenses, lenses_of, topic_of
from app.matching.scoring.likely import Likely, likely_of
from app.matching.scoring.networks import Networks, Token, Told, networks_of, tokens_of
from app.matching.scoring.phrases import ABROAD, phrases
from app.matching.scoring.phrases import HOME as OF_HOME
from app.matching.scoring.places import HOME, Place, Places
from app.matching.scoring.proposal import Embedder, Meaning, Mention, Proposal, Reading
from app.matching.scoring.roles import Role, Side
from app.matching.scoring.terms import Rows
from app.matching.scoring.text import Script, Tokens, fold, script, tokens

SECOND_SECTOR, FAINT_SECTOR = 0.5, 0.12
NAME, WORD, SHORTEST_WORD = 1.5, 1.0, 3
ACTOR, AIM = 0.4, 0.4
INNER, SEVERAL = 0.5, 2
WIDE_REGION = 5
HEAD = 4
ZONES = frozenset({"zone", "park", "estate", "khu", "kcn", "kkt"})


@dataclass(frozen=True, slots=True)
class _Term:
    """A term of the glossary where it stands, with its concepts and their weights."""

    start: int
    end: int
    concepts: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """All that reading and scoring know of the world: built once, shared by all.

    `countries` and `provinces` are names in Vietnamese and English by their codes.
    """

    glossary: Glossary
    places: Places
    cues: Cues
    likely: Likely
    networks: Networks
    syllables: frozenset[str]
    words: frozenset[str]
    countries: Mapping[str, tuple[str, str]]
    provinces: Mapping[str, tuple[str, str]]
    lenses: Lenses
    homeland: Homeland
    embedder: Embedder | None = None

    @classmethod
    def of(cls, rows: Callable[[str], Rows], embedder: Embedder | None = None) -> "Knowledge":
        """Build it of tables by their names: `sectors`, `glossary`, their links, `cues`, and those of places.

        An `embedder` reads every text besides.
        """
        named, found = places.places_of(rows), cues.cues_of(rows("cues"))
        glossary = glossary_of(rows("sectors"), rows("glossary"), rows("sector_links"), rows("concept_links"), named)
        syllables, words = glossary.terms.syllables | found.syllables, glossary.terms.words | found.words
        provinces = {row["code"]: (row["name_vi"], row["name_en"]) for row in rows("provinces")}
        names = places.country_names(rows("countries"))
        likely = likely_of(rows("role_phrases"), rows("role_meanings"))
        networks = networks_of(rows("network_words"), rows("network_weights"))
        lenses, homeland = lenses_of(rows("meaning_axes")), homeland_of(rows("home_phrases"))
        known = frozenset(syllables), frozenset(words)
        return cls(glossary, named, found, likely, networks, *known, names, provinces, lenses, homeland, embedder)

    def read(self, proposal: Proposal, meaning: Meaning | None = None) -> Reading:
        """Read a proposal; tags that people gave are kept, the rest comes from the text.

        `meaning` is what a language model made of it; where it is not given, the embedder is asked, if there is one.
        """
        return _Reader(self, proposal).reading(meaning or self._meaning(proposal))

    def phrases(self, proposal: Proposal) -> frozenset[str]:
        """What `likely` goes by."""
        return _Reader(self, proposal).phrases()

    def tokens(self, proposal: Proposal) -> list[Token]:
        """What `networks` go by."""
        return _Reader(self, proposal).tokens()

    def _meaning(self, proposal: Proposal) -> Meaning | None:
        if self.embedder is None or not proposal.text.strip():
            return None
        return Meaning.of(self.embedder.model, self.embedder.vector(proposal.side, proposal.text))


class _Reader:
    """One text on its way to a reading."""

    def __init__(self, knowledge: Knowledge, proposal: Proposal) -> None:
        self._knowledge = knowledge
        self._proposal = proposal
        self._read: Tokens = tokens(proposal.text)
        self._script: Script = script(self._read, knowledge.syllables, knowledge.words)
        self._used = [False] * len(self._read)
        self._taken = [0] * len(self._read)  # Tokens that are of names of places, or of longer terms.
        self._marks: dict[int, tuple[int, str]] = {}  # What stands where: things by their kinds, and places.
        self._countries: dict[str, float] = {}
        self._provinces: set[str] = set()

    def phrases(self) -> frozenset[str]:
        """The phrases that may tell what the text wants."""
        terms = self._terms()
        return self._phrases(cues.find(self._knowledge.cues, self._read, self._script, self._taken), terms)

    def tokens(self) -> list[Token]:
        """The words in their order, with what they are of."""
        self._terms()
        return self._tokens(cues.find(self._knowledge.cues, self._read, self._script, self._taken))

    def _tokens(self, found: list[Found]) -> list[Token]:
        return tokens_of(self._read, self._script, self._marks, found)

    def reading(self, meaning: Meaning | None) -> Reading:
        terms = self._terms()
        found = cues.find(self._knowledge.cues, self._read, self._script, self._taken)
        said = self._phrases(found, terms)
        told = self._knowledge.networks.told(self._proposal.side, self._tokens(found))
        intent = self._intent(found, said, told, meaning)
        mentions = self._mentions(_without_actors(terms, found), intent)
        glossary = self._knowledge.glossary
        tagged = sorted(self._proposal.sectors & glossary.sectors.keys())
        sectors = dict.fromkeys(tagged, 1.0) or self._sectors(mentions)
        own = frozenset(sectors).union(*(glossary.concepts[each.concept].sectors for each in mentions))
        return Reading(
            proposal=self._proposal,
            script=self._script,
            mentions=mentions,
            sectors=sectors,
            own=own,
            around=frozenset().union(
                *map(glossary.around, own.union(*(glossary.reach(each.concept) for each in mentions)))
            ),
            tagged=bool(tagged),
            roles=intent.overall((glossary.concepts[each.concept].kind, each.roles, each.weight) for each in mentions),
            said=bool(intent.told),
            countries=self._proposal.countries or self._countries,
            provinces=frozenset(self._provinces),
            words=self._words(found),
            amounts=amounts(self._read),
            urgency=max(self._proposal.urgency, float(any(cue.verb == "urgent" for cue in found))),
            home=self._home(said, meaning, told),
            meaning=meaning,
            topic=topic_of(self._knowledge.lenses, self._proposal.side, meaning),
        )

    def _home(self, said: frozenset[str], meaning: Meaning | None, told: Told | None) -> float:
        if self._proposal.attributed:
            return NOT_KNOWN
        taught = float(meaning.taught[-1]) if meaning and meaning.taught is not None else None
        enough = long_enough(self._read) if taught is None else 1.0
        return NOT_KNOWN + (at_home(self._knowledge.homeland, said, taught, told) - NOT_KNOWN) * enough

    def _terms(self) -> list[_Term]:
        """Terms and places from left to right, the longest at each place; a term wins over a place as long."""
        found: list[_Term] = []
        start = 0
        while start < len(self._read):
            length, concepts = self._concepts_at(start)
            (place, named), idiom = self._place_at(start), self._idiom_at(start)
            if idiom > max(length, place):
                length = idiom
            elif place > length:
                length = place
                self._note(named, start)
                self._marks[start] = start + place, OF_HOME if any(each.provinces for each in named) else ABROAD
                self._taken[start : start + place] = [place] * place
            elif concepts:
                self._taken[start : start + length] = [int(length > 1)] * length
                found += [_Term(start, start + length, concepts), *self._inner(start, start + length)]
                kind = self._knowledge.glossary.concepts[max(concepts, key=concepts.__getitem__)].kind
                self._marks[start] = start + length, f"<{kind}>"
            for position in range(start, start + length):
                self._used[position] = True
            start += max(length, 1)
        return found

    def _inner(self, start: int, end: int) -> list[_Term]:
        """Terms of several words within a longer one, which it speaks of half as much."""
        glossary, found, place = self._knowledge.glossary, [], start
        while place < end - 1 and end - start > SEVERAL:
            if idiom := self._idiom_at(place):  # In `gia công viên nén` there is no park (`công viên`).
                place += idiom
                continue
            within = self._read.part(place, end - (place == start))
            length, meanings = glossary.terms.longest(within, 0, self._script)
            clear = self._uncrossed(place, length) == length
            if (
                length >= SEVERAL
                and clear
                and (concepts := glossary.meanings(self._read, self._script, place, length, meanings))
            ):
                halved = {concept: sure * INNER for concept, sure in concepts.items()}
                found.append(_Term(place, place + length, halved))
                place += length - 1
            place += 1
        return found

    def _used_with(self, found: list[Found]) -> list[bool]:
        """Which tokens are of terms, places or cues."""
        used = list(self._used)
        for cue in found:
            used[cue.start : cue.end] = [True] * (cue.end - cue.start)
        return used

    def _concepts_at(self, start: int) -> tuple[int, dict[str, float]]:
        glossary = self._knowledge.glossary
        length, meanings = glossary.terms.longest(self._read, start, self._script)
        if (clear := self._uncrossed(start, length)) < length:
            length, meanings = glossary.terms.longest(self._read.part(start, start + clear), 0, self._script)
        if not length:
            return 0, {}
        concepts = glossary.meanings(self._read, self._script, start, length, meanings)
        return (length, concepts) if concepts else (0, {})

    def _uncrossed(self, start: int, length: int) -> int:
        """How many of these tokens no longer term takes that begins within and ends beyond.

        In `quản lý công viên địa chất` nobody administers anything: `quản lý công` gives way to the geopark.
        """
        for within in range(1, length):
            longer, _ = self._knowledge.glossary.terms.longest(self._read, start + within, self._script)
            if longer > length and within + longer > length:
                return within
        return length

    def _place_at(self, start: int) -> tuple[int, Sequence[Place]]:
        """How many tokens a name has that begins here, and the places that it names."""
        length, found = self._knowledge.places.longest(self._read, start, self._script)
        if not length or not places.named(self._read, found[0], start, length):
            return 0, ()
        return length, found

    def _note(self, found: Sequence[Place], start: int) -> None:
        """Keep the places that are named at `start`, if they are meant.

        Who offers something `in Asia` looks for it there, and comes from elsewhere.
        """
        if not places.meant(self._read, start):
            return
        for place in found:
            if self._proposal.side is Side.NEED or len(place.countries) <= WIDE_REGION:
                self._countries.update(dict.fromkeys(place.countries - {HOME}, 1.0))
                self._provinces |= place.provinces

    def _idiom_at(self, start: int) -> int:
        """How many tokens words have that are no term, though a part of them is one: `chính sách` has no books."""
        length, entries = self._knowledge.cues.longest(self._read, start, self._script)
        return length if any(verb in {"idiom", "stop"} for verb, _ in entries) and length > 1 else 0

    def _intent(self, found: list[Found], said: frozenset[str], told: Told | None, meaning: Meaning | None) -> Intent:
        number = self._read.clauses
        side = self._proposal.side
        land = any(self._has_land(cue, side) for cue in found)
        directives = {
            clause: clauses.directives(list(of_clause), side, self._read, land=land)
            for clause, of_clause in groupby(found, key=lambda cue: number[cue.start])
        }
        who = cues.who(found, self._read) if side is Side.OFFER else {}
        likely = self._knowledge.likely.roles(side, said, meaning, told)
        taught = meaning is not None and meaning.taught is not None
        return Intent(self._proposal, directives, who, likely, self._read, taught=taught)

    def _phrases(self, found: list[Found], terms: list[_Term]) -> frozenset[str]:
        concepts = self._knowledge.glossary.concepts
        about = [concepts[each] for term in terms for each in term.concepts]
        return phrases(self._read, self._script, self._marks, found, about)

    def _has_land(self, cue: Found, side: Side) -> bool:
        """Whether a cue says that the writer has land: any park in a need; a zone or a region that offers it."""
        if side is Side.NEED:
            return cue.verb == "land"
        governing = cue.verb == "who" and cue.role is Role.SHARE
        return cue.start < HEAD and (governing or (cue.verb == "land" and self._read.stem[cue.start] in ZONES))

    def _mentions(self, terms: list[_Term], intent: Intent) -> tuple[Mention, ...]:
        found: dict[str, Mention] = {}
        for term in terms:
            clause = self._read.clauses[term.start]
            aside = AIM if any(each.aim and each.start < term.start for each in intent.clause(clause)) else 1.0
            for concept_id, sure in term.concepts.items():
                concept = self._knowledge.glossary.concepts[concept_id]
                before = found.get(concept_id)
                weight = concept.weight * sure * aside
                if before is None or before.weight < weight:
                    roles = intent.towards(concept.kind, term.start, clause)
                    words = self._read.written(term.start, term.end)
                    found[concept_id] = Mention(concept_id, weight, roles, words)
        return tuple(found.values())

    def _sectors(self, mentions: tuple[Mention, ...]) -> dict[str, float]:
        """Sectors by the weight of what was found of them, the strongest with 1."""
        found: dict[str, float] = defaultdict(float)
        for mention in mentions:
            for place, sector in enumerate(self._knowledge.glossary.concepts[mention.concept].sectors):
                found[sector] += mention.weight * (SECOND_SECTOR if place else 1.0)
        most = max(found.values(), default=1.0)
        return {code: weight / most for code, weight in found.items() if weight >= FAINT_SECTOR * most}

    def _words(self, found: list[Found]) -> dict[str, float]:
        """Words that neither glossary, places nor cues know; names weigh more."""
        used = self._used_with(found)
        return {
            word: NAME if raw[0].isupper() else WORD
            for word, raw, gone in zip(map(fold, self._read.stem), self._read.raw, used, strict=True)
            if not gone and len(word) >= SHORTEST_WORD and not word[0].isdigit()
        }


def _without_actors(terms: list[_Term], found: list[Found]) -> list[_Term]:
    """The terms, with less weight for those that only name somebody: `importers` are hardly what a text is about."""
    actors = {place for cue in found if cue.verb == "actor" for place in range(cue.start, cue.end)}
    return [
        _Term(each.start, each.end, {concept: sure * ACTOR for concept, sure in each.concepts.items()})
        if actors.issuperset(range(each.start, each.end))
        else each
        for each in terms
    ]
