"""Pure decisions of modules: the way through one that its results make, the score, the time, what comes before what."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from callcenter.modules.exercises import Exercise, Given
from callcenter.modules.schemas import ModuleContent, Part
from callcenter.training.rules import spent

GOOD = 70
"""Per cent from which a module, or a part of one, went well; below, a part opens its extra one."""
KNOWN = 90
"""Per cent of an entry part from which what it covers may be skipped."""
TRIES = 2

State = Literal["done", "now", "ahead", "skipped"]


@dataclass(frozen=True, slots=True)
class Did:
    """One thing done: opened the page, read a part, answered an exercise."""

    kind: Literal["open", "read", "answer"]
    what: str
    at: datetime
    score: int = 0
    given: Given | None = None


@dataclass(frozen=True, slots=True)
class Tried:
    """An exercise so far: how often it was tried, and what that makes."""

    tries: int = 0
    score: int = 0
    over: bool = False


@dataclass(slots=True)
class Way:
    """Where somebody stands: a state for each part, in order, without the extra ones that are not needed."""

    parts: list[tuple[Part, State]] = field(default_factory=list)
    tried: dict[str, Tried] = field(default_factory=dict)
    read: set[str] = field(default_factory=set)
    steps: int = 0
    done: int = 0

    @property
    def finished(self) -> bool:
        return all(state in {"done", "skipped"} for _, state in self.parts)

    @property
    def now(self) -> Part | None:
        return next((part for part, state in self.parts if state == "now"), None)


def tried(exercise: Exercise, part: Part, scores: Sequence[int]) -> Tried:
    """A second try that is better counts half; questions at the entry are asked once."""
    if not scores:
        return Tried()
    allowed = 1 if part.role == "entry" else TRIES
    first, *more = scores[:allowed]
    score = max(first, (first + more[0] + 1) // 2) if more else first
    return Tried(len(scores), score, over=len(scores) >= allowed or 100 in scores)


def way(content: ModuleContent, did: Sequence[Did]) -> Way:
    """The way that these acts have made so far."""
    scores: defaultdict[str, list[int]] = defaultdict(list)
    made = Way()
    for act in did:
        if act.kind == "answer":
            scores[act.what].append(act.score)
        elif act.kind == "read":
            made.read.add(act.what)
    known: set[str] = set()
    results: dict[str, int] = {}
    reached = False
    for part in content.parts:
        for each in part.exercises:
            made.tried[each.id] = tried(each, part, scores[each.id])
        # An extra part waits for the one before it: until that is over nobody knows whether it is needed.
        if part.after is not None and results.get(part.after, 100) >= GOOD:
            continue
        skipped = part.id in known
        over = (part.text is None or part.id in made.read) and all(
            made.tried[each.id].over for each in part.exercises
        )
        state: State = "skipped" if skipped else "done" if over else "ahead" if reached else "now"
        reached = reached or state == "now"
        made.parts.append((part, state))
        if state != "skipped":
            made.steps += 1
            made.done += state == "done"
        if state == "done" and part.exercises:
            results[part.id] = mean([made.tried[each.id].score for each in part.exercises])
            if part.role == "entry" and results[part.id] >= KNOWN:
                known |= set(part.covers)
    return made


def scores_of(made: Way) -> dict[str, int]:
    """Competence → whole per cent of the exercises done on that way.

    Questions at the entry count where they spared a part: who did not know it yet came to learn it.
    """
    spared = {part.id for part, state in made.parts if state == "skipped"}
    found: defaultdict[str, list[int]] = defaultdict(list)
    for part, state in made.parts:
        if state == "done" and (part.role != "entry" or spared & set(part.covers)):
            for each in part.exercises:
                found[each.competence].append(made.tried[each.id].score)
    return {competence: mean(scores) for competence, scores in found.items()}


def score_of(made: Way) -> int:
    """The module's result, each competence weighing the same."""
    found = scores_of(made)
    return mean(list(found.values())) if found else 0


def mean(scores: Sequence[int]) -> int:
    """Whole per cent, half up."""
    return (2 * sum(scores) + len(scores)) // (2 * len(scores))


def seconds(did: Sequence[Did]) -> int:
    """Time spent: between one act and the next, a long silence cut short."""
    return int(sum((ends - begins).total_seconds() for begins, ends in spent(act.at for act in did)))


# --- the library --------------------------------------------------------------------------------------------


def in_order(requires: Mapping[str, Sequence[str]]) -> list[str]:
    """Codes so that what comes before stands before; otherwise in the order given. A circle is cut where it closes."""
    order: dict[str, None] = {}
    begun: set[str] = set()

    def visit(code: str) -> None:
        if code in begun:
            return
        begun.add(code)
        for before in requires.get(code, ()):
            if before in requires:
                visit(before)
        order[code] = None

    for code in requires:
        visit(code)
    return list(order)


def circular(requires: Mapping[str, Sequence[str]]) -> bool:
    """Whether modules require each other."""
    place = {code: at for at, code in enumerate(in_order(requires))}
    return any(place[before] >= place[code] for code in place for before in requires[code] if before in place)


@dataclass(frozen=True, slots=True)
class Ran:
    """A run as standings look at it."""

    open: bool
    score: int | None
    seen_at: datetime


STUCK_FOR = timedelta(days=7)
FAILED = 50


def stuck(now: datetime, runs: Sequence[Ran]) -> Literal["module_left", "module_hard"] | None:
    """Why a trainer should look: a module left lying for a week, or the newest two that were finished both below half.

    `runs`: the newest first.
    """
    if any(run.open and now - run.seen_at > STUCK_FOR for run in runs):
        return "module_left"
    last = [run.score for run in runs if run.score is not None][:2]
    return "module_hard" if len(last) == 2 and max(last) < FAILED else None
