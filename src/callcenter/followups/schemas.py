"""Shapes of follow-ups: what was gathered, what was said, and journal entries."""

from datetime import date, datetime
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, StringConstraints

from callcenter.assessments.schemas import Signed
from callcenter.infra.journal import Entry
from callcenter.modules.schemas import Standing
from callcenter.papers.schemas import PaperLine
from callcenter.training.schemas import Level

Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class FollowUpPlan(_In):
    due_on: date


class LearnerWords(_In):
    """What the apprentice wants to say, in own words; empty takes it back."""

    words: Words


class FollowUpUpdate(_In):
    """What the trainer writes: the day, what was said, how the plan changes, when the next one is."""

    due_on: date
    trainer_words: Words | None = None
    plan_words: Words | None = None
    next_on: date | None = None


class CompetenceSince(BaseModel):
    """A competence in the time of this follow-up: where it stood before and stands now, and what was seen.

    `score` and `before_score` are means in per cent of the evidence of this time and of the one before.
    """

    competence: str
    title: str
    before: Level | None
    decided: Level | None
    proposed: Level | None
    evidence: int
    score: int | None
    before_score: int | None


class TalkSince(BaseModel):
    """A practice call or a reviewed call of this time; `score` in per cent."""

    kind: Literal["practice", "call_review"]
    title: str
    at: datetime
    score: int
    good: bool
    guided: bool = False
    comment: str | None = None


class Gathered(BaseModel):
    """All that was seen since the last follow-up (`since` absent: since the record began), until `until`.

    `worked_minutes` are those of shifts, `halves` the half-days signed.
    """

    since: datetime | None
    until: datetime
    practices: int
    good_practices: int
    reviews: int
    worked_minutes: int
    halves: int
    competences: list[CompetenceSince]
    talks: list[TalkSince]


class StepSince(BaseModel):
    """A module of the plan: where it stands, and whether it was finished in this time (`done_since`)."""

    module: str
    title: str
    due_on: date | None
    standing: Standing | None
    score: int | None
    seconds: int
    finished_at: datetime | None
    done_since: bool


class PlanChange(BaseModel):
    """One difference between two versions of a plan; `order` is about the whole of it and names no module."""

    kind: Literal["added", "removed", "due", "order"]
    module: str | None = None
    title: str = ""
    due_before: date | None = None
    due_on: date | None = None


class PlanSince(BaseModel):
    """The newest plan, and what changed since version `before_version` (absent: none was agreed before)."""

    plan_id: UUID
    digest: str
    version: int
    before_version: int | None
    signed: list[Signed]
    steps: list[StepSince]
    changes: list[PlanChange]

    @property
    def offered(self) -> bool:
        """Whether a trainer signed it."""
        return any(each.place == "trainer" for each in self.signed)


class FollowUpLine(BaseModel):
    """A follow-up in a list: what is due first. `signed` are the places signed of those asked for."""

    id: UUID
    learner_id: UUID
    alias: str
    state: Literal["planned", "issued"]
    due_on: date
    overdue: bool
    issued_at: datetime | None
    paper_id: UUID | None
    signed: list[Literal["learner", "staff"]]
    has_words: bool


class FollowUpRead(BaseModel):
    """The whole follow-up. `gathered` and `plan` are as of now while it is planned, absent afterwards.

    The paper says it then. `plan_version`: the version of the plan that an issued one led to.
    """

    id: UUID
    learner_id: UUID
    alias: str
    state: Literal["planned", "issued"]
    due_on: date
    gathered: Gathered | None
    plan: PlanSince | None
    plan_version: int | None
    learner_words: str | None
    trainer_words: str | None
    plan_words: str | None
    next_on: date | None
    issued_at: datetime | None
    paper: PaperLine | None


class OwnFollowUp(BaseModel):
    """What an apprentice sees of the own next talk: the day, what will be looked at, the own words."""

    id: UUID
    due_on: date
    gathered: Gathered
    mine: str | None


class OwnFollowUps(BaseModel):
    """The next one, if one is planned. Those before are papers."""

    next: OwnFollowUp | None


# --- journal ------------------------------------------------------------------------------------------------


class FollowUpPlanned(Entry):
    """A follow-up was planned for a day, or moved to another one."""

    action: ClassVar[str] = "followup.planned"
    on_feed: ClassVar[bool] = False
    follow_up_id: UUID
    agent_id: UUID
    due_on: date


class FollowUpDropped(Entry):
    """A planned follow-up was taken away."""

    action: ClassVar[str] = "followup.dropped"
    on_feed: ClassVar[bool] = False
    follow_up_id: UUID
    agent_id: UUID


class FollowUpWritten(Entry):
    """Words of a planned follow-up were written: the actor's own."""

    action: ClassVar[str] = "followup.written"
    on_feed: ClassVar[bool] = False
    follow_up_id: UUID
    agent_id: UUID


class FollowUpIssued(Entry):
    """A follow-up was issued as a paper, to be signed by both; `plan_id` is the version of the plan it led to."""

    action: ClassVar[str] = "followup.issued"
    on_feed: ClassVar[bool] = False
    follow_up_id: UUID
    agent_id: UUID
    paper_id: UUID
    plan_id: UUID | None
