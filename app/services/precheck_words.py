"""Troubles in words: what is wrong, and what would mend it."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from app.i18n.languages import Language
from app.i18n.messages import mark
from app.matching.scheduling.precheck import Trouble as Kind
from app.models import Delegation
from app.services.prechecks import Trouble

FEW = 6
"""So many delegations are named; of more only the number is told."""

MESSAGES: Mapping[Kind, str] = {
    Kind.NO_SLOTS: mark("The session has no slots yet."),
    Kind.NO_TABLES: mark("The session has no tables yet."),
    Kind.NO_MEETINGS: mark("The session has no wished meetings yet."),
    Kind.NEVER_THERE: mark("{party} is wanted for {wanted} meetings and has no slot left in which it can meet."),
    Kind.NO_COMMON_SLOT: mark("{party} has no slot in common with any of these: {others}."),
    Kind.PROMISE: mark("{party} is promised {wanted} meetings and can hold {possible} at most."),
    Kind.BUSY_ELSEWHERE: mark(
        "{party} is wanted for {wanted} meetings and can hold {possible} at most, for it is elsewhere meanwhile."
    ),
    Kind.OVER_ASKED: mark("{party} is wanted for {wanted} meetings and can hold {possible} at most."),
    Kind.NO_TABLE: mark("No table has what {wanted} meetings need: {needs}."),
    Kind.FEW_TABLES: mark("{wanted} meetings could be held, but the tables with {needs} take {possible} at most."),
    Kind.NO_INTERPRETER: mark("{wanted} meetings need an interpreter of {needs}, and there is none."),
    Kind.FEW_INTERPRETERS: mark(
        "{wanted} meetings need an interpreter of {needs}, and those there are can serve {possible} at most."
    ),
    Kind.FEW_RESOURCES: mark("{wanted} meetings are on line, and at most {possible} can be."),
    Kind.UNWANTED: mark("No meeting is wanted with these: {parties}."),
    Kind.TWO_PLACES: mark("{person} comes for {parties}, and may be wanted in two places at once."),
}
# Where nothing special is needed, or two alone have a trouble.
PLAIN: Mapping[Kind, str] = {
    Kind.NO_COMMON_SLOT: mark("{parties} have no slot in common."),
    Kind.NO_TABLE: mark("{wanted} meetings have no table that is open to all who meet: {parties}."),
    Kind.FEW_TABLES: mark("{wanted} meetings could be held, but the tables take {possible} at most."),
    Kind.FEW_INTERPRETERS: mark(
        "{wanted} meetings need an interpreter, and all of them together can serve {possible} at most."
    ),
}


class Remedy(StrEnum):
    """What would mend a trouble, each done in a place of its own."""

    PROGRAMME = "programme"
    TABLES = "tables"
    WISHES = "wishes"
    HOURS = "hours"
    COMMON_HOURS = "common_hours"
    STAND_IN = "stand_in"
    CONSULATE = "consulate"
    PROMISE = "promise"
    OTHER_HOURS = "other_hours"
    TEAM = "team"
    GROUP = "group"
    SUCH_TABLE = "such_table"
    MORE_TABLES = "more_tables"
    SUCH_INTERPRETER = "such_interpreter"
    INTERPRETER = "interpreter"
    LINES = "lines"
    PARTNERS = "partners"
    RAISE = "raise"
    SPARE = "spare"
    PERSON = "person"


REMEDY_WORDS: Mapping[Remedy, str] = {
    Remedy.PROGRAMME: mark("Make the programme: its days, its hours and how long a slot is."),
    Remedy.TABLES: mark("Add the tables of the room."),
    Remedy.WISHES: mark("Collect wishes and meeting requests, or say yourself who must meet."),
    Remedy.HOURS: mark("Ask it for hours, or add slots at which it is there."),
    Remedy.COMMON_HOURS: mark("Ask them for other hours, or add slots at which all of them are there."),
    Remedy.STAND_IN: mark("Let another delegation stand in."),
    Remedy.CONSULATE: mark("Let another delegation stand in, as a consulate for its embassy."),
    Remedy.PROMISE: mark("Find more partners for it who are there at the same time, or promise it fewer meetings."),
    Remedy.OTHER_HOURS: mark("Move its meetings in the other session to other hours, or one of the two sessions."),
    Remedy.TEAM: mark("Have it send people for one more team."),
    Remedy.GROUP: mark("Join some of its meetings into a group."),
    Remedy.SUCH_TABLE: mark("Add such a table, or ask whether it is really needed."),
    Remedy.MORE_TABLES: mark("Add tables ({more_tables} would do) or slots ({more_slots} would do)."),
    Remedy.SUCH_INTERPRETER: mark(
        "Add such an interpreter, or ask whether the delegations speak a language that both know."
    ),
    Remedy.INTERPRETER: mark("Add an interpreter, or let those there are serve more meetings."),
    Remedy.LINES: mark("Let more meetings be on line at once."),
    Remedy.PARTNERS: mark("Suggest partners to them, or ask them once more for their wishes."),
    Remedy.RAISE: mark("Raise its maximum number of meetings."),
    Remedy.SPARE: mark("Take back that they must meet."),
    Remedy.PERSON: mark("Ask for which of them the person sits at meetings, and take the seats from the others."),
}
REMEDIES: Mapping[Kind, Sequence[Remedy]] = {
    Kind.NO_SLOTS: (Remedy.PROGRAMME,),
    Kind.NO_TABLES: (Remedy.TABLES,),
    Kind.NO_MEETINGS: (Remedy.WISHES,),
    Kind.NEVER_THERE: (Remedy.HOURS, Remedy.STAND_IN),
    Kind.NO_COMMON_SLOT: (Remedy.COMMON_HOURS, Remedy.STAND_IN),
    Kind.PROMISE: (Remedy.PROMISE,),
    Kind.BUSY_ELSEWHERE: (Remedy.OTHER_HOURS, Remedy.TEAM),
    Kind.OVER_ASKED: (Remedy.TEAM, Remedy.GROUP, Remedy.CONSULATE),
    Kind.NO_TABLE: (Remedy.SUCH_TABLE,),
    Kind.FEW_TABLES: (Remedy.MORE_TABLES,),
    Kind.NO_INTERPRETER: (Remedy.SUCH_INTERPRETER,),
    Kind.FEW_INTERPRETERS: (Remedy.INTERPRETER,),
    Kind.FEW_RESOURCES: (Remedy.LINES,),
    Kind.UNWANTED: (Remedy.PARTNERS,),
    Kind.TWO_PLACES: (Remedy.PERSON,),
}


def message(language: Language, trouble: Trouble) -> str:
    """What is wrong, in a sentence."""
    return language.sentence(_template(trouble), _params(language, trouble))


def remedies(language: Language, trouble: Trouble) -> list[str]:
    """What would mend it, in sentences."""
    return [remedy(language, trouble, each) for each in known_remedies(trouble)]


def remedy(language: Language, trouble: Trouble, which: Remedy) -> str:
    return language.sentence(REMEDY_WORDS[which], _params(language, trouble))


def known_remedies(trouble: Trouble) -> list[Remedy]:
    """What would mend it, the first the most likely."""
    kind = trouble.finding.trouble
    found = list(REMEDIES[kind])
    if trouble.at_maximum and kind in {Kind.OVER_ASKED, Kind.PROMISE}:
        found.insert(0, Remedy.RAISE)
    if trouble.finding.grave and kind is Kind.NO_COMMON_SLOT:
        found.append(Remedy.SPARE)
    return found


def _template(trouble: Trouble) -> str:
    finding = trouble.finding
    alone = len(finding.parties) == 1 if finding.trouble is Kind.NO_COMMON_SLOT else bool(finding.needs)
    return MESSAGES[finding.trouble] if alone else PLAIN.get(finding.trouble, MESSAGES[finding.trouble])


def _params(language: Language, trouble: Trouble) -> dict[str, object]:
    finding, parties = trouble.finding, trouble.delegations
    others = dict.fromkeys(each for meeting in trouble.meetings for each in meeting if each is not parties[0])
    return {
        "party": _named(language, parties[:1]),
        "parties": _named(language, parties),
        "person": trouble.person,
        "others": _named(language, list(others)),
        "needs": language.listed(_needs(language, trouble)),
        "wanted": finding.wanted,
        "possible": finding.possible,
        "more_tables": trouble.more_tables,
        "more_slots": trouble.more_slots,
    }


def _needs(language: Language, trouble: Trouble) -> list[str]:
    spoken = trouble.finding.trouble in {Kind.NO_INTERPRETER, Kind.FEW_INTERPRETERS}
    return [language.tongue(each) if spoken else each for each in trouble.finding.needs]


def _named(language: Language, delegations: Sequence[Delegation]) -> str:
    names = [language.label(each.organisation) for each in delegations[:FEW]]
    if left := len(delegations) - len(names):
        names.append(language.ngettext("%(num)s other", "%(num)s others", left))
    return language.listed(names)
