"""Shapes of assessments and plans: blocks as data, what each side sees, profile, plan, the journal's entries."""

from datetime import date, datetime
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from callcenter.infra.journal import Entry
from callcenter.modules.exercises import Exercise, Given, Key, Line, Mark, Shown
from callcenter.modules.schemas import ModuleCard, RunLine, Sentence, Title

Markdown = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
BlockKind = Literal["test", "self", "observed"]
Step4 = Annotated[int, Field(ge=0, le=3)]
"""Not at all, a little, well, very well."""


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


# --- blocks -------------------------------------------------------------------------------------------------


class Statement(_Data):
    """Something the apprentice says of the own self; without a competence it informs and is not reckoned."""

    id: Key
    competence: Key | None = None
    text: Line


class BlockCriterion(_Data):
    """Something that the trainer looks at while the apprentice reads or plays."""

    id: Key
    competence: Key
    title: Line


class BlockContent(_Data):
    """One building block.

    * `test`: exercises, one try each, scored at once and shown when the assessment is closed.
    * `self`: statements on four steps. They stand beside the result and are never part of it.
    * `observed`: done together; the trainer marks each criterion on four steps. `card` is for the trainer alone.
    """

    code: Key
    title: Title
    kind: BlockKind
    about: Sentence
    minutes: Annotated[int, Field(ge=1, le=120)]
    text: Markdown | None = None
    card: Markdown | None = None
    exercises: Annotated[tuple[Exercise, ...], Field(max_length=20)] = ()
    statements: Annotated[tuple[Statement, ...], Field(max_length=20)] = ()
    criteria: Annotated[tuple[BlockCriterion, ...], Field(max_length=12)] = ()

    @model_validator(mode="after")
    def _one_kind(self) -> "BlockContent":
        have = {
            "test": bool(self.exercises),
            "self": bool(self.statements),
            "observed": bool(self.criteria),
        }
        if [kind for kind, there in have.items() if there] != [self.kind]:
            raise ValueError("a block has what its kind asks for, and nothing else")
        ids = [each.id for each in (*self.exercises, *self.statements, *self.criteria)]
        if len(set(ids)) != len(ids):
            raise ValueError("an id stands twice")
        return self


class BlockBrief(BaseModel):
    """A block to compose from. `version` 0: as it is shipped. `withdrawn`: no longer to be composed from."""

    code: str
    title: str
    kind: BlockKind
    about: str
    minutes: int
    competences: list[str]
    questions: int
    version: int
    withdrawn: bool


class BlockVersionLine(BaseModel):
    id: UUID
    version: int
    made_at: datetime
    made_by: str
    withdrawn: bool


class BlockDetail(BaseModel):
    """A block as assessments get it now, and its versions written here; `shipped`: there is one in the package."""

    content: BlockContent
    version: int
    withdrawn: bool
    shipped: bool
    versions: list[BlockVersionLine]


class BlockWrite(BaseModel):
    """A version on top of `base` (0: a new block, or the shipped one); refused when somebody else was quicker."""

    model_config = ConfigDict(extra="forbid")
    base: Annotated[int, Field(ge=0)]
    content: BlockContent


class BlockWithdraw(BaseModel):
    model_config = ConfigDict(extra="forbid")
    base: Annotated[int, Field(ge=0)]


# --- the apprentice's side ----------------------------------------------------------------------------------


class AssessmentQuestion(BaseModel):
    """An exercise of a test; what was answered is kept, what was right is not told here."""

    exercise: Shown
    given: Given | None


class SelfQuestion(BaseModel):
    id: str
    text: str
    level: int | None


class TaskBlock(BaseModel):
    code: str
    title: str
    kind: BlockKind
    about: str
    minutes: int
    text: str | None
    questions: list[AssessmentQuestion]
    statements: list[SelfQuestion]
    done: bool


class AssessmentTask(BaseModel):
    """The assessment as the apprentice does it; without the trainer's cards, marks and the right answers."""

    id: UUID
    state: Literal["open", "answered"]
    blocks: list[TaskBlock]
    prefers: list[Literal["simple_words", "audio"]]
    language: Literal["fr"] = "fr"


class TaskAnswer(BaseModel):
    """An exercise's answer, or a statement's step."""

    model_config = ConfigDict(extra="forbid")
    block: Key
    item: Key
    given: Given | None = None
    level: Step4 | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> "TaskAnswer":
        if (self.given is None) == (self.level is None):
            raise ValueError("one of the two")
        return self


# --- the result ---------------------------------------------------------------------------------------------


class ProfileLine(BaseModel):
    """Where somebody stands in a competence: what was seen (`score`, None: nothing), what was said of the own self."""

    competence: str
    title: str
    plain: str | None
    score: int | None
    self_score: int | None
    blocks: list[str]
    """Titles of the blocks that it rests on."""


Reason = Literal["weak", "unseen", "before", "added"]
"""Not good yet; not looked at; needed by a later one; chosen by the trainer."""


class PlanStep(BaseModel):
    """One module of a plan: why, for which competences, until when."""

    model_config = ConfigDict(extra="forbid")
    module: Key
    reason: Reason
    competences: Annotated[list[Key], Field(max_length=10)] = []
    score: Annotated[int, Field(ge=0, le=100)] | None = None
    due_on: date | None = None


class PlanWrite(BaseModel):
    """The plan as adapted, on top of version `base` (0: a first one, without an assessment)."""

    model_config = ConfigDict(extra="forbid")
    base: Annotated[int, Field(ge=0)]
    steps: Annotated[list[PlanStep], Field(min_length=1, max_length=40)]


class PlanSign(BaseModel):
    """`digest` is that of what the signer has read: another content is not signed by mistake."""

    model_config = ConfigDict(extra="forbid")
    digest: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Signed(BaseModel):
    place: Literal["learner", "trainer"]
    name: str
    at: datetime


class StepRead(BaseModel):
    """A step with where its module stands now; `card` is absent for a module that is no longer in the library."""

    module: str
    title: str
    reason: Reason
    competences: list[str]
    """Titles, in words a beginner reads where there are some."""
    score: int | None
    due_on: date | None
    card: ModuleCard | None


class PlanRead(BaseModel):
    id: UUID
    version: int
    made_at: datetime
    digest: str
    steps: list[StepRead]
    signed: list[Signed]
    done: int
    seconds: int


class AgendaLine(BaseModel):
    """A day on which something of the plan is due; `late`: it is over and not done."""

    on: date
    module: str
    title: str
    late: bool


class AssessmentBrief(BaseModel):
    """`answers` of `questions`; `observed` blocks are done together with the trainer."""

    id: UUID
    state: Literal["open", "answered", "closed"]
    composed_at: datetime
    closed_at: datetime | None
    answers: int
    questions: int
    observed: int


class MyPlan(BaseModel):
    """An apprentice's plan as the trainer signed it, the assessment that waits, the last result, and the agenda."""

    assessment: AssessmentBrief | None
    profile: list[ProfileLine]
    plan: PlanRead | None
    agenda: list[AgendaLine]


# --- the trainer's side -------------------------------------------------------------------------------------


class AssessmentCompose(BaseModel):
    model_config = ConfigDict(extra="forbid")
    blocks: Annotated[list[Key], Field(min_length=1, max_length=20)]


class Answered(BaseModel):
    """An answer with what was good of it, as the trainer reads it."""

    title: str
    competence: str
    score: int | None
    given: str
    marks: list[Mark]


class CriterionMark(BaseModel):
    id: str
    competence: str
    title: str
    level: int | None


class BlockResult(BaseModel):
    code: str
    title: str
    kind: BlockKind
    about: str
    text: str | None
    card: str | None
    answered: list[Answered]
    statements: list[SelfQuestion]
    criteria: list[CriterionMark]


class AssessmentRead(AssessmentBrief):
    """An assessment as the trainer sees it: every answer, the marks to give, the profile once closed."""

    composed_by: str
    blocks: list[BlockResult]
    profile: list[ProfileLine]


class BlockMarks(BaseModel):
    """Steps for criteria of an observed block."""

    model_config = ConfigDict(extra="forbid")
    block: Key
    levels: dict[Key, Step4]


class LearningPath(BaseModel):
    """One apprentice's way, for the trainer: the assessment, the plan and its versions, what was done of modules."""

    agent_id: UUID
    alias: str
    assessment: AssessmentRead | None
    plan: PlanRead | None
    """The newest version, signed or not."""
    modules: list[ModuleCard]
    runs: list[RunLine]


class GroupLine(BaseModel):
    """What one apprentice of the group is at, and what waits for the trainer (`todo`) or is stuck."""

    id: UUID
    assessment: Literal["none", "open", "answered", "closed"]
    plan: Literal["none", "draft", "offered", "agreed"]
    done: int
    steps: int
    next: str | None
    seconds: int
    todo: Literal["compose", "score", "sign"] | None
    stuck: Literal["module_left", "module_hard"] | None


# --- journal ------------------------------------------------------------------------------------------------


class BlockChanged(Entry):
    """A trainer published a version of a building block, or withdrew the block."""

    action: ClassVar[str] = "training.block_changed"
    on_feed: ClassVar[bool] = False
    block: str
    version: int
    withdrawn: bool


class AssessmentComposed(Entry):
    """A trainer composed an assessment for an apprentice, or withdrew it."""

    action: ClassVar[str] = "training.assessment_composed"
    on_feed: ClassVar[bool] = False
    assessment_id: UUID
    agent_id: UUID
    blocks: list[str]
    withdrawn: bool


class AssessmentAnswered(Entry):
    """An apprentice handed in the own part of an assessment."""

    action: ClassVar[str] = "training.assessment_answered"
    on_feed: ClassVar[bool] = False
    assessment_id: UUID
    agent_id: UUID


class AssessmentMarked(Entry):
    """A trainer marked what was read aloud or played."""

    action: ClassVar[str] = "training.assessment_marked"
    on_feed: ClassVar[bool] = False
    assessment_id: UUID
    agent_id: UUID
    block: str


class AssessmentClosed(Entry):
    """An assessment was closed: its result became evidence and a plan was proposed from it."""

    action: ClassVar[str] = "training.assessment_closed"
    on_feed: ClassVar[bool] = False
    assessment_id: UUID
    agent_id: UUID


class PlanWritten(Entry):
    """A version of a personal plan was proposed or adapted."""

    action: ClassVar[str] = "training.plan_written"
    on_feed: ClassVar[bool] = False
    plan_id: UUID
    agent_id: UUID
    version: int
    digest: str


class PlanSigned(Entry):
    """The apprentice or a trainer signed a version of the plan, with the digest of its content."""

    action: ClassVar[str] = "training.plan_signed"
    on_feed: ClassVar[bool] = False
    plan_id: UUID
    agent_id: UUID
    version: int
    place: Literal["learner", "trainer"]
    digest: str
