"""Errors a caller can act on. They know their HTTP status but nothing of HTTP frameworks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, ClassVar

from app.i18n.messages import mark


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a request that does not fit: the JSON Pointer into `where`, and why, as in `AppError`.

    In a workbook the place is a cell of a sheet, or without a cell the whole of it.
    """

    pointer: str
    template: str
    params: Mapping[str, object] = field(default_factory=dict)
    where: str = "body"
    sheet: str | None = None
    cell: str | None = None


class AppError(Exception):
    """Base of every expected failure; anything else is a bug and becomes a 500.

    `template` is the English sentence with `{name}` for each of `params`, so that it can be translated before that.
    What was done before a failure is undone, unless it `keeps` that.
    """

    keeps: ClassVar[bool] = False
    status: ClassVar[int] = 400
    code: ClassVar[str] = "bad-request"
    title: ClassVar[str] = mark("Bad request")

    def __init__(self, template: str, /, **params: object) -> None:
        super().__init__(template.format(**params))
        self.template, self.params = template, params


class SignInRefused(AppError):
    keeps = True  # Guesses are counted.
    status, code, title = 401, "sign-in-refused", mark("E-mail and password do not fit")


class SecondFactorNeeded(AppError):
    status, code, title = 401, "second-factor-needed", mark("A second factor is needed")


class NotSignedIn(AppError):
    status, code, title = 401, "not-signed-in", mark("Please sign in")


class Forbidden(AppError):
    status, code, title = 403, "forbidden", mark("You may not do this")


class NotIntroduced(AppError):
    status, code, title = 403, "not-introduced", mark("You have no account here")


class AttemptOver(AppError):
    status, code, title = 403, "attempt-over", mark("You were not signed in")


class CodeRefused(AppError):
    keeps = True  # Guesses are counted.
    status, code, title = 403, "code-refused", mark("The code does not fit")


class CrossSiteRequest(AppError):
    status, code, title = 403, "cross-site-request", mark("A change may not be asked for by another site")


class NotFound(AppError):
    status, code, title = 404, "not-found", mark("Not found")


class MethodNotAllowed(AppError):
    status, code, title = 405, "method-not-allowed", mark("Method not allowed")


class Conflict(AppError):
    status, code, title = 409, "conflict", mark("Conflict with the current state")


class Duplicate(Conflict):
    """`places` are the fields whose values are taken, where they can be blamed: forms and workbooks tell it there."""

    code, title = "duplicate", mark("This exists already")

    def __init__(self, template: str, /, *, pointer: str = "", **params: object) -> None:
        super().__init__(template, **params)
        self.places: Sequence[Place] = (Place(pointer, template, params),) if pointer else ()


class InUse(Conflict):
    """`impact` lists what depends on it, where that was asked; `names` are those of the first few, by kind."""

    code, title = "in-use", mark("Something still depends on this")

    def __init__(
        self,
        template: str,
        /,
        *,
        impact: object = None,
        names: Mapping[str, Any] = MappingProxyType({}),
        **params: object,
    ) -> None:
        super().__init__(template, **params)
        self.impact, self.names = impact, names


class WouldInvalidate(InUse):
    code, title = "would-invalidate", mark("This would invalidate what people go by")


class ContradictsMustMeet(Conflict):
    code, title = "contradicts-must-meet", mark("These two must meet")


class ContradictsDoNotMeet(Conflict):
    code, title = "contradicts-do-not-meet", mark("One of these two does not want to meet the other")


class ContradictsMeetingRequest(Conflict):
    code, title = "contradicts-meeting-request", mark("A meeting request stands against this")


class ContradictsAlternative(Conflict):
    code, title = "contradicts-alternative", mark("Only one of several alternative meetings can be held")


class ContradictsGroup(Conflict):
    code, title = "contradicts-group", mark("A group in which both meet stands against this")


class GroupFull(Conflict):
    code, title = "group-full", mark("The group is full")


class RequestDeclined(Conflict):
    code, title = "request-declined", mark("Whoever was declined doesn't ask again")


class RequestSettled(Conflict):
    code, title = "request-settled", mark("The request waits for no answer any more")


class MayNotAsk(Conflict):
    code, title = "may-not-ask", mark("This side does not ask that one for meetings")


class QuotaUsed(Conflict):
    code, title = "quota-used", mark("The quota is used up")


class NothingToSolve(Conflict):
    code, title = "nothing-to-solve", mark("There is nothing to make a timetable of")


class OwnTablesClash(Conflict):
    code, title = "own-tables-clash", mark("Two delegations that each have own tables have nowhere to meet")


class InvitationOver(Conflict):
    code, title = "invitation-over", mark("This invitation can't be used any more")


class LastOwner(Conflict):
    code, title = "last-owner", mark("A conference can't be without an owner")


class ResetOver(Conflict):
    code, title = "reset-over", mark("This link can't be used any more")


class ImportChanged(Conflict):
    code, title = "import-changed", mark("Something is not as the dry run saw it")


class NothingToConfirm(Conflict):
    code, title = "nothing-to-confirm", mark("There is no dry run here that could be confirmed")


class RunFinished(Conflict):
    code, title = "run-finished", mark("The run has finished")


class NothingFoundYet(Conflict):
    code, title = "nothing-found-yet", mark("There is no timetable yet")


class NothingToCompare(Conflict):
    code, title = "nothing-to-compare", mark("There is nothing to compare yet")


class RunNotFailed(Conflict):
    code, title = "run-not-failed", mark("The run has not failed")


class NotFailed(Conflict):
    code, title = "not-failed", mark("It has not failed for good")


class SessionChanged(Conflict):
    code, title = "session-changed", mark("The session has changed meanwhile")


class SecondFactorOff(Conflict):
    code, title = "second-factor-off", mark("You have no second factor")


class SecondFactorOn(Conflict):
    code, title = "second-factor-on", mark("You have a second factor already")


class TooManyDelegates(Conflict):
    code, title = "too-many-delegates", mark("The delegation is full")


class WrongState(Conflict):
    code, title = "wrong-state", mark("Its state does not allow this")


class TooManyDocuments(Conflict):
    code, title = "too-many-documents", mark("No more documents are taken for this")


class DocumentsNotTaken(Conflict):
    code, title = "documents-not-taken", mark("This server takes no documents")


class SignOffNeeded(Conflict):
    code, title = "sign-off-needed", mark("A sign-off is needed first")


class WrongStage(Conflict):
    code, title = "wrong-stage", mark("The conference is in a stage that does not allow this")


class StepBlocked(Conflict):
    code, title = "step-blocked", mark("The conference can't go to that stage now")


class SubmissionsClosed(Conflict):
    code, title = "submissions-closed", mark("Submissions are closed")


class RequestsClosed(Conflict):
    code, title = "requests-closed", mark("Wishes and requests are closed")


class ObjectionsClosed(Conflict):
    code, title = "objections-closed", mark("Objections are closed")


class TimetableRefused(Conflict):
    """The referee found a violation or a false claim."""

    code, title = "timetable-refused", mark("The timetable breaks a rule or claims what is not so")


class DraftBegun(Conflict):
    code, title = "draft-begun", mark("Somebody is editing this timetable by hand already")


class MoveRefused(Conflict):
    """`violations` are the rules that it would break."""

    code, title = "move-refused", mark("A rule forbids this move")

    def __init__(self, template: str, /, *, violations: Sequence[object] = (), **params: object) -> None:
        super().__init__(template, **params)
        self.violations = tuple(violations)


class ExchangeGone(Conflict):
    code, title = "exchange-gone", mark("There is no such exchange any more")


class NothingLeft(Conflict):
    code, title = "nothing-left", mark("There is nothing to undo or to do again")


class PreconditionFailed(AppError):
    """`current` is the thing as it is now, for whoever sees it."""

    status, code, title = 412, "precondition-failed", mark("This has changed meanwhile")

    def __init__(self, template: str, /, *, current: object = None, **params: object) -> None:
        super().__init__(template, **params)
        self.current = current


class PreconditionRequired(AppError):
    status, code, title = 428, "precondition-required", mark("Say which revision you change")


class ContentTooLarge(AppError):
    status, code, title = 413, "content-too-large", mark("The request's body is too large")


class UnsupportedMediaType(AppError):
    status, code, title = 415, "unsupported-media-type", mark("The request's body is of another kind")


class UnknownHost(AppError):
    status, code, title = 421, "unknown-host", mark("This server does not answer to that host name")


class IdempotencyKeyReused(AppError):
    status, code, title = 422, "idempotency-key-reused", mark("This key belongs to another request")


class Invalid(AppError):
    """A body or a parameter that does not fit; `places` has each place that is at fault."""

    status, code, title = 422, "invalid", mark("The request is not valid")

    def __init__(self, template: str, /, *, places: Sequence[Place] = (), **params: object) -> None:
        super().__init__(template, **params)
        self.places = tuple(places)


class TooMany(AppError):
    """Base of what is too much in a span of time; worth another try when `retry_after_seconds` are over."""

    status = 429

    def __init__(self, template: str, /, *, retry_after_seconds: int, **params: object) -> None:
        super().__init__(template, **params)
        self.retry_after_seconds = retry_after_seconds


class TooManyAttempts(TooMany):
    code, title = "too-many-attempts", mark("Too many attempts")


class TooManyRequests(TooMany):
    code, title = "too-many-requests", mark("Too many requests")


class TooBusy(TooMany):
    status, code, title = 503, "too-busy", mark("The service is very busy at the moment")


class TooManyViewers(TooMany):
    status, code, title = 503, "too-many-viewers", mark("Too many watch at the moment")


class InternalError(AppError):
    status, code, title = 500, "internal-error", mark("Something went wrong on our side")


class ServiceAway(AppError):
    status, code, title = 503, "service-away", mark("The service for signing in does not answer")


class NoMail(AppError):
    status, code, title = 503, "no-mail", mark("This server sends no mail")


class NotReady(AppError):
    status, code, title = 503, "not-ready", mark("The service is not ready")


class DocumentsAway(AppError):
    status, code, title = 503, "documents-away", mark("Documents can't be kept or read at the moment")


class InfectedFile(AppError):
    status, code, title = 422, "infected-file", mark("The file carries a virus")


class ScannerDown(AppError):
    status, code, title = 503, "scanner-down", mark("Files can't be checked at the moment")
