"""Enquiries: the words for their steps, the list, and what the page of one shows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from sqlalchemy.orm import Session

from app.i18n.languages import Language
from app.i18n.messages import mark
from app.models import Enquiry, EnquiryChange, EnquiryKind, EnquiryStatus, Organisation
from app.services import enquiries, enquiry_documents, enquiry_parties
from app.services.enquiry_rules import STEPS
from app.services.folding import folded
from app.services.lookup import Page
from app.services.permissions import Actor
from app.services.spreadsheets.lists import ENQUIRY_KINDS
from app.web.views.choices import Options
from app.web.views.interest import State
from app.web.views.interest_page import MOST, choices, kilobytes, who

STATES: Mapping[EnquiryStatus, State] = {
    EnquiryStatus.SENT: State(mark("Sent"), None),
    EnquiryStatus.ASSIGNED: State(mark("Assigned"), "warn"),
    EnquiryStatus.ANSWERED: State(mark("Answered"), "good"),
    EnquiryStatus.CLOSED: State(mark("Finished"), "quiet"),
    EnquiryStatus.DECLINED: State(mark("Not taken on"), "bad"),
    EnquiryStatus.WITHDRAWN: State(mark("Withdrawn"), "quiet"),
    EnquiryStatus.REFUSED: State(mark("Refused"), "bad"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """What a step is called on its button, and what its text is; `kind` is that of the button."""

    name: str
    text: str
    kind: str = "plain"


WORDS: Mapping[EnquiryStatus, Step] = {
    EnquiryStatus.ASSIGNED: Step(mark("Assign to a mission"), mark("A word to go with it"), ""),
    EnquiryStatus.ANSWERED: Step(mark("Answer"), mark("Answer"), ""),
    EnquiryStatus.CLOSED: Step(mark("Finish it"), mark("A word to go with it")),
    EnquiryStatus.DECLINED: Step(mark("Decline the enquiry"), mark("Reason")),
    EnquiryStatus.WITHDRAWN: Step(mark("Withdraw"), mark("Reason"), "danger"),
    EnquiryStatus.REFUSED: Step(mark("Refuse as unfit"), mark("Reason"), "danger"),
}


class Asked:
    """Which of them are to be listed, by the address; what is not known is not asked for."""

    def __init__(self, text: str, status: str, kind: str, mission: str, cursor: str | None) -> None:
        self.text, self.cursor = text.strip(), cursor
        self.status = EnquiryStatus(status) if status in set(EnquiryStatus) else None
        self.kind = EnquiryKind(kind) if kind in set(EnquiryKind) else None
        self.mission = mission

    @property
    def mission_id(self) -> UUID | None:
        try:
            return UUID(self.mission)
        except ValueError:
            return None

    @property
    def said(self) -> dict[str, str]:
        """As the address has it."""
        told = {"q": self.text, "status": self.status, "kind": self.kind, "mission": self.mission}
        return {name: str(value) for name, value in told.items() if value}


@dataclass(frozen=True, slots=True)
class Row:
    href: str
    title: str
    about: str
    sent: str
    state: State


@dataclass(frozen=True, kw_only=True)
class EnquiryList:
    """`rows` are those of the `found` page; `missions` those to choose from."""

    asked: Asked
    statuses: Options
    kinds: Options
    missions: Options
    rows: Sequence[Row]
    found: Page[Enquiry]

    @classmethod
    def of(
        cls, language: Language, asked: Asked, found: Page[Enquiry], missions: Iterable[Organisation]
    ) -> "EnquiryList":
        return cls(
            asked=asked,
            statuses=[(each.value, language.gettext(state.name)) for each, state in STATES.items()],
            kinds=kinds(language),
            missions=named(language, missions),
            rows=[_row(language, each) for each in found.items],
            found=found,
        )

    @property
    def next_href(self) -> str:
        return "?" + urlencode(self.asked.said | {"cursor": self.found.next_cursor or ""})


def kinds(language: Language) -> Options:
    return [(str(kind), language.gettext(name)) for kind, name in ENQUIRY_KINDS.items()]


def named(language: Language, organisations: Iterable[Organisation]) -> Options:
    options = [(str(each.id), language.name(each)) for each in organisations]
    return sorted(options, key=lambda option: folded(option[1]))


def title(language: Language, enquiry: Enquiry) -> str:
    """In the reader's language, else in the other one; of what was taken away, that it was."""
    said = enquiry.need or {}
    titles = (said.get("title_vi"), said.get("title_en"))
    own, other = titles if language.code == "vi" else reversed(titles)
    return own or other or language.gettext("(taken away as unfit)")


def told(db: Session, actor: Actor, language: Language, enquiry: Enquiry) -> dict[str, Any]:
    """Plain values, since a failure forgets rows."""
    openings = enquiry_parties.openings(db, actor, enquiry)
    return {
        "path": f"/enquiries/{enquiry.id}",
        "heading": title(language, enquiry),
        "about": language.gettext(ENQUIRY_KINDS[enquiry.kind]),
        "whose": language.name(enquiry.organisation),
        "mission": language.name(enquiry.mission) if enquiry.mission else None,
        "sent": _day(language, enquiry.sent_at),
        "state": STATES[enquiry.status],
        "answer": enquiry.answer,
        "readable": enquiry.need is not None,
        "is_refused": enquiry.status is EnquiryStatus.REFUSED,
        "may_edit": openings.may_edit,
        "editable": openings.may_add_documents,
        "by_mission": openings.may_add_documents and not openings.may_edit,
        "steps": [(each.value, step_name(language, enquiry, each), WORDS[each].kind) for each in openings.steps],
        **choices(db, language, (enquiry.need or {}).get("region_codes", ())),
        **_past(db, actor, language, enquiry, may_remove=openings.may_add_documents),
    }


def step_name(language: Language, enquiry: Enquiry, status: EnquiryStatus) -> str:
    """What comes once more is called by another name."""
    if status is EnquiryStatus.ASSIGNED and enquiry.mission_id:
        return language.gettext("Give it to another mission")
    if status is EnquiryStatus.ANSWERED and enquiry.answer:
        return language.gettext("Correct the answer")
    return language.gettext(WORDS[status].name)


def step_words(language: Language, enquiry: Enquiry, status: EnquiryStatus) -> dict[str, Any]:
    """What the page of a step says."""
    words = WORDS[status]
    return {
        "step": status.value,
        "step_name": step_name(language, enquiry, status),
        "step_kind": words.kind,
        "text_name": language.gettext(words.text),
        "takes_a_text": STEPS[status].takes_a_text,
    }


def _row(language: Language, enquiry: Enquiry) -> Row:
    mission = language.name(enquiry.mission) if enquiry.mission else None
    about = [enquiry.code, language.gettext(ENQUIRY_KINDS[enquiry.kind]), language.name(enquiry.organisation), mission]
    sent = _day(language, enquiry.sent_at)
    return Row(
        f"/enquiries/{enquiry.id}",
        title(language, enquiry),
        " · ".join(filter(None, about)),
        sent,
        STATES[enquiry.status],
    )


def _past(db: Session, actor: Actor, language: Language, enquiry: Enquiry, *, may_remove: bool) -> dict[str, Any]:
    """Documents of either side, and each step with what was said."""
    sent = enquiry_documents.page(db, actor, enquiry.id, limit=MOST, cursor=None).items
    removable = enquiry_documents.removable(db, enquiry) if may_remove else set()
    changes = enquiries.changes(db, actor, enquiry.id, limit=MOST, cursor=None).items
    return {
        "documents": [
            (str(each.id), each.name, kilobytes(language, each.size), each.by_mission, each.id in removable)
            for each in sent
        ],
        "changes": [_change(language, each) for each in changes],
    }


def _change(language: Language, change: EnquiryChange) -> tuple[str, str, str | None, str | None]:
    return STATES[change.status].name, _day(language, change.at), who(change), change.text


def _day(language: Language, moment: datetime) -> str:
    return language.full_date(enquiry_parties.day(moment))
