"""Errors a caller can act on. They know their HTTP status but nothing of HTTP frameworks."""

from typing import Any, ClassVar


class AppError(Exception):
    """Base of every expected failure; anything else is a bug and becomes a 500."""

    status: ClassVar[int] = 400
    code: ClassVar[str] = "bad-request"
    title: ClassVar[str] = "Bad request"

    def __init__(self, detail: str, **members: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.members = members  # RFC 9457 extension members, e.g. the errors of an imported file.


class CrossSiteRequest(AppError):
    status, code, title = 403, "cross-site-request", "A change may not be asked for by another site"


class NotFound(AppError):
    status, code, title = 404, "not-found", "Not found"


class MethodNotAllowed(AppError):
    status, code, title = 405, "method-not-allowed", "Method not allowed"


class Conflict(AppError):
    status, code, title = 409, "conflict", "Conflict with the current state"


class Duplicate(Conflict):
    code, title = "duplicate", "This exists already"


class InUse(Conflict):
    code, title = "in-use", "Something still depends on this"


class ContradictsMustMeet(Conflict):
    code, title = "contradicts-must-meet", "These two must meet"


class ContradictsDoNotMeet(Conflict):
    code, title = "contradicts-do-not-meet", "One of these two does not want to meet the other"


class NothingToSolve(Conflict):
    code, title = "nothing-to-solve", "There is nothing to make a timetable of"


class RunFinished(Conflict):
    code, title = "run-finished", "The run has finished"


class SessionChanged(Conflict):
    code, title = "session-changed", "The session has changed meanwhile"


class TimetableRefused(Conflict):
    """`faults` are the violations and false claims that the referee found."""

    code, title = "timetable-refused", "The timetable breaks a rule or claims what is not so"


class ContentTooLarge(AppError):
    status, code, title = 413, "content-too-large", "The request's body is too large"


class UnknownHost(AppError):
    status, code, title = 421, "unknown-host", "This server does not answer to that host name"


class Invalid(AppError):
    """A body or a parameter that does not fit; `errors` names each place by its JSON Pointer."""

    status, code, title = 422, "invalid", "The request is not valid"


class InternalError(AppError):
    status, code, title = 500, "internal-error", "Something went wrong on our side"


class NotReady(AppError):
    status, code, title = 503, "not-ready", "The service is not ready"
