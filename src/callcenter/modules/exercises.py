"""Exercises as data, what of one reaches the page before it is answered, and how an answer is scored. Pure.

Positions that a browser gets are those of a mixed list: the seed that mixes them never leaves the server, so neither
the right answers nor the right order can be read from the page.
"""

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=600)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Kind = Literal["choice", "order", "fill", "listen", "rewrite", "mistake"]

GAP = re.compile(r"\[([^\[\]]+)\]")
"""A gap of a text to fill in, with the answers that are right: `Bonjour, je suis [Lila|Léa]`."""


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Option(_Data):
    text: Line
    right: bool = False


class Check(_Data):
    """One thing that a rewritten text must (or must not) hold: `say` names it, any of the words show it."""

    say: Line
    any: Annotated[tuple[Line, ...], Field(min_length=1, max_length=30)]


class _Exercise(_Data):
    """`simple` asks in simple words; `hint` helps with the second try; `why` explains when it is over."""

    id: Key
    competence: Key
    ask: Words
    simple: Words | None = None
    hint: Words | None = None
    why: Words


def _some_right(options: Sequence[Option]) -> None:
    right = sum(1 for each in options if each.right)
    if not 0 < right < len(options) or len({each.text for each in options}) != len(options):
        raise ValueError("some options are right, some are not, and none stands twice")


class Selection(_Exercise):
    kind: Literal["choice"] = "choice"
    options: Annotated[tuple[Option, ...], Field(min_length=2, max_length=8)]

    @model_validator(mode="after")
    def _sound(self) -> "Selection":
        _some_right(self.options)
        return self


class Order(_Exercise):
    """`items` stand in the right order."""

    kind: Literal["order"] = "order"
    items: Annotated[tuple[Line, ...], Field(min_length=3, max_length=8)]

    @model_validator(mode="after")
    def _sound(self) -> "Order":
        if len(set(self.items)) != len(self.items):
            raise ValueError("an item stands twice")
        return self


class Fill(_Exercise):
    kind: Literal["fill"] = "fill"
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=1500)]

    @model_validator(mode="after")
    def _sound(self) -> "Fill":
        if not 1 <= len(self.gaps) <= 10 or any(not answer for gap in self.gaps for answer in gap):
            raise ValueError("one gap to ten, each with an answer")
        return self

    @property
    def gaps(self) -> list[list[str]]:
        return [[each.strip() for each in gap.split("|")] for gap in GAP.findall(self.text)]


class Listen(_Exercise):
    """Somebody says something; what is the right result of the call, or what does the person want?"""

    kind: Literal["listen"] = "listen"
    said: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1500)]
    options: Annotated[tuple[Option, ...], Field(min_length=2, max_length=8)]

    @model_validator(mode="after")
    def _sound(self) -> "Listen":
        _some_right(self.options)
        return self


class Rewrite(_Exercise):
    """A message to write better. What must and must not stand in it is looked for; a trainer may read it as well."""

    kind: Literal["rewrite"] = "rewrite"
    original: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1500)]
    model: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1500)]
    must: Annotated[tuple[Check, ...], Field(min_length=1, max_length=10)]
    never: Annotated[tuple[Check, ...], Field(max_length=10)] = ()
    most_words: Annotated[int, Field(ge=10, le=200)] = 120

    @model_validator(mode="after")
    def _sound(self) -> "Rewrite":
        too_long = len(self.model.split()) > self.most_words
        if too_long or any(not ok for _, ok in _rewritten(self, self.model)):
            raise ValueError("the model does not pass its own checks")
        return self


class Mistake(_Exercise):
    """A script with one line (`wrong`, counted from 1) that should not be said."""

    kind: Literal["mistake"] = "mistake"
    lines: Annotated[tuple[Line, ...], Field(min_length=3, max_length=12)]
    wrong: Annotated[int, Field(ge=1)]

    @model_validator(mode="after")
    def _sound(self) -> "Mistake":
        if self.wrong > len(self.lines):
            raise ValueError("there is no such line")
        return self


Exercise = Annotated[
    Selection | Order | Fill | Listen | Rewrite | Mistake,
    Field(discriminator="kind"),
]


class Given(BaseModel):
    """An answer: positions that were `picked` (in order, where the order is asked), `words` of gaps, or a `text`."""

    model_config = ConfigDict(extra="forbid")

    picked: Annotated[list[Annotated[int, Field(ge=0, le=20)]], Field(max_length=12)] = []
    words: Annotated[list[Annotated[str, StringConstraints(max_length=60)]], Field(max_length=10)] = []
    text: Annotated[str, StringConstraints(strip_whitespace=True, max_length=1500)] | None = None


class Shown(BaseModel):
    """What the page gets of an exercise before it is answered: never which answer is right."""

    id: str
    kind: Kind
    ask: str
    simple: str | None
    said: str | None
    """What is to be heard; read aloud by the page, shown when asked for."""
    options: list[str]
    """To choose from, to put in order, or the lines of a script."""
    several: bool
    """More than one option is right."""
    pieces: list[str]
    """The text around the gaps: one more than gaps."""
    original: str | None
    most_words: int | None


class Mark(BaseModel):
    """One part of an answer, judged: an option, a gap, a check."""

    text: str
    good: bool


@dataclass(frozen=True, slots=True)
class Judged:
    """`score` in whole per cent; `marks` say what was good of it."""

    score: int
    marks: list[Mark]


class DoesNotFit(Exception):
    """The answer is not one to this exercise: a position that is not there, a gap left out, too many words."""


def mixed(count: int, seed: int, name: str) -> list[int]:
    """The positions 0 … count-1 in an order that the seed alone knows; never the order they had."""
    keys = [hashlib.sha256(f"{seed}:{name}:{at}".encode()).digest() for at in range(count)]
    order = sorted(range(count), key=lambda at: keys[at])
    return order if order != list(range(count)) else [*order[1:], order[0]]


def _listed(exercise: Exercise, seed: int) -> list[str]:
    if isinstance(exercise, Mistake):
        return list(exercise.lines)
    if isinstance(exercise, Order):
        return [exercise.items[at] for at in mixed(len(exercise.items), seed, exercise.id)]
    if isinstance(exercise, Selection | Listen):
        return [exercise.options[at].text for at in mixed(len(exercise.options), seed, exercise.id)]
    return []


def shown(exercise: Exercise, seed: int) -> Shown:
    return Shown(
        id=exercise.id,
        kind=exercise.kind,
        ask=exercise.ask,
        simple=exercise.simple,
        said=exercise.said if isinstance(exercise, Listen) else None,
        options=_listed(exercise, seed),
        several=isinstance(exercise, Selection | Listen) and sum(each.right for each in exercise.options) > 1,
        pieces=GAP.split(exercise.text)[::2] if isinstance(exercise, Fill) else [],
        original=exercise.original if isinstance(exercise, Rewrite) else None,
        most_words=exercise.most_words if isinstance(exercise, Rewrite) else None,
    )


def solution(exercise: Exercise) -> list[str]:
    """What would have been right, for after it is over."""
    if isinstance(exercise, Selection | Listen):
        return [each.text for each in exercise.options if each.right]
    if isinstance(exercise, Order):
        return list(exercise.items)
    if isinstance(exercise, Fill):
        return [GAP.sub(lambda gap: gap.group(1).split("|")[0].strip(), exercise.text)]
    if isinstance(exercise, Mistake):
        return [exercise.lines[exercise.wrong - 1]]
    return [exercise.model]


def best(exercise: Exercise, page: Shown) -> Given:
    """The answer that earns everything, as somebody who knows it gives it on that page."""
    if isinstance(exercise, Rewrite):
        return Given(text=exercise.model)
    if isinstance(exercise, Fill):
        return Given(words=[gap[0] for gap in exercise.gaps])
    if isinstance(exercise, Mistake):
        return Given(picked=[exercise.wrong - 1])
    return Given(picked=[page.options.index(line) for line in solution(exercise)])


def judge(exercise: Exercise, given: Given, seed: int) -> Judged:
    """Scores an answer. Raises DoesNotFit."""
    if isinstance(exercise, Selection | Listen):
        return _chosen(exercise.options, given, seed, exercise.id)
    if isinstance(exercise, Order):
        return _ordered(exercise, given, seed)
    if isinstance(exercise, Fill):
        return _filled(exercise, given)
    if isinstance(exercise, Mistake):
        return _found(exercise, given)
    if not given.text or len(given.text.split()) > exercise.most_words:
        raise DoesNotFit
    marks = [Mark(text=say, good=ok) for say, ok in _rewritten(exercise, given.text)]
    return Judged(_share(sum(mark.good for mark in marks), len(marks)), marks)


def _chosen(options: Sequence[Option], given: Given, seed: int, name: str) -> Judged:
    """Each wrong tick takes away a right one."""
    order = mixed(len(options), seed, name)
    picked = set(given.picked)
    if not picked or len(picked) != len(given.picked) or max(picked) >= len(options):
        raise DoesNotFit
    ticked = [options[order[at]] for at in given.picked]
    right = sum(each.right for each in ticked)
    score = _share(max(0, 2 * right - len(ticked)), sum(each.right for each in options))
    return Judged(score, [Mark(text=each.text, good=each.right) for each in ticked])


def _ordered(exercise: Order, given: Given, seed: int) -> Judged:
    """What counts is what stands in its own place."""
    order = mixed(len(exercise.items), seed, exercise.id)
    if sorted(given.picked) != list(range(len(order))):
        raise DoesNotFit
    placed = [order[at] for at in given.picked]
    marks = [Mark(text=exercise.items[item], good=item == at) for at, item in enumerate(placed)]
    return Judged(_share(sum(mark.good for mark in marks), len(marks)), marks)


def _filled(exercise: Fill, given: Given) -> Judged:
    gaps = exercise.gaps
    if len(given.words) != len(gaps) or not any(word.strip() for word in given.words):
        raise DoesNotFit
    marks = [
        Mark(text=word.strip(), good=plain(word) in {plain(each) for each in right})
        for word, right in zip(given.words, gaps, strict=True)
    ]
    return Judged(_share(sum(mark.good for mark in marks), len(marks)), marks)


def _found(exercise: Mistake, given: Given) -> Judged:
    if len(given.picked) != 1 or given.picked[0] >= len(exercise.lines):
        raise DoesNotFit
    line = given.picked[0]
    good = line + 1 == exercise.wrong
    return Judged(100 if good else 0, [Mark(text=exercise.lines[line], good=good)])


def _rewritten(exercise: Rewrite, text: str) -> list[tuple[str, bool]]:
    """Each check, and whether the text passes it; words are looked for whole, whatever their accents and case."""
    said = f" {plain(text)} "
    return [
        *((check.say, _says(said, check)) for check in exercise.must),
        *((check.say, not _says(said, check)) for check in exercise.never),
    ]


def _says(said: str, check: Check) -> bool:
    return any(f" {plain(each)} " in said for each in check.any)


def plain(text: str) -> str:
    """Letters and digits in small letters without accents, one space between: what answers are compared by."""
    spread = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "oe"))
    kept = "".join(" " if not char.isalnum() else char for char in spread if not unicodedata.combining(char))
    return " ".join(kept.casefold().split())


def _share(part: int, whole: int) -> int:
    """Whole per cent, half up."""
    return (200 * part + whole) // (2 * whole)
