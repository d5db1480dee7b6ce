"""Shapes of simulated customers being written: a draft may be incomplete, what is published may not.

Lines and criteria are lists here: their order is what an author sees. The names are those of `training.scenarios`.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from callcenter.campaigns.schemas import Duty
from callcenter.infra.journal import Entry
from callcenter.partners.schemas import Purpose

Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{1,40}$")]
Loose = Annotated[str, StringConstraints(strip_whitespace=True, max_length=600)]
Short = Annotated[str, StringConstraints(strip_whitespace=True, max_length=80)]
Marks = Annotated[tuple[Name, ...], Field(max_length=20)]
Outcomes = Annotated[tuple[Name, ...], Field(max_length=12)]
Detail = int | Name | Annotated[tuple[int | Name, ...], Field(min_length=1, max_length=10)]


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DraftCriterion(_Data):
    code: Name
    competence: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{0,40}$")] = ""
    weight: Annotated[int, Field(ge=1, le=5)] = 1
    text: Loose = ""
    tip: Loose = ""


class DraftChoice(_Data):
    """`to` is empty while it leads nowhere yet."""

    say: Loose = ""
    act: bool = False
    to: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{0,40}$")] = ""
    good: Marks = ()
    part: Marks = ()
    miss: Marks = ()
    duties: Annotated[tuple[Duty, ...], Field(max_length=6)] = ()
    held: bool = False
    announces: bool = False
    forbidden: Loose | None = None
    why: Loose | None = None


class DraftCut(_Data):
    outcomes: Outcomes = ()
    good: Marks = ()
    why: Loose = ""


class DraftLine(_Data):
    name: Name
    says: Annotated[tuple[Loose, ...], Field(min_length=1, max_length=6)] = ("",)
    mood: Literal["calm", "happy", "busy", "worried", "angry", "sad"] = "calm"
    trap: (
        Literal["personal_data", "insult", "minor", "objection", "wrong_person", "emotion", "advice"] | None
    ) = None
    hint: Loose | None = None
    choices: Annotated[tuple[DraftChoice, ...], Field(max_length=9)] = ()
    end: Literal["customer", "agent"] | None = None
    outcomes: Outcomes = ()
    half: Literal["morning", "afternoon"] | None = None
    expect: Annotated[Mapping[Name, Detail], Field(max_length=5)] = {}
    cut: DraftCut | None = None


class DraftPersona(_Data):
    civility: Short = ""
    last_name: Short = ""
    first_name: Short = ""
    town: Short = ""
    department: Short = ""
    zone: Short = "Europe/Paris"
    company: Short | None = None
    points: Annotated[Mapping[Short, Short], Field(max_length=8)] = {}
    mood: Loose = ""
    need: Loose = ""
    objections: Annotated[tuple[Loose, ...], Field(max_length=8)] = ()


class DraftStep(_Data):
    id: Name
    title: Short = ""
    text: Loose = ""


class DraftContent(_Data):
    """A simulated customer as it is being written."""

    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")] = "fr"
    purpose: Purpose
    level: Annotated[int, Field(ge=1, le=3)] = 1
    title: Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)] = ""
    about: Loose = ""
    goal: Loose = ""
    partner: Short = ""
    persona: DraftPersona = DraftPersona()
    script: Annotated[tuple[DraftStep, ...], Field(max_length=12)] = ()
    rubric: Annotated[tuple[DraftCriterion, ...], Field(max_length=20)] = ()
    pass_at: Annotated[int, Field(ge=1, le=100)] = 70
    patience: Annotated[int, Field(ge=1, le=9)] | None = None
    start: Name = "start"
    nodes: Annotated[tuple[DraftLine, ...], Field(min_length=1, max_length=60)]

    @model_validator(mode="after")
    def _each_once(self) -> "DraftContent":
        for names in (
            [line.name for line in self.nodes],
            [each.code for each in self.rubric],
            [step.id for step in self.script],
        ):
            if len(set(names)) != len(names):
                raise ValueError("a name stands twice")
        return self


# --- what is asked and answered -----------------------------------------------------------------------------


class OwnCreate(_Data):
    """A copy of a scenario of the library (or of an own draft) by its code; none: a small sound one to begin with."""

    copy_of: Name | None = None


class OwnWrite(_Data):
    """The draft on top of the revision `base`; refused when it was saved elsewhere meanwhile."""

    base: Annotated[int, Field(ge=1)]
    content: DraftContent


class OwnPublish(_Data):
    """Publishes the draft as it stands at the revision `base`."""

    base: Annotated[int, Field(ge=1)]


class OwnLine(BaseModel):
    """An own scenario in the library. `version`: what apprentices play now, if anything."""

    code: str
    title: str
    purpose: Purpose
    language: str
    level: int
    version: int | None
    ahead: bool
    """The draft says other things than what is published."""
    saved_at: datetime
    saved_by: str


class OwnVersion(BaseModel):
    version: int
    published_at: datetime
    published_by: str
    withdrawn: bool


class Labelled(BaseModel):
    code: str
    label: str


class DetailChoices(BaseModel):
    """What a detail of an outcome may be, for "expected at this end"; codes of the desk's own lists have no label."""

    name: Literal["reason", "score", "case_kind", "resolution"]
    values: list[Labelled]


class Offered(BaseModel):
    """What an author chooses from for one purpose: outcomes of an answered call, what the law wants said."""

    purpose: Purpose
    outcomes: list[Labelled]
    duties: list[Labelled]


class OwnRead(OwnLine):
    """A draft, whole, with what can be chosen in it."""

    revision: int
    content: DraftContent
    copied_from: str | None
    versions: list[OwnVersion]
    offered: list[Offered]
    details: list[DetailChoices]
    competences: list[Labelled]


class FaultRead(BaseModel):
    """One thing to mend: in words, and where. `choice` counts from 0."""

    kind: str
    where: str
    text: str
    line: str | None
    choice: int | None
    criterion: str | None
    field: str | None


class EndTried(BaseModel):
    """How many ways end there, and after how many of them the right outcome can be recorded."""

    line: str
    ways: int
    right: int


class TriedRead(BaseModel):
    """Every way through a draft. Without `ways` it could not be played; `cut`: there were more than were looked at."""

    faults: list[FaultRead]
    ways: int | None
    cut: bool
    best: int | None
    worst: int | None
    unreached: list[str]
    ends: list[EndTried]


class Done(_Data):
    """What was done in a trial: an answer by its place, or another act."""

    kind: Literal["choose", "hold", "resume", "hang_up"]
    choice: Annotated[int, Field(ge=0, le=8)] | None = None


class PlayCreate(_Data):
    """A draft and what the author has done in it so far; nothing of it is kept."""

    content: DraftContent
    done: Annotated[tuple[Done, ...], Field(max_length=120)] = ()


class PlayedLine(BaseModel):
    who: Literal["customer", "me", "action"]
    text: str
    verdict: Literal["good", "part", "missed", "forbidden", "neutral"] | None
    why: str | None


class PlayAnswer(BaseModel):
    choice: int
    text: str
    act: bool


class PlayRead(BaseModel):
    """Where a trial stands; `score` once it is over, with the right outcome recorded."""

    lines: list[PlayedLine]
    line: str
    answers: list[PlayAnswer]
    can_hang_up: bool
    on_hold: bool
    can_hold: bool
    over: bool
    score: int | None
    passed: bool | None
    outcomes: list[str]


class VoiceRead(BaseModel):
    """A wording that is recorded, by its line and its place among the wordings of it."""

    line: str
    at: int


# --- journal ------------------------------------------------------------------------------------------------


class ScenarioDrafted(Entry):
    """A trainer saved a draft of a simulated customer (absent revision: deleted it)."""

    action: ClassVar[str] = "training.scenario_drafted"
    on_feed: ClassVar[bool] = False
    scenario: str
    revision: int | None
    copied_from: str | None = None


class ScenarioReleased(Entry):
    """A trainer published a version of a simulated customer: apprentices of the site may play it."""

    action: ClassVar[str] = "training.scenario_published"
    on_feed: ClassVar[bool] = False
    scenario: str
    version: int


class ScenarioWithdrawn(Entry):
    """A trainer withdrew a simulated customer; calls that are open on it go on."""

    action: ClassVar[str] = "training.scenario_withdrawn"
    on_feed: ClassVar[bool] = False
    scenario: str
    version: int


class VoiceChanged(Entry):
    """A trainer recorded a line of a simulated customer, or deleted the recording."""

    action: ClassVar[str] = "training.voice_changed"
    on_feed: ClassVar[bool] = False
    scenario: str
    recorded: bool
