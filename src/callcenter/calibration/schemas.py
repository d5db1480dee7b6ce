"""Shapes of calibration: a practice call under two scorers, how far scorers are apart, journal entries."""

from datetime import date, datetime
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel

from callcenter.infra.journal import Entry
from callcenter.quality.schemas import Criterion, Mark
from callcenter.training.practice_schemas import SpokenLine

Place = Literal["first", "second", "agreed"]


class TrainerMarks(BaseModel):
    """What one trainer gave, or both agreed on; `score` out of 200, as in reviews of real calls."""

    place: Place
    scorer: str
    marks: dict[str, Mark]
    score: int


class CalibrationRead(BaseModel):
    """A practice call under two scorers. Marks of the other are there once the reader has given theirs; `differing` are
    criteria on which the two do not agree; `lines` are what was said, without any verdict.
    """

    practice_id: UUID
    title: str
    alias: str
    at: datetime
    criteria: list[Criterion]
    lines: list[SpokenLine]
    scorings: list[TrainerMarks]
    differing: list[str]
    may_score: bool
    may_agree: bool


class CalibrationLine(BaseModel):
    """A call in the list: who scored it, whether the reader may, how many criteria differ once two have."""

    practice_id: UUID
    title: str
    alias: str
    scored_at: datetime
    scorers: list[str]
    mine: bool
    differing: int | None
    agreed: bool


class MonthApart(BaseModel):
    """How far scorers were apart in a month: of so many marks given to the same criterion, so many differed."""

    month: date
    calls: int
    marks: int
    differing: int


class CalibrationOverview(BaseModel):
    """What waits for a second scorer or an agreement, what was agreed, and the months. No apprentice is ranked."""

    calls: list[CalibrationLine]
    months: list[MonthApart]


# --- journal ------------------------------------------------------------------------------------------------


class PracticeScored(Entry):
    """A trainer scored a practice call apart from another, or wrote down what both agreed on."""

    action: ClassVar[str] = "calibration.scored"
    on_feed: ClassVar[bool] = False
    practice_id: UUID
    agent_id: UUID
    place: Place
