"""Pure: results of a jury's grid, what an example may be, and what is still to be done before the exam."""

from collections.abc import Mapping, Sequence

from callcenter.exams.schemas import BlockReady, Lack, ModalityReady, Parts
from callcenter.outcomes.notes import note_problem
from callcenter.quality.schemas import Mark

WORTH: Mapping[Mark, int] = {"met": 100, "partly": 50, "missed": 0, "unacceptable": 0}
PAGE_LINES = 34
"""Lines of an example's page that are always there, whatever stands on them (measured on the printed paper)."""
LINE = 85
"""Characters of a line that always fit."""
LINES = 3 * PAGE_LINES
EXAMPLES = 3
"""For each block: the professional file asks for one to three."""


def result(marks: Sequence[Mark]) -> int:
    """Per cent of a competence, half up; one "unacceptable" is 0 for all of it, as in the trade's own grids."""
    if "unacceptable" in marks:
        return 0
    total = sum(WORTH[mark] for mark in marks)
    return (2 * total + len(marks)) // (2 * len(marks))


def room(parts: Parts) -> int:
    """Characters that still fit on the three pages of an example; less than nothing when it is too long."""
    lines = 0
    for said in (parts.tasks, parts.means, parts.people, parts.context, parts.more):
        lines += sum(1 + len(line) // LINE for line in said.splitlines()) + 4
    return (LINES - lines) * LINE


def problems(title: str, parts: Parts) -> dict[str, str]:
    """Which parts seem to hold a customer's data, each with its reason."""
    said = {"title": title} | parts.model_dump()
    return {name: problem for name, words in said.items() if (problem := note_problem(words))}


def lacks(blocks: Sequence[BlockReady], modalities: Sequence[ModalityReady]) -> tuple[list[Lack], int]:
    """What is still to be done, and how many steps there are in all."""
    steps = [
        *((each.decided == "acquired", Lack(what="decision", title=each.title))
          for block in blocks for each in block.competences),
        *((any(exam.state == "issued" for exam in each.exams), Lack(what="mock_exam", title=each.title))
          for each in modalities),
        *((block.evaluated, Lack(what="evaluation", title=block.title)) for block in blocks if block.has_examples),
        *((block.examples > 0, Lack(what="example", title=block.title)) for block in blocks if block.has_examples),
    ]  # fmt: skip
    return [lack for done, lack in steps if not done], len(steps)
