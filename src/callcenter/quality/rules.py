"""Pure rules of quality review: what marks are worth, what two scorers differ on, and the grid to start with."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import cache
from typing import Any

from callcenter.kit import shipped
from callcenter.partners.schemas import Purpose
from callcenter.quality.schemas import Criterion, Mark

FULL = 200
"""A score counts tenths of a point out of 20."""

HALVES: Mapping[Mark, int] = {"met": 2, "partly": 1, "missed": 0, "unacceptable": 0}

SELF_TIME = timedelta(days=7)
"""So long the apprentice has to weigh the call first."""


def fits(criteria: Sequence[Criterion], marks: Mapping[str, Mark]) -> bool:
    """Whether each criterion has a mark, and nothing else."""
    return {each.id for each in criteria} == set(marks)


def _share(criteria: Sequence[Criterion], marks: Mapping[str, Mark], whole: int) -> int:
    """The weighted part of `whole`, rounded half up."""
    weights = sum(each.weight for each in criteria)
    points = sum(each.weight * HALVES[marks[each.id]] for each in criteria)
    return (2 * points * whole + 2 * weights) // (4 * weights)


def score(criteria: Sequence[Criterion], marks: Mapping[str, Mark]) -> int:
    """Out of 200. One "unacceptable" is 0 for the whole."""
    return 0 if "unacceptable" in marks.values() else _share(criteria, marks, FULL)


def agreed(scores: Sequence[int]) -> int:
    """The score of one or two scorers: their mean, rounded half up."""
    return (2 * sum(scores) + len(scores)) // (2 * len(scores))


def differing(first: Mapping[str, Mark], second: Mapping[str, Mark]) -> list[str]:
    """Criteria on which two scorers do not agree, in the order of the first."""
    return [name for name, mark in first.items() if second.get(name) != mark]


def by_competence(criteria: Sequence[Criterion], marks: Mapping[str, Mark]) -> dict[str, int]:
    """Per cent by competence, from the criteria that show it. One "unacceptable" is 0 for all."""
    codes = sorted({code for each in criteria for code in each.competences})
    spoilt = "unacceptable" in marks.values()
    return {
        code: 0 if spoilt else _share([each for each in criteria if code in each.competences], marks, 100)
        for code in codes
    }


@cache
def _shipped() -> Mapping[str, Any]:
    found: Mapping[str, Any] = shipped.read("callcenter.quality", "grids.yaml")
    return found


def first_grid(purpose: Purpose, language: str) -> list[Criterion]:
    """The grid that a campaign starts with, in a language."""
    raw = _shipped()
    return [
        Criterion(
            id=each["id"],
            label=each.get(language, each["fr"])["label"],
            glossary=each.get(language, each["fr"])["glossary"],
            weight=each["weight"],
            competences=sorted({*each["competences"], *raw["purposes"][purpose]}),
        )
        for each in raw["criteria"]
    ]
