"""Exercises, the way through a module, the score and the time: by hand and by chance."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from callcenter.modules import book, exercises, rules
from callcenter.modules.exercises import DoesNotFit, Exercise, Fill, Given, Order, Rewrite
from callcenter.modules.rules import Did, Ran
from callcenter.modules.schemas import ModuleContent
from callcenter.training import scenarios
from callcenter.training.referentials import shipped as referentials

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
ALL = [(module.code, each) for module in book.shipped().values() for each in module.exercises]
EXERCISES = [each for _, each in ALL]


# --- what is shipped ----------------------------------------------------------------------------------------


def test_the_shipped_modules_cover_every_competence_and_each_is_read_in_simple_words_too() -> None:
    known = {each.code for each in referentials()["crcd"].competences}
    assert len(book.shipped()) >= 8
    assert {code for module in book.shipped().values() for code in module.competences} == known
    for module in book.shipped().values():
        assert 3 <= len(module.exercises) <= 10, module.code
        assert all(part.simple for part in module.parts if part.text), module.code
        assert set(module.requires) <= book.shipped().keys(), module.code
        assert set(module.calls) <= scenarios.shipped().keys(), module.code
        assert book.private(module) == [], module.code
    assert not rules.circular({module.code: module.requires for module in book.shipped().values()})
    assert {each.kind for each in EXERCISES} == {"choice", "order", "fill", "listen", "rewrite", "mistake"}


# --- exercises ----------------------------------------------------------------------------------------------


@given(st.sampled_from(EXERCISES), st.integers(0, 2**31 - 1))
def test_the_right_answer_earns_everything_and_nothing_shown_gives_it_away(
    exercise: Exercise, seed: int
) -> None:
    assert (
        exercises.judge(exercise, exercises.best(exercise, exercises.shown(exercise, seed)), seed).score
        == 100
    )
    shown = exercises.shown(exercise, seed)
    assert not {"right", "model", "must", "never", "wrong", "why", "hint"} & type(shown).model_fields.keys()
    if isinstance(exercise, Order):
        assert shown.options != list(exercise.items)
        assert sorted(shown.options) == sorted(exercise.items)
    if isinstance(exercise, Fill):
        assert not any("[" in piece or "|" in piece for piece in shown.pieces)
        assert len(shown.pieces) == len(exercise.gaps) + 1
    if isinstance(exercise, Rewrite):
        assert exercise.model not in shown.model_dump_json()


@given(
    st.sampled_from(EXERCISES),
    st.integers(0, 2**31 - 1),
    st.builds(
        Given,
        picked=st.lists(st.integers(0, 20), max_size=8),
        words=st.lists(st.text(max_size=20), max_size=6),
        text=st.none() | st.text(max_size=200),
    ),
)
def test_any_answer_is_scored_within_bounds_or_refused(exercise: Exercise, seed: int, answer: Given) -> None:
    try:
        judged = exercises.judge(exercise, answer, seed)
    except DoesNotFit:
        return
    assert 0 <= judged.score <= 100
    assert judged.marks
    assert judged == exercises.judge(exercise, answer, seed)


def test_a_gap_takes_any_accent_case_and_apostrophe() -> None:
    fill = Fill(id="x", competence="t2", ask="?", why="!", text="Je [m’appelle|suis] Léa et je [téléphone].")
    for words, score in ((["M'APPELLE", "telephone"], 100), (["suis", "écris"], 50), (["", "rien"], 0)):
        assert exercises.judge(fill, Given(words=words), 1).score == score, words


def test_a_wrong_tick_takes_a_right_one_away() -> None:
    raw = {"id": "x", "competence": "c1", "ask": "?", "why": "!", "kind": "choice"}
    options = [{"text": "a", "right": True}, {"text": "b", "right": True}, {"text": "c"}]
    choice: Exercise = TypeAdapter[Any](Exercise).validate_python({**raw, "options": options})
    at = exercises.shown(choice, 5).options.index
    scores = {
        picked: exercises.judge(choice, Given(picked=[at(each) for each in picked]), 5).score
        for picked in ("ab", "a", "ac", "abc", "c")
    }
    assert scores == {"ab": 100, "a": 50, "ac": 0, "abc": 50, "c": 0}


@pytest.mark.parametrize(
    "broken",
    [
        {"kind": "choice", "options": [{"text": "a"}, {"text": "b"}]},
        {"kind": "choice", "options": [{"text": "a", "right": True}, {"text": "a"}]},
        {"kind": "order", "items": ["a", "a", "b"]},
        {"kind": "fill", "text": "no gap"},
        {"kind": "mistake", "lines": ["a", "b", "c"], "wrong": 4},
        {"kind": "rewrite", "original": "x", "model": "salut", "must": [{"say": "y", "any": ["bonjour"]}]},
    ],
)
def test_an_exercise_that_cannot_be_answered_is_no_exercise(broken: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter[Any](Exercise).validate_python(
            {"id": "x", "competence": "c1", "ask": "?", "why": "!", **broken}
        )


# --- the way through a module -------------------------------------------------------------------------------


def acts(module: ModuleContent, scores: dict[str, list[int]], limit: int = 60) -> list[Did]:
    """Somebody who reads and answers what is asked; an exercise's scores in the order of its tries, then 0."""
    did: list[Did] = []
    left = {name: list(tries) for name, tries in scores.items()}
    for _ in range(limit):
        made = rules.way(module, did)
        part = made.now
        if part is None:
            return did
        if part.text is not None and part.id not in made.read:
            did.append(Did("read", part.id, NOW))
            continue
        exercise = next(each for each in part.exercises if not made.tried[each.id].over)
        tries = left.get(exercise.id, [])
        did.append(Did("answer", exercise.id, NOW, tries.pop(0) if tries else 0))
    raise AssertionError("it never ends")


def perfect(module: ModuleContent) -> dict[str, list[int]]:
    return {each.id: [100] for each in module.exercises}


def test_who_knows_it_already_skips_what_the_entry_covers_and_who_does_not_learns_it() -> None:
    module = book.shipped()["bonjour"]
    quick = rules.way(module, acts(module, perfect(module)))
    assert {part.id: state for part, state in quick.parts} == {
        "deja": "done",
        "dire": "skipped",
        "voix": "done",
    }
    assert rules.score_of(quick) == 100
    slow = rules.way(module, acts(module, perfect(module) | {"debut": [0], "loi": [0]}))
    assert [state for _, state in slow.parts] == ["done", "done", "done"]
    assert rules.score_of(slow) == 100  # not to have known it is no mistake


def test_a_part_that_was_hard_opens_its_extra_one() -> None:
    module = book.shipped()["calme"]
    hard = perfect(module) | {"reponse": [0, 0], "ordre": [25, 50], "mots": [100]}
    made = rules.way(module, acts(module, hard))
    assert [part.id for part, _ in made.parts] == ["colere", "limite", "encore"]
    assert made.finished
    easy = rules.way(module, acts(module, perfect(module)))
    assert [part.id for part, _ in easy.parts] == ["colere", "limite"]


def test_a_second_try_that_is_better_counts_half() -> None:
    part = book.shipped()["poste"].parts[0]
    exercise = part.exercises[0]
    scores = {(): 0, (100,): 100, (0, 100): 50, (60, 100): 80, (60, 20): 60, (0, 0): 0}
    assert {tries: rules.tried(exercise, part, tries).score for tries in scores} == scores
    assert [rules.tried(exercise, part, tries).over for tries in ((), (0,), (0, 0), (100,))] == [
        False,
        False,
        True,
        True,
    ]


@given(
    st.sampled_from(list(book.shipped().values())),
    st.dictionaries(
        st.sampled_from([each.id for each in EXERCISES]),
        st.lists(st.integers(0, 100), min_size=1, max_size=2),
        max_size=30,
    ),
)
def test_every_way_ends_with_a_score_and_a_better_answer_never_makes_it_worse(
    module: ModuleContent, scores: dict[str, list[int]]
) -> None:
    way = rules.way(module, acts(module, scores))
    assert way.finished
    assert way.done == way.steps
    assert 0 <= rules.score_of(way) <= 100
    assert set(rules.scores_of(way)) == set(module.competences)
    # Without the forks (an entry that is passed, an extra part) a point more is never a point less.
    plain = module.model_copy(update={"parts": tuple(part for part in module.parts if part.role == "core")})
    before = rules.score_of(rules.way(plain, acts(plain, scores)))
    first = plain.exercises[0].id
    after = rules.score_of(rules.way(plain, acts(plain, scores | {first: [100]})))
    assert after >= before


def test_time_is_counted_between_acts_and_a_page_left_open_counts_five_minutes() -> None:
    moments = [
        NOW,
        NOW + timedelta(seconds=40),
        NOW + timedelta(hours=3),
        NOW + timedelta(hours=3, seconds=5),
    ]
    assert rules.seconds([Did("open", "x", at) for at in moments]) == 40 + 300 + 5
    assert rules.seconds([]) == 0


@given(
    st.dictionaries(
        st.sampled_from("abcdefgh"), st.lists(st.sampled_from("abcdefgh"), max_size=3), max_size=8
    )
)
def test_what_is_required_comes_first_unless_it_goes_in_a_circle(requires: dict[str, list[str]]) -> None:
    order = rules.in_order(requires)
    assert sorted(order) == sorted(requires)
    if not rules.circular(requires):
        for code in order:
            assert all(order.index(b) < order.index(code) for b in requires[code] if b in requires)


@pytest.mark.parametrize(
    ("runs", "why"),
    [
        ([], None),
        ([("open", None, 6)], None),
        ([("open", None, 8)], "module_left"),
        ([("done", 40, 1), ("done", 30, 2)], "module_hard"),
        ([("done", 80, 1), ("done", 30, 2), ("done", 20, 3)], None),
    ],
)
def test_who_is_stuck_in_modules(runs: list[tuple[str, int | None, int]], why: str | None) -> None:
    found = [Ran(state == "open", score, NOW - timedelta(days=days)) for state, score, days in runs]
    assert rules.stuck(NOW, found) == why
