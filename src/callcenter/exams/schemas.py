"""Shapes of exam preparation: mock exams, evaluations, examples, readiness, and journal entries."""

from datetime import date, datetime
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from callcenter.accounts.schemas import Name
from callcenter.infra.journal import Entry
from callcenter.papers.schemas import PaperLine
from callcenter.quality.schemas import Mark
from callcenter.training.schemas import Code, Level, Title

Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]
Part = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000)]
ExamState_ = Literal["planned", "running", "ended", "issued"]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


# --- mock exams ---------------------------------------------------------------------------------------------


class MockExamPlan(_In):
    modality: Code
    planned_for: date
    minutes: Annotated[int, Field(ge=1, le=600)]
    jury: Annotated[list[Name], Field(min_length=1, max_length=4)]


class MockExamMarks(_In):
    """The whole grid: for each competence the marks of its criteria, in their order."""

    marks: dict[Code, Annotated[list[Mark], Field(min_length=1, max_length=20)]]
    words: Words | None = None


class GridLine(BaseModel):
    """A competence of the part with its criteria, the marks given, and the result in per cent once all are."""

    competence: str
    title: str
    criteria: list[str]
    marks: list[Mark]
    score: int | None


class MockExamRead(BaseModel):
    id: UUID
    learner_id: UUID
    alias: str
    modality: str
    title: str
    minutes: int
    planned_for: date
    jury: list[str]
    state: ExamState_
    started_at: datetime | None
    ended_at: datetime | None
    grid: list[GridLine]
    words: str | None
    paper: PaperLine | None


class MockExamLine(BaseModel):
    id: UUID
    modality: str
    title: str
    planned_for: date
    state: ExamState_
    score: int | None


# --- evaluations in the course ------------------------------------------------------------------------------


class EvaluationCreate(_In):
    """An evaluation of a block: acquired or not, for each competence that it looked at."""

    block: Code
    title: Title
    held_on: date
    results: Annotated[dict[Code, Literal["acquired", "not_acquired"]], Field(min_length=1, max_length=20)]
    words: Words | None = None


class EvaluationRead(BaseModel):
    id: UUID
    block: str
    title: str
    held_on: date
    results: dict[str, Literal["acquired", "not_acquired"]]
    words: str | None
    given_by: str


# --- the professional file ----------------------------------------------------------------------------------


class Parts(_In):
    """The five questions of the professional file."""

    tasks: Part = ""
    means: Part = ""
    people: Part = ""
    context: Part = ""
    more: Part = ""


class ExampleWrite(_In):
    block: Code
    title: Title
    parts: Parts


class ExampleRead(BaseModel):
    """An example; `room` is how many characters are left on its three pages."""

    id: UUID
    block: str
    title: str
    parts: Parts
    room: int
    changed_at: datetime


# --- readiness ----------------------------------------------------------------------------------------------


class CompetenceReady(BaseModel):
    """Where a competence stands before the exam: decided, best mock exam, evaluated in the course."""

    competence: str
    title: str
    decided: Level | None
    exam_score: int | None
    evaluated: Literal["acquired", "not_acquired"] | None


class BlockReady(BaseModel):
    code: str
    title: str
    competences: list[CompetenceReady]
    evaluated: bool
    examples: int
    has_examples: bool


class ModalityReady(BaseModel):
    code: str
    title: str
    minutes: int | None
    competences: list[str]
    exams: list[MockExamLine]


Missing = Literal["decision", "mock_exam", "evaluation", "example"]


class Lack(BaseModel):
    """One thing still to be done, and for what."""

    what: Missing
    title: str


class ExamRead(BaseModel):
    """Everything on the way to the exam; `lacks` is what is still to be done, `done` of `steps` are."""

    learner_id: UUID
    alias: str
    referential: str
    blocks: list[BlockReady]
    modalities: list[ModalityReady]
    evaluations: list[EvaluationRead]
    examples: list[ExampleRead]
    lacks: list[Lack]
    steps: int
    done: int


# --- journal ------------------------------------------------------------------------------------------------


class ExamMoved(Entry):
    """A mock exam was planned, begun, ended or marked, or issued as a paper with its results as evidence."""

    action: ClassVar[str] = "exam.moved"
    on_feed: ClassVar[bool] = False
    exam_id: UUID
    agent_id: UUID
    step: Literal["planned", "running", "ended", "marked", "issued"]


class EvaluationGiven(Entry):
    """An evaluation in the course (ECF) was written down."""

    action: ClassVar[str] = "exam.evaluation_given"
    on_feed: ClassVar[bool] = False
    evaluation_id: UUID
    agent_id: UUID


class ExampleChanged(Entry):
    """An example of the professional file was written, changed or taken away."""

    action: ClassVar[str] = "exam.example_changed"
    on_feed: ClassVar[bool] = False
    example_id: UUID
    agent_id: UUID
    removed: bool
