"""What the cues of a clause say: who seeks and who offers, and what.

A clause is read from left to right. `tìm nhà nhập khẩu` looks for a buyer, so the writer sells; `nhà nhập khẩu tìm cà
phê` is a buyer who looks for coffee; `mời doanh nghiệp Việt Nam đầu tư` invites others to invest, so the writer has the
site. What was found last governs the things that follow, what was found first those before it.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from app.matching.scoring.cues import Found
from app.matching.scoring.directive import BARE, HINT, MAKER, STATED, SUBJECT, TOLD, WANTED, Directive
from app.matching.scoring.roles import ASKING, COMPLEMENTS, GIVING, Role, Side
from app.matching.scoring.text import Tokens
from app.matching.scoring.wording import (
    ADDRESSING,
    AREA,
    BETWEEN,
    DONE_BY_OTHERS,
    GROUPS,
    MAKERS,
    MAKERS_VI,
    MODAL,
    NOMINAL,
    OF_ONESELF,
    PARTNERS,
    PLANNING,
    RELATIVE,
    TRYING,
)

BESIDE = 3
TELLING = frozenset({"seek", "want", "invite", "act", "actor"})
# These say nothing of who wants what of whom in their clause.
SILENT = frozenset({"who", "stop", "idiom", "urgent"})
# What who invites does: the site is the writer's.
INVITING = frozenset({Role.SITE, Role.HOST})
# What somebody who is sought may do for the writer, besides giving.
DOING = frozenset({Role.BUY, Role.INVEST, Role.RECRUIT})


def directives(found: list[Found], side: Side, read: Tokens, *, land: bool) -> list[Directive]:
    """What the cues of one clause say, in order; `land`: the text has spoken of land to settle on."""
    return list(_Clause([cue for cue in found if cue.verb not in SILENT], side, read, land=land).read())


class _Clause:
    """The state of reading one clause: whether something is sought or others are invited, and whom it names."""

    def __init__(self, found: list[Found], side: Side, read: Tokens, *, land: bool) -> None:
        self._found = found
        self._need = side is Side.NEED
        self._read = read
        self._land = land
        self._sought_at = 0
        self._acting = False  # Something was done since the seeking began.
        self._seek: str | None = None  # The verb of seeking that is in force.
        self._asked: Role | None = None
        self._denied = self._wanted = self._offering = False
        self._host: Role | None = None  # What the writer opens to others: a site, a destination.
        self._giver: Role | None = None  # What the subject brings, whatever it looks for.
        self._others = False  # Somebody else was named since the seeking began.
        self._steps: dict[str, Callable[[Found, list[Found]], Iterator[Directive]]] = {
            "wanted": self._is_wanted, "offer": self._offers, "support": self._supports, "partner": self._partner,
            "land": self._wants_land, "has": self._has, "hint": self._hints, "act": self._acts, "actor": self._names,
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
        if self._land and self._others:
            yield Directive(cue.start, Role.SITE, TOLD)
        elif not self._wanted:  # `buyers wanted` has been told with the buyers.
            yield Directive(cue.start, None, TOLD, sought=True)

    def _has(self, cue: Found, _: list[Found]) -> Iterator[Directive]:
        """What who offers something has or makes is a part of it."""
        if not self._need and self._seek is None and not self._offering:
            yield Directive(cue.start, None, BARE, sought=False)

    def _hints(self, cue: Found, _: list[Found]) -> Iterator[Directive]:
        if cue.role is not None:
            yield Directive(cue.start, cue.role if self._need else COMPLEMENTS[cue.role], HINT, hint=True)

    def _wants_land(self, cue: Found, _: list[Found]) -> Iterator[Directive]:
        """Who offers something and looks for 20 ha will build there, whatever else it names."""
        if not self._need and self._seek in {"seek", "want"} and self._read.stem[cue.start] in AREA:
            yield Directive(cue.start, Role.INVEST, TOLD)

    def _partner(self, cue: Found, _: list[Found]) -> Iterator[Directive]:
        """A need that names a partner and no verb looks for one: `partners for battery storage`."""
        if self._seek is not None or self._land:
            self._others = True
            if self._need and self._seek in {"seek", "want"} and self._read.low[cue.start] in GROUPS:
                yield Directive(cue.start, Role.SITE, BARE)  # A province hardly sells to a conglomerate.
        elif self._need and self._read.low[cue.start] in PARTNERS:
            self._seek, self._others = "seek", True
            yield Directive(cue.start, None, WANTED, sought=True)

    def _seeks(self, cue: Found, rest: list[Found]) -> Iterator[Directive]:
        if self._wanted:
            return  # `importers welcome`
        whom = next((each for each in rest if each.verb in TELLING), None)
        if cue.verb == "invite" and self._offering and (whom is None or whom.role in {None, Role.SELL}):
            return  # `introduces its nuts and invites to a tasting`
        self._seek, self._others, self._acting, self._sought_at = cue.verb, False, False, cue.end
        if whom is not None and (whom.verb != "actor" or self._between(cue.end, whom.start, BETWEEN)):
            whom = None
        if whom is not None and whom.role is Role.RECRUIT and self._giver is not None:
            whom = None  # Who receives what is given away employs nobody.
        if whom is not None and whom.role is not None:
            yield Directive(cue.start, self._meant_by(whom, whom.role), STATED)
        elif self._giver is not None:
            yield Directive(cue.start, self._giver, TOLD)
        elif cue.verb != "invite":
            planned = self._read.stem[cue.start] in PLANNING or self._read.low[cue.start] in PLANNING
            yield Directive(cue.start, None, TOLD if cue.verb == "seek" else WANTED, sought=True, planned=planned)
        elif not any(each.verb == "act" for each in rest):
            yield Directive(cue.start, None, BARE, invited=True)

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
        if self._of_subject(cue):
            self._seek, self._others = None, False
        nominal = cue.role in ASKING and self._read.low[cue.start] in NOMINAL
        if self._seek is None and (nominal or (cue.role is Role.ASK and not self._need)):
            meant = cue.role if self._need else COMPLEMENTS[cue.role]
            yield Directive(cue.start, Role.ADOPT if meant is Role.ASK else meant, BARE)
            return
        oneself = self._seek == "want" and self._read.low[cue.start] in OF_ONESELF
        by_others = self._by_others(cue, cue.role) and not oneself
        self._acting = True
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

    def _of_subject(self, cue: Found) -> bool:
        """Whether the writer does this besides: `looks for growers and may invest`."""
        before = self._read.low[max(0, cue.start - 2) : cue.start]
        return len(before) > 1 and before[0] in {"and", "và"} and before[1] in MODAL

    def _by_others(self, cue: Found, role: Role) -> bool:
        """Whether somebody else is to do this. A need that only says `đào tạo kỹ sư` wants it done by others."""
        if self._need and role is Role.SELL:
            return False  # Who sells it does so for the writer.
        if self._need and (role in GIVING or (self._seek is None and role in {Role.RECRUIT, Role.INVEST})):
            return True
        if self._seek == "invite":
            return role not in INVITING
        if self._done_by_sought(cue, role):
            return True
        if self._seek is None or self._others:
            return self._others and self._seek is not None
        return self._seek == "seek" and role in GIVING and not self._for_oneself(cue, role)

    def _for_oneself(self, cue: Found, role: Role) -> bool:
        """Whether who offers something looks for what it gives to: beaches for its guests, a place for a pilot."""
        trying = not TRYING.isdisjoint(self._read.stem[cue.start : cue.end])
        return not self._need and (role is Role.BRING or (role is Role.PROVIDE and trying))

    def _done_by_sought(self, cue: Found, role: Role) -> bool:
        """Whether what stands between the seeking and this verb does it: `tìm nhà máy điện mua dài hạn`."""
        if self._seek is None or self._acting or cue.start - self._sought_at <= 1 or role not in DOING:
            return False
        if self._need and role is Role.INVEST:
            return True
        return self._read.low[cue.start - 1] in RELATIVE or self._read.low[cue.start] in DONE_BY_OTHERS

    def _names(self, cue: Found, rest: list[Found]) -> Iterator[Directive]:
        """Somebody is named: sought or addressed, the subject of the clause, or nobody of these."""
        if cue.role is None or self._asked is Role.ASK:
            return
        if self._need and self._offering and self._seek is None and cue.role is Role.SELL:
            yield Directive(cue.start, Role.SELL, STATED)  # `introduces its growers`
            return
        offered_to = self._offering and not self._need and self._seek is None
        telling = [each for each in rest if each.verb != "hint"]
        wanted = any(each.verb == "wanted" and each.start == telling[0].start for each in telling)
        if offered_to:
            return
        if self._seek is not None or self._between(cue.start - BESIDE, cue.start, ADDRESSING) or wanted:
            self._others, self._wanted = self._others or not wanted, self._wanted or wanted
            yield Directive(cue.start, self._meant_by(cue, cue.role), STATED)
        elif any(each.verb in TELLING | {"offer"} and each.verb != "actor" for each in telling):
            yield from self._subject(cue, cue.role, telling)
        else:
            yield Directive(cue.start, COMPLEMENTS[cue.role] if self._need else cue.role, BARE)

    def _meant_by(self, cue: Found, role: Role) -> Role:
        """What it means to look for somebody: makers for what they make, or to settle on the land there is."""
        if role is Role.TEACH and self._need and self._land:
            return Role.SITE
        if role is not Role.SELL or not (
            self._land or self._host is Role.SITE or (self._need and self._seek == "invite")
        ):
            return COMPLEMENTS[role]
        made = self._read.stem[cue.start] in MAKERS or " ".join(self._read.low[cue.start : cue.end]) in MAKERS_VI
        return Role.SITE if made else Role.BUY

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
