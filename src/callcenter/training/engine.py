"""The simulated customer: replays what the apprentice did and says what comes next. Pure and deterministic.

The same scenario, seed and events give the same call, to the word. It knows no clock, no row and no language.
"""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from callcenter.training.scenarios import IMPATIENT, Choice, Cut, Node, Scenario

Over = Literal["customer", "agent", "cut"]
"""Who ended the call: the customer, the apprentice at its end, the apprentice in the middle."""


@dataclass(frozen=True, slots=True)
class Event:
    """What the apprentice did; `choice` is a place in the line's list, `codes` are duties ticked, `at` in seconds."""

    kind: Literal["choose", "hold", "resume", "tick", "hang_up"]
    choice: int | None = None
    codes: tuple[str, ...] = ()
    at: int = 0


@dataclass(frozen=True, slots=True)
class Turn:
    """A line of the customer and what was answered, with what was done on the side."""

    node: str
    says: str
    at: int
    choice: int | None = None
    answered_at: int | None = None
    holds: tuple[tuple[int, int | None], ...] = ()
    announced: bool = False


@dataclass(frozen=True, slots=True)
class Play:
    """Where a call stands; `ticked` are duties confirmed, each with its second, `said` those really said."""

    turns: tuple[Turn, ...]
    said: frozenset[str] = frozenset()
    ticked: tuple[tuple[str, int], ...] = ()
    lapses: int = 0
    over: Over | None = None
    ended_at: int | None = None
    false_ticks: tuple[str, ...] = field(default=())

    @property
    def now(self) -> Turn:
        return self.turns[-1]

    @property
    def on_hold(self) -> bool:
        return bool(self.now.holds) and self.now.holds[-1][1] is None


class NotPossible(Exception):
    """The call is not where that can be done."""


def begin(scenario: Scenario, seed: int) -> Play:
    """Somebody answers."""
    return Play(turns=(_arrive(scenario, seed, scenario.start, 0, 0),))


def replay(scenario: Scenario, seed: int, events: Iterable[Event], *, patient: bool = False) -> Play:
    """The call after these events. Raises NotPossible for one that could not be."""
    play = begin(scenario, seed)
    for event in events:
        play = step(scenario, seed, play, event, patient=patient)
    return play


def step(scenario: Scenario, seed: int, play: Play, event: Event, *, patient: bool = False) -> Play:
    """The call after one more event; a `patient` customer never loses patience. Raises NotPossible."""
    if play.over is not None:
        raise NotPossible
    match event.kind:
        case "choose":
            return _choose(scenario, seed, play, event, patient=patient)
        case "tick":
            told = {code for code, _ in play.ticked}
            fresh = tuple(code for code in event.codes if code not in told)
            return replace(
                play,
                ticked=play.ticked + tuple((code, event.at) for code in fresh),
                false_ticks=play.false_ticks + tuple(code for code in fresh if code not in play.said),
            )
        case "hold" if not play.on_hold:
            return _hold(play, (*play.now.holds, (event.at, None)))
        case "resume" if play.on_hold:
            since, _ = play.now.holds[-1]
            return _hold(play, (*play.now.holds[:-1], (since, event.at)))
        case "hang_up":
            ended = scenario.nodes[play.now.node].end == "agent"
            return replace(play, over="agent" if ended else "cut", ended_at=event.at)
        case _:
            raise NotPossible


def _hold(play: Play, holds: tuple[tuple[int, int | None], ...]) -> Play:
    return replace(play, turns=(*play.turns[:-1], replace(play.now, holds=holds)))


def _choose(scenario: Scenario, seed: int, play: Play, event: Event, *, patient: bool) -> Play:
    node = scenario.nodes[play.now.node]
    if event.choice is None or event.choice not in {at for at, _ in offered(node, play)}:
        raise NotPossible
    choice = node.choices[event.choice]
    lapses = play.lapses + bool(choice.miss and not choice.good)
    fed_up = not patient and scenario.patience is not None and lapses >= scenario.patience
    target = IMPATIENT if fed_up and scenario.nodes[choice.to].end is None else choice.to
    answered = replace(play.now, choice=event.choice, answered_at=event.at)
    announced = choice.announces
    arrived = replace(_arrive(scenario, seed, target, len(play.turns), event.at), announced=announced)
    ends = scenario.nodes[target].end == "customer"
    return replace(
        play,
        turns=(*play.turns[:-1], answered, arrived),
        said=play.said | set(choice.duties),
        lapses=lapses,
        over="customer" if ends else None,
        ended_at=event.at if ends else None,
    )


def _arrive(scenario: Scenario, seed: int, name: str, place: int, at: int) -> Turn:
    draw = random.Random(f"{seed}:{place}:{name}")
    return Turn(node=name, says=draw.choice(scenario.nodes[name].says), at=at)


def offered(node: Node, play: Play) -> list[tuple[int, Choice]]:
    """What may be answered now, in the order of the file; nothing while the customer waits."""
    if play.over is not None or play.on_hold:
        return []
    return [(at, choice) for at, choice in enumerate(node.choices) if play.now.holds or not choice.held]


def shown(scenario: Scenario, seed: int, play: Play) -> list[tuple[int, Choice]]:
    """The same as the apprentice sees it: mixed by the seed, so that the first is not always the best."""
    choices = offered(scenario.nodes[play.now.node], play)
    random.Random(f"{seed}:{len(play.turns)}:choices").shuffle(choices)
    return choices


def ending(scenario: Scenario, play: Play) -> Node | Cut | None:
    """What the place says at which the call ended; None for a call cut where that is not foreseen."""
    node = scenario.nodes[play.now.node]
    return node.cut if play.over == "cut" else node


def every_way(scenario: Scenario, seed: int = 0) -> Iterable[tuple[Sequence[Event], Play]]:
    """Every way through the call to its end, with what was played; duties are ticked as they are said."""
    waiting: list[tuple[tuple[Event, ...], Play]] = [((), begin(scenario, seed))]
    while waiting:
        events, play = waiting.pop()
        node = scenario.nodes[play.now.node]
        if play.over is not None:
            yield events, play
            continue
        if node.end == "agent":
            waiting.append(_extended(scenario, seed, events, play, Event("hang_up")))
            continue
        if node.cut is not None:
            waiting.append(_extended(scenario, seed, events, play, Event("hang_up")))
        for at, choice in enumerate(node.choices):
            more: list[Event] = [Event("hold"), Event("resume")] if choice.held else []
            more.append(Event("choose", choice=at))
            if choice.duties:
                more.append(Event("tick", codes=choice.duties))
            try:
                waiting.append(_extended(scenario, seed, events, play, *more))
            except NotPossible:  # the customer has hung up before the tick
                waiting.append(_extended(scenario, seed, events, play, *more[:-1]))


def _extended(
    scenario: Scenario, seed: int, events: tuple[Event, ...], play: Play, *more: Event
) -> tuple[tuple[Event, ...], Play]:
    for event in more:
        play = step(scenario, seed, play, event)
    return (*events, *more), play
