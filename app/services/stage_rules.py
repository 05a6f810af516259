"""What may be done in which stage of a conference, and which steps lead from one to the next: tables, and no more.

docs/conference-life.md has the same tables; a test compares.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.models import Conference, Role, Stage


class Activity(StrEnum):
    """What people do at a conference: delegations the first seven, and all that is left is for organisers."""

    SUBMIT = "submit"
    CORRECT = "correct"
    REQUEST = "request"
    ANSWER = "answer"
    ATTEND = "attend"
    EDIT_DELEGATES = "edit_delegates"
    OBJECT = "object"
    ORGANISE = "organise"


FOR_DELEGATIONS: Mapping[Activity, tuple[Stage, ...]] = {
    Activity.SUBMIT: (Stage.COLLECTING,),
    Activity.CORRECT: (Stage.COLLECTING, Stage.REVIEWING),
    Activity.REQUEST: (Stage.COLLECTING, Stage.REVIEWING),
    Activity.ANSWER: (Stage.COLLECTING, Stage.REVIEWING),
    Activity.ATTEND: (Stage.COLLECTING, Stage.REVIEWING),
    Activity.EDIT_DELEGATES: (
        Stage.COLLECTING,
        Stage.REVIEWING,
        Stage.SCHEDULING,
        Stage.PRELIMINARY,
        Stage.FINAL,
    ),
    Activity.OBJECT: (Stage.PRELIMINARY,),
    Activity.ORGANISE: (),
}
FOR_ORGANISERS = tuple(stage for stage in Stage if stage is not Stage.ARCHIVED)
"""They may do everything until nothing changes any more."""

DEADLINES: Mapping[Activity, str] = {
    Activity.SUBMIT: "submissions_close_at",
    Activity.REQUEST: "requests_close_at",
    Activity.OBJECT: "objections_close_at",
}
"""Which column of a conference ends an activity of delegations, even if the stage allows it."""


@dataclass(frozen=True, slots=True)
class Step:
    """Who may take a conference from one stage to another. Going back takes a reason, which all can read."""

    by: Role = Role.EDITOR
    back: bool = False


STEPS: Mapping[tuple[Stage, Stage], Step] = {
    (Stage.DRAFT, Stage.COLLECTING): Step(),
    (Stage.COLLECTING, Stage.REVIEWING): Step(),
    (Stage.REVIEWING, Stage.SCHEDULING): Step(),
    (Stage.SCHEDULING, Stage.PRELIMINARY): Step(),
    (Stage.PRELIMINARY, Stage.FINAL): Step(),
    (Stage.FINAL, Stage.HELD): Step(),
    (Stage.HELD, Stage.ARCHIVED): Step(),
    (Stage.COLLECTING, Stage.DRAFT): Step(back=True),
    (Stage.REVIEWING, Stage.COLLECTING): Step(back=True),
    (Stage.SCHEDULING, Stage.REVIEWING): Step(back=True),
    (Stage.PRELIMINARY, Stage.SCHEDULING): Step(back=True),
    (Stage.FINAL, Stage.PRELIMINARY): Step(back=True),
    (Stage.HELD, Stage.FINAL): Step(back=True),
    (Stage.ARCHIVED, Stage.HELD): Step(by=Role.OWNER, back=True),
}
"""Every step that there is."""


def deadline(conference: Conference, activity: Activity) -> datetime | None:
    """When the activity of delegations ends; null is not by a deadline."""
    name = DEADLINES.get(activity)
    return None if name is None else getattr(conference, name)


def ended_by(source: Stage, target: Stage) -> list[Activity]:
    """What has a deadline, and delegations may do in the one stage and no more in the other."""
    return [
        activity
        for activity in DEADLINES
        if source in FOR_DELEGATIONS[activity] and target not in FOR_DELEGATIONS[activity]
    ]
