"""Shapes of quality review: grids, reviews as staff and as the apprentice see them, and journal entries."""

from datetime import datetime
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from callcenter.infra.journal import Entry

Mark = Literal["met", "partly", "missed", "unacceptable"]
"""Conforme, partiellement conforme, non conforme, inacceptable: one of the last is 0 for the whole."""

Rule = Literal["random", "longest", "shortest", "refusal", "opposition", "complaint", "first_calls", "unseen"]
"""How calls are chosen: by chance; the longest or shortest conversations; by outcome; the first calls of a person; the
latest call of each apprentice of whom none was reviewed for some days."""

CompetenceCode = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]{1,10}$")]
ReviewState = Literal["chosen", "given", "read"]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Criterion(_In):
    """One line of a grid: `glossary` says what is expected, `competences` what it shows (codes of the referential)."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{1,40}$")]
    label: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    glossary: Annotated[str, StringConstraints(strip_whitespace=True, max_length=400)] = ""
    weight: Annotated[int, Field(ge=1, le=10)]
    competences: Annotated[list[CompetenceCode], Field(max_length=12)] = []


class GridUpdate(_In):
    """The whole grid as it is to be, for calls chosen from now on."""

    criteria: Annotated[list[Criterion], Field(min_length=1, max_length=20)]


class GridRead(BaseModel):
    """`version` is 0 while a campaign uses the grid it started with."""

    campaign_id: UUID
    version: int
    criteria: list[Criterion]


class ReviewChoice(_In):
    """`days`: so long no call of the apprentice was reviewed (`unseen`), else how far back calls are looked for."""

    rule: Rule
    count: Annotated[int, Field(ge=1, le=50)] = 5
    days: Annotated[int, Field(ge=1, le=90)] = 14
    campaign_id: UUID | None = None
    agent_id: UUID | None = None


Marks = Annotated[dict[str, Mark], Field(max_length=20)]


class MarksGiven(_In):
    marks: Marks


Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)]


class ReviewGiven(_In):
    comment: Annotated[Words, Field(min_length=3)]


class ReviewAnswered(_In):
    answer: Words | None = None


class ReviewLine(BaseModel):
    """A review in the list of those who score. `outcome` in words, `seconds` of conversation."""

    id: UUID
    state: ReviewState
    rule: Rule
    agent: str
    campaign_name: str
    reference: str | None
    called_at: datetime
    seconds: int
    outcome: str | None
    chosen_at: datetime
    self_done: bool
    scorers: list[str]
    mine: bool
    score: int | None


class ScoringRead(BaseModel):
    """What one person gave; `score` out of 200."""

    place: Literal["self", "first", "second"]
    scorer: str
    marks: dict[str, Mark]
    score: int


class ReviewRead(ReviewLine):
    """The whole review. Marks of others are shown to who has scored, or cannot any more; `differing` are criteria on
    which the two scorers do not agree."""

    criteria: list[Criterion]
    scorings: list[ScoringRead]
    differing: list[str]
    may_score: bool
    self_until: datetime
    comment: str | None
    given_by: str | None
    answer: str | None
    read_at: datetime | None


class OwnReview(BaseModel):
    """A review as the apprentice sees it: the staff's marks and words once they are given."""

    id: UUID
    state: ReviewState
    campaign_name: str
    called_at: datetime
    seconds: int
    outcome: str | None
    criteria: list[Criterion]
    self_marks: dict[str, Mark] | None
    marks: list[dict[str, Mark]]
    score: int | None
    comment: str | None
    answer: str | None
    read_at: datetime | None


class ReviewGivenTo(BaseModel):
    """A review that was given, in short, for the rooms above; `score` out of 200."""

    id: UUID
    campaign_name: str
    called_at: datetime
    score: int
    comment: str | None
    answer: str | None


# --- journal ------------------------------------------------------------------------------------------------


class GridChanged(Entry):
    """A campaign's grid got a new version; scores that were given stay as they are."""

    action: ClassVar[str] = "review.grid_changed"
    campaign_id: UUID
    version: int


class ReviewsChosen(Entry):
    """Calls were chosen for review."""

    action: ClassVar[str] = "review.chosen"
    rule: Rule
    count: int


class CallWeighed(Entry):
    """Marks were given to a call: by the apprentice (`self`), or by the first or second of the staff."""

    action: ClassVar[str] = "review.weighed"
    review_id: UUID
    call_id: UUID
    agent_id: UUID
    place: Literal["self", "first", "second"]


class CallScored(Entry):
    """A review was given to the apprentice: its score out of 200, and which competences it speaks of."""

    action: ClassVar[str] = "review.call_scored"
    review_id: UUID
    call_id: UUID
    agent_id: UUID
    campaign_id: UUID
    score: int
    competences: int


class ReviewSeen(Entry):
    """The apprentice read a review; `answered`: and wrote an answer."""

    action: ClassVar[str] = "review.read"
    review_id: UUID
    agent_id: UUID
    answered: bool
