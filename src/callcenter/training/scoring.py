"""What a simulated call was worth: criterion by criterion, and the debrief that replays it. Pure.

The trade's own scale: conforme 1, partly ½, not 0; one thing that may never be done costs the whole call.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from callcenter.campaigns import rules as campaigns
from callcenter.training.engine import Play, Turn, ending
from callcenter.training.scenarios import OUTCOME, Choice, Cut, Half, Node, Scenario

Verdict = Literal["good", "part", "missed", "forbidden", "neutral"]


@dataclass(frozen=True, slots=True)
class Recorded:
    """The outcome as recorded: its code, the half of the day that was written down, its other details."""

    code: str
    half: Half | None = None
    details: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """`total` in per cent; `marks` 0, ½ or 1 by criterion; `by_competence` in per cent; `forbidden`: reasons."""

    total: int
    marks: Mapping[str, float]
    by_competence: Mapping[str, int]
    forbidden: tuple[str, ...]
    passed: bool


FALSE_TICK = "false_tick"
"""A phrase was confirmed that was not said: the debrief words it."""


def score(scenario: Scenario, play: Play, recorded: Recorded | None) -> Score:
    """The rubric applied to a call that is over."""
    marks = dict.fromkeys(scenario.rubric, 0.0)
    forbidden: list[str] = []
    for choice in _chosen(scenario, play):
        for value, names in ((1.0, choice.good), (0.5, choice.part)):
            for name in names:
                marks[name] = max(marks[name], value)
        if choice.forbidden is not None:
            forbidden.append(choice.forbidden)
    end = ending(scenario, play)
    if isinstance(end, Cut):
        marks |= dict.fromkeys(end.good, 1.0)
    if play.false_ticks:
        forbidden.append(FALSE_TICK)
    if OUTCOME in marks:
        marks[OUTCOME] = outcome_mark(end, recorded)
    return weighed(scenario, marks, tuple(forbidden))


def weighed(scenario: Scenario, marks: Mapping[str, float], forbidden: tuple[str, ...] = ()) -> Score:
    """What a mark for each criterion comes to, whoever gave them."""
    total = 0 if forbidden else _share(scenario, marks)
    return Score(
        total=total,
        marks=marks,
        by_competence={
            name: 0 if forbidden else _share(scenario, marks, name) for name in scenario.competences
        },
        forbidden=forbidden,
        passed=total >= scenario.pass_at,
    )


def _chosen(scenario: Scenario, play: Play) -> list[Choice]:
    return [scenario.nodes[t.node].choices[t.choice] for t in play.turns if t.choice is not None]


def _share(scenario: Scenario, marks: Mapping[str, float], competence: str | None = None) -> int:
    lines = {
        name: each.weight
        for name, each in scenario.rubric.items()
        if competence is None or each.competence == competence
    }
    return round(100 * sum(marks[name] * weight for name, weight in lines.items()) / sum(lines.values()))


def outcome_mark(end: Node | Cut | None, recorded: Recorded | None) -> float:
    """1 for what is right there, ½ where the kind is right and a detail is not, else 0."""
    if end is None or recorded is None or recorded.code not in end.outcomes:
        return 0.0
    if isinstance(end, Cut):
        return 1.0
    if end.half is not None and recorded.half is not None and recorded.half != end.half:
        return 0.5
    given = recorded.details or {}
    for name, wanted in end.expect.items():
        allowed = wanted if isinstance(wanted, tuple) else (wanted,)
        if name in given and given[name] not in allowed:
            return 0.5
    return 1.0


# --- debrief ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Beat:
    """One moment of the replay: what the customer said, what was done, how good it was, what would have been better."""

    at: int
    customer: str
    mine: str | None
    act: bool
    verdict: Verdict
    why: str | None
    better: str | None
    held: int
    hold_unannounced: bool


def replayed(scenario: Scenario, play: Play) -> list[Beat]:
    """The call in its order, each answer judged."""
    beats = []
    for turn in play.turns:
        node = scenario.nodes[turn.node]
        choice = None if turn.choice is None else node.choices[turn.choice]
        verdict = judged(choice)
        cut_here = turn is play.now and play.over == "cut"
        beats.append(
            Beat(
                at=turn.at,
                customer=turn.says,
                mine=None if choice is None else choice.say,
                act=choice is not None and choice.act,
                verdict=_cut_verdict(node) if cut_here else verdict,
                why=(choice.forbidden or choice.why) if choice is not None else _cut_why(node, cut=cut_here),
                better=_better(scenario, node, choice) if verdict not in {"good", "neutral"} else None,
                held=_held(turn),
                hold_unannounced=bool(turn.holds) and not turn.announced,
            )
        )
    return beats


def judged(choice: Choice | None) -> Verdict:
    if choice is None:
        return "neutral"
    if choice.forbidden is not None:
        return "forbidden"
    if choice.good and not choice.miss:
        return "good"
    if choice.good or choice.part:
        return "part"
    return "missed" if choice.miss else "neutral"


def _cut_verdict(node: Node) -> Verdict:
    return "good" if node.cut is not None else "missed"


def _cut_why(node: Node, *, cut: bool) -> str | None:
    return node.cut.why if cut and node.cut is not None else None


def _better(scenario: Scenario, node: Node, taken: Choice | None) -> str | None:
    """The words of the answer that earns most there, unless it is the one that was given."""

    def worth(choice: Choice) -> float:
        if choice.forbidden is not None:
            return -1
        earned = sum(scenario.rubric[name].weight for name in choice.good)
        return earned + sum(scenario.rubric[name].weight for name in choice.part) / 2 - bool(choice.miss) / 4

    best = max(node.choices, key=worth, default=None)
    return best.say if best is not None and best is not taken and worth(best) > 0 else None


def _held(turn: Turn) -> int:
    return sum((until if until is not None else since) - since for since, until in turn.holds)


def label_of(code: str, language: str) -> str:
    outcome = campaigns.catalogue().get(code)
    return code if outcome is None else outcome.label.of(language)
