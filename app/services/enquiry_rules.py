"""Which steps lead an enquiry from one status to another, and whose they are: a table, and no more.

docs/enquiries.md has the same table; a test compares.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.models import EnquiryStatus


class By(StrEnum):
    """Whose step it is. Administrators may take each for the others."""

    ASKER = "asker"
    MISSION = "mission"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Step:
    """From where it leads on, whose it is, and whether something has to be said with it."""

    sources: tuple[EnquiryStatus, ...]
    by: By
    takes_a_text: bool = False


ANSWERING = (EnquiryStatus.ASSIGNED, EnquiryStatus.ANSWERED)
"""As long as the mission may say something."""
OPEN = (EnquiryStatus.SENT, EnquiryStatus.ASSIGNED, EnquiryStatus.ANSWERED)

STEPS: Mapping[EnquiryStatus, Step] = {
    EnquiryStatus.ASSIGNED: Step(OPEN, By.ADMINISTRATOR),
    EnquiryStatus.ANSWERED: Step(ANSWERING, By.MISSION, takes_a_text=True),
    EnquiryStatus.CLOSED: Step((EnquiryStatus.ANSWERED,), By.ASKER),
    EnquiryStatus.DECLINED: Step((EnquiryStatus.SENT, EnquiryStatus.ASSIGNED), By.ADMINISTRATOR, takes_a_text=True),
    EnquiryStatus.WITHDRAWN: Step(OPEN, By.ASKER),
    EnquiryStatus.REFUSED: Step(
        tuple(status for status in EnquiryStatus if status is not EnquiryStatus.REFUSED),
        By.ADMINISTRATOR,
        takes_a_text=True,
    ),
}
