"""What a role-play is after all that was said and done in it. Pure: it folds acts, it knows no row and no clock."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol

from callcenter.training.engine import Over, Play, Turn
from callcenter.training.scenarios import Choice, Mood, Scenario

Who = Literal["customer", "apprentice", "centre"]
Kind = Literal["say", "mood", "hold", "resume", "tick", "hang_up"]

AWAY = timedelta(minutes=3)
"""A talk ends when one of the two pages has shown no sign of life for so long."""
UNANSWERED = timedelta(minutes=10)
"""An invitation that nobody answers, a call that is not begun, a result that is not recorded wait so long."""


class Act(Protocol):
    """One act as the fold looks at it."""

    who: Any
    kind: Any
    words: str | None
    node: str | None
    choice: int | None
    mood: Any
    codes: Sequence[str]

    @property
    def at(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Scene:
    """Where the talk stands. `node` is the scenario's line that the customer said last; `own`: the trainer's own words
    came after it. `picked` is the proposed sentence that answered it. Holds and ticks count seconds from the beginning
    of the call."""

    mood: Mood = "calm"
    node: str | None = None
    own: bool = False
    picked: int | None = None
    holds: tuple[tuple[int, int | None], ...] = ()
    ticked: tuple[tuple[str, int], ...] = ()
    over: Who | None = None
    ended_at: int | None = None

    @property
    def on_hold(self) -> bool:
        return bool(self.holds) and self.holds[-1][1] is None


def scene(scenario: Scenario, began: datetime, acts: Iterable[Act]) -> Scene:
    found = Scene(mood=scenario.nodes[scenario.start].mood)
    for act in acts:
        found = step(scenario, found, act, max(0, int((act.at - began).total_seconds())))
    return found


def step(scenario: Scenario, now: Scene, act: Act, at: int) -> Scene:
    """The scene after one more act, `at` seconds into the call. What cannot be is left out: see `possible`."""
    match act.kind:
        case "say" if act.who == "customer":
            if act.node is None:
                return replace(now, own=True)
            return replace(now, node=act.node, own=False, picked=None, mood=scenario.nodes[act.node].mood)
        case "say":
            return replace(now, picked=act.choice if act.choice is not None else now.picked)
        case "mood":
            return replace(now, mood=act.mood)
        case "tick":
            told = {code for code, _ in now.ticked}
            return replace(
                now, ticked=now.ticked + tuple((code, at) for code in act.codes if code not in told)
            )
        case "hold":
            return replace(now, holds=(*now.holds, (at, None)))
        case "resume":
            return replace(now, holds=(*now.holds[:-1], (now.holds[-1][0], at)))
        case _:
            return replace(now, over=act.who, ended_at=at)


def possible(now: Scene, who: Who, kind: Kind) -> bool:
    """Whether that may be done now: who waits hears nothing, and after the end there is nothing more to say."""
    if now.over is not None:
        return False
    if kind in {"hold", "resume"}:
        return who == "apprentice" and now.on_hold == (kind == "resume")
    if kind == "tick":
        return who == "apprentice"
    if kind == "mood":
        return who == "customer"
    return kind == "hang_up" or not now.on_hold


def offered(scenario: Scenario, now: Scene) -> list[tuple[int, Choice]]:
    """The sentences that the scenario proposes to answer the customer's last line; none to one of the trainer's own."""
    if now.node is None or now.own or now.picked is not None or now.over is not None or now.on_hold:
        return []
    choices = scenario.nodes[now.node].choices
    return [(at, choice) for at, choice in enumerate(choices) if now.holds or not choice.held]


def suggested(scenario: Scenario, now: Scene) -> list[str]:
    """The scenario's lines for the trainer: what follows the sentence taken, else what can follow, then the others."""
    if now.node is None:
        first = [scenario.start]
    else:
        choices = scenario.nodes[now.node].choices
        taken = [choices[now.picked].to] if now.picked is not None else []
        first = [*taken, *(choice.to for choice in choices)]
    return list(dict.fromkeys([*first, *scenario.nodes]))


def following(scenario: Scenario, now: Scene) -> int:
    """How many of the suggested lines follow the present one."""
    if now.node is None:
        return 1
    return len({choice.to for choice in scenario.nodes[now.node].choices})


def as_play(scenario: Scenario, now: Scene) -> Play:
    """The same for the desk of practice calls, which draws holds and ticks from it."""
    over: Over | None = None
    if now.over is not None:
        over = "agent" if now.over == "apprentice" else "customer"
    turn = Turn(node=now.node or scenario.start, says="", at=0, holds=now.holds)
    return Play(turns=(turn,), ticked=now.ticked, over=over, ended_at=now.ended_at)


def beats(acts: Iterable[Act], began: datetime) -> list[dict[str, Any]]:
    """The talk for the debrief, in pairs: what the customer said, what the apprentice answered."""
    found: list[dict[str, Any]] = []
    held_from: datetime | None = None
    for act in acts:
        if act.kind == "say" and (act.who == "customer" or not found):
            found.append(_beat(act, began))
        elif act.kind == "say":
            last = found[-1]
            last["mine"] = act.words if last["mine"] is None else f"{last['mine']} {act.words}"
        elif act.kind == "hold":
            held_from = act.at
        elif held_from is not None and act.kind in {"resume", "hang_up"} and found:
            found[-1]["held"] += int((act.at - held_from).total_seconds())
            held_from = None
    return found


def _beat(act: Act, began: datetime) -> dict[str, Any]:
    by_customer = act.who == "customer"
    return {
        "at": max(0, int((act.at - began).total_seconds())),
        "customer": act.words if by_customer else "…",
        "mine": None if by_customer else act.words,
        "act": False,
        "verdict": "neutral",
        "why": None,
        "better": None,
        "held": 0,
        "hold_unannounced": False,
    }


MARKS: Mapping[str, float] = {"met": 1.0, "partly": 0.5, "missed": 0.0}


def complete(scenario: Scenario, marks: Mapping[str, Any]) -> bool:
    return set(marks) == set(scenario.rubric)


# --- who is away --------------------------------------------------------------------------------------------

End = Literal["lapsed", "left", "cut", "unrecorded"]


def overdue(
    state: str, now: datetime, *, since: datetime, trainer: datetime, agent: datetime | None
) -> End | None:
    """What ends by itself: an invitation, a call that was not begun, a talk that one side left, a result that nobody
    records. `state` is `invited` or the practice call's, `since` when it began; `trainer`, `agent`: last signs of life.
    """
    seen = max(agent or since, since)
    if state == "invited":
        return "lapsed" if now - since > UNANSWERED or now - trainer > AWAY else None
    if state == "ready":
        return "left" if now - min(seen, max(trainer, since)) > AWAY or now - since > 3 * UNANSWERED else None
    if state == "talking":
        return "cut" if now - min(seen, max(trainer, since)) > AWAY else None
    if state == "wrap_up":
        return "unrecorded" if now - seen > UNANSWERED else None
    return None
