"""Which steps lead a need or an offering from one state to another, and whose they are: a table, and no more.

docs/submissions.md has the same table; a test compares.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from app.models import InterestState

EDITABLE = (InterestState.DRAFT, InterestState.RETURNED, InterestState.WITHDRAWN)
"""What is in another state stays as it is."""


@dataclass(frozen=True, slots=True)
class Step:
    """From where it leads on; whether it is for organisers, or for delegations and those who act for them."""

    sources: tuple[InterestState, ...]
    by_organisers: bool = False
    takes_a_comment: bool = False


STEPS: Mapping[InterestState, Step] = {
    InterestState.SUBMITTED: Step((InterestState.DRAFT, InterestState.RETURNED, InterestState.WITHDRAWN)),
    InterestState.WITHDRAWN: Step((InterestState.SUBMITTED, InterestState.VALIDATED, InterestState.RETURNED)),
    InterestState.VALIDATED: Step((InterestState.SUBMITTED,), by_organisers=True),
    InterestState.RETURNED: Step(
        (InterestState.SUBMITTED, InterestState.VALIDATED), by_organisers=True, takes_a_comment=True
    ),
    InterestState.REFUSED: Step(
        (InterestState.SUBMITTED, InterestState.VALIDATED, InterestState.RETURNED, InterestState.WITHDRAWN),
        by_organisers=True,
        takes_a_comment=True,
    ),
}
