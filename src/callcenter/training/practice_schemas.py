"""Shapes of practice calls: the library, the call on the console, the debrief."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from callcenter.calls.schemas import AgentStateRead, HandOutRead
from callcenter.campaigns.schemas import Duty
from callcenter.partners.schemas import Purpose
from callcenter.training.scenarios import Mood
from callcenter.training.schemas import Code, PracticeBrief
from callcenter.training.scoring import Verdict


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ScenarioBrief(BaseModel):
    """A scenario in the library; `mine` is the reader's best score without help, `tries` how often it was finished.

    `own`: written by the site's trainers.
    """

    code: str
    title: str
    about: str
    goal: str
    purpose: Purpose
    language: str
    level: int
    competences: list[str]
    own: bool
    tries: int
    mine: int | None


class PracticeHome(BaseModel):
    """Where an apprentice chooses: the library, the call that is open, the calls before."""

    scenarios: list[ScenarioBrief]
    open: UUID | None
    past: list[PracticeBrief]
    suggested: list[str]
    """Codes of what would help most now: towards a gate first, then what was not good yet, the easiest first."""


class PracticeCreate(_In):
    """`guided`: with hints and a patient customer; such a call teaches and does not count for a gate."""

    scenario: Code
    guided: bool = False


class TalkLine(BaseModel):
    """What was said or done, in order; `voice` is the turn under which a recording of it is heard."""

    who: Literal["customer", "me", "action", "system"]
    text: str
    at: datetime
    voice: int | None = None


class PracticeAnswer(BaseModel):
    """What may be answered now: its key, its words; `act` is something done rather than said."""

    choice: int
    key: str
    text: str
    act: bool


class PracticeRead(BaseModel):
    """A practice call on the console: the same hand-out as a real one, and the customer's side of the talk."""

    id: UUID
    scenario: str
    title: str
    about: str
    goal: str
    guided: bool
    level: int
    state: AgentStateRead
    hand_out: HandOutRead
    lines: list[TalkLine]
    answers: list[PracticeAnswer]
    turn: int
    """Which line of the customer these answer, counted from 1."""
    mood: Mood
    on_hold: bool
    can_hold: bool
    hint: str | None


class PracticeAct(_In):
    """What the apprentice does: call, answer with a `choice`, hold, take back, tick `codes`, hang up.

    `turn` says which line of the customer is answered: an answer that comes twice is given once.
    """

    kind: Literal["call", "choose", "hold", "resume", "tick", "hang_up"]
    choice: Annotated[int, Field(ge=0, le=8)] | None = None
    turn: Annotated[int, Field(ge=1)] | None = None
    codes: Annotated[list[Duty], Field(max_length=10)] = []

    @model_validator(mode="after")
    def _answers_a_line(self) -> "PracticeAct":
        if (self.kind == "choose") != (self.turn is not None):
            raise ValueError("an answer, and nothing else, says which line it answers")
        return self


class BeatRead(BaseModel):
    """One moment of the replay, judged; `better` is what would have earned more there."""

    seconds: int
    customer: str
    mine: str | None
    act: bool
    verdict: Verdict
    why: str | None
    better: str | None
    held_seconds: int
    hold_unannounced: bool


class SpokenLine(BaseModel):
    """What the customer said and what was answered, without a verdict; `act`: done rather than said."""

    seconds: int
    customer: str
    mine: str | None
    act: bool


class CriterionRead(BaseModel):
    """One line of the rubric: met, partly, or not; the tip says what to do next time."""

    title: str
    competence: str
    competence_title: str
    mark: Literal["met", "partly", "missed"]
    weight: int
    tip: str


class DebriefRead(BaseModel):
    """What a practice call was worth and why; `trainer` played the customer, scored it and left a `comment`."""

    id: UUID
    scenario: str
    title: str
    goal: str
    agent_id: UUID
    alias: str
    guided: bool
    level: int
    score: int
    pass_at: int
    passed: bool
    forbidden: list[str]
    beats: list[BeatRead]
    criteria: list[CriterionRead]
    outcome: str | None
    right_outcomes: list[str]
    half: Literal["morning", "afternoon"] | None
    talk_seconds: int
    started_at: datetime
    read_at: datetime | None
    answer: str | None
    trainer: str | None
    comment: str | None


class DebriefAnswered(BaseModel):
    """What an apprentice answers to a debrief; absent: that it was read."""

    model_config = ConfigDict(extra="forbid")
    answer: Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)] | None = None


class NodeRead(BaseModel):
    """A line of a scenario as its graph shows it to a trainer."""

    name: str
    says: list[str]
    mood: str
    trap: str | None
    hint: str | None
    end: Literal["customer", "agent"] | None
    outcomes: list[str]
    choices: list["ChoiceRead"]


class ChoiceRead(BaseModel):
    text: str
    act: bool
    to: str
    verdict: Verdict
    good: list[str]
    part: list[str]
    miss: list[str]
    why: str | None


class RubricLine(BaseModel):
    code: str
    title: str
    competence: str
    weight: int
    tip: str


class ScenarioDetail(ScenarioBrief):
    """The whole scenario, for trainers: never sent to an apprentice."""

    version: int
    partner_name: str
    customer: str
    customer_mood: str
    need: str
    pass_at: int
    start: str
    rubric: list[RubricLine]
    nodes: list[NodeRead]


NodeRead.model_rebuild()
