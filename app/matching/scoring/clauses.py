"""What the cues of a clause say: who seeks and who offers, and what.

A clause is read from left to right. `tìm nhà nhập khẩu` looks for a buyer, so the writer sells; `nhà nhập khẩu tìm cà
phê` is a buyer who looks for coffee; `mời doanh nghiệp Việt Nam đầu tư` invites others to invest, so the writer has the
site. What was found last governs the things that follow, what was found first those before it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from app.matching.scoring.cues import Found
from app.matching.scoring.kinds import OFFERED, SOUGHT, fitting
from app.matching.scoring.roles import ASKING, COMPLEMENTS, GIVING, Role, Side
from app.matching.scoring.text import Tokens

STATED, TOLD, SUBJECT, MAKER, WANTED, BARE, HINT, BACKWARDS = 0.95, 0.9, 0.85, 0.4, 0.7, 0.6, 0.5, 0.8
BESIDE = 3
TELLING = frozenset({"seek", "want", "invite", "act", "actor"})
# These say nothing of who wants what of whom in their clause.
SILENT = frozenset({"who", "stop", "idiom", "urgent"})
PARTNERS = frozenset({"đối", "partner", "partners"})
# A verb that begins so is the writer's own, whoever was named before: `firms in Odessa look for supplies`.
OF_ONESELF = frozenset({"tìm", "muốn", "seek", "seeks", "looking", "looks", "wants"})
# What who invites does: the site is the writer's.
INVITING = frozenset({Role.SITE, Role.HOST})
# `to foreign investors`, `cho nhà đầu tư`: these are addressed. `coffee for supermarkets`: these are not sought.
ADDRESSING = frozenset({"to", "for", "from", "among", "cho", "tới", "từ", "của các"})
BETWEEN = frozenset({"to", "for", "from", "of", "with", "among", "cho", "tới", "với", "từ", "của", "để"})


@dataclass(frozen=True, slots=True)
class Directive:
    """What holds from a token on: a role outright, or whether what follows is sought or offered."""

    start: int
    role: Role | None
    sure: float
    sought: bool | None = None
    hint: bool = False
    aim: bool = False  # What follows is only what it is for.
    taking: bool = False  # Whom one takes, one employs, or teaches.

    def for_kind(self, kind: str, side: Side) -> tuple[Role, float] | None:
        """The role of the writer towards a thing of this kind; nothing where the directive says nothing of it."""
        if self.role is not None:
            return fitting(self.role, kind), self.sure
        if kind == "project":
            return (Role.SITE if side is Side.NEED else Role.INVEST if self.sought else Role.PROVIDE), BARE
        if kind == "destination":
            return (Role.BRING if self.sought and side is Side.OFFER else Role.HOST), self.sure
        if kind == "training" and self.taking:
            return Role.TEACH, self.sure
        if kind == "labour" and side is Side.NEED and self.sure <= WANTED:
            return Role.SEND, self.sure  # Workers who want to go, not workers who are wanted.
        role = (SOUGHT if self.sought else OFFERED).get(kind)
        return None if role is None else (role, self.sure)


def directives(found: list[Found], side: Side, read: Tokens) -> list[Directive]:
    """What the cues of one clause say, in order."""
    return list(_Clause([cue for cue in found if cue.verb not in SILENT], side, read).read())


class _Clause:
    """The state of reading one clause: whether something is sought or others are invited, and whom it names."""

    def __init__(self, found: list[Found], side: Side, read: Tokens) -> None:
        self._found = found
        self._need = side is Side.NEED
        self._read = read
        self._seek: str | None = None  # The verb of seeking that is in force.
        self._asked: Role | None = None
        self._denied = self._wanted = self._offering = False
        self._host: Role | None = None  # What the writer opens to others: a site, a destination.
        self._giver: Role | None = None  # What the subject brings, whatever it looks for.
        self._others = False  # Somebody else was named since the seeking began.
        self._steps: dict[str, Callable[[Found, list[Found]], Iterator[Directive]]] = {
            "wanted": self._is_wanted, "offer": self._offers, "support": self._supports, "partner": self._partner,
            "has": self._has, "hint": self._hints, "act": self._acts, "actor": self._names,
            "take": self._takes, "seek": self._seeks, "want": self._seeks, "invite": self._seeks,
        }  # fmt: skip

    def read(self) -> Iterator[Directive]:
        told = aim = False
        for place, cue in enumerate(self._found):
            if cue.verb == "aim" and told and not aim:
                aim = True
                yield Directive(cue.start, None, 0.0, aim=True)
            for directive in self._step(cue, self._found[place + 1 :]):
                told = told or not directive.hint
                yield replace(directive, hint=True) if aim else directive

    def _step(self, cue: Found, rest: list[Found]) -> Iterator[Directive]:
        if self._denied and cue.verb in {"act", "actor"}:
            self._denied = False
        elif cue.verb == "not":
            self._denied = True
        elif cue.verb in self._steps:
            yield from self._steps[cue.verb](cue, rest)

    def _is_wanted(self, cue: Found, _: list[Found]) -> Iterator[Directive]:
        if not self._wanted:  # `buyers wanted` has been told with the buyers.
            yield Directive(cue.start, None, TOLD, sought=True)

    def _has(self, cue: Found, _: list[Found]) -> Iterator[Directive]:
        """What who offers something has or makes is a part of it."""
        if not self._need and self._seek is None and not self._offering:
            yield Directive(cue.start, None, BARE, sought=False)

    def _hints(self, cue: Found, _: list[Found]) -> Iterator[Directive]:
        if cue.role is not None:
            yield Directive(cue.start, cue.role if self._need else COMPLEMENTS[cue.role], HINT, hint=True)

    def _partner(self, cue: Found, _: list[Found]) -> Iterator[Directive]:
        """A need that names a partner and no verb looks for one: `partners for battery storage`."""
        if self._seek is not None:
            self._others = True
        elif self._need and self._read.low[cue.start] in PARTNERS:
            self._seek, self._others = "seek", True
            yield Directive(cue.start, None, WANTED, sought=True)

    def _seeks(self, cue: Found, rest: list[Found]) -> Iterator[Directive]:
        self._seek, self._others = cue.verb, False
        whom = next((each for each in rest if each.verb in TELLING), None)
        if whom is not None and (whom.verb != "actor" or self._between(cue.end, whom.start, BETWEEN)):
            whom = None
        if whom is not None and whom.role is not None:
            yield Directive(cue.start, COMPLEMENTS[whom.role], STATED)
        elif self._giver is not None:
            yield Directive(cue.start, self._giver, TOLD)
        elif cue.verb != "invite":
            yield Directive(cue.start, None, TOLD if cue.verb == "seek" else WANTED, sought=True)
        elif not any(each.verb == "act" for each in rest):
            yield Directive(cue.start, Role.SITE, BARE)

    def _offers(self, cue: Found, _: list[Found]) -> Iterator[Directive]:
        """`cần hỗ trợ` asks for help: a verb of offering behind one of seeking offers nothing."""
        if self._seek == "seek" or self._asked is not None:
            return
        self._seek, self._offering = None, True
        yield Directive(cue.start, None, TOLD, sought=False)

    def _supports(self, cue: Found, rest: list[Found]) -> Iterator[Directive]:
        """A need that says `support for schools` asks for it, unless it says that it is ready to give it."""
        if self._need and not self._offering:
            yield Directive(cue.start, None, WANTED, sought=True)
        else:  # Who helps growers does not sell what they grow.
            yield from (replace(each, role=Role.PROVIDE) for each in self._offers(cue, rest))

    def _acts(self, cue: Found, _: list[Found]) -> Iterator[Directive]:
        """`muốn mua` buys; `tìm đối tác mua` looks for one who buys; `cần đào tạo` is to be trained."""
        if cue.role is None:
            return
        if cue.role in GIVING and self._asked is not None:
            yield Directive(cue.start, self._asked, STATED)
            return
        by_others = self._by_others(cue.role) and not (self._seek == "want" and self._read.low[cue.start] in OF_ONESELF)
        meant = COMPLEMENTS[cue.role] if by_others or COMPLEMENTS[cue.role] is self._host else cue.role
        self._host = meant if meant in INVITING else self._host
        self._asked = meant if meant in ASKING else self._asked
        self._offering = self._offering or (cue.role in GIVING and not by_others)
        if meant in GIVING and not self._need:
            self._giver = meant  # `trains nurses and looks for clinics` trains them there.
        yield Directive(cue.start, meant, STATED)

    def _takes(self, cue: Found, _: list[Found]) -> Iterator[Directive]:
        """Who takes somebody teaches or employs; `tìm bệnh viện tiếp nhận học viên` looks for one who does."""
        if self._seek == "seek":
            yield Directive(cue.start, Role.SEND, STATED)
        elif self._need:
            yield Directive(cue.start, None, WANTED, sought=True)
        else:
            yield Directive(cue.start, None, TOLD, sought=True, taking=True)

    def _by_others(self, role: Role) -> bool:
        """Whether somebody else is to do this. A need that only says `đào tạo kỹ sư` wants it done by others."""
        if self._need and role is Role.SELL:
            return False  # Who sells it does so for the writer.
        if self._need and (role in GIVING or (self._seek is None and role in {Role.RECRUIT, Role.INVEST})):
            return True
        if self._seek == "invite":
            return role not in INVITING
        return self._seek is not None and (self._others or (self._seek == "seek" and role in GIVING))

    def _names(self, cue: Found, rest: list[Found]) -> Iterator[Directive]:
        """Somebody is named: sought or addressed, the subject of the clause, or nobody of these."""
        if cue.role is None or self._asked is Role.ASK:
            return
        offered_to = self._offering and not self._need and self._seek is None
        telling = [each for each in rest if each.verb != "hint"]
        wanted = bool(telling) and telling[0].verb == "wanted"
        if offered_to:
            return
        if self._seek is not None or self._between(cue.start - BESIDE, cue.start, ADDRESSING) or wanted:
            self._others, self._wanted = self._others or not wanted, self._wanted or wanted
            yield Directive(cue.start, COMPLEMENTS[cue.role], STATED)
        elif any(each.verb in TELLING | {"offer"} and each.verb != "actor" for each in telling):
            yield from self._subject(cue, cue.role, telling)
        else:
            yield Directive(cue.start, COMPLEMENTS[cue.role] if self._need else cue.role, BARE)

    def _subject(self, cue: Found, role: Role, telling: list[Found]) -> Iterator[Directive]:
        """Who does something in the clause is known by it; what else it says may tell more.

        `Traders look for outlets` sell. A maker who wants something sells as well, but hardly speaks of that. Tour
        operators bring visitors, whatever they look for.
        """
        verbs = [each.verb for each in telling if each.verb in TELLING]
        if verbs[:2] == ["seek", "actor"] or any(each.verb == "act" and each.role is not role for each in telling):
            return
        if role in GIVING:
            if self._need:
                return
            self._giver = role
        yield Directive(cue.start, role, MAKER if role is Role.SELL else SUBJECT)

    def _between(self, start: int, end: int, words: frozenset[str]) -> bool:
        """Whether one of these words stands in this clause between two places, outside of any cue."""
        clause = self._read.clauses[end]
        cues = {place for cue in self._found for place in range(cue.start, cue.end)}
        return any(
            self._read.clauses[place] == clause and self._read.low[place] in words and place not in cues
            for place in range(max(0, start), end)
        )
