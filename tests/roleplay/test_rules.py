"""What a role-play is after its acts: pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from callcenter.roleplay import rules
from callcenter.training.scenarios import shipped

BEGAN = datetime(2026, 11, 27, 9, tzinfo=UTC)
SCENARIO = shipped()["rdv-premier"]


@dataclass
class Act:
    who: Any
    kind: Any
    words: str | None = None
    node: str | None = None
    choice: int | None = None
    mood: Any = None
    codes: Sequence[str] = ()
    seconds: int = 0

    @property
    def at(self) -> datetime:
        return BEGAN + timedelta(seconds=self.seconds)


def played(*acts: Act) -> rules.Scene:
    return rules.scene(SCENARIO, BEGAN, acts)


def test_sentences_are_proposed_to_a_line_of_the_scenario_and_to_no_other() -> None:
    start = SCENARIO.start
    assert rules.offered(SCENARIO, played()) == []
    asked = Act("customer", "say", "Allô ?", node=start)
    assert len(rules.offered(SCENARIO, played(asked))) == len(SCENARIO.nodes[start].choices)
    assert rules.offered(SCENARIO, played(asked, Act("customer", "say", "Qui est là ?"))) == []
    assert rules.offered(SCENARIO, played(asked, Act("apprentice", "say", "Bonjour", choice=0))) == []
    assert rules.offered(SCENARIO, played(asked, Act("apprentice", "hold"))) == []


def test_what_follows_the_sentence_taken_is_suggested_first_and_each_line_once() -> None:
    start = SCENARIO.nodes[SCENARIO.start]
    assert rules.suggested(SCENARIO, played())[0] == SCENARIO.start
    last = len(start.choices) - 1
    taken = played(
        Act("customer", "say", "Allô ?", node=SCENARIO.start), Act("apprentice", "say", "…", choice=last)
    )
    found = rules.suggested(SCENARIO, taken)
    assert found[0] == start.choices[last].to
    assert sorted(found) == sorted(SCENARIO.nodes)


def test_who_waits_hears_nothing_and_after_the_end_nothing_is_said() -> None:
    held = played(Act("apprentice", "hold", seconds=5))
    assert held.on_hold
    assert not rules.possible(held, "customer", "say")
    assert not rules.possible(held, "apprentice", "say")
    assert rules.possible(held, "customer", "hang_up")
    assert not rules.possible(played(), "customer", "hold")
    assert not rules.possible(played(), "customer", "tick")
    assert not rules.possible(played(), "apprentice", "mood")
    back = played(Act("apprentice", "hold", seconds=5), Act("apprentice", "resume", seconds=12))
    assert back.holds == ((5, 12),)
    over = played(Act("customer", "hang_up", seconds=30))
    assert (over.over, over.ended_at) == ("customer", 30)
    assert not any(rules.possible(over, who, "say") for who in ("customer", "apprentice"))


def test_the_debrief_pairs_what_was_said() -> None:
    found = rules.beats(
        [
            Act("apprentice", "say", "Bonjour."),
            Act("customer", "say", "Qui est là ?", seconds=3),
            Act("apprentice", "say", "Je suis Lina.", seconds=6),
            Act("apprentice", "say", "De Maison Horizon.", seconds=8),
            Act("apprentice", "hold", seconds=10),
            Act("customer", "hang_up", seconds=25),
        ],
        BEGAN,
    )
    assert [(each["customer"], each["mine"], each["held"]) for each in found] == [
        ("…", "Bonjour.", 0),
        ("Qui est là ?", "Je suis Lina. De Maison Horizon.", 15),
    ]


@pytest.mark.parametrize(
    ("state", "since", "trainer", "agent", "ends"),
    [
        ("invited", 9, 1, None, None),
        ("invited", 11, 1, None, "lapsed"),
        ("invited", 5, 4, None, "lapsed"),
        ("ready", 5, 1, 1, None),
        ("ready", 5, 1, 4, "left"),
        ("talking", 20, 2, 2, None),
        ("talking", 20, 4, 1, "cut"),
        ("talking", 20, 1, 4, "cut"),
        ("talking", 2, 9, 9, None),
        ("wrap_up", 60, 60, 5, None),
        ("wrap_up", 60, 1, 11, "unrecorded"),
        ("awaiting", 900, 900, 900, None),
    ],
)
def test_what_one_side_has_left_ends_after_some_minutes(
    state: str, since: int, trainer: int, agent: int | None, ends: str | None
) -> None:
    def ago(minutes: int) -> datetime:
        return BEGAN - timedelta(minutes=minutes)

    seen = None if agent is None else ago(agent)
    assert rules.overdue(state, BEGAN, since=ago(since), trainer=ago(trainer), agent=seen) == ends
