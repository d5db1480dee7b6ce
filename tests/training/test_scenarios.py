"""Play all paths: every shipped scenario is played to every end it has, by the engine that apprentices play with."""

from collections.abc import Iterator, Sequence
from functools import cache

import pytest
import yaml

from callcenter.campaigns import duties
from callcenter.kit import clock
from callcenter.partners.schemas import Purpose
from callcenter.training.engine import Event, NotPossible, Play, begin, ending, every_way, replay, shown, step
from callcenter.training.scenarios import (
    OUTCOME,
    Fault,
    Node,
    Scenario,
    digest,
    packed,
    problems,
    shipped,
    unpacked,
)
from callcenter.training.scoring import Recorded, replayed, score

ALL = list(shipped().values())
by_code = pytest.mark.parametrize("scenario", ALL, ids=lambda scenario: scenario.code)


@cache
def ways(code: str) -> Sequence[tuple[Sequence[Event], Play]]:
    return list(every_way(shipped()[code]))


def outcomes_of(scenario: Scenario, play: Play) -> Iterator[Recorded | None]:
    """Right and wrong things to record at that end."""
    end = ending(scenario, play)
    yield None
    for code in end.outcomes if end is not None else ():
        half = end.half if isinstance(end, Node) else None
        details = {}
        if isinstance(end, Node):
            details = {
                name: want[0] if isinstance(want, tuple) else want for name, want in end.expect.items()
            }
        yield Recorded(code, half, details)


def test_enough_is_shipped() -> None:
    french = [each for each in ALL if each.language == "fr"]
    assert len(french) >= 12
    assert {(each.purpose, each.level) for each in french} == {(p, n) for p in Purpose for n in (1, 2, 3)}
    for language in ("en", "es"):
        assert {each.purpose for each in ALL if each.language == language} == set(Purpose)


@by_code
def test_a_shipped_scenario_has_no_fault(scenario: Scenario) -> None:
    assert problems(scenario) == []


@by_code
def test_every_line_and_every_answer_is_met_on_some_way(scenario: Scenario) -> None:
    lines: set[str] = set()
    answers: set[tuple[str, int]] = set()
    for _, play in ways(scenario.code):
        assert play.over is not None
        lines |= {turn.node for turn in play.turns}
        answers |= {(turn.node, turn.choice) for turn in play.turns if turn.choice is not None}
    assert lines == set(scenario.nodes)
    assert answers == {(name, at) for name, node in scenario.nodes.items() for at in range(len(node.choices))}


@by_code
def test_the_rubric_is_reached_at_nothing_and_at_everything(scenario: Scenario) -> None:
    totals: set[int] = set()
    for _, play in ways(scenario.code):
        totals |= {score(scenario, play, recorded).total for recorded in outcomes_of(scenario, play)}
    assert min(totals) == 0
    assert max(totals) == 100


@by_code
def test_whoever_does_it_all_well_has_said_what_the_law_wants(scenario: Scenario) -> None:
    due = {rule.code for rule in duties.due(scenario.purpose, clock.now().date(), recording=False)}
    for _, play in ways(scenario.code):
        best = max(score(scenario, play, recorded).total for recorded in outcomes_of(scenario, play))
        answered_on = isinstance(ending(scenario, play), Node) and len(play.turns) > 4
        if best == 100 and answered_on and scenario.code != "sav-deces":
            assert due <= play.said, scenario.code


@by_code
def test_what_may_never_be_done_costs_the_whole_call(scenario: Scenario) -> None:
    for _, play in ways(scenario.code):
        chosen = [scenario.nodes[t.node].choices[t.choice] for t in play.turns if t.choice is not None]
        if any(choice.forbidden for choice in chosen):
            found = score(scenario, play, None)
            assert (found.total, found.passed) == (0, False)
            assert any(beat.verdict == "forbidden" and beat.why for beat in replayed(scenario, play))


@by_code
def test_a_missed_answer_says_why_and_what_would_have_been_better(scenario: Scenario) -> None:
    for _, play in ways(scenario.code):
        for beat in replayed(scenario, play):
            if beat.verdict in {"missed", "forbidden"} and beat.mine is not None:
                assert beat.why
                assert beat.better != beat.mine


@by_code
def test_the_same_seed_gives_the_same_call_to_the_word(scenario: Scenario) -> None:
    for events, play in list(every_way(scenario, seed=7))[:40]:
        assert replay(scenario, 7, events) == play
    assert shown(scenario, 3, begin(scenario, 3)) == shown(scenario, 3, begin(scenario, 3))


def test_the_seed_changes_words_and_order_never_what_may_be_answered() -> None:
    scenario = shipped()["rdv-premier"]
    calls = [begin(scenario, seed) for seed in range(30)]
    assert {call.now.says for call in calls} == set(scenario.nodes["start"].says)
    orders = {tuple(at for at, _ in shown(scenario, seed, calls[seed])) for seed in range(30)}
    assert len(orders) > 1
    assert {frozenset(order) for order in orders} == {frozenset({0, 1, 2})}


def test_the_traps_that_the_trade_knows_are_all_there() -> None:
    traps = {node.trap for scenario in ALL for node in scenario.nodes.values()}
    assert {"personal_data", "insult", "minor", "objection", "emotion"} <= traps


# --- the engine ---------------------------------------------------------------------------------------------


def test_nothing_is_answered_while_the_customer_waits() -> None:
    scenario = shipped()["sav-panne"]
    waiting = replay(scenario, 0, [Event("hold")])
    assert shown(scenario, 0, waiting) == []
    with pytest.raises(NotPossible):
        step(scenario, 0, waiting, Event("choose", choice=0))
    with pytest.raises(NotPossible):
        step(scenario, 0, waiting, Event("hold"))
    with pytest.raises(NotPossible):
        step(scenario, 0, begin(scenario, 0), Event("resume"))


def test_an_answer_that_needs_the_hold_comes_after_it() -> None:
    scenario = shipped()["sav-panne"]
    way = next(e for e, play in ways(scenario.code) if any(t.node == "waiting" for t in play.turns))
    until = next(n for n in range(len(way)) if replay(scenario, 0, way[:n]).now.node == "waiting")
    before = replay(scenario, 0, way[:until])
    assert {at for at, _ in shown(scenario, 0, before)} == {2}
    after = replay(scenario, 0, [*way[:until], Event("hold", at=5), Event("resume", at=25)])
    assert {at for at, _ in shown(scenario, 0, after)} == {0, 1, 2}
    assert after.now.holds == ((5, 25),)


def test_a_customer_loses_patience_unless_there_is_help() -> None:
    scenario = shipped()["rdv-opposition"]
    events = [Event("choose", choice=1), Event("choose", choice=2)]
    assert replay(scenario, 0, events).now.node == "impatient"
    assert replay(scenario, 0, events).over == "customer"
    assert replay(scenario, 0, events, patient=True).now.node == "objection"


def test_a_phrase_that_is_ticked_without_being_said_costs_the_call() -> None:
    scenario = shipped()["rdv-premier"]
    play = replay(scenario, 0, [Event("tick", codes=("caller",)), Event("hang_up")])
    found = score(scenario, play, None)
    assert found.forbidden == ("false_tick",)
    assert play.ticked == (("caller", 0),)


def test_a_call_that_is_cut_in_the_middle_earns_what_was_earned_and_no_outcome() -> None:
    scenario = shipped()["rdv-premier"]
    play = replay(scenario, 0, [Event("choose", choice=0), Event("hang_up")])
    assert (play.over, ending(scenario, play)) == ("cut", None)
    assert score(scenario, play, Recorded("booked")).marks[OUTCOME] == 0


def test_hanging_up_after_a_warning_is_right() -> None:
    scenario = shipped()["sav-colere"]
    events = [Event("choose", choice=n) for n in (0, 0, 2, 0)] + [Event("hang_up")]
    play = replay(scenario, 0, events)
    assert play.over == "cut"
    assert score(scenario, play, Recorded("incident")).marks["limit"] == 1
    assert score(scenario, play, Recorded("incident")).marks[OUTCOME] == 1


@pytest.mark.parametrize(
    ("recorded", "mark"),
    [
        (None, 0),
        (Recorded("refused"), 0),
        (Recorded("booked", "afternoon"), 0.5),
        (Recorded("booked", "morning"), 1),
    ],
)
def test_the_outcome_counts_half_where_its_time_is_wrong(recorded: Recorded | None, mark: float) -> None:
    scenario = shipped()["rdv-premier"]
    play = next(play for _, play in ways(scenario.code) if play.now.node == "end_booked")
    assert score(scenario, play, recorded).marks[OUTCOME] == mark


# --- what the check finds -----------------------------------------------------------------------------------


def read(written: str) -> Scenario:
    return Scenario.model_validate(yaml.safe_load(written))


PLAIN = """
code: plain
version: 1
language: fr
purpose: appointment
level: 1
title: Essai
about: Un essai.
goal: Finir.
partner: Essai
persona: {civility: M., last_name: Un, first_name: Deux, town: Ville, department: Ici, mood: Calme., need: Rien.}
rubric:
  hello: {competence: t2, text: Dit bonjour, tip: Dites bonjour.}
nodes:
  start:
    says: [Allô]
    choices:
      - {say: Bonjour., to: bye, good: [hello]}
  bye:
    says: [Au revoir.]
    end: agent
    outcomes: [booked]
"""


def test_a_plain_scenario_is_sound() -> None:
    assert problems(read(PLAIN)) == []
    assert digest(read(PLAIN)) == digest(read(PLAIN + "\n# a remark\n"))
    assert digest(read(PLAIN)) != digest(read(PLAIN.replace("Allô", "Oui")))


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("to: bye,", "to: nowhere,", Fault("leads_nowhere", "start", 0, name="nowhere")),
        ("to: bye,", "to: start,", Fault("circle", "start")),
        ("good: [hello]", "good: [other]", Fault("unknown_criterion", "start", 0, name="other")),
        ("good: [hello]", "miss: [hello], why: Non", Fault("never_earned", criterion="hello")),
        ("good: [hello]", "good: [hello], part: [hello]", Fault("no_why", "start", 0)),
        ("outcomes: [booked]", "outcomes: [kept]", Fault("wrong_outcome", "bye", name="kept")),
        ("outcomes: [booked]", "outcomes: [busy]", Fault("unknown_outcome", "bye", name="busy")),
        ("    outcomes: [booked]\n", "", Fault("no_outcome", "bye")),
        ("    end: agent\n", "", Fault("dead_end", "bye")),
        ("says: [Allô]", "says: [Mon numéro est 0690123456]", Fault("contact_data", "start")),
        ("says: [Allô]", "says: ['Écrivez à a@b.example']", Fault("contact_data", "start")),
        ("goal: Finir.", "goal: Écrire à a@b.example", Fault("contact_data", field="goal")),
        ("Bonjour.", "'Bonjour {prenom}.'", Fault("placeholder", "start", 0, name="prenom")),
        ("level: 1", "level: 1\npatience: 2", Fault("no_impatient", field="patience", name="impatient")),
        (
            "  bye:",
            "  alone:\n    says: [Seul.]\n    end: agent\n    outcomes: [booked]\n  bye:",
            Fault("unreached", "alone"),
        ),
    ],
)
def test_a_planted_fault_is_named_with_its_place(before: str, after: str, fault: Fault) -> None:
    assert fault in problems(read(PLAIN.replace(before, after)))


@by_code
def test_what_is_stored_is_read_back_in_its_order(scenario: Scenario) -> None:
    again = unpacked(packed(scenario))
    assert again == scenario
    assert (list(again.rubric), list(again.nodes)) == (list(scenario.rubric), list(scenario.nodes))
    assert unpacked(scenario.model_dump(mode="json")) == scenario
