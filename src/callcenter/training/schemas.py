"""Shapes of training: referentials, learners, competences, gates, and their journal entries."""

from datetime import date, datetime
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from callcenter.accounts.schemas import Name
from callcenter.call_lists.values import Spoken
from callcenter.infra.journal import Entry
from callcenter.partners.schemas import Purpose

Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
VersionName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20)]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Prose = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Status = Literal["apprenticeship", "employment", "trainee", "other"]
"""Contrat d'emploi pénitentiaire en apprentissage, contrat d'emploi, stagiaire de la formation professionnelle."""
Help = Literal["large_text", "audio", "more_time", "simple_words", "keyboard", "quiet_place"]
"""What makes the work easier; never why."""
Level = Literal["acquired", "in_progress", "not_acquired"]
EvidenceKind = Literal["practice", "call_review", "assessment", "module", "exam"]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


# --- referentials -------------------------------------------------------------------------------------------


class Competence(_In):
    """One competence; `plain` says it in the first person, in words a beginner reads."""

    code: Code
    title: Title
    plain: Title | None = None
    criteria: Annotated[list[Title], Field(max_length=20)] = []


class Block(_In):
    code: Code
    title: Title
    competences: Annotated[list[Competence], Field(min_length=1, max_length=20)]


class Modality(_In):
    """One part of the exam; minutes are unknown until a trainer fills them in."""

    code: Code
    title: Title
    minutes: Annotated[int, Field(ge=1, le=600)] | None = None
    competences: Annotated[list[Code], Field(max_length=40)] = []


class ReferentialContent(_In):
    """A title as data: what is learnt and how it is examined. `feeds`: which competences a purpose's calls show."""

    code: Code
    version: VersionName
    title: Title
    source: Prose | None = None
    blocks: Annotated[list[Block], Field(min_length=1, max_length=20)]
    modalities: Annotated[list[Modality], Field(max_length=20)] = []
    feeds: dict[Purpose, list[Code]] = {}

    @model_validator(mode="after")
    def _codes_stand_once(self) -> "ReferentialContent":
        codes = [each.code for block in self.blocks for each in block.competences]
        if len(codes) != len(set(codes)) or len({b.code for b in self.blocks}) != len(self.blocks):
            raise ValueError("a code stands twice")
        named = {
            code
            for each in (*(m.competences for m in self.modalities), *self.feeds.values())
            for code in each
        }
        if named - set(codes):
            raise ValueError("an unknown competence is named")
        return self

    @property
    def competences(self) -> list[Competence]:
        return [each for block in self.blocks for each in block.competences]


class ReferentialCreate(_In):
    """A version: one that is shipped (by its code), or a file's text in YAML. One of the two."""

    shipped: Code | None = None
    text: Annotated[str, StringConstraints(min_length=1, max_length=100_000)] | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> "ReferentialCreate":
        if (self.shipped is None) == (self.text is None):
            raise ValueError("one of the two")
        return self


class ReferentialRead(BaseModel):
    """`frozen`: evidence was given under it. `learners` follow it now."""

    id: UUID
    code: str
    version: str
    title: str
    frozen: bool
    learners: int
    created_at: datetime


class ReferentialDetail(ReferentialRead):
    content: ReferentialContent


class ReferentialsRead(BaseModel):
    """The site's versions, the newest first, and what is shipped and not taken over yet."""

    versions: list[ReferentialRead]
    shipped: list[ReferentialContent]


# --- learners -----------------------------------------------------------------------------------------------


class LearnerUpdate(_In):
    """The record as a trainer keeps it. There is no field for anything but work and learning."""

    referential_id: UUID
    status: Status
    starts_on: date | None = None
    ends_on: date | None = None
    alternation: Title | None = None
    tutor: Name | None = None
    training_centre: Name | None = None
    languages: Annotated[list[Spoken], Field(min_length=1, max_length=10)]
    needs: Annotated[list[Help], Field(max_length=6)] = []
    goals: Prose | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "LearnerUpdate":
        if self.starts_on and self.ends_on and self.starts_on > self.ends_on:
            raise ValueError("the end comes before the beginning")
        return self


class Bar(BaseModel):
    """Where a competence stands: decided by a trainer, else proposed from evidence, else nothing yet."""

    competence: str
    title: str
    plain: str | None
    decided: Level | None
    proposed: Level | None
    decided_at: datetime | None
    evidence: int
    good: int


class LearnerBrief(BaseModel):
    """A person of the group: what was done lately, and why a trainer should look (`stuck`), if so."""

    id: UUID
    alias: str
    has_record: bool
    status: Status | None
    practices: int
    good_practices: int
    last_practice_at: datetime | None
    acquired: int
    competences: int
    stuck: Literal["not_started", "silent", "failing"] | None


class EvidenceRead(BaseModel):
    """One thing seen; `source_id` leads to the practice call and its debrief."""

    id: UUID
    competence: str
    kind: EvidenceKind
    source_id: UUID
    label: str
    score: int
    counts: bool
    given_at: datetime


class DecisionCreate(_In):
    """`evidence` are ids of this person's evidence for this competence; `seen` is what the trainer observed."""

    competence: Code
    level: Level
    evidence: Annotated[list[UUID], Field(max_length=50)] = []
    seen: Prose | None = None


class DecisionRead(BaseModel):
    id: UUID
    competence: str
    level: Level
    proposed: Level | None
    evidence: list[UUID]
    seen: str | None
    decided_by: str
    decided_at: datetime


class BlockRead(BaseModel):
    code: str
    title: str
    bars: list[Bar]


class GateStanding(BaseModel):
    """What one campaign asks and how far somebody is: good calls by competence, of `good_calls` wanted.

    `supervised_left` of `supervised_calls` first real calls still want somebody beside; `open`: may be handed out now.
    """

    campaign_id: UUID
    campaign_name: str
    good_calls: int
    steps: list["GateStep"]
    supervised_calls: int
    supervised_left: int
    open: bool
    suspended: str | None
    """The trainer's reason, where the condition is lifted."""


class GateStep(BaseModel):
    competence: str
    title: str
    good: int


class PracticeBrief(BaseModel):
    """A practice call in a list; `score` is absent until it is finished, and for one that was left."""

    id: UUID
    scenario: str
    title: str
    purpose: Purpose
    language: str
    level: int
    guided: bool
    at: datetime
    state: Literal["ready", "talking", "wrap_up", "awaiting", "finished", "left"]
    score: int | None
    passed: bool | None
    read: bool
    """The apprentice read the debrief."""
    answered: bool


class LearnerRead(BaseModel):
    """Everything a trainer sees of one apprentice of the site."""

    id: UUID
    alias: str
    sign_in: str
    record: LearnerUpdate | None
    referential: ReferentialRead | None
    blocks: list[BlockRead]
    decisions: list[DecisionRead]
    evidence: list[EvidenceRead]
    practices: list[PracticeBrief]
    gates: list[GateStanding]


class MyTraining(BaseModel):
    """An apprentice's own progress; nobody is compared with anybody."""

    blocks: list[BlockRead]
    gates: list[GateStanding]
    practices: list[PracticeBrief]
    good_practices: int
    goals: str | None


# --- gates --------------------------------------------------------------------------------------------------


class GateSet(_In):
    """`good_calls` practice calls for each of the competences; somebody beside for the first `supervised_calls`.

    One of the two at least.
    """

    competences: Annotated[list[Code], Field(max_length=10)]
    good_calls: Annotated[int, Field(ge=1, le=20)]
    supervised_calls: Annotated[int, Field(ge=0, le=20)] = 0

    @model_validator(mode="after")
    def _asks_something(self) -> "GateSet":
        if not self.competences and not self.supervised_calls:
            raise ValueError("nothing is asked")
        return self


class Suspension(BaseModel):
    id: UUID
    agent_id: UUID | None
    agent: str | None
    reason: str
    by: str
    at: datetime


class GatePerson(BaseModel):
    id: UUID
    alias: str
    standing: GateStanding


class GateRead(BaseModel):
    """A campaign's gate: what it asks (None: nothing), who is through, what a trainer has lifted."""

    campaign_id: UUID
    asks: GateSet | None
    choices: list[Competence]
    people: list[GatePerson]
    suspensions: list[Suspension]


class SuspensionCreate(_In):
    """For one apprentice, or (absent) for everybody of the site."""

    agent_id: UUID | None = None
    reason: Prose


# --- journal ------------------------------------------------------------------------------------------------


class ReferentialChanged(Entry):
    """A version of a referential was added or its content changed."""

    action: ClassVar[str] = "training.referential_changed"
    on_feed: ClassVar[bool] = False
    referential_id: UUID
    code: str
    version: str
    added: bool


class LearnerChanged(Entry):
    """A training record was made or changed; `fields` names what changed."""

    action: ClassVar[str] = "training.learner_changed"
    on_feed: ClassVar[bool] = False
    agent_id: UUID
    fields: list[str]


class PracticeStarted(Entry):
    """An apprentice began a practice call."""

    action: ClassVar[str] = "training.practice_started"
    practice_id: UUID
    agent_id: UUID
    scenario: str
    guided: bool


class PracticeFinished(Entry):
    """A practice call was finished and scored, or left."""

    action: ClassVar[str] = "training.practice_finished"
    practice_id: UUID
    agent_id: UUID
    scenario: str
    score: int | None
    passed: bool | None


class DebriefSeen(Entry):
    """An apprentice read the debrief of a practice call; `answered`: and wrote an answer."""

    action: ClassVar[str] = "training.debrief_read"
    on_feed: ClassVar[bool] = False
    practice_id: UUID
    agent_id: UUID
    answered: bool


class CompetenceDecided(Entry):
    """A trainer decided where an apprentice stands in a competence, on that evidence."""

    action: ClassVar[str] = "training.competence_decided"
    on_feed: ClassVar[bool] = False
    agent_id: UUID
    referential_id: UUID
    competence: str
    level: Level
    evidence: list[UUID]


class GateChanged(Entry):
    """What a campaign asks of an apprentice first was set or taken away (no good calls asked for); for how many first
    real calls somebody must be beside."""

    action: ClassVar[str] = "training.gate_changed"
    campaign_id: UUID
    competences: list[str]
    good_calls: int | None
    supervised_calls: int


class GatePassed(Entry):
    """A campaign's gate opened for an apprentice, or closed again."""

    action: ClassVar[str] = "training.gate_passed"
    campaign_id: UUID
    agent_id: UUID
    open: bool


class GateLifted(Entry):
    """A trainer lifted a campaign's gate for an apprentice (absent: for all), or ended that."""

    action: ClassVar[str] = "training.gate_lifted"
    campaign_id: UUID
    agent_id: UUID | None
    suspension_id: UUID
    lifted: bool


GateStanding.model_rebuild()
