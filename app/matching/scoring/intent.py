"""What the writer of a text wants: the roles towards each thing and over the whole text, by what tells them."""

from collections.abc import Iterable, Mapping

from app.matching.scoring.directive import BACKWARDS, Directive
from app.matching.scoring.kinds import OBJECTIVES, USUAL
from app.matching.scoring.proposal import Proposal
from app.matching.scoring.roles import Role, Roles, Side, mixed
from app.matching.scoring.text import Tokens

OWN, ELSEWHERE_IN_CLAUSE, WHOLE_TEXT, OBJECTIVE, WHO = 1.0, 0.4, 0.35, 1.0, 0.3
LIKELY, OF_A_THING, LIKELY_IF_TAGGED, LIKELY_IF_TAUGHT = 0.8, 0.5, 0.25, 0.9
FEW_WORDS, ENOUGH_WORDS = 5, 10
# What is said of certificates, rules and money besides the matter says little of who wants what.
ASIDE: Mapping[str, float] = {"market": 0.3, "finance": 0.5}

Weighed = list[tuple[Roles, float]]


def long_enough(read: Tokens) -> float:
    """How far the phrases of a text as long can be trusted, from 0 to 1."""
    return min(1.0, max(0.0, (len(read) - FEW_WORDS) / (ENOUGH_WORDS - FEW_WORDS)))


class Intent:
    """The roles of one text.

    `directives` are those of each clause, `who` the roles that who offers something has, `likely` those that its
    words speak for: most of the whole, but less where people said what they want, or for each
    thing of a text of several clauses, or where there are few words, and nothing where there are very few; however few
    there are, where a language model was `taught` to tell them.
    """

    def __init__(
        self,
        proposal: Proposal,
        directives: Mapping[int, list[Directive]],
        who: Roles,
        likely: Roles,
        read: Tokens,
        *,
        taught: bool = False,
    ) -> None:
        self._side = proposal.side
        self._likely = likely
        untagged = LIKELY_IF_TAUGHT if taught else LIKELY
        self._share = LIKELY_IF_TAGGED if proposal.objective else untagged
        self._share *= 1.0 if taught else long_enough(read)
        self._of_a_thing = OF_A_THING if read.clauses and read.clauses[-1] else 1.0
        self._directives = directives
        self._who = who
        self._tagged = self._by_objective(proposal.objective)
        self.told = self._told()

    def clause(self, number: int) -> list[Directive]:
        """The directives of a clause."""
        return self._directives.get(number, [])

    def towards(self, kind: str, start: int, clause: int) -> dict[Role, float]:
        """The roles towards a thing of a kind that is named at `start`, by what tells them, the nearest first.

        That is the directive which governs it, others of its clause, the whole text, the objective that people gave,
        and who offers it; where nothing of these is told, what such a text usually means.
        """
        directives = self.clause(clause)
        heard = [each for each in directives if not (self.told and each.hint)]
        parts: Weighed = []
        if (own := _governing(kind, start, heard, self._side)) is not None:
            parts.append(({own[0]: own[1]}, OWN))
        parts += [({role: sure}, ELSEWHERE_IN_CLAUSE) for role, sure in _outright(directives) if role is not None]
        parts += [(self.told, WHOLE_TEXT)] if self.told else []
        parts += self._tagged
        usual = [] if parts else self._usual(kind)
        return self._with_likely(mixed(parts + self._by_who(told=bool(parts)) + usual), self._of_a_thing)

    def overall(self, mentioned: Iterable[tuple[str, Roles, float]]) -> dict[Role, float]:
        """The roles over the whole text; `mentioned` are the kinds of its things, the roles towards them, weights."""
        if self.told:
            return self._with_likely(mixed([(self.told, 1.0), *self._tagged, *self._by_who(told=True)]))
        by_things = [(roles, weight * ASIDE.get(kind, 1.0)) for kind, roles, weight in mentioned]
        if by_things:
            return mixed(by_things)
        return self._with_likely(mixed(self._tagged + self._by_who(told=False)))

    def _with_likely(self, read: Roles, part: float = 1.0) -> dict[Role, float]:
        """These roles, and the likely ones with their share, or a part of it."""
        share = self._share * part
        if not share or not self._likely:
            return dict(read)
        if not read:
            return {role: likely * share for role, likely in self._likely.items()}
        return mixed([(read, 1 - share), (self._likely, share)])

    def _told(self) -> dict[Role, float]:
        """The roles that cues tell outright, anywhere in the text; hints count where cues tell nothing at all."""
        everywhere = [each for clause in self._directives.values() for each in clause]
        told = [each for each in everywhere if not each.hint] or everywhere
        return mixed([({each.role: each.sure}, each.sure) for each in told if each.role is not None])

    def _by_objective(self, objective: str | None) -> Weighed:
        roles = OBJECTIVES.get(objective or "")
        return [({roles[self._side is Side.OFFER]: 1.0}, OBJECTIVE)] if roles else []

    def _by_who(self, *, told: bool) -> Weighed:
        return [(self._who, WHO if told else 1.0)] if self._who else []

    def _usual(self, kind: str) -> Weighed:
        usual = USUAL[self._side].get(kind)
        return [({usual[0]: usual[1]}, 1.0)] if usual else []


def _outright(directives: list[Directive]) -> list[tuple[Role | None, float]]:
    return [(each.role, each.sure) for each in directives if each.role is not None and not each.hint]


def _governing(kind: str, start: int, directives: list[Directive], side: Side) -> tuple[Role, float] | None:
    """The role by the last directive before a thing that says something of its kind, else by the first after it.

    Hints count only where nothing else is said.
    """
    for told in ([each for each in directives if not each.hint], [each for each in directives if each.hint]):
        for directive in reversed([each for each in told if each.start <= start]):
            if directive.aim:
                return None
            if (found := directive.for_kind(kind, side)) is not None:
                return found
        for directive in told:
            if directive.start > start and (found := directive.for_kind(kind, side)) is not None:
                return found[0], found[1] * BACKWARDS
    return None
