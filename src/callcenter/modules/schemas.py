"""Shapes of modules: the content as data, a run as its apprentice sees it, the library, the journal's entries."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from callcenter.infra.journal import Entry
from callcenter.modules.exercises import Exercise, Given, Key, Kind, Mark, Shown

Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400)]
Markdown = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=6000)]
Role = Literal["core", "entry", "extra"]


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


# --- content ------------------------------------------------------------------------------------------------


class Part(_Data):
    """Something to read, then exercises on it.

    * `core`: everybody's way.
    * `entry`: questions first, one try each; who knows it skips the parts it `covers`.
    * `extra`: the same once more in another way, for whom the part `after` which it stands was hard.
    """

    id: Key
    title: Title
    role: Role = "core"
    after: Key | None = None
    covers: Annotated[tuple[Key, ...], Field(max_length=10)] = ()
    text: Markdown | None = None
    simple: Markdown | None = None
    exercises: Annotated[tuple[Exercise, ...], Field(max_length=10)] = ()


class ModuleContent(_Data):
    """A module, whole. `requires`: modules to have done before. `calls`: practice calls that go with it."""

    code: Key
    title: Title
    about: Sentence
    minutes: Annotated[int, Field(ge=5, le=240)]
    competences: Annotated[tuple[Key, ...], Field(min_length=1, max_length=6)]
    requires: Annotated[tuple[Key, ...], Field(max_length=6)] = ()
    calls: Annotated[tuple[Key, ...], Field(max_length=6)] = ()
    parts: Annotated[tuple[Part, ...], Field(min_length=1, max_length=20)]

    @property
    def exercises(self) -> list[Exercise]:
        return [each for part in self.parts for each in part.exercises]

    @model_validator(mode="after")
    def _hangs_together(self) -> "ModuleContent":
        parts = [part.id for part in self.parts]
        names = [each.id for each in self.exercises]
        if len(set(parts)) != len(parts) or len(set(names)) != len(names):
            raise ValueError("a part or an exercise stands twice")
        if self.code in self.requires:
            raise ValueError("a module can’t require itself")
        shown = {each.competence for part in self.parts if part.role == "core" for each in part.exercises}
        if set(self.competences) - shown or {e.competence for e in self.exercises} - set(self.competences):
            raise ValueError("each competence has an exercise on everybody’s way, and no other is asked")
        for part in self.parts:
            _sound(part, self.parts)
        return self


def _sound(part: Part, parts: Sequence[Part]) -> None:
    """Raises ValueError where a part has nothing in it, or does not fit among the others."""
    if part.text is None and not part.exercises:
        raise ValueError(f"{part.id}: there is nothing to read or to do")
    if (part.role == "extra") != (part.after is not None):
        raise ValueError(f"{part.id}: an extra part, and no other, comes after one")
    if (part.role == "entry") != bool(part.covers):
        raise ValueError(f"{part.id}: an entry part, and no other, covers some")
    if part.role != "core" and not part.exercises:
        raise ValueError(f"{part.id}: it needs an exercise")
    at = parts.index(part)
    if part.after is not None and part.after not in {
        each.id for each in parts[:at] if each.role == "core" and each.exercises
    }:
        raise ValueError(f"{part.id}: comes after no earlier part with exercises")
    if set(part.covers) - {each.id for each in parts[at + 1 :] if each.role == "core"}:
        raise ValueError(f"{part.id}: covers no later part")


# --- an apprentice's own ------------------------------------------------------------------------------------

Standing = Literal["done", "again", "open", "ready", "locked"]
"""`again`: done, and not good yet. `locked`: a module comes before."""


class ModuleCard(BaseModel):
    """A module as one apprentice sees it: where it stands, the best result, the time spent on it."""

    code: str
    title: str
    about: str
    minutes: int
    competences: list[str]
    standing: Standing
    run_id: UUID | None
    """The run that is open, or the newest one."""
    done: int
    steps: int
    score: int | None
    seconds: int
    locked_by: list[str]
    """Titles of what comes before."""
    finished_at: datetime | None


class MyModules(BaseModel):
    """Every module, what was done in all, and what helps this reader."""

    modules: list[ModuleCard]
    seconds: int
    finished: int


class ExerciseState(BaseModel):
    """An exercise on the page: what was given last and what was good of it; the right answer once it is over."""

    exercise: Shown
    tries: int
    over: bool
    score: int | None
    given: Given | None
    marks: list[Mark]
    hint: str | None
    why: str | None
    solution: list[str]


class PartState(BaseModel):
    """A part that the reader has come to; parts further on, and those not needed, show their title alone."""

    id: str
    title: str
    role: Role
    state: Literal["done", "now", "ahead", "skipped"]
    text: str | None
    simple: str | None
    read: bool
    exercises: list[ExerciseState]


class CallToPractise(BaseModel):
    """A practice call that goes with the module; `passed`: there was a good one."""

    code: str
    title: str
    level: int
    passed: bool


class RunRead(BaseModel):
    """One way through a module. `prefers`: what makes it easier for this reader."""

    id: UUID
    code: str
    title: str
    about: str
    version: int
    state: Literal["open", "done"]
    parts: list[PartState]
    done: int
    steps: int
    seconds: int
    score: int | None
    good: bool | None
    prefers: list[Literal["simple_words", "audio"]]
    calls: list[CallToPractise]
    language: Literal["fr"] = "fr"


class RunStart(BaseModel):
    model_config = ConfigDict(extra="forbid")
    module: Key


class PartDone(BaseModel):
    """The part has been read."""

    model_config = ConfigDict(extra="forbid")
    part: Key


class AnswerGiven(BaseModel):
    """`attempt` says which try it is, counted from 1: sent twice, it counts once."""

    model_config = ConfigDict(extra="forbid")
    exercise: Key
    attempt: Annotated[int, Field(ge=1, le=2)]
    given: Given


# --- the trainer's library ----------------------------------------------------------------------------------


class ModuleLine(BaseModel):
    """A module in the library; `own`: written here; `done` and `open` are runs of the site's apprentices."""

    code: str
    title: str
    about: str
    minutes: int
    competences: list[str]
    requires: list[str]
    version: int
    own: bool
    open: int
    done: int
    average: int | None


class VersionLine(BaseModel):
    id: UUID
    version: int
    made_at: datetime
    made_by: str | None
    runs: int


class ExerciseFigures(BaseModel):
    """How an exercise of the current version went: the share of full marks says whether it is too hard."""

    exercise: str
    kind: Kind
    answered: int
    average: int


class ModuleDetail(BaseModel):
    """The content that apprentices get now, and every version that was used or written."""

    content: ModuleContent
    version: int
    own: bool
    versions: list[VersionLine]
    figures: list[ExerciseFigures]


class ModuleWrite(BaseModel):
    """A new version on top of `base` (0: a new module); refused when somebody else was quicker."""

    model_config = ConfigDict(extra="forbid")
    base: Annotated[int, Field(ge=0)]
    content: ModuleContent


class RunLine(BaseModel):
    """A run as the trainer sees it."""

    id: UUID
    code: str
    title: str
    version: int
    state: Literal["open", "done"]
    score: int | None
    done: int
    steps: int
    seconds: int
    started_at: datetime
    seen_at: datetime


# --- journal ------------------------------------------------------------------------------------------------


class ModuleChanged(Entry):
    """A trainer wrote a version of a module."""

    action: ClassVar[str] = "training.module_changed"
    on_feed: ClassVar[bool] = False
    module: str
    version: int


class ModuleStarted(Entry):
    """An apprentice began a module."""

    action: ClassVar[str] = "training.module_started"
    on_feed: ClassVar[bool] = False
    run_id: UUID
    agent_id: UUID
    module: str
    version: int


class ModuleFinished(Entry):
    """An apprentice finished a module; the result is evidence unless a good one was there already."""

    action: ClassVar[str] = "training.module_finished"
    on_feed: ClassVar[bool] = False
    run_id: UUID
    agent_id: UUID
    module: str
    score: int
