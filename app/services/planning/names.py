"""The ids that delegations and their meetings have in an instance: readable, and the same for every run."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.models import Delegation, OrganisationKind


@dataclass(frozen=True, slots=True)
class Names:
    """By delegation: its id as a party (`P-01`, `EMB-KR`), and the shorter one within a meeting's (`01~EMB-KR`)."""

    parties: Mapping[UUID, str]
    codes: Mapping[UUID, str]

    def meeting(self, a_id: UUID, b_id: UUID) -> str:
        return f"{self.codes[a_id]}~{self.codes[b_id]}"


def names_of(delegations: Sequence[Delegation]) -> Names:
    """Codes of the organisations; where two schemes use the same, the scheme goes before it."""
    codes = _unambiguous((delegation, delegation.organisation.code) for delegation in delegations)
    parties = _unambiguous((delegation, _prefixed(delegation, codes[delegation.id])) for delegation in delegations)
    return Names(parties, codes)


def _prefixed(delegation: Delegation, code: str) -> str:
    """Provinces' codes are bare numbers, which as ids say nothing."""
    return f"P-{code}" if delegation.organisation.kind is OrganisationKind.PROVINCE else code


def _unambiguous(named: Iterable[tuple[Delegation, str]]) -> dict[UUID, str]:
    pairs = list(named)
    uses = Counter(name for _, name in pairs)
    return {
        delegation.id: name if uses[name] == 1 else f"{delegation.organisation.scheme}:{delegation.organisation.code}"
        for delegation, name in pairs
    }
