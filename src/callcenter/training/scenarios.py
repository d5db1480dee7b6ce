"""Simulated customers as data: persona, dialogue, rubric; the shipped ones, and what is wrong with a written one.

Pure. A scenario is a graph without circles: the customer says something, the apprentice chooses what to say or do. It
knows outcomes and opening duties, no learner and no row.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Literal, get_args

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from callcenter.campaigns import rules as campaigns
from callcenter.campaigns.schemas import Duty, ScriptStep
from callcenter.outcomes.notes import note_problem
from callcenter.partners.schemas import Purpose

Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{1,40}$")]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=600)]
Half = Literal["morning", "afternoon"]
Trap = Literal["personal_data", "insult", "minor", "objection", "wrong_person", "emotion", "advice"]
"""What tempts or surprises: data dictated, insults, a child at the phone, "no more calls", a stranger, grief, a
question that is not ours to answer."""
OUTCOME = "outcome"
"""The criterion that no line gives: the right outcome, recorded."""


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Criterion(_Data):
    """One line of the rubric: what is asked, how much it weighs, which competence it shows, what to do next time."""

    competence: Key
    weight: Annotated[int, Field(ge=1, le=5)] = 1
    text: Words
    tip: Words


class Choice(_Data):
    """What the apprentice may say (or do, `act`) and where it leads; marks name criteria of the rubric.

    `duties` are said by these words. `held`: only offered once the customer was put on hold here. `announces`: asks
    before holding. `forbidden` says why this may never be done; it costs the whole call.
    """

    say: Words
    act: bool = False
    to: Key
    good: tuple[Key, ...] = ()
    part: tuple[Key, ...] = ()
    miss: tuple[Key, ...] = ()
    duties: tuple[Duty, ...] = ()
    held: bool = False
    announces: bool = False
    forbidden: Words | None = None
    why: Words | None = None


class Node(_Data):
    """One moment of the call: what the customer says (one of a few ways), what may be answered, or how it ends.

    At an end, `outcomes` are those that are right, `half` the half of the day that was agreed, `expect` other details.
    `cut` is what hanging up here means where that is right.
    """

    says: Annotated[tuple[Words, ...], Field(min_length=1)]
    mood: Literal["calm", "happy", "busy", "worried", "angry", "sad"] = "calm"
    trap: Trap | None = None
    hint: Words | None = None
    choices: tuple[Choice, ...] = ()
    end: Literal["customer", "agent"] | None = None
    outcomes: tuple[str, ...] = ()
    half: Half | None = None
    expect: Mapping[str, str | int | tuple[str | int, ...]] = {}
    cut: "Cut | None" = None


class Cut(_Data):
    """Hanging up in the middle, where it is the right thing to do."""

    outcomes: tuple[str, ...]
    good: tuple[Key, ...] = ()
    why: Words


class Persona(_Data):
    """The customer: what the card shows, and what it does not (`mood`, `need`, `objections`)."""

    civility: str
    last_name: str
    first_name: str
    town: str
    department: str
    zone: str = "Europe/Paris"
    company: str | None = None
    points: Mapping[str, str] = {}
    mood: Words
    need: Words
    objections: tuple[Words, ...] = ()


class ExtraStep(_Data):
    """A step of the script after the opening's duties, in the scenario's language."""

    id: Key
    title: Words
    text: Words


class Scenario(_Data):
    """A simulated call, whole. `level` 1 to 3 says how hard it is; from `pass_at` per cent on it is a good one."""

    code: Key
    version: Annotated[int, Field(ge=1)]
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
    purpose: Purpose
    level: Annotated[int, Field(ge=1, le=3)]
    title: Words
    about: Words
    goal: Words
    partner: Words
    persona: Persona
    script: tuple[ExtraStep, ...] = ()
    rubric: Annotated[Mapping[Key, Criterion], Field(min_length=1)]
    pass_at: Annotated[int, Field(ge=1, le=100)] = 70
    patience: Annotated[int, Field(ge=1, le=9)] | None = None
    """After so many answers that miss something the customer loses patience and the call goes to `impatient`."""
    start: Key = "start"
    nodes: Mapping[Key, Node]

    @property
    def competences(self) -> tuple[str, ...]:
        """Those that the rubric shows, in its order."""
        return tuple(dict.fromkeys(each.competence for each in self.rubric.values()))

    def extra_steps(self) -> list[ScriptStep]:
        return [ScriptStep(id=step.id, title=step.title[:80], text=step.text) for step in self.script]


IMPATIENT = "impatient"


def read(text: str) -> Scenario:
    """A scenario from YAML. Raises ValueError (pydantic's, yaml's) for what is no scenario at all."""
    try:
        return Scenario.model_validate(yaml.safe_load(text))
    except yaml.YAMLError as problem:
        raise ValueError("no YAML") from problem


def digest(scenario: Scenario) -> str:
    """What tells two contents apart: hex, 64 characters."""
    body = json.dumps(scenario.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(body.encode()).hexdigest()


@cache
def shipped() -> Mapping[str, Scenario]:
    """Every scenario of the package by its code: by language, purpose, level."""
    found = []
    for folder in files("callcenter.training").joinpath("data/scenarios").iterdir():
        found += [read(file.read_text("utf-8")) for file in folder.iterdir() if file.name.endswith(".yaml")]
    order = {purpose: at for at, purpose in enumerate(Purpose)}
    languages = {"fr": 0}
    found.sort(key=lambda s: (languages.get(s.language, 1), s.language, order[s.purpose], s.level, s.code))
    return {scenario.code: scenario for scenario in found}


# --- what is wrong ------------------------------------------------------------------------------------------


def problems(scenario: Scenario) -> list[str]:
    """What keeps a scenario from being played, one line each; empty for a sound one."""
    return [
        *_links(scenario),
        *_marks(scenario),
        *_ends(scenario),
        *_private(scenario),
    ] or [*_shape(scenario)]


def _links(scenario: Scenario) -> Iterator[str]:
    if scenario.start not in scenario.nodes:
        yield f"start: no line is called {scenario.start}"
    for name, node in scenario.nodes.items():
        for at, choice in enumerate(node.choices, 1):
            if choice.to not in scenario.nodes:
                yield f"{name}.{at}: leads to {choice.to}, which is no line"
        if bool(node.choices) == (node.end is not None):
            yield f"{name}: must have choices or be an end, and not both"
        if len(node.choices) > 9:
            yield f"{name}: nine choices at most"
    if scenario.patience is not None and IMPATIENT not in scenario.nodes:
        yield f"patience: there is no line {IMPATIENT}"


def _marks(scenario: Scenario) -> Iterator[str]:
    given: set[str] = set()
    for name, node in scenario.nodes.items():
        for at, choice in enumerate(node.choices, 1):
            marks = {*choice.good, *choice.part, *choice.miss}
            given |= set(choice.good)
            for mark in sorted(marks - scenario.rubric.keys()):
                yield f"{name}.{at}: {mark} is no criterion"
            if OUTCOME in marks:
                yield f"{name}.{at}: no words earn the outcome"
            if (marks or choice.forbidden) and not choice.why and (choice.miss or choice.part):
                yield f"{name}.{at}: says no why"
        if node.cut is not None:
            given |= set(node.cut.good)
    for name in scenario.rubric.keys() - given - {OUTCOME}:
        yield f"rubric.{name}: no choice earns it"


def _ends(scenario: Scenario) -> Iterator[str]:
    known = campaigns.catalogue()
    for name, node in scenario.nodes.items():
        wanted = (*node.outcomes, *(node.cut.outcomes if node.cut else ()))
        if node.end is not None and not node.outcomes:
            yield f"{name}: an end names the outcomes that are right"
        for code in wanted:
            outcome = known.get(code)
            if outcome is None or not outcome.reached:
                yield f"{name}: {code} is no outcome of an answered call"
            elif not campaigns.fits(outcome, scenario.purpose, confirms=False):
                yield f"{name}: {code} does not fit {scenario.purpose}"


def _private(scenario: Scenario) -> Iterator[str]:
    """Not even a made-up number or address: whoever plays hundreds of them must never have to tell them apart."""
    said = [
        *(words for node in scenario.nodes.values() for words in node.says),
        *(choice.say for node in scenario.nodes.values() for choice in node.choices),
    ]
    for words in said:
        if any(note_problem(part) in {"email", "bank", "link"} for part in [words]) or _digits(words) > 4:
            yield f"holds contact data: {words[:40]}"


def _digits(words: str) -> int:
    return max((len(run) for run in "".join(c if c.isdigit() else " " for c in words).split()), default=0)


def _shape(scenario: Scenario) -> Iterator[str]:
    """No circle, no line that is never reached, no way that does not end."""
    targets = {name: [choice.to for choice in node.choices] for name, node in scenario.nodes.items()}
    reached: set[str] = set()
    way: set[str] = set()
    circles: list[str] = []

    def visit(name: str) -> None:
        if name in way:
            circles.append(name)
            return
        if name in reached:
            return
        way.add(name)
        for target in targets[name]:
            visit(target)
        way.discard(name)
        reached.add(name)

    visit(scenario.start)
    if scenario.patience is not None:
        visit(IMPATIENT)
    yield from (f"{name}: the call goes in a circle" for name in circles)
    yield from (f"{name}: is never reached" for name in scenario.nodes.keys() - reached)


DUTIES: tuple[str, ...] = get_args(Duty)


def as_json(scenario: Scenario) -> dict[str, Any]:
    return scenario.model_dump(mode="json")


Node.model_rebuild()
