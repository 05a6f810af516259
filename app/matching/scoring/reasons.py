"""Reasons for a score: a sentence for each part, in English here and by the catalogue in any language.

Every parameter of a sentence has its words in Vietnamese and in English, so that both can be told side by side. What
was written is quoted as it was written.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from app.i18n.messages import mark
from app.matching.scoring.match import Meeting
from app.matching.scoring.parts import Pair, alike
from app.matching.scoring.reading import Knowledge
from app.matching.scoring.roles import TABLE, Role, Side
from app.matching.scoring.score import Points, Score
from app.matching.scoring.weights import Part

MOST_NAMED, CLEAR, SURE, PLAIN = 3, 0.5, 0.5, 0.1

TEMPLATES: Mapping[str, str] = {
    "sectors/same": mark("Both are in the sector {sectors}."),
    "sectors/near": mark("The sectors are near each other: {need} and {offer}."),
    "sectors/far": mark("The sectors have little to do with each other: {need} and {offer}."),
    "sectors/unknown": mark("No sector can be told for one side or both."),
    "concepts/same": mark("Both speak of {words}."),
    "concepts/near": mark("They speak of related things: {words}."),
    "concepts/unknown": mark("It cannot be told what one side or both are about."),
    "concepts/none": mark("The texts have no subject in common."),
    "words/shared": mark("Both texts have the words {words}."),
    "words/none": mark("Beyond that, the texts have no words in common."),
    "meaning/near": mark("As a whole, the texts mean much the same."),
    "meaning/far": mark("As a whole, the texts mean different things."),
    "direction/meets": mark("The two complete each other: the side in need {need}, the other {offer}."),
    "direction/partly": mark("The two complete each other only in part: the side in need {need}, the other {offer}."),
    "direction/same": mark("Both sides are after the same: each {need}."),
    "direction/against": mark("The two do not complete each other: the side in need {need}, the other {offer}."),
    "direction/one_side": mark("Both seem to speak for the same side: two from the home country, or two from abroad."),
    "direction/unknown": mark("The texts do not say clearly who gives and who takes."),
    "country/wanted": mark("The partner is from {countries}, as is wanted."),
    "country/other": mark("Partners from {wanted} are wanted; this one is from {countries}."),
    "country/any": mark("No country is asked for, or none is named."),
    "province/same": mark("Both name {provinces}."),
    "province/other": mark("The need is about {need}, the offering about {offer}."),
    "province/any": mark("They do not both name a province."),
    "size/near": mark("The amounts that both name are close."),
    "size/far": mark("The amounts that both name are far apart."),
    "size/unknown": mark("They name no amounts that can be compared."),
    "urgency/urgent": mark("One side says that it is urgent."),
    "urgency/none": mark("Neither side says that it is urgent."),
    "language/shared": mark("They have a language in common."),
    "language/none": mark("They have no language in common; they need an interpreter."),
    "language/unknown": mark("It is not known which languages they speak."),
    "history/good": mark("The two have met at earlier conferences."),
    "history/bad": mark("Earlier meetings of the two led to nothing."),
    "history/none": mark("The two have no history, or it says nothing."),
}
DEEDS: Mapping[Role, tuple[str, str]] = {
    Role.SELL: ("bán hàng, tìm người mua", "sells"),
    Role.BUY: ("mua hàng, tìm nguồn cung", "buys"),
    Role.SITE: ("kêu gọi đầu tư", "looks for investors"),
    Role.INVEST: ("muốn đầu tư", "invests"),
    Role.RECEIVE: ("cần nguồn tài trợ", "looks for funds"),
    Role.GIVE: ("có nguồn tài trợ", "funds"),
    Role.SEND: ("đưa lao động đi làm việc", "sends workers"),
    Role.RECRUIT: ("tuyển lao động", "recruits workers"),
    Role.ADOPT: ("tìm công nghệ, giải pháp", "looks for technology or know-how"),
    Role.PROVIDE: ("cung cấp công nghệ, giải pháp", "brings technology or know-how"),
    Role.LEARN: ("cần đào tạo", "looks for training"),
    Role.TEACH: ("đào tạo", "trains"),
    Role.HOST: ("muốn đón khách", "wants visitors"),
    Role.BRING: ("đưa khách đến", "brings visitors"),
    Role.ASK: ("đề nghị được giúp đỡ, thông tin", "asks for help or information"),
    Role.HELP: ("sẵn sàng giúp đỡ, thông tin", "offers help or information"),
    Role.SHARE: ("muốn hợp tác, giao lưu", "wants to co-operate"),
}

Words = tuple[str, str]  # Vietnamese, English.


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence by its code in `TEMPLATES`. `words` are its parameters, in Vietnamese and in English."""

    part: Part
    points: float
    code: str
    words: Mapping[str, Words] = field(default_factory=dict)

    def params(self, language: str) -> dict[str, str]:
        """What the template takes in this language, `vi` or `en`."""
        return {name: words[language != "vi"] for name, words in self.words.items()}

    @property
    def english(self) -> str:
        return TEMPLATES[self.code].format(**self.params("en"))


def reasons(score: Score, knowledge: Knowledge) -> list[Reason]:
    """A reason for each part of a score, in the order of the parts."""
    told = _Telling(knowledge, score.pair)
    return [told.reason(points) for points in score.parts]


def telling(found: Iterable[Reason]) -> list[Reason]:
    """Those that say something: what brought points or took them away, and what is missing where it matters."""
    silent = {"unknown", "any"}
    return [
        each
        for each in found
        if each.code.partition("/")[2] not in silent and not (each.code.endswith("/none") and abs(each.points) < PLAIN)
    ]


class _Telling:
    """Finds the words for one pair."""

    def __init__(self, knowledge: Knowledge, pair: Pair) -> None:
        self._knowledge = knowledge
        self._pair = pair

    def reason(self, points: Points) -> Reason:
        tell: Callable[[], tuple[str, dict[str, Words]]] = getattr(self, f"_{points.part.value}")
        code, words = tell()
        return Reason(points.part, points.points, f"{points.part.value}/{code}", words)

    def _sectors(self) -> tuple[str, dict[str, Words]]:
        need, offer = self._pair.need.sectors, self._pair.offer.sectors
        if not need or not offer:
            return "unknown", {}
        best = self._pair.match.best_sectors
        if best is None:
            best = (max(need, key=need.__getitem__), max(offer, key=offer.__getitem__))
            return "far", {"need": self._sector(best[0]), "offer": self._sector(best[1])}
        if best[0] == best[1]:
            return "same", {"sectors": self._sector(best[0])}
        return "near", {"need": self._sector(best[0]), "offer": self._sector(best[1])}

    def _sector(self, code: str) -> Words:
        sector = self._knowledge.glossary.sectors.get(code)
        return (sector.vi, sector.en) if sector else (code, code)

    def _concepts(self) -> tuple[str, dict[str, Words]]:
        if self._pair.unread:
            return "unknown", {}
        met = sorted(self._pair.match.meetings, key=lambda each: (-each.near, -each.need.weight))
        if not met:
            return "none", {}
        same = [each for each in met if each.near >= 1.0]
        return ("same" if same else "near"), {"words": _both(map(_quoted, _apart(same or met)[:MOST_NAMED]))}

    def _words(self) -> tuple[str, dict[str, Words]]:
        shared = sorted(self._pair.need.words.keys() & self._pair.offer.words.keys())
        return ("shared", {"words": _both(f"“{word}”" for word in shared[:MOST_NAMED])}) if shared else ("none", {})

    def _meaning(self) -> tuple[str, dict[str, Words]]:
        return ("near" if alike(self._pair) >= CLEAR else "far"), {}

    def _direction(self) -> tuple[str, dict[str, Words]]:
        need, offer = self._roles(Side.NEED), self._roles(Side.OFFER)
        if need is None or offer is None:
            return "unknown", {}
        words = {"need": DEEDS[need], "offer": DEEDS[offer]}
        meets = self._pair.match.direction
        # Roles that go against each other tell more than that both are of one side.
        if TABLE[need, offer] >= 0 and self._pair.match.one_side > SURE:
            return "one_side", {}
        if meets < 0:
            return ("same" if need is offer else "against"), words
        # What is told are these two roles, so they decide, even where the rest of the texts goes together less well.
        return ("meets" if max(meets, TABLE[need, offer]) >= CLEAR else "partly"), words

    def _roles(self, side: Side) -> Role | None:
        """The strongest role of a side towards what both speak of."""
        met = max(self._pair.match.meetings, key=lambda each: each.near * abs(each.direction), default=None)
        reading = self._pair.need if side is Side.NEED else self._pair.offer
        roles = reading.roles if met is None else (met.need if side is Side.NEED else met.offer).roles
        return max(roles, key=roles.__getitem__, default=None)

    def _country(self) -> tuple[str, dict[str, Words]]:
        wanted, there = self._pair.need.countries, self._pair.offer.countries
        if not wanted or not there:
            return "any", {}
        shared = sorted(wanted.keys() & there.keys())
        if shared:
            return "wanted", {"countries": self._names(shared, self._knowledge.countries)}
        return "other", {
            "wanted": self._names(wanted, self._knowledge.countries),
            "countries": self._names(there, self._knowledge.countries),
        }

    def _province(self) -> tuple[str, dict[str, Words]]:
        here, there = self._pair.need.provinces, self._pair.offer.provinces
        names = self._knowledge.provinces
        if not here or not there:
            return "any", {}
        if here & there:
            return "same", {"provinces": self._names(here & there, names)}
        return "other", {"need": self._names(here, names), "offer": self._names(there, names)}

    def _names(self, codes: Iterable[str], names: Mapping[str, Words]) -> Words:
        """The names of the first codes, and how many more there are."""
        sorted_codes = sorted(codes)
        first = [names.get(code, (code, code)) for code in sorted_codes[:MOST_NAMED]]
        more = len(sorted_codes) - len(first)
        vi, en = [name[0] for name in first], [name[1] for name in first]
        if more:
            return f"{', '.join(vi)} và {more} nơi khác", f"{', '.join(en)} and {more} more"
        return _listed(vi, "và"), _listed(en, "and")

    def _size(self) -> tuple[str, dict[str, Words]]:
        near = self._pair.amounts_near
        if near is None:
            return "unknown", {}
        return ("near" if near >= CLEAR else "far"), {}

    def _urgency(self) -> tuple[str, dict[str, Words]]:
        return ("urgent" if max(self._pair.need.urgency, self._pair.offer.urgency) else "none"), {}

    def _language(self) -> tuple[str, dict[str, Words]]:
        ours, theirs = self._pair.need.proposal.languages, self._pair.offer.proposal.languages
        if not ours or not theirs:
            return "unknown", {}
        return ("shared" if ours & theirs else "none"), {}

    def _history(self) -> tuple[str, dict[str, Words]]:
        return ("good" if self._pair.history > 0 else "bad" if self._pair.history < 0 else "none"), {}


def _apart(met: Iterable[Meeting]) -> list[Meeting]:
    """The first meetings of each word: what was told of one is not told again beside the next."""
    told: set[str] = set()
    first = []
    for each in met:
        words = {each.need.words.lower(), each.offer.words.lower()}
        if told.isdisjoint(words):
            first.append(each)
        told |= words
    return first


def _quoted(met: Meeting) -> str:
    one, other = met.need.words, met.offer.words
    return f"“{one}”" if one.lower() == other.lower() else f"“{one}” – “{other}”"


def _both(quoted: Iterable[str]) -> Words:
    items = list(quoted)
    return _listed(items, "và"), _listed(items, "and")


def _listed(items: list[str], last: str) -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {last} {items[-1]}"
