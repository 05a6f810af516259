"""The delegations of a conference in words for the pages of its organisers, and what forms of them offer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from app.i18n.languages import Language
from app.i18n.messages import mark
from app.models import Delegation, Organisation, OrganisationKind
from app.services.folding import folded, has_words, words
from app.services.rosters import Listed, Roster
from app.web.views import rules
from app.web.views.choices import Groups, Options
from app.web.views.wording import Wording

KINDS: Mapping[OrganisationKind, str] = {
    OrganisationKind.PROVINCE: mark("Provinces"),
    OrganisationKind.MISSION: mark("Missions abroad"),
    OrganisationKind.PARTNER: mark("Partners"),
    OrganisationKind.OTHER: mark("Others"),
}
ONE: Mapping[OrganisationKind, str] = {
    OrganisationKind.PROVINCE: mark("Province"),
    OrganisationKind.MISSION: mark("Mission abroad"),
    OrganisationKind.PARTNER: mark("Partner"),
    OrganisationKind.OTHER: mark("Other organisation"),
}
PLANNED = ("side", "position", "teams", "min_meetings", "max_meetings", "max_consecutive")
"""What organisers decide of a delegation."""


@dataclass(frozen=True, slots=True)
class Row:
    """A delegation in the list."""

    id: UUID
    name: str
    people: int
    invited: int
    is_reached: bool
    promise: str


@dataclass(frozen=True)
class RosterPage:
    """Those of it that are looked for: by a name, and perhaps only those of whom nobody can act or is invited."""

    language: Language
    roster: Roster
    text: str = ""
    only_unreached: bool = False

    @property
    def sides(self) -> list[tuple[str, Sequence[Row]]]:
        """By side, in its words."""
        words, found = Wording(self.language), [each for each in self.roster.listed if self._is_wanted(each)]
        sided = groupby(found, lambda each: each.delegation.side)
        return [(words.side(side), [self._row(each) for each in listed]) for side, listed in sided]

    @property
    def whole(self) -> int:
        return len(self.roster.listed)

    @property
    def unreached(self) -> int:
        return sum(not each.is_reached for each in self.roster.listed)

    def _is_wanted(self, each: Listed) -> bool:
        organisation = each.delegation.organisation
        names = (organisation.name_vi, organisation.name_en, organisation.label_vi, organisation.label_en)
        is_named = has_words(words(self.text), *names, organisation.code)
        return is_named and not (self.only_unreached and each.is_reached)

    def _row(self, each: Listed) -> Row:
        delegation = each.delegation
        return Row(
            delegation.id,
            self.language.name(delegation.organisation),
            each.people,
            each.invited,
            each.is_reached,
            promise(self.language, delegation),
        )


def promise(language: Language, delegation: Delegation) -> str:
    """What it was promised, and the most that it can hold."""
    number = language.number
    if delegation.max_meetings is not None:
        return f"{number(delegation.min_meetings)}–{number(delegation.max_meetings)}"
    return f"≥ {number(delegation.min_meetings)}" if delegation.min_meetings else "–"


def sides(language: Language, roster: Roster) -> Options:
    """Those that are there or have rules, and the usual ones."""
    known = rules.ordered(roster.sides, roster.ruled)
    return rules.options(language, [*known, *rules.further(known)])


def organisations(language: Language, found: Sequence[Organisation]) -> Groups:
    """Under the kind of each, by name."""
    by_kind: dict[OrganisationKind, Options] = {kind: [] for kind in KINDS}
    for each in found:
        by_kind[each.kind].append((str(each.id), language.name(each)))
    return [
        (language.gettext(KINDS[kind]), sorted(options, key=lambda option: folded(option[1])))
        for kind, options in by_kind.items()
        if options
    ]


def kinds(language: Language) -> Options:
    return [(kind.value, language.gettext(name)) for kind, name in ONE.items()]


def planned(delegation: Delegation) -> dict[str, Any]:
    """What the form of it begins with."""
    return {name: getattr(delegation, name) for name in (*PLANNED, "revision")}


def facts(language: Language, delegation: Delegation) -> list[tuple[str, str | None]]:
    """What organisers have decided."""
    gettext, number = language.gettext, language.number
    limits = (
        (gettext("Meetings, at most"), delegation.max_meetings),
        (gettext("Slots in a row"), delegation.max_consecutive),
    )
    return [
        (gettext("Side"), Wording(language).side(delegation.side)),
        (gettext("Teams"), number(delegation.teams)),
        (gettext("Meetings promised"), number(delegation.min_meetings)),
        *((name, None if limit is None else number(limit)) for name, limit in limits),
    ]
