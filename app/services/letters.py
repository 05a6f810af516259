"""What mails say, as text and as plain HTML."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from app.i18n.languages import Language
from app.i18n.messages import mark
from app.models import Conference, Organisation, Role
from app.services.overview import Lack

ROLES: Mapping[Role, str] = {
    Role.OWNER: mark("as an owner of the conference"),
    Role.EDITOR: mark("as an editor of the conference"),
    Role.DESK: mark("for the desk of the conference"),
    Role.VIEWER: mark("as a viewer of the conference"),
    Role.HEAD: mark("as the head of the delegation"),
    Role.MEMBER: mark("as a member of the delegation"),
}


INVITED = (mark("Invitation: {conference}"), mark("You are invited to take part in {conference} {part}."))
UNTIL = mark("This link works once, until {time} ({city} time) on {day}.")
NEW_PASSWORD = mark("Somebody, probably you, has asked for a new password of the account {email}.")
WITHIN = mark("This link works once, and only for {minutes} min.")
PASSWORD_CHANGED = mark("The password of the account {email} has been changed, and the account signed out elsewhere.")
NOT_YOU = mark("If that was not you, choose a new password on the page for signing in, and tell an organiser.")
FACTOR_REMOVED = mark("The account {email} is no longer asked for a code of a second factor when it signs in.")
REMINDER = (
    mark("Reminder: {conference}"),
    mark("The organisers of {conference} ask {delegation} for what is still missing:"),
)
LACKING: Mapping[Lack, str] = {
    Lack.PEOPLE: mark("Nobody has joined the delegation yet."),
    Lack.SUBMISSION: mark("Nothing has been submitted yet."),
    Lack.DRAFT: mark("Needs and offerings that are written and not yet submitted: {number}."),
    Lack.CORRECTION: mark("Needs and offerings that were returned to be corrected: {number}."),
    Lack.APPROVAL: mark("Needs and offerings that wait for the approval of the head of the delegation: {number}."),
    Lack.ANSWER: mark("Meeting requests that wait for an answer: {number}."),
    Lack.INVITATION: mark("Groups that the delegation is asked into and has not answered: {number}."),
    Lack.DELEGATES: mark("It has not been said yet who comes."),
    Lack.MEETING_LINK: mark("The delegation attends on line, and has not said yet by which link it is met."),
}
OPEN_UNTIL = mark("Submissions are open until {deadline}.")
BY_ORGANISERS = mark("An organiser of the conference has had this mail sent to all people of the delegation.")
NO_MORE = mark("More is not told by mail, which others can read on its way.")
CHOICE = mark("In your account you choose the language of such mails, and to get only those that ask you to act.")
UNEXPECTED = mark("If you did not expect this mail, you need not do anything.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail in one language: what it says, and perhaps the link that it asks to follow."""

    language: Language
    subject: str
    paragraphs: Sequence[str]
    label: str = ""
    link: str | None = None
    closing: Sequence[str] = ()


def invitation(
    language: Language, about: Conference, *, role: Role, delegation: str | None, link: str, until: datetime
) -> Letter:
    """To whoever is invited to a conference or to one of its delegations."""
    conference, local = language.name(about), until.astimezone(ZoneInfo(about.timezone))
    part = " ".join(filter(None, [language.gettext(ROLES[role]), delegation]))
    limit = {"time": language.time(local), "city": about.city, "day": language.full_date(local.date())}
    subject, invited = (language.sentence(text, {"conference": conference, "part": part}) for text in INVITED)
    return Letter(
        language=language,
        subject=subject,
        paragraphs=[invited],
        label=language.gettext("Accept the invitation"),
        link=link,
        closing=[language.sentence(UNTIL, limit), language.gettext(UNEXPECTED)],
    )


def password_reset(language: Language, *, email: str, link: str, minutes: float) -> Letter:
    """To whoever has forgotten the password."""
    return Letter(
        language=language,
        subject=language.gettext("A new password"),
        paragraphs=[language.sentence(NEW_PASSWORD, {"email": email})],
        label=language.gettext("Choose a new password"),
        link=link,
        closing=[language.sentence(WITHIN, {"minutes": round(minutes)}), language.gettext(UNEXPECTED)],
    )


def password_changed(language: Language, email: str) -> Letter:
    """To whom an account belongs, in case somebody else has changed its password."""
    return Letter(
        language=language,
        subject=language.gettext("Your password has been changed"),
        paragraphs=[language.sentence(PASSWORD_CHANGED, {"email": email})],
        closing=[language.gettext(NOT_YOU)],
    )


def second_factor_removed(language: Language, email: str) -> Letter:
    """To whom an account belongs, in case somebody else has done it."""
    return Letter(
        language=language,
        subject=language.gettext("Your second factor has been taken away"),
        paragraphs=[language.sentence(FACTOR_REMOVED, {"email": email})],
        closing=[language.gettext(NOT_YOU)],
    )


def reminder(
    language: Language, about: Conference, organisation: Organisation, lacks: Mapping[Lack, int], *, link: str
) -> Letter:
    """To the people of a delegation of which something is missing."""
    names = {"conference": language.name(about), "delegation": language.name(organisation)}
    said = [language.sentence(LACKING[lack], {"number": number}) for lack, number in lacks.items()]
    if (until := about.submissions_close_at) is not None and until > datetime.now(UTC):
        said.append(language.sentence(OPEN_UNTIL, {"deadline": until.astimezone(ZoneInfo(about.timezone))}))
    subject, missing = (language.sentence(text, names) for text in REMINDER)
    return Letter(
        language=language,
        subject=subject,
        paragraphs=[missing, *said],
        label=language.gettext("Go to the conference"),
        link=link,
        closing=[language.gettext(BY_ORGANISERS)],
    )


def happenings(language: Language, lines: Sequence[str], *, link: str) -> Letter:
    """To whoever is told how much has happened; what it was is to be read behind the sign-in."""
    return Letter(
        language=language,
        subject=language.gettext("News for you"),
        paragraphs=lines,
        label=language.gettext("Sign in and read on"),
        link=link,
        closing=[language.gettext(NO_MORE), language.gettext(CHOICE)],
    )


def text_of(letters: Sequence[Letter]) -> str:
    """The mail for programs that show text."""
    return _environment().get_template("mail.txt").render(letters=letters)


def html_of(letters: Sequence[Letter]) -> str:
    """The mail for programs that show HTML."""
    return _environment().get_template("mail.html").render(letters=letters)


@cache
def _environment() -> Environment:
    """Names are escaped in HTML, and left as they are in text."""
    return Environment(
        loader=PackageLoader("app.services"),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
