"""Cues of direction: words that tell who sells, buys, invests, gives, sends and receives.

A clause is read from left to right. `tìm nhà nhập khẩu` looks for a buyer, so the writer sells; `nhà nhập khẩu tìm cà
phê` is a buyer who looks for coffee; `mời doanh nghiệp Việt Nam đầu tư` invites others to invest, so the writer has the
site. What was found last governs the things that follow, what was found first those before it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from app.matching.scoring.roles import ASKING, COMPLEMENTS, GIVING, OFFERED, SOUGHT, Role, Side
from app.matching.scoring.terms import Rows, Terms, split
from app.matching.scoring.text import Script, Tokens

STATED, TOLD, SUBJECT, WANTED, BARE, HINT, BACKWARDS = 0.95, 0.9, 0.85, 0.7, 0.6, 0.5, 0.8
BESIDE = 3
# `to foreign investors`, `cho nhà đầu tư`: these are addressed. `coffee for supermarkets`: these are not sought.
ADDRESSING = frozenset({"to", "for", "from", "with", "among", "cho", "tới", "với", "từ", "của các"})
BETWEEN = frozenset({"to", "for", "from", "of", "with", "among", "cho", "tới", "với", "từ", "của", "để"})

Cue = tuple[str, Role | None]
Cues = Terms[Cue]


@dataclass(frozen=True, slots=True)
class Found:
    """A cue where it stands: tokens from `start` up to `end`."""

    verb: str
    role: Role | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Directive:
    """What holds from a token on: a role outright, or whether what follows is sought or offered."""

    start: int
    role: Role | None
    sure: float
    sought: bool | None = None
    hint: bool = False

    def for_kind(self, kind: str, side: Side) -> tuple[Role, float] | None:
        """The role of the writer towards a thing of this kind; nothing where the directive says nothing of it."""
        if self.role is not None:
            return self.role, self.sure
        if kind == "project":
            return (Role.SITE if side is Side.NEED else Role.INVEST if self.sought else Role.PROVIDE), BARE
        if kind == "destination":
            return (Role.BRING if self.sought and side is Side.OFFER else Role.HOST), self.sure
        role = (SOUGHT if self.sought else OFFERED).get(kind)
        return None if role is None else (role, self.sure)


def cues_of(rows: Rows) -> Cues:
    """Build the cues of `cues.csv`: a verb such as `seek`, or `act:` and `actor:` with a role."""
    terms: Cues = Terms()
    for row in rows:
        verb, _, role = row["cue"].partition(":")
        for term in split(row["terms"]):
            terms.add(term, (verb, Role(role) if role else None), vietnamese=row["lang"] == "vi")
    return terms


def find(cues: Cues, read: Tokens, script: Script) -> list[Found]:
    """All cues of a text in order, the longest at each place."""
    found: list[Found] = []
    start = 0
    while start < len(read):
        length, entries = cues.longest(read, start, script)
        if length and not (script is Script.UNACCENTED and length == 1 and entries[0][0] == "actor"):
            found.extend(Found(verb, role, start, start + length) for verb, role in entries)
        start += max(length, 1)
    return found


def directives(found: list[Found], side: Side, read: Tokens) -> list[Directive]:
    """What the cues of one clause say, in order."""
    return list(_Clause(found, side, read).read())


class _Clause:
    """The state of reading one clause: whether something is sought or others are invited, and whom it names."""

    def __init__(self, found: list[Found], side: Side, read: Tokens) -> None:
        self._found = found
        self._side = side
        self._read = read
        self._seek: str | None = None  # The verb of seeking that is in force.
        self._asked: Role | None = None
        self._denied = False
        self._others = False  # Somebody else was named since the seeking began.

    def read(self) -> Iterator[Directive]:
        for place, cue in enumerate(self._found):
            if self._denied and cue.verb in {"act", "actor"}:
                self._denied = False
                continue
            yield from self._step(cue, self._found[place + 1 :])

    def _step(self, cue: Found, rest: list[Found]) -> Iterator[Directive]:
        if cue.verb == "not":
            self._denied = True
        elif cue.verb in {"seek", "want", "invite"}:
            yield from self._seeks(cue, rest)
        elif cue.verb == "wanted":
            yield Directive(cue.start, None, TOLD, sought=True)
        elif cue.verb == "offer":
            yield from self._offers(cue)
        elif cue.verb == "partner":
            self._others = self._others or self._seek is not None
        elif cue.verb == "hint" and cue.role is not None:
            role = cue.role if self._side is Side.NEED else COMPLEMENTS[cue.role]
            yield Directive(cue.start, role, HINT, hint=True)
        elif cue.verb == "act" and cue.role is not None:
            yield self._act(cue, cue.role)
        elif cue.verb == "actor" and cue.role is not None:
            yield self._actor(cue, cue.role, rest)

    def _seeks(self, cue: Found, rest: list[Found]) -> Iterator[Directive]:
        self._seek, self._others = cue.verb, False
        telling = [each for each in rest if each.verb in {"seek", "want", "invite", "act", "actor"}]
        whom = (
            telling[0]
            if telling and telling[0].verb == "actor" and not self._between(cue.end, telling[0].start, BETWEEN)
            else None
        )
        if cue.verb != "invite" and whom is None:
            yield Directive(cue.start, None, TOLD if cue.verb == "seek" else WANTED, sought=True)
        elif whom is not None and whom.role is not None:
            yield Directive(cue.start, COMPLEMENTS[whom.role], STATED)

    def _offers(self, cue: Found) -> Iterator[Directive]:
        """`cần hỗ trợ` asks for help: a verb of offering behind one of seeking offers nothing."""
        if self._seek == "seek" or self._asked is not None:
            return
        self._seek = None
        yield Directive(cue.start, None, TOLD, sought=False)

    def _act(self, cue: Found, role: Role) -> Directive:
        """`muốn mua` buys; `tìm đối tác mua` looks for one who buys; `cần đào tạo` is to be trained."""
        if role in GIVING and self._asked is not None:
            return Directive(cue.start, self._asked, STATED)
        asked = self._seek == "seek" and role in GIVING
        by_others = self._seek == "invite" or (self._seek is not None and self._others) or asked
        meant = COMPLEMENTS[role] if by_others else role
        if meant in ASKING:
            self._asked = meant
        return Directive(cue.start, meant, STATED)

    def _actor(self, cue: Found, role: Role, rest: list[Found]) -> Directive:
        if self._seek is not None or self._between(cue.start - BESIDE, cue.start, ADDRESSING):
            self._others = True
            return Directive(cue.start, COMPLEMENTS[role], STATED)
        if rest and rest[0].verb == "wanted":
            return Directive(cue.start, COMPLEMENTS[role], STATED)
        if any(each.verb in {"seek", "want", "act", "offer", "invite"} for each in rest):
            return Directive(cue.start, role, SUBJECT)
        return Directive(cue.start, COMPLEMENTS[role] if self._side is Side.NEED else role, BARE)

    def _between(self, start: int, end: int, words: frozenset[str]) -> bool:
        """Whether one of these words stands in this clause between two places, outside of any cue."""
        clause = self._read.clauses[end]
        cues = {place for cue in self._found for place in range(cue.start, cue.end)}
        return any(
            self._read.clauses[place] == clause and self._read.low[place] in words and place not in cues
            for place in range(max(0, start), end)
        )
