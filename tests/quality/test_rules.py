"""What marks are worth: weights, the one that spoils the whole, two scorers, competences. By hand and by chance."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.partners.schemas import Purpose
from callcenter.quality import rules
from callcenter.quality.schemas import Criterion, Mark

MARKS: list[Mark] = ["met", "partly", "missed", "unacceptable"]
WORTH = {"met": Fraction(1), "partly": Fraction(1, 2), "missed": Fraction(0)}


def criterion(name: str, weight: int, *competences: str) -> Criterion:
    return Criterion(id=name, label=name, weight=weight, competences=list(competences))


def half_up(value: Fraction) -> int:
    return int(value + Fraction(1, 2))


grids = st.lists(
    st.tuples(
        st.integers(1, 10), st.lists(st.sampled_from(["c1", "c2", "c3"]), unique=True), st.sampled_from(MARKS)
    ),
    min_size=1,
    max_size=12,
).map(
    lambda drawn: (
        [criterion(f"k{at}", weight, *codes) for at, (weight, codes, _) in enumerate(drawn)],
        {f"k{at}": mark for at, (_, _, mark) in enumerate(drawn)},
    )
)


@given(grids)
def test_a_score_is_the_weighted_part_of_twenty_and_one_unacceptable_is_nothing(
    drawn: tuple[list[Criterion], dict[str, Mark]],
) -> None:
    criteria, marks = drawn
    if "unacceptable" in marks.values():
        assert rules.score(criteria, marks) == 0
        assert set(rules.by_competence(criteria, marks).values()) <= {0}
        return
    weights = sum(each.weight for each in criteria)
    expected = Fraction(sum(each.weight * WORTH[marks[each.id]] for each in criteria)) / weights
    assert rules.score(criteria, marks) == half_up(200 * expected)
    for code, score in rules.by_competence(criteria, marks).items():
        shown = [each for each in criteria if code in each.competences]
        part = Fraction(sum(each.weight * WORTH[marks[each.id]] for each in shown)) / sum(
            each.weight for each in shown
        )
        assert score == half_up(100 * part)


@given(grids)
def test_a_better_mark_never_lowers_a_score(drawn: tuple[list[Criterion], dict[str, Mark]]) -> None:
    criteria, marks = drawn
    for name, mark in marks.items():
        if mark != "met":
            assert rules.score(criteria, marks | {name: "met"}) >= rules.score(criteria, marks)


@pytest.mark.parametrize(
    ("marks", "score"),
    [
        ({"a": "met", "b": "met"}, 200),
        ({"a": "partly", "b": "met"}, 167),
        ({"a": "missed", "b": "met"}, 133),
        ({"a": "missed", "b": "missed"}, 0),
        ({"a": "met", "b": "unacceptable"}, 0),
    ],
)
def test_scores_by_hand(marks: dict[str, Mark], score: int) -> None:
    assert rules.score([criterion("a", 1), criterion("b", 2)], marks) == score


def test_two_scorers_agree_on_the_mean_and_differ_by_criterion() -> None:
    assert rules.agreed([150]) == 150
    assert rules.agreed([150, 161]) == 156
    assert rules.differing({"a": "met", "b": "partly"}, {"a": "met", "b": "missed"}) == ["b"]


def test_each_criterion_has_one_mark_and_nothing_else_has() -> None:
    criteria = [criterion("a", 1), criterion("b", 2)]
    assert rules.fits(criteria, {"a": "met", "b": "met"})
    assert not rules.fits(criteria, {"a": "met"})
    assert not rules.fits(criteria, {"a": "met", "b": "met", "c": "met"})


@pytest.mark.parametrize("purpose", list(Purpose))
@pytest.mark.parametrize("language", ["fr", "en", "es"])
def test_every_purpose_starts_with_a_grid_in_every_language(purpose: Purpose, language: str) -> None:
    grid = rules.first_grid(purpose, language)
    assert len(grid) >= 5
    assert all(each.label and each.glossary and each.competences for each in grid)
    assert grid[0].label != rules.first_grid(purpose, "fr" if language != "fr" else "en")[0].label
