"""What has just been done, told once on the page to which one is sent afterwards.

A cookie carries the key alone, so nobody else's words ever stand there.
"""

from collections.abc import Mapping

from fastapi import Response

from app.i18n.messages import mark

COOKIE = "done"
SECONDS = 60
NOTICES: Mapping[str, str] = {
    "saved": mark("Your changes have been saved."),
    "sent": mark("It has been sent to the organisers."),
    "withdrawn": mark("It has been withdrawn."),
    "removed": mark("It has been removed."),
    "document-added": mark("The document has been added."),
    "asked": mark("The head of the delegation is asked to approve it."),
    "approved": mark("The approval has been recorded."),
    "sent-back": mark("It has been sent back with your comment."),
    "wished": mark("It is on your list."),
    "asked-to-meet": mark("You have asked for the meeting."),
    "answered": mark("Your answer has been sent."),
    "dismissed": mark("It will not be suggested again."),
    "delegate-added": mark("The delegate has been added."),
    "delegate-removed": mark("The delegate has been removed."),
    "validated": mark("It has been validated. Here is what comes next."),
    "validated-last": mark("It has been validated."),
    "returned": mark("It has been returned with your comment."),
    "refused": mark("It has been refused as unfit, and what it said is taken away."),
    "staged": mark("The conference is in its new stage."),
    "told": mark("Delegations can read the timetable from now on."),
    "taken-back": mark("The timetable has been taken back: no delegation reads it any more."),
    "reminded": mark("The reminders are on their way."),
    "same-run": mark("Just this was asked for before, and nothing has changed since: here is that run."),
    "begun": mark("The conference has been made. Here is what it needs next."),
    "session-removed": mark("The session has been deleted."),
    "conference-removed": mark("The conference has been deleted."),
    "session-made": mark("The session has been made."),
    "delegation-made": mark("The delegation has been added. Invite somebody of it next."),
    "must-meet-added": mark("From the next timetable on these two must meet."),
    "must-meet-removed": mark("They need not meet any more."),
    "delegation-removed": mark("The delegation has been removed."),
    "begun-again": mark("The conference has been made, with the sessions and delegations of the last one."),
    "programme-made": mark("The programme has been made."),
    "tables-added": mark("The tables have been added."),
    "invitation-withdrawn": mark("The invitation has been withdrawn; its link opens nothing any more."),
    "membership-ended": mark("The person has been taken out, and is signed out everywhere."),
    "role-changed": mark("The role has been changed, and the person is signed out everywhere."),
    "gone": mark("It is not there any more: perhaps it was removed just before."),
    "deadline-over": mark("Saved. A deadline that you have set is over already: its part is closed to delegations."),
    "deadline-late": mark("Saved. A deadline that you have set comes only once the conference has begun."),
    "never-there": mark("Saved. No slot is left in which the delegation can meet: it will get no meetings."),
    "enquiry-sent": mark("Your enquiry has been sent. Documents can be added to it below."),
    "assigned": mark("It has been assigned, and the mission is told."),
    "finished": mark("It is finished."),
    "declined": mark("It is not taken on; those who asked are told why."),
    "retried": mark("It is tried again. Should it fail once more, it comes back here."),
    "nobody-reminded": mark("Nobody was reminded: nothing is missing, nobody has joined, or the last was just now."),
}


def leave(response: Response, key: str) -> None:
    """Have the next page tell it."""
    assert key in NOTICES
    response.set_cookie(COOKIE, key, SECONDS, httponly=True, samesite="lax")


def take(cookies: Mapping[str, str]) -> str | None:
    """The message to tell; its words are to be translated."""
    return NOTICES.get(cookies.get(COOKIE, ""))
