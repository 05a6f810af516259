"""The groups of a session as organisers see them, in plain words."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count
from uuid import UUID

from app.i18n.languages import Language
from app.i18n.messages import mark
from app.models import Delegation, GroupMember, MeetingGroup, MemberState
from app.services.group_proposals import Proposal, Proposals, Workshop
from app.services.planning.holdings import LONGEST_TEXT

NUMBER = re.compile(r" \(\d+\)$")
STATES: Mapping[MemberState, tuple[str, str]] = {
    MemberState.INVITED: (mark("Asked"), "quiet"),
    MemberState.AGREED: (mark("Agrees"), "good"),
    MemberState.DECLINED: (mark("Stays out"), "bad"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    id: UUID
    name: str
    state: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """`decided` is what organisers have, in words; `others` are the delegations that are not in it, by id and name.

    `second_theme` is proposed for what is split from it.
    """

    id: UUID
    theme: str
    second_theme: str
    convener: str | None
    members: Sequence[Member]
    standing: str
    is_planned: bool
    decided: Sequence[str]
    others: Sequence[tuple[UUID, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A group that a delegation is asked into, as it sees it: by whom, with whom, and what it has answered.

    One that `is_own` it convenes itself.
    """

    member_id: UUID
    theme: str
    convener: str | None
    is_own: bool
    others: Sequence[Member]
    waits: bool
    agrees: bool
    also_alone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """Where the host `is_open`, organisers choose one; `further` ones could be asked in besides its members."""

    theme: str
    is_open: bool
    members: Sequence[tuple[UUID, str]]
    further: Sequence[tuple[UUID, str]]
    why: str


@dataclass(frozen=True)
class GroupsView:
    language: Language
    present: Mapping[UUID, Delegation]

    def groups(self, found: Sequence[MeetingGroup]) -> list[Group]:
        themes = {group.theme for group in found}
        return [self._group(group, themes) for group in found]

    def asked(self, found: Sequence[MeetingGroup], own_id: UUID) -> list[Asked]:
        """Those that a delegation is asked into, or is in."""
        return [
            self._asked(group, member) for group in found for member in group.members if member.delegation_id == own_id
        ]

    def suggestions(self, found: Proposals, themes: Collection[str]) -> Iterator[Suggestion]:
        """Those with a host first. None has one of these `themes`, which groups have already, or that of another."""
        taken = set(themes)
        for each in (*self._hosted(found.hosted), *self._workshops(found.workshops)):
            suggestion = replace(each, theme=_free(each.theme, taken))
            taken.add(suggestion.theme)
            yield suggestion

    def _hosted(self, found: Sequence[Proposal]) -> Iterator[Suggestion]:
        for proposal in found:
            sector, host = self.language.name(proposal.sector), self._name(proposal.host.id)
            yield Suggestion(
                theme=f"{sector} – {host}",
                is_open=False,
                members=self._named(proposal.members),
                further=self._named(proposal.further),
                why=self._why(proposal),
            )

    def _workshops(self, found: Sequence[Workshop]) -> Iterator[Suggestion]:
        for workshop in found:
            yield Suggestion(
                theme=self.language.name(workshop.sector),
                is_open=True,
                members=self._named(workshop.guests),
                further=self._named(workshop.further),
                why=self.language.ngettext(
                    "%(num)s delegation needs this, and nobody offers it: who could be the host?",
                    "%(num)s delegations need this, and nobody offers it: who could be the host?",
                    workshop.needed_by,
                ),
            )

    def all(self) -> list[tuple[UUID, str]]:
        """Every delegation, to choose from."""
        return [(each, self._name(each)) for each in self.present]

    def _why(self, proposal: Proposal) -> str:
        ngettext, sector = self.language.ngettext, self.language.name(proposal.sector)
        wish = ngettext(
            "%(num)s delegation wishes for %(host)s",
            "%(num)s delegations wish for %(host)s",
            proposal.wished_by,
            host=self._name(proposal.host.id),
        )
        room = ngettext("it can meet %(num)s one by one", "it can meet %(num)s one by one", proposal.can_meet)
        shared = self.language.gettext("these have in common: %(sector)s", sector=sector)
        return f"{wish}; {room}; {shared}."

    def _group(self, group: MeetingGroup, themes: Collection[str]) -> Group:
        inside = {each.delegation_id for each in group.members}
        agreed = sum(each.state is MemberState.AGREED for each in group.members)
        return Group(
            id=group.id,
            theme=group.theme,
            second_theme=_free(group.theme, themes),
            convener=self._name(group.convener_id) if group.convener_id else None,
            members=[self._member(each.id, each.delegation_id, each.state) for each in group.members],
            standing=self.language.ngettext(
                "%(num)s agrees; the meeting is planned from %(least)s on",
                "%(num)s agree; the meeting is planned from %(least)s on",
                agreed,
                least=str(group.min_size),
            ),
            is_planned=agreed >= group.min_size,
            decided=list(self._decided(group)),
            others=[(each, self._name(each)) for each in self.present if each not in inside],
        )

    def _decided(self, group: MeetingGroup) -> Iterator[str]:
        gettext = self.language.gettext
        if group.max_size is not None:
            yield gettext("at most %(num)s", num=self.language.number(group.max_size))
        if group.must_meet:
            yield gettext("must be held")
        if group.slot_id is not None:
            yield gettext("pinned")

    def _asked(self, group: MeetingGroup, own: GroupMember) -> Asked:
        return Asked(
            member_id=own.id,
            theme=group.theme,
            convener=self._whole_name(group.convener_id) if group.convener_id else None,
            is_own=group.convener_id == own.delegation_id,
            others=[
                replace(
                    self._member(each.id, each.delegation_id, each.state), name=self._whole_name(each.delegation_id)
                )
                for each in group.members
                if each is not own
            ],
            waits=own.state is MemberState.INVITED,
            agrees=own.state is MemberState.AGREED,
            also_alone=own.also_alone,
        )

    def _member(self, member_id: UUID, delegation_id: UUID, state: MemberState) -> Member:
        word, kind = STATES[state]
        return Member(id=member_id, name=self._name(delegation_id), state=self.language.gettext(word), kind=kind)

    def _named(self, found: Sequence[Delegation]) -> list[tuple[UUID, str]]:
        return [(each.id, self._name(each.id)) for each in found]

    def _name(self, delegation_id: UUID) -> str:
        return self.language.label(self.present[delegation_id].organisation)

    def _whole_name(self, delegation_id: UUID) -> str:
        """Among strangers a mission is not called by its country alone."""
        return self.language.name(self.present[delegation_id].organisation)


def _free(theme: str, taken: Collection[str]) -> str:
    """The theme, or else with the first number from 2 on that no group has yet: who moves a party chooses by theme.

    A number that it has gives way, and so do its last letters where the form has no room for them.
    """
    stem = NUMBER.sub("", theme)
    numbers = (f" ({number})" for number in count(2))
    numbered = (stem[: LONGEST_TEXT - len(number)] + number for number in numbers)
    return next(each for each in chain([theme], numbered) if each not in taken)
