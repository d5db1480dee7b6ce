"""Shapes of role-plays: the invitation, the apprentice's desk, the trainer's stage, and their journal entries."""

from datetime import datetime
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from callcenter.campaigns.schemas import Duty
from callcenter.infra.journal import Entry
from callcenter.training.practice_schemas import PracticeRead, ScenarioDetail
from callcenter.training.scenarios import Key, Mood
from callcenter.training.schemas import Code

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400)]
Comment = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)]
Mark = Literal["met", "partly", "missed"]
Stage = Literal[
    "invited",
    "declined",
    "withdrawn",
    "lapsed",
    "ready",
    "talking",
    "wrap_up",
    "awaiting",
    "finished",
    "left",
]
"""`awaiting`: the call is over and its outcome recorded (or nobody was there to), the trainer's marks are not given."""


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


# --- the apprentice -----------------------------------------------------------------------------------------


class RolePlayCall(BaseModel):
    """What a trainer asks the apprentice to play now, or what they are in the middle of."""

    id: UUID
    state: Literal["invited", "ready", "talking", "wrap_up"]
    trainer: str
    title: str


class RolePlayNow(BaseModel):
    call: RolePlayCall | None


class RolePlayAnswer(_In):
    accept: bool


class RolePlayDesk(PracticeRead):
    """The call on the apprentice's console. Nothing of what the customer's card hides is in it."""

    trainer: str


class ApprenticeAct(_In):
    """What the apprentice does. `id` is made by the page: sent again, it is done once.

    `call` begins; `say` takes own words, or (`choice`) a proposed sentence.
    """

    id: UUID
    kind: Literal["call", "say", "hold", "resume", "tick", "hang_up"]
    words: Line | None = None
    choice: Annotated[int, Field(ge=0, le=8)] | None = None
    codes: Annotated[list[Duty], Field(max_length=10)] = []

    @model_validator(mode="after")
    def _says_something(self) -> "ApprenticeAct":
        if self.kind == "say" and (self.words is None) == (self.choice is None):
            raise ValueError("words or a choice")
        return self


# --- the trainer --------------------------------------------------------------------------------------------


class RolePlayCreate(_In):
    """`id` is made by the page: sent again, it is one invitation."""

    id: UUID
    agent_id: UUID
    scenario: Code


class CustomerAct(_In):
    """What the trainer does as the customer: `say` own words, or (`node`, a wording) a line of the scenario."""

    id: UUID
    kind: Literal["say", "mood", "hang_up"]
    words: Line | None = None
    node: Key | None = None
    wording: Annotated[int, Field(ge=0, le=20)] = 0
    mood: Mood | None = None

    @model_validator(mode="after")
    def _fits(self) -> "CustomerAct":
        if self.kind == "say" and (self.words is None) == (self.node is None):
            raise ValueError("words or a line")
        if (self.kind == "mood") != (self.mood is not None):
            raise ValueError("a mood")
        return self


class StageLine(BaseModel):
    """One thing said or done, as the trainer sees it; `words` where something was said."""

    id: UUID
    who: Literal["customer", "apprentice", "centre"]
    kind: Literal["say", "mood", "hold", "resume", "tick", "hang_up"]
    words: str | None
    mood: Mood | None
    codes: list[Duty]
    at: datetime


class SuggestedLine(BaseModel):
    """A line of the scenario that the trainer may say; `follows`: it comes next from where the talk is."""

    node: str
    wording: int
    words: str
    mood: Mood
    trap: str | None
    follows: bool


class RolePlayMarks(_In):
    """The trainer's marks by criterion so far, and a few words; kept until they are given."""

    marks: Annotated[dict[Key, Mark], Field(max_length=40)]
    comment: Comment | None = None


class RolePlayRead(BaseModel):
    """The trainer's side: the customer's whole card, the talk, what may be said next, the marks."""

    id: UUID
    state: Stage
    agent_id: UUID
    alias: str
    invited_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    over: Literal["customer", "apprentice", "centre"] | None
    scenario: ScenarioDetail
    objections: list[str]
    mood: Mood
    on_hold: bool
    lines: list[StageLine]
    suggestions: list[SuggestedLine]
    due: list[Duty]
    ticked: list[Duty]
    outcome: str | None
    right_outcomes: list[str]
    marks: dict[str, Mark]
    comment: str | None
    worth: int | None
    """What the marks come to in per cent, once each criterion has one."""


class RolePlayBrief(BaseModel):
    id: UUID
    state: Stage
    agent_id: UUID
    alias: str
    title: str
    invited_at: datetime


# --- journal ------------------------------------------------------------------------------------------------


class RolePlayInvited(Entry):
    """A trainer invited an apprentice to a role-play."""

    action: ClassVar[str] = "role_play.invited"
    role_play_id: UUID
    agent_id: UUID
    scenario: str


class RolePlayAnswered(Entry):
    """An apprentice accepted or declined an invitation to a role-play."""

    action: ClassVar[str] = "role_play.answered"
    role_play_id: UUID
    agent_id: UUID
    accepted: bool


class RolePlayActed(Entry):
    """Something was said or done in a role-play; the words are not here."""

    action: ClassVar[str] = "role_play.acted"
    role_play_id: UUID
    agent_id: UUID
    who: Literal["customer", "apprentice"]
    kind: Literal["call", "say", "mood", "hold", "resume", "tick", "hang_up"]


class RolePlayEnded(Entry):
    """A role-play came to an end without marks: withdrawn, lapsed (nobody answered) or left; or its talk was cut off
    because somebody was away, or its outcome was recorded or given up."""

    action: ClassVar[str] = "role_play.ended"
    role_play_id: UUID
    agent_id: UUID
    how: Literal["withdrawn", "lapsed", "left", "cut", "recorded", "unrecorded"]


class RolePlayScored(Entry):
    """A trainer gave the marks of a role-play, which are evidence from then on."""

    action: ClassVar[str] = "role_play.scored"
    role_play_id: UUID
    agent_id: UUID
    scenario: str
    score: int
    passed: bool
