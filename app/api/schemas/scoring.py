"""Wire format of what scoring says: weights, suggestions, fits, previews, tags, and what was dismissed."""

from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import AwareDatetime, BeforeValidator, Field, model_validator

from app.access.fields import Code, Text
from app.api.schemas.fields import Input, Output, Window
from app.api.schemas.needs import NeedRead
from app.api.schemas.offerings import OfferingRead
from app.api.schemas.timetables import DelegationRef
from app.i18n.messages import mark
from app.matching.scoring.roles import Side
from app.matching.scoring.score import Score
from app.matching.scoring.telling import told
from app.matching.scoring.weights import Part
from app.services.scoring.readings import knowledge
from app.services.scoring.suggestions import WhyEmpty

Points = Annotated[float, Field(strict=True, ge=0, le=100, allow_inf_nan=False)]


def _told(score: Score) -> dict[str, Any]:
    return told(score, knowledge())


class PairWeights(Input):
    """Points that parts bring at most when a need is scored with an offering; `against_*` is what one takes away."""

    sectors: Points
    concepts: Points
    words: Points
    meaning: Points
    direction: Points
    country: Points
    province: Points
    size: Points
    urgency: Points
    language: Points
    history: Points
    against_direction: Points
    against_country: Points
    against_province: Points
    against_history: Points

    @model_validator(mode="after")
    def _weighs_something(self) -> Self:
        if not any(getattr(self, part.value) for part in Part):
            raise ValueError(mark("Something must bring points"))
        return self


class MeetingWeights(Input):
    """Points that fit, the wishes of both sides and how earlier meetings went bring to a meeting."""

    fit: Points
    wish: Points
    wish_of_other: Points
    history: Points


class ScoringWeightsInput(Input):
    of_pairs: PairWeights
    of_meetings: MeetingWeights


class ScoringWeightsRead(Output):
    """Without weights of its own, a conference has the usual ones."""

    conference_id: UUID
    of_pairs: PairWeights
    of_meetings: MeetingWeights


class SuggestionFilter(Input):
    limit: int = Field(10, ge=1, le=100)
    min_score: float = Field(40.0, ge=0, le=100, allow_inf_nan=False)
    side: Code | None = Field(None, description="Of delegations of this side only.")
    sector_code: Code | None = Field(None, description="Of this sector, or of one below it.")


class PartRead(Output):
    """One part of a score, and in a sentence what it stands on."""

    part: Part
    points: float
    most: float
    vi: str
    en: str


class ReasonsRead(Output):
    vi: str
    en: str


class ScoreRead(Output):
    """From 0 to 100, the sum of the parts."""

    score: float
    parts: list[PartRead]
    reasons: ReasonsRead


ToldScore = Annotated[ScoreRead, BeforeValidator(_told)]


class OfferingMatchRead(Output):
    score: ToldScore
    offering: Annotated[OfferingRead, Field(validation_alias="interest")]
    delegation: DelegationRef


class NeedMatchRead(Output):
    score: ToldScore
    need: Annotated[NeedRead, Field(validation_alias="interest")]
    delegation: DelegationRef


class FittingRead(Output):
    need_id: Annotated[UUID, Field(validation_alias="need")]
    offering_id: Annotated[UUID, Field(validation_alias="offering")]
    score: ToldScore


class PartnerRead(Output):
    fit: float = Field(description="From 0 to 100; the best of `fitting` count most.")
    delegation: DelegationRef
    fitting: list[FittingRead]


class BestRead(Output):
    total: int
    below: int = Field(description="How many of what you see score less than `min_score`.")
    why_empty: WhyEmpty | None = Field(
        description="Nothing was said that others could fit, or you see nothing of others, or nothing fits well enough."
    )


class OfferingMatchesRead(BestRead):
    items: list[OfferingMatchRead]


class NeedMatchesRead(BestRead):
    items: list[NeedMatchRead]


class PartnersRead(BestRead):
    items: list[PartnerRead]


class Sides(Window):
    """The window is of the rows."""

    rows: Code = Field(examples=["province"])
    columns: Code = Field(examples=["mission"])


class FitsRead(Output):
    """Rows and columns in the order of protocol: some of the `total` rows, with all columns."""

    rows: list[DelegationRef]
    columns: list[DelegationRef]
    fits: list[list[float]] = Field(description="By rows; from 0 to 100.")
    total: int
    next_cursor: str | None


class TagText(Input):
    side: Side = Field(description="Whether the text says what is needed or what is offered.")
    text: Text


class TagRead(Output):
    code: str
    confidence: float = Field(description="From 0 to 1.")


class TagsRead(Output):
    """The surest first."""

    sectors: list[TagRead]
    objectives: list[TagRead]
    countries: list[TagRead]


class ChangeRead(Output):
    need: NeedRead
    offering: OfferingRead
    before: float
    after: float


class PreviewRead(Output):
    needs: int = Field(description="How many were scored; where there are too many, they are taken evenly from all.")
    needs_in_all: int
    pairs: int = Field(description="With how many offerings together.")
    changed: int = Field(description="How many of the pairs change by 5 points or more.")
    other_best: int = Field(description="How many of the needs get another best offering.")
    largest: list[ChangeRead]


class DismissalInput(Input):
    """One of the two is of the delegation."""

    need_id: UUID
    offering_id: UUID


class DismissalRead(Output):
    id: UUID
    delegation_id: UUID
    need_id: UUID
    offering_id: UUID
    created_at: AwareDatetime


class MeetingFittingRead(Output):
    need_id: UUID
    offering_id: UUID
    score: float
    parts: dict[str, float]


class MeetingScoreRead(Output):
    """Why a meeting was worth what it was when the run was asked for."""

    meeting: str = Field(description="Its id in the instance.")
    score: float
    parts: dict[str, float] = Field(description="Points of fit, wishes, must-meet and history; their sum is the score.")
    fitting: list[MeetingFittingRead]


class MeetingScoresRead(Output):
    """Meetings whose value was given have none."""

    items: list[MeetingScoreRead]
