"""The ids that delegations and their meetings have in an instance: readable, and the same for every run."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count
from uuid import UUID

from app.models import Delegation, OrganisationKind

# What a code may not show within a meeting's id, so that the id can be taken apart in one way only.
_ESCAPES = str.maketrans({"%": "%25", "~": "%7E"})


@dataclass(frozen=True, slots=True)
class Names:
    """By delegation: its id as a party (`P-01`, `EMB-KR`), and the shorter one within a meeting's (`01~EMB-KR`)."""

    parties: Mapping[UUID, str]
    codes: Mapping[UUID, str]

    def meeting(self, a_id: UUID, b_id: UUID, *, taken: Collection[str] = ()) -> str:
        """The id of their meeting, which is none of `taken`; no other pair has it."""
        # Those of others have one "~" only, as `names_of` escapes the codes.
        return _free(f"{self.codes[a_id]}~{self.codes[b_id]}", taken, between="~")

    def tie(self, delegation_id: UUID, alternative: str, *, taken: Collection[str] = ()) -> str:
        """The name of what a delegation wishes for as alternatives, which is none of `taken`."""
        return _free(f"{self.codes[delegation_id]}~{alternative.translate(_ESCAPES)}", taken, between="~")


def names_of(delegations: Sequence[Delegation]) -> Names:
    """Codes of the organisations; where two schemes use the same, the scheme goes before it."""
    codes = _unambiguous((delegation, delegation.organisation.code) for delegation in delegations)
    parties = _unambiguous((delegation, _prefixed(delegation, codes[delegation.id])) for delegation in delegations)
    return Names(parties, {delegation_id: code.translate(_ESCAPES) for delegation_id, code in codes.items()})


def _prefixed(delegation: Delegation, code: str) -> str:
    """Provinces' codes are bare numbers, which as ids say nothing."""
    return f"P-{code}" if delegation.organisation.kind is OrganisationKind.PROVINCE else code


def _unambiguous(named: Iterable[tuple[Delegation, str]]) -> dict[UUID, str]:
    """A name that only one has stays; the others get their schemes, and a number if that is somebody's name, too."""
    pairs = sorted(named, key=lambda pair: (pair[0].organisation.scheme, pair[0].organisation.code))
    uses = Counter(name for _, name in pairs)
    names = {delegation.id: name for delegation, name in pairs if uses[name] == 1}
    taken = set(names.values())
    for delegation, name in pairs:
        if uses[name] > 1:
            organisation = delegation.organisation
            names[delegation.id] = _free(f"{organisation.scheme}:{organisation.code}", taken, between="#")
            taken.add(names[delegation.id])
    return names


def _free(name: str, taken: Collection[str], *, between: str) -> str:
    """The name, with the first number from 2 on that makes it free if it is taken."""
    numbered = (f"{name}{between}{number}" for number in count(2))
    return next(each for each in chain([name], numbered) if each not in taken)
