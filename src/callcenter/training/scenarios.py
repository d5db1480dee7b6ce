"""Simulated customers as data: persona, dialogue, rubric; the shipped ones, and what is wrong with a written one.

Pure. A scenario is a graph without circles: the customer says something, the apprentice chooses what to say or do. It
knows outcomes and opening duties, no learner and no row.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from callcenter.campaigns import rules as campaigns
from callcenter.campaigns.schemas import Duty, ScriptStep
from callcenter.kit import shipped as data
from callcenter.outcomes.notes import note_problem
from callcenter.partners.schemas import Purpose

Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{1,40}$")]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=600)]
Half = Literal["morning", "afternoon"]
Mood = Literal["calm", "happy", "busy", "worried", "angry", "sad"]
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
    mood: Mood = "calm"
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


def digest(scenario: Scenario) -> str:
    """What tells two contents apart: hex, 64 characters."""
    body = json.dumps(scenario.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(body.encode()).hexdigest()


@cache
def shipped() -> Mapping[str, Scenario]:
    """Every scenario of the package by its code: by language, purpose, level."""
    found = [
        Scenario.model_validate(data.read("callcenter.training", name))
        for name in data.names("callcenter.training", "scenarios")
    ]
    order = {purpose: at for at, purpose in enumerate(Purpose)}
    languages = {"fr": 0}
    found.sort(key=lambda s: (languages.get(s.language, 1), s.language, order[s.purpose], s.level, s.code))
    return {scenario.code: scenario for scenario in found}


# --- what is wrong ------------------------------------------------------------------------------------------

Kind = Literal[
    "blank",
    "twice",
    "no_start",
    "leads_nowhere",
    "dead_end",
    "both",
    "too_many",
    "no_impatient",
    "unknown_criterion",
    "outcome_marked",
    "no_why",
    "never_earned",
    "no_outcome",
    "unknown_outcome",
    "wrong_outcome",
    "contact_data",
    "placeholder",
    "circle",
    "unreached",
    "language",
    "zone",
    "unknown_competence",
    "out_of_reach",
    "never_passed",
]
"""What can be wrong with a scenario; the last four and the first two are found where one is written."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, and where: a line and the place of an answer in it, a criterion, or another field.

    `name` is the word that is wrong there: a line or a criterion that is not there, an outcome, a number.
    """

    kind: Kind
    line: str | None = None
    choice: int | None = None
    criterion: str | None = None
    field: str | None = None
    name: str = ""


UNPLAYABLE: frozenset[Kind] = frozenset(
    {"no_start", "leads_nowhere", "dead_end", "both", "no_impatient", "circle", "unknown_criterion"}
)
"""Where one of these stands, the call can't be played to its end and scored."""


def problems(scenario: Scenario) -> list[Fault]:
    """What keeps a scenario from being played; empty for a sound one."""
    links = [*_links(scenario)]
    rest = [*_marks(scenario), *_ends(scenario), *_private(scenario), *_placeholders(scenario)]
    return [*links, *rest, *(() if links else _shape(scenario))]


def _links(scenario: Scenario) -> Iterator[Fault]:
    if scenario.start not in scenario.nodes:
        yield Fault("no_start", field="start", name=scenario.start)
    for name, node in scenario.nodes.items():
        for at, choice in enumerate(node.choices):
            if choice.to not in scenario.nodes:
                yield Fault("leads_nowhere", name, at, name=choice.to)
        if bool(node.choices) == (node.end is not None):
            yield Fault("both" if node.choices else "dead_end", name)
        if len(node.choices) > 9:
            yield Fault("too_many", name)
    if scenario.patience is not None and IMPATIENT not in scenario.nodes:
        yield Fault("no_impatient", field="patience", name=IMPATIENT)


def _marks(scenario: Scenario) -> Iterator[Fault]:
    given: set[str] = set()
    for name, node in scenario.nodes.items():
        for at, choice in enumerate(node.choices):
            marks = {*choice.good, *choice.part, *choice.miss}
            given |= set(choice.good)
            for mark in sorted(marks - scenario.rubric.keys()):
                yield Fault("unknown_criterion", name, at, name=mark)
            if OUTCOME in marks:
                yield Fault("outcome_marked", name, at)
            if not choice.why and (choice.miss or choice.part):
                yield Fault("no_why", name, at)
        if node.cut is not None:
            given |= set(node.cut.good)
            for mark in sorted(set(node.cut.good) - scenario.rubric.keys()):
                yield Fault("unknown_criterion", name, name=mark)
    for criterion in scenario.rubric:
        if criterion not in given | {OUTCOME}:
            yield Fault("never_earned", criterion=criterion)


def _ends(scenario: Scenario) -> Iterator[Fault]:
    known = campaigns.catalogue()
    for name, node in scenario.nodes.items():
        wanted = (*node.outcomes, *(node.cut.outcomes if node.cut else ()))
        if (node.end is not None and not node.outcomes) or (node.cut is not None and not node.cut.outcomes):
            yield Fault("no_outcome", name)
        for code in wanted:
            outcome = known.get(code)
            if outcome is None or not outcome.reached:
                yield Fault("unknown_outcome", name, name=code)
            elif not campaigns.fits(outcome, scenario.purpose, confirms=False):
                yield Fault("wrong_outcome", name, name=code)


def words(scenario: Scenario) -> Iterator[tuple[Fault, str, bool]]:
    """Everything that somebody reads or hears of it: its place (as a fault without a name), the words, said aloud?"""
    persona = scenario.persona
    for field in ("title", "about", "goal", "partner"):
        yield Fault("contact_data", field=field), getattr(scenario, field), False
    for field in ("last_name", "first_name", "town", "department", "company", "mood", "need"):
        yield Fault("contact_data", field=f"persona.{field}"), getattr(persona, field) or "", False
    for said in (*persona.objections, *persona.points, *persona.points.values()):
        yield Fault("contact_data", field="persona.objections"), said, False
    for step in scenario.script:
        for said in (step.title, step.text):
            yield Fault("contact_data", field="script"), said, True
    for code, criterion in scenario.rubric.items():
        for said in (criterion.text, criterion.tip):
            yield Fault("contact_data", criterion=code), said, False
    for name, node in scenario.nodes.items():
        yield from _words_of(name, node)


def _words_of(name: str, node: Node) -> Iterator[tuple[Fault, str, bool]]:
    for said in node.says:
        yield Fault("contact_data", name), said, True
    for beside in (node.hint, node.cut.why if node.cut else None):
        yield Fault("contact_data", name), beside or "", False
    for at, choice in enumerate(node.choices):
        yield Fault("contact_data", name, at), choice.say, True
        for beside in (choice.why, choice.forbidden):
            yield Fault("contact_data", name, at), beside or "", False


def _private(scenario: Scenario) -> Iterator[Fault]:
    """Not even a made-up number or address: whoever plays hundreds of them must never have to tell them apart."""
    found = []
    for place, said, aloud in words(scenario):
        problem = note_problem(said)
        spelt = problem == "email" and (aloud or "@" in said)
        if spelt or problem in {"bank", "link"} or _digits(said) > 4:
            found.append(place)
    yield from dict.fromkeys(found)


def _digits(words: str) -> int:
    return max((len(run) for run in "".join(c if c.isdigit() else " " for c in words).split()), default=0)


PLACEHOLDERS = frozenset({"agent", "partner", "civility", "name", "town"})
_BRACES = re.compile(r"\{([^}]*)\}")


def _placeholders(scenario: Scenario) -> Iterator[Fault]:
    for place, said, _ in words(scenario):
        for name in _BRACES.findall(said):
            if name not in PLACEHOLDERS:
                yield replace(place, kind="placeholder", name=name[:40])


def _shape(scenario: Scenario) -> Iterator[Fault]:
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
    yield from (Fault("circle", name) for name in dict.fromkeys(circles))
    yield from (Fault("unreached", name) for name in scenario.nodes if name not in reached)


DUTIES: tuple[str, ...] = get_args(Duty)


def packed(scenario: Scenario) -> dict[str, Any]:
    """The content as it is stored: lines and criteria are lists, for JSONB keeps no order of names."""
    body = scenario.model_dump(mode="json")
    body["rubric"] = [{"code": code, **each} for code, each in body["rubric"].items()]
    body["nodes"] = [{"name": name, **each} for name, each in body["nodes"].items()]
    return body


def unpacked(body: Mapping[str, Any]) -> Scenario:
    """The scenario of a stored content, also of one that was stored with names. Raises ValueError."""
    read = dict(body)
    for part, name in (("rubric", "code"), ("nodes", "name")):
        if isinstance(read[part], list):
            read[part] = {each[name]: {k: v for k, v in each.items() if k != name} for each in read[part]}
    return Scenario.model_validate(read)


Node.model_rebuild()
